//! What a provider takes as metadata.

use std::fmt;

use serde::Serialize;

use crate::{Metadata, MetadataValue};

/// In what a provider counts the length of metadata's keys and values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LengthUnit {
    /// In characters.
    #[default]
    Characters,
    /// In bytes of UTF-8.
    Bytes,
}

impl LengthUnit {
    fn length(self, text: &str) -> usize {
        match self {
            Self::Characters => text.chars().count(),
            Self::Bytes => text.len(),
        }
    }
}

impl fmt::Display for LengthUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Characters => "characters",
            Self::Bytes => "bytes",
        })
    }
}

/// What an update does with the entries that it does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MetadataUpdates {
    /// It removes them: metadata is replaced as a whole.
    #[default]
    Replace,
    /// It keeps them: metadata is merged, entry by entry.
    Merge,
}

/// What a provider takes as metadata: the limits that it documents. Without one of them, any number goes.
///
/// `Display` is for people: *at most 50 entries; values of at most 500 characters*.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MetadataRules {
    /// The most entries.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entries: Option<usize>,
    /// The longest key, in [`unit`](Self::unit)s.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_length: Option<usize>,
    /// The longest value, in [`unit`](Self::unit)s: of a text its content, of any other value its JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_length: Option<usize>,
    /// In what lengths are counted.
    pub unit: LengthUnit,
    /// Whether values are texts, and nothing else.
    pub texts_only: bool,
    /// What an update does with the entries that it does not name.
    pub updates: MetadataUpdates,
}

impl MetadataRules {
    /// Without limits.
    pub const fn new() -> Self {
        Self {
            entries: None,
            key_length: None,
            value_length: None,
            unit: LengthUnit::Characters,
            texts_only: false,
            updates: MetadataUpdates::Replace,
        }
    }

    /// Takes at most this many entries.
    #[must_use]
    pub const fn with_entries(mut self, most: usize) -> Self {
        self.entries = Some(most);
        self
    }

    /// Takes keys and values of at most these lengths.
    #[must_use]
    pub const fn with_lengths(mut self, key: usize, value: usize, unit: LengthUnit) -> Self {
        self.key_length = Some(key);
        self.value_length = Some(value);
        self.unit = unit;
        self
    }

    /// Takes texts as values, and nothing else.
    #[must_use]
    pub const fn texts_only(mut self) -> Self {
        self.texts_only = true;
        self
    }

    /// An update keeps the entries that it does not name, so that single ones can be set and cleared.
    #[must_use]
    pub const fn merged(mut self) -> Self {
        self.updates = MetadataUpdates::Merge;
        self
    }

    pub(crate) fn merges(&self) -> bool {
        self.updates == MetadataUpdates::Merge
    }

    /// Whether there is a value of a kind that is not taken.
    pub(crate) fn loses(&self, metadata: &Metadata) -> bool {
        self.texts_only && metadata.iter().any(|(_, value)| value.as_str().is_none())
    }

    /// Which limit is broken, in words that show neither a key nor a value.
    pub(crate) fn broken(&self, metadata: &Metadata) -> Option<String> {
        let count = metadata.len();
        if let Some(most) = self.entries.filter(|most| count > *most) {
            return Some(format!("takes at most {most} entries, and has {count}"));
        }
        metadata
            .iter()
            .find_map(|(key, value)| self.broken_by(key, value))
    }

    /// Which limit of lengths this entry breaks.
    fn broken_by(&self, key: &str, value: &MetadataValue) -> Option<String> {
        let text = value.as_str().unwrap_or(value.as_json().into());
        let unit = self.unit;
        [
            ("a key", self.key_length, unit.length(key)),
            ("a value", self.value_length, unit.length(&text)),
        ]
        .into_iter()
        .find_map(|(what, most, length)| {
            let most = most.filter(|most| length > *most)?;
            Some(format!(
                "{what} takes at most {most} {unit}, and has {length}"
            ))
        })
    }
}

impl fmt::Display for MetadataRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = self.unit;
        let entries = self.entries.map(|most| format!("at most {most} entries"));
        let key = self.key_length;
        let key = key.map(|most| format!("keys of at most {most} {unit}"));
        let value = self.value_length;
        let value = value.map(|most| format!("values of at most {most} {unit}"));
        let texts = self.texts_only.then(|| "values are texts".to_owned());
        let merge = self
            .merges()
            .then(|| "an update keeps the other entries".to_owned());
        let rules = [entries, key, value, texts, merge].into_iter().flatten();
        let rules: Vec<_> = rules.collect();
        f.write_str(&rules.join("; "))
    }
}
