//! Numbers under which tax offices and registers know a business.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Patch;
use crate::adapter::text_enum;
use crate::value::redact::Entries;

text_enum! {
    /// What sort of number a tax id is. Kinds that differ by case alone are one kind.
    pub enum TaxIdKind in to_lowercase {
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

/// The tax ids of a business: of each kind one number, or several, such as the GSTINs of two states. In JSON a number or a
/// list of numbers by kind. `Debug` shows the kinds alone.
///
/// A number stands once: one that is there already is not added again. Reading refuses a kind that stands twice.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaxIds(#[serde(deserialize_with = "unique_kinds")] BTreeMap<TaxIdKind, TaxNumbers>);

impl TaxIds {
    /// None yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, beside those of its kind.
    #[must_use]
    pub fn with(mut self, kind: TaxIdKind, number: impl Into<String>) -> Self {
        self.insert(kind, number);
        self
    }

    /// Adds one, beside those of its kind.
    pub fn insert(&mut self, kind: TaxIdKind, number: impl Into<String>) {
        match self.0.entry(one_case(kind)) {
            Entry::Vacant(place) => drop(place.insert(TaxNumbers::new(number))),
            Entry::Occupied(mut numbers) => numbers.get_mut().insert(number.into()),
        }
    }

    /// Sets the numbers of a kind, in the place of those that are there.
    pub fn set(&mut self, kind: TaxIdKind, numbers: impl Into<TaxNumbers>) {
        self.0.insert(one_case(kind), numbers.into());
    }

    /// Sets or takes out the numbers of a kind, or leaves them.
    pub fn apply(&mut self, kind: TaxIdKind, patch: Patch<TaxNumbers>) {
        match patch {
            Patch::Keep => {}
            Patch::Set(numbers) => self.set(kind, numbers),
            Patch::Clear => drop(self.0.remove(&one_case(kind))),
        }
    }

    /// The first number of this kind.
    pub fn get(&self, kind: &TaxIdKind) -> Option<&str> {
        self.0.get(kind).map(TaxNumbers::first)
    }

    /// Number by number, those of one kind in their order.
    pub fn iter(&self) -> impl Iterator<Item = (&TaxIdKind, &str)> {
        self.numbered().map(|(kind, _, number)| (kind, number))
    }

    /// As [`iter`](Self::iter), with the place of each number among those of its kind.
    pub(crate) fn numbered(&self) -> impl Iterator<Item = (&TaxIdKind, usize, &str)> {
        self.0.iter().flat_map(|(kind, numbers)| {
            let numbers = numbers.iter().enumerate();
            numbers.map(move |(place, number)| (kind, place, number))
        })
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A kind that an application made up, in the case in which kinds are compared.
fn one_case(kind: TaxIdKind) -> TaxIdKind {
    match kind {
        TaxIdKind::Other(text) => TaxIdKind::from(text.as_str()),
        known => known,
    }
}

/// The tax ids of one kind: one number or more, each once. In JSON one is a text and several are a list. `Debug` shows how
/// many there are.
///
/// ```
/// use customer_core::TaxNumbers;
///
/// let gstins = TaxNumbers::new("27AAEPM0111C1ZQ").with("29AAEPM0111C1ZM");
/// assert_eq!(gstins.iter().count(), 2);
/// assert_eq!(gstins.clone().with("27AAEPM0111C1ZQ"), gstins);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct TaxNumbers {
    first: String,
    more: Vec<String>,
}

impl TaxNumbers {
    /// One number.
    pub fn new(number: impl Into<String>) -> Self {
        Self {
            first: number.into(),
            more: Vec::new(),
        }
    }

    /// Adds one, unless it is there.
    #[must_use]
    pub fn with(mut self, number: impl Into<String>) -> Self {
        self.insert(number.into());
        self
    }

    fn insert(&mut self, number: String) {
        if self.iter().all(|other| other != number) {
            self.more.push(number);
        }
    }

    /// The first number.
    pub fn first(&self) -> &str {
        &self.first
    }

    /// Every number.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.first()).chain(self.more.iter().map(String::as_str))
    }
}

impl From<&str> for TaxNumbers {
    fn from(number: &str) -> Self {
        Self::new(number)
    }
}

impl From<String> for TaxNumbers {
    fn from(number: String) -> Self {
        Self::new(number)
    }
}

impl fmt::Debug for TaxNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.iter().count();
        f.debug_tuple("TaxNumbers").field(&Entries(count)).finish()
    }
}

impl Serialize for TaxNumbers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.more.is_empty() {
            self.first.serialize(serializer)
        } else {
            serializer.collect_seq(self.iter())
        }
    }
}

impl<'de> Deserialize<'de> for TaxNumbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a text or a list of texts")]
        enum OneOrMany {
            One(String),
            Many(Vec<String>),
        }
        match OneOrMany::deserialize(deserializer)? {
            OneOrMany::One(number) => Ok(Self::new(number)),
            OneOrMany::Many(numbers) => {
                let mut numbers = numbers.into_iter();
                let first = numbers.next();
                let first = first.ok_or_else(|| D::Error::custom("a list of tax ids is empty"))?;
                Ok(numbers.fold(Self::new(first), Self::with))
            }
        }
    }
}

impl fmt::Debug for TaxIds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl FromIterator<(TaxIdKind, String)> for TaxIds {
    fn from_iter<I: IntoIterator<Item = (TaxIdKind, String)>>(iter: I) -> Self {
        let ids = iter.into_iter();
        ids.fold(Self::new(), |ids, (kind, number)| ids.with(kind, number))
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
