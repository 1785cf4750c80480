//! Numbers under which tax offices and registers know a business.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::text_enum;

text_enum! {
    /// What sort of number a tax id is.
    pub enum TaxIdKind {
        /// India's permanent account number, `AAAAA9999A`.
        Pan => "pan",
        /// India's goods and services tax number, fifteen characters around the PAN.
        Gstin => "gstin",
        /// A value added tax number, with its country's prefix.
        Vat => "vat",
        /// A taxpayer number that none of the others is.
        Tin => "tin",
        /// The number in a company register.
        RegistrationNumber => "registration_number",
    }
}

/// The tax ids of a business, at most one of a kind. `Debug` shows the kinds alone.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaxIds(BTreeMap<TaxIdKind, String>);

impl TaxIds {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, in the place of an earlier one of its kind.
    #[must_use]
    pub fn with(mut self, kind: TaxIdKind, number: impl Into<String>) -> Self {
        self.insert(kind, number);
        self
    }

    /// Adds one, in the place of an earlier one of its kind.
    pub fn insert(&mut self, kind: TaxIdKind, number: impl Into<String>) {
        self.0.insert(kind, number.into());
    }

    /// The number of this kind.
    pub fn get(&self, kind: &TaxIdKind) -> Option<&str> {
        self.0.get(kind).map(String::as_str)
    }

    /// Kind by kind.
    pub fn iter(&self) -> impl Iterator<Item = (&TaxIdKind, &str)> {
        self.0.iter().map(|(kind, number)| (kind, number.as_str()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for TaxIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl FromIterator<(TaxIdKind, String)> for TaxIds {
    fn from_iter<I: IntoIterator<Item = (TaxIdKind, String)>>(iter: I) -> Self {
        Self(iter.into_iter().collect())
    }
}

/// Whether the text has a PAN's form: five letters, four digits, a letter.
pub fn is_pan(text: &str) -> bool {
    has_form(text, "AAAAA9999A")
}

/// Whether the text has a GSTIN's form: two digits of the state, the PAN, an entity digit or
/// letter, `Z`, a check character. The check character is not computed.
pub fn is_gstin(text: &str) -> bool {
    has_form(text, "99AAAAA9999AXZX")
}

/// `A` stands for a letter, `9` for a digit, `X` for either, anything else for itself.
fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text
            .bytes()
            .zip(form.bytes())
            .all(|(byte, form)| match form {
                b'A' => byte.is_ascii_uppercase(),
                b'9' => byte.is_ascii_digit(),
                b'X' => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
                other => byte == other,
            })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        for (text, pan, gstin) in [
            ("AAEPM0111C", true, false),
            ("aaepm0111c", false, false),
            ("AAEPM0111CX", false, false),
            ("27AAEPM0111C1ZQ", false, true),
            ("27AAEPM0111C1YQ", false, false),
            ("IN27AAEPM0111C1ZQ", false, false),
            ("27AAEPM0111C1Z", false, false),
            ("२७AAEPM0111C1ZQ", false, false),
            ("", false, false),
        ] {
            assert_eq!((is_pan(text), is_gstin(text)), (pan, gstin), "{text}");
        }
    }
}
