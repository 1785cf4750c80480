//! Locales, by BCP 47.

use crate::ParseError;
use crate::value::text_value::text_value;

const WHAT: &str = "a locale";

/// The language, and mostly the region, in which a customer is addressed: a BCP 47 tag such as
/// `fr-FR`, or the text that a provider returned.
///
/// [`parse`](Self::parse) takes hyphens and underscores and any case, and writes the tag in its
/// canonical form. [`lenient`](Self::lenient) and deserialization keep a text that `parse` would
/// refuse, to the letter; [`is_well_formed`](Self::is_well_formed) tells them apart.
///
/// Only the form is checked: `xx-XX` passes.
///
/// ```
/// use customer_core::Locale;
///
/// let locale = Locale::parse("fr_fr")?;
/// assert_eq!(locale.as_str(), "fr-FR");
/// assert_eq!(locale.to_underscore(), "fr_FR");
/// assert_eq!((locale.language(), locale.region()), (Some("fr"), Some("FR")));
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Locale {
    text: String,
    well_formed: bool,
}

impl Locale {
    /// Reads a tag that may be sent.
    ///
    /// # Errors
    ///
    /// The text is not a BCP 47 tag.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if text.is_empty() {
            return Err(ParseError::new(WHAT, "it is empty"));
        }
        match icu_locale_core::Locale::try_from_str(&text.replace('_', "-")) {
            Ok(locale) => Ok(Self {
                text: locale.to_string(),
                well_formed: true,
            }),
            Err(_) => Err(ParseError::new(
                WHAT,
                "write a language and a region, such as fr-FR",
            )),
        }
    }

    /// What a provider returned, whatever it is.
    pub fn lenient(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::parse(&text).unwrap_or(Self {
            text,
            well_formed: false,
        })
    }

    /// Whether this is a BCP 47 tag, and not a text kept as it came.
    pub fn is_well_formed(&self) -> bool {
        self.well_formed
    }

    /// The canonical tag, or the text as it came where it is not well-formed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The language: `fr`. `None` where the locale is not well-formed.
    pub fn language(&self) -> Option<&str> {
        self.subtags()?.next()
    }

    /// The region: `FR`, or a number such as `419`. `None` where there is none, or the locale is not
    /// well-formed.
    pub fn region(&self) -> Option<&str> {
        self.subtags()?
            .skip(1)
            // After a single letter come extensions, which have subtags of two letters as well.
            .take_while(|subtag| subtag.len() > 1)
            .find(|subtag| {
                let numeric = subtag.bytes().all(|byte| byte.is_ascii_digit());
                subtag.len() == 2 || (subtag.len() == 3 && numeric)
            })
    }

    /// The tag with underscores: `fr_FR`, as some providers write it. A text that is not well-formed
    /// stays as it came.
    pub fn to_underscore(&self) -> String {
        if self.well_formed {
            self.text.replace('-', "_")
        } else {
            self.text.clone()
        }
    }

    fn subtags(&self) -> Option<std::str::Split<'_, char>> {
        self.well_formed.then(|| self.text.split('-'))
    }
}

text_value!(Locale, "a locale as a string");

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{any_text, locale};

    #[test]
    fn tags_are_read_in_all_their_spellings() {
        for (text, canonical, language, region) in [
            ("fr-FR", "fr-FR", "fr", Some("FR")),
            ("fr_FR", "fr-FR", "fr", Some("FR")),
            ("EN_us", "en-US", "en", Some("US")),
            ("fr", "fr", "fr", None),
            ("und", "und", "und", None),
            ("es-419", "es-419", "es", Some("419")),
            ("zh_hant_tw", "zh-Hant-TW", "zh", Some("TW")),
            ("sr-Latn", "sr-Latn", "sr", None),
            ("gsw-CH", "gsw-CH", "gsw", Some("CH")),
            ("ca-ES-valencia", "ca-ES-valencia", "ca", Some("ES")),
            ("sl-rozaj-1994", "sl-1994-rozaj", "sl", None),
            ("hi-u-nu-latn", "hi-u-nu-latn", "hi", None),
            ("en-IN-u-ca-indian", "en-IN-u-ca-indian", "en", Some("IN")),
        ] {
            let locale = Locale::parse(text).unwrap();
            assert_eq!(locale.as_str(), canonical);
            assert_eq!(locale.to_underscore(), canonical.replace('-', "_"));
            assert_eq!(
                (locale.language(), locale.region()),
                (Some(language), region)
            );
        }
    }

    #[test]
    fn a_text_that_is_no_language_tag_is_refused_by_parse_and_kept_by_lenient() {
        for text in [
            "",
            "f",
            "french",
            "French",
            "english-US",
            "fr-",
            "-FR",
            "fr FR",
            " fr-FR",
            "fr--FR",
            "fr_FR.UTF-8",
            "en-US@euro",
            "C",
            "1234",
            "fr-FRANCE!",
            "<locale>",
            "Français",
        ] {
            let error = Locale::parse(text).unwrap_err();
            let reason = if text.is_empty() {
                "it is empty"
            } else {
                "write a language and a region, such as fr-FR"
            };
            assert_eq!(error.to_string(), format!("not a locale: {reason}"));
            let kept = Locale::lenient(text);
            assert!(!kept.is_well_formed());
            assert_eq!((kept.as_str(), kept.to_underscore().as_str()), (text, text));
            assert_eq!((kept.language(), kept.region()), (None, None));
        }
    }

    proptest! {
        #[test]
        fn a_printed_value_parses_to_itself(locale in locale()) {
            let printed = locale.to_string();
            prop_assert_eq!(&Locale::parse(&printed).unwrap(), &locale);
            prop_assert_eq!(&Locale::parse(&locale.to_underscore()).unwrap(), &locale);
            let json = serde_json::to_string(&locale).unwrap();
            prop_assert_eq!(serde_json::from_str::<Locale>(&json).unwrap(), locale);
        }

        #[test]
        fn parts_are_those_of_icu(locale in locale()) {
            let theirs = icu_locale_core::Locale::try_from_str(locale.as_str()).unwrap();
            prop_assert_eq!(locale.language(), Some(theirs.id.language.as_str()));
            let region = theirs.id.region.map(|region| region.to_string());
            prop_assert_eq!(locale.region(), region.as_deref());
        }

        #[test]
        fn a_text_that_is_no_language_tag_is_kept_unchanged(text in any_text()) {
            let locale = Locale::lenient(text.clone());
            if let Ok(parsed) = Locale::parse(&text) {
                prop_assert_eq!(&locale, &parsed);
            } else {
                prop_assert_eq!(locale.as_str(), &text);
            }
            let json = serde_json::to_string(&locale).unwrap();
            prop_assert_eq!(serde_json::from_str::<Locale>(&json).unwrap(), locale);
        }

        #[test]
        fn normalizing_a_tag_twice_changes_nothing(text in "[a-zA-Z]{1,4}([-_][a-zA-Z0-9]{1,8}){0,4}") {
            if let Ok(once) = Locale::parse(&text) {
                prop_assert_eq!(Locale::parse(once.as_str()).unwrap(), once);
            }
        }
    }
}
