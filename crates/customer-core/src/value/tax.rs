//! Numbers under which tax offices and registers know a business.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use crate::adapter::text_enum;

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
///
/// Reading refuses a kind that stands twice, since one of the two numbers would be lost.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaxIds(#[serde(deserialize_with = "unique_kinds")] BTreeMap<TaxIdKind, String>);

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

/// The forms of a GSTIN: of a regular taxpayer, of one who deducts tax at source (by its PAN or its
/// TAN) or collects it, of a non-resident taxpayer, of a provider of online services from abroad, of
/// a UN body or an embassy.
const GSTIN_FORMS: [&str; 7] = [
    "99AAAAA9999AXZX",
    "99AAAAX9999AXDX",
    "99AAAAX9999AXCX",
    "9999AAA99999NRX",
    "9999AAA99999OSX",
    "9999AAA99999UNX",
    "9999AAA99999ONX",
];

/// Whether the text has a GSTIN's form: the code of a state, 97 or 99, and fifteen capital letters
/// and digits in all. A regular one goes on with the PAN, an entity digit or letter, `Z` and a check
/// character; the registrations of non-residents, UN bodies, and tax deductors and collectors have
/// forms of their own. The check character is not computed.
///
/// ```
/// use customer_core::is_gstin;
///
/// assert!(is_gstin("27AAEPM0111C1ZQ"));
/// assert!(is_gstin("9917USA29001OSK")); // services from abroad
/// assert!(is_gstin("0717UNO00211UNF")); // a UN body
/// assert!(is_gstin("27MUMA12345B1D7")); // a tax deductor, by its TAN
/// assert!(!is_gstin("45AAEPM0111C1ZQ"));
/// ```
pub fn is_gstin(text: &str) -> bool {
    let state = text.get(..2).and_then(|state| state.parse::<u8>().ok());
    matches!(state, Some(1..=38 | 97 | 99)) && GSTIN_FORMS.iter().any(|form| has_form(text, form))
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

/// A map of tax ids by kind, in which no kind stands twice.
pub(crate) fn unique_kinds<'de, D, V>(deserializer: D) -> Result<BTreeMap<TaxIdKind, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct ByKind<V>(PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for ByKind<V> {
        type Value = BTreeMap<TaxIdKind, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some(kind) = map.next_key::<TaxIdKind>()? {
                // A kind of the caller's own may be anything: it is not shown.
                let twice = match &kind {
                    TaxIdKind::Other(_) => "a kind of the tax ids stands twice".to_owned(),
                    known => format!("`tax_ids.{known}` stands twice"),
                };
                if entries.insert(kind, map.next_value()?).is_some() {
                    return Err(A::Error::custom(twice));
                }
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_map(ByKind(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sort_of_registration_has_its_form() {
        for gstin in [
            "27AAEPM0111C1ZQ",
            "01AAEPM0111CZZ0",
            "38AAEPM0111C1Z5",
            "97AAEPM0111C1Z5",
            "99AAEPM0111C1Z5",
            // Deductors, by PAN and by TAN; collectors.
            "27AAEPM0111C1D2",
            "27MUMA12345B1D7",
            "29AAEPM0111C2CX",
            // From abroad: taxpayers, and services.
            "0717SGP00012NRT",
            "9917USA29001OSK",
            "9717DEU00001NR5",
            // UN bodies and embassies.
            "0717UNO00211UNF",
            "0718USA00051UN4",
            "2917JPN00012ON1",
        ] {
            assert!(is_gstin(gstin), "{gstin}");
            assert!(!is_gstin(&gstin.to_lowercase()), "{gstin} in lower case");
            assert!(!is_gstin(&gstin[..14]), "{gstin} cut off");
            assert!(!is_gstin(&format!("{gstin}0")), "{gstin} with more");
            for state in ["00", "39", "96", "98", "2", "2A", "AA", "२७"] {
                let other = format!("{state}{}", &gstin[2..]);
                assert!(!is_gstin(&other), "{other}");
            }
        }
        for text in [
            "27AAEPM0111C1YQ",
            "27AAEPM0111C1AQ",
            "279AEPM0111C1D2",
            "27MUM1A2345B1D7",
            "99USA1729001OSK",
            "9917US129001OSK",
            "9917USA2900AOSK",
            "9917USA29001XXK",
            "9917USA29001OZK",
            "+717UNO00211UNF",
            "07 7UNO00211UNF",
        ] {
            assert!(!is_gstin(text), "{text}");
        }
    }

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
