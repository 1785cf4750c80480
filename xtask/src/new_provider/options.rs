//! What is asked for, and the names that follow from it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// A crate for one more provider.
#[derive(Debug, Clone, Args)]
pub(crate) struct Options {
    /// The provider's name, such as `acme` or `acme-shop`: lower-case letters, digits and hyphens. The crate has it too.
    #[arg(value_parser = name)]
    pub(crate) name: String,
    /// The name as people write it; without it, the provider's name with capitals.
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// The published base URL of the API, which begins with https://.
    #[arg(long, value_name = "URL", value_parser = base_url)]
    pub(crate) base_url: String,
    /// The form of customers' ids.
    #[arg(long, value_enum, default_value_t = IdStyle::Text)]
    pub(crate) id_style: IdStyle,
    /// How a listing goes on.
    #[arg(long, value_enum, default_value_t = Paging::Offset)]
    pub(crate) paging: Paging,
    /// The form of request bodies.
    #[arg(long, value_enum, default_value_t = Body::Json)]
    pub(crate) body: Body,
    /// Write a repository of its own into this directory instead, which must be empty or missing.
    #[arg(long, value_name = "DIR")]
    pub(crate) outside: Option<PathBuf>,
}

/// The form of customers' ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum IdStyle {
    /// Texts such as `cus_4fkz`.
    Text,
    /// UUIDs.
    Uuid,
    /// Whole numbers.
    Number,
}

/// How a listing goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Paging {
    /// By how many customers were passed.
    Offset,
    /// By a cursor that each page brings.
    Cursor,
    /// By the last id of a page.
    LastId,
    /// There is no listing.
    None,
}

/// The form of request bodies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Body {
    /// JSON.
    Json,
    /// A form, with brackets for nested fields.
    Form,
}

impl Options {
    /// Whether there is a listing.
    pub(crate) fn lists(&self) -> bool {
        self.paging != Paging::None
    }

    /// The crate as Rust spells it: `acme_shop`.
    pub(crate) fn library(&self) -> String {
        self.name.replace('-', "_")
    }

    /// The prefix of the environment variables: `ACME_SHOP`.
    pub(crate) fn variable_prefix(&self) -> String {
        self.library().to_uppercase()
    }

    /// The name of the provider's types: `AcmeShop`.
    pub(crate) fn type_name(&self) -> String {
        self.words().collect()
    }

    /// The name as people write it: `Acme Shop`.
    pub(crate) fn title(&self) -> String {
        let words: Vec<String> = self.words().collect();
        self.title.clone().unwrap_or_else(|| words.join(" "))
    }

    fn words(&self) -> impl Iterator<Item = String> {
        self.name.split('-').map(|word| {
            let mut characters = word.chars();
            let first = characters.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(characters).collect()
        })
    }
}

/// The text with which clap names a value.
pub(crate) fn text_of(value: &impl ValueEnum) -> String {
    let value = value.to_possible_value();
    value.map_or_else(String::new, |value| value.get_name().to_owned())
}

fn name(text: &str) -> Result<String, String> {
    let is_word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_lowercase())
            && word
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    if text.split('-').all(is_word) {
        Ok(text.to_owned())
    } else {
        Err(
            "write lower-case letters, digits and single hyphens; each word begins with a letter"
                .to_owned(),
        )
    }
}

fn base_url(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").unwrap_or_default();
    let is_plain = text
        .chars()
        .all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '\\' | '?' | '#'));
    if host.is_empty() || host.starts_with('/') || !is_plain {
        return Err("write https:// and a host, without a query".to_owned());
    }
    Ok(text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::{base_url, name};

    #[test]
    fn names_are_words_of_lower_case_letters_and_digits() {
        for good in ["acme", "acme-shop", "a1", "acme-go2"] {
            assert_eq!(name(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "Acme",
            "acme_shop",
            "-acme",
            "acme-",
            "a--b",
            "1acme",
            "acme shop",
            "äcme",
            "../x",
        ] {
            assert!(name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn base_urls_are_https_without_a_query() {
        assert_eq!(
            base_url("https://api.acme.example/v1/").as_deref(),
            Ok("https://api.acme.example/v1")
        );
        for bad in [
            "",
            "http://a.example",
            "https://",
            "https:///x",
            "https://a?b",
            "https://a\"b",
            "a.example",
        ] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }
}
