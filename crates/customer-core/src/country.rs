//! Countries, by the codes and names of ISO 3166-1.

mod names;
mod table;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::ParseError;
use crate::text_value::text_value;
use names::NAMES;
use table::{COUNTRIES, Row};

/// No name is as long as this, and no accent takes a text beyond it.
const LONGEST_NAME_BYTES: usize = 160;

/// A country of ISO 3166-1, or the text that a provider returned.
///
/// [`parse`](Self::parse) knows each country by alpha-2 (`FR`), alpha-3 (`FRA`), its names and common
/// other names (`UK`, `Holland`, `Ivory Coast`); it ignores case, accents, punctuation and doubled
/// spaces. [`lenient`](Self::lenient) and deserialization keep a text that `parse` does not know, to
/// the letter; [`is_well_formed`](Self::is_well_formed) tells them apart.
///
/// Written as text and by serde, a country is its alpha-2 code. Providers that want a name are given
/// [`name`](Self::name).
///
/// ```
/// use customer_core::Country;
///
/// let country = Country::parse("India")?;
/// assert_eq!(country, Country::parse("IN")?);
/// assert_eq!(country.as_str(), "IN");
/// assert_eq!(country.alpha3(), Some("IND"));
/// assert_eq!(Country::parse("cote d'ivoire")?.name(), Some("Côte d'Ivoire"));
///
/// let unknown = Country::lenient("Atlantis");
/// assert_eq!((unknown.as_str(), unknown.alpha2()), ("Atlantis", None));
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Clone)]
pub struct Country(Known);

#[derive(Clone)]
enum Known {
    Iso(&'static Row),
    Text(Box<str>),
}

impl Country {
    /// Finds a country by code or name.
    ///
    /// # Errors
    ///
    /// No country has this code or name.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        match find(text.trim()) {
            Some(row) => Ok(Self(Known::Iso(row))),
            None => Err(ParseError::new(
                "a country",
                "no country has this code or name; write a code such as FR, or an English name",
            )),
        }
    }

    /// What a provider returned, whatever it is.
    pub fn lenient(text: impl Into<String>) -> Self {
        let text = text.into();
        match find(text.trim()) {
            Some(row) => Self(Known::Iso(row)),
            None => Self(Known::Text(text.into_boxed_str())),
        }
    }

    /// All countries of ISO 3166-1, in the order of their alpha-2 codes.
    ///
    /// ```
    /// assert_eq!(customer_core::Country::all().count(), 249);
    /// ```
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        COUNTRIES.iter().map(|row| Self(Known::Iso(row)))
    }

    /// Whether this is a country of ISO 3166-1, and not a text kept as it came.
    pub fn is_well_formed(&self) -> bool {
        self.row().is_some()
    }

    /// The alpha-2 code, or the text as it came where the country is not known.
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Known::Iso(row) => row.alpha2,
            Known::Text(text) => text,
        }
    }

    /// The code of two letters: `FR`.
    pub fn alpha2(&self) -> Option<&'static str> {
        self.row().map(|row| row.alpha2)
    }

    /// The code of three letters: `FRA`.
    pub fn alpha3(&self) -> Option<&'static str> {
        self.row().map(|row| row.alpha3)
    }

    /// The everyday English name: `France`, `South Korea`, `United States`.
    pub fn name(&self) -> Option<&'static str> {
        self.row().map(|row| row.name)
    }

    fn row(&self) -> Option<&'static Row> {
        match self.0 {
            Known::Iso(row) => Some(row),
            Known::Text(_) => None,
        }
    }
}

fn find(text: &str) -> Option<&'static Row> {
    if text.len() > LONGEST_NAME_BYTES {
        return None;
    }
    by_code(text).or_else(|| {
        let key = fold(text);
        // Folding makes codes of "U.S." and "(FR)".
        by_name(&key).or_else(|| by_code(&key))
    })
}

fn by_code(text: &str) -> Option<&'static Row> {
    by_alpha2(text).or_else(|| by_alpha3(text))
}

fn by_alpha2(text: &str) -> Option<&'static Row> {
    let [first, second] = text.as_bytes() else {
        return None;
    };
    let code = [first.to_ascii_uppercase(), second.to_ascii_uppercase()];
    let at = COUNTRIES
        .binary_search_by(|row| row.alpha2.as_bytes().cmp(&code))
        .ok()?;
    COUNTRIES.get(at)
}

fn by_alpha3(text: &str) -> Option<&'static Row> {
    if text.len() != 3 {
        return None;
    }
    COUNTRIES
        .iter()
        .find(|row| row.alpha3.eq_ignore_ascii_case(text))
}

fn by_name(key: &str) -> Option<&'static Row> {
    let at = NAMES.binary_search_by(|(name, _)| (*name).cmp(key)).ok()?;
    by_alpha2(NAMES.get(at)?.1)
}

/// Lower case without accents; `&` is "and"; apostrophes and dots are left out and other punctuation is a
/// space; one space between words; no article at either end, where ISO 3166 and people put it by turns.
fn fold(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            'a'..='z' | '0'..='9' => words.push(character),
            'A'..='Z' => words.push(character.to_ascii_lowercase()),
            '&' => words.push_str(" and "),
            '\'' | '.' | '`' | '´' | 'ʼ' | '‘' | '’' | '\u{300}'..='\u{36f}' => {}
            '–' | '—' | '‐' | '‑' | '“' | '”' => words.push(' '),
            _ if character.is_ascii_punctuation() || character.is_whitespace() => words.push(' '),
            _ => match unaccented(character) {
                Some(letters) => words.push_str(letters),
                None => words.push(character),
            },
        }
    }
    let mut key = String::with_capacity(words.len());
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(word);
    }
    let key = key.strip_prefix("the ").unwrap_or(&key);
    let key = key.strip_suffix(" the").unwrap_or(key);
    key.to_owned()
}

fn unaccented(character: char) -> Option<&'static str> {
    Some(match character {
        'À'..='Å' | 'à'..='å' | 'Ā'..='ą' | 'Ǎ' | 'ǎ' | 'Ạ'..='ặ' => "a",
        'Æ' | 'æ' => "ae",
        'Ç' | 'ç' | 'Ć'..='č' => "c",
        'Ď'..='đ' | 'Ð' | 'ð' => "d",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ẹ'..='ệ' => "e",
        'Ĝ'..='ģ' => "g",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'Ỉ'..='ị' => "i",
        'Ķ' | 'ķ' => "k",
        'Ĺ'..='ł' => "l",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "n",
        'Ò'..='Ö' | 'Ø' | 'ò'..='ö' | 'ø' | 'Ō'..='ő' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => "o",
        'Œ' | 'œ' => "oe",
        'Ŕ'..='ř' => "r",
        'Ś'..='š' | 'Ș' | 'ș' => "s",
        'ß' => "ss",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "t",
        'Ù'..='Ü' | 'ù'..='ü' | 'Ũ'..='ų' | 'Ư' | 'ư' | 'Ụ'..='ự' => "u",
        'Ý' | 'ý' | 'ÿ' | 'Ÿ' | 'Ỳ'..='ỹ' => "y",
        'Ź'..='ž' => "z",
        _ => return None,
    })
}

// Two values are the same country where their text is the same: a text that is kept is never a code,
// since it would have been found.

impl PartialEq for Country {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Country {}

impl Hash for Country {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialOrd for Country {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Country {
    fn cmp(&self, other: &Self) -> Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Country")
            .field(&self.as_str())
            .finish()
    }
}

text_value!(Country, "a country's code or name as a string");

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use keshvar::CountryIterator;
    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{any_text, country};

    fn alpha2(text: &str) -> Option<&'static str> {
        Country::parse(text).ok()?.alpha2()
    }

    #[test]
    fn the_table_is_sorted_and_has_no_code_or_name_twice() {
        assert!(COUNTRIES.is_sorted_by(|one, next| one.alpha2 < next.alpha2));
        let alpha3: BTreeSet<_> = COUNTRIES.iter().map(|row| row.alpha3).collect();
        let names: BTreeSet<_> = COUNTRIES.iter().map(|row| row.name).collect();
        assert_eq!((alpha3.len(), names.len()), (249, 249));
    }

    #[test]
    fn the_names_are_sorted_folded_and_of_known_countries() {
        assert!(NAMES.is_sorted_by(|one, next| one.0 < next.0));
        for (name, code) in NAMES {
            assert_eq!(fold(name), *name);
            assert!(by_alpha2(code).is_some(), "{name} has no country");
            assert!(name.len() < LONGEST_NAME_BYTES / 2);
            // A code goes before a name, and must not hide it.
            assert_eq!(alpha2(name), Some(*code), "for {name}");
        }
    }

    #[test]
    fn a_country_is_found_by_all_that_it_says_of_itself() {
        for country in Country::all() {
            for text in [country.alpha2(), country.alpha3(), country.name()] {
                let text = text.unwrap();
                assert_eq!(Country::parse(text).as_ref(), Ok(&country));
                assert_eq!(Country::parse(&text.to_lowercase()).as_ref(), Ok(&country));
                assert_eq!(Country::parse(&text.to_uppercase()).as_ref(), Ok(&country));
                assert_eq!(
                    Country::parse(&format!("  {text}\t")).as_ref(),
                    Ok(&country)
                );
            }
        }
    }

    #[test]
    fn codes_agree_with_keshvar() {
        let mut theirs = 0;
        for country in CountryIterator::new() {
            theirs += 1;
            let code = country.alpha2().to_string();
            let ours = Country::parse(&code).unwrap();
            assert_eq!(ours.alpha2(), Some(code.as_str()));
            assert_eq!(ours.alpha3(), Some(country.alpha3().to_string().as_str()));
        }
        assert_eq!(theirs, 249);
    }

    #[test]
    fn names_of_keshvar_are_the_same_countries() {
        // Not the name of this country alone: there are the British and the U.S. ones.
        const AMBIGUOUS: [&str; 1] = ["The Virgin Islands"];
        for country in CountryIterator::new() {
            for name in [country.iso_short_name(), country.iso_long_name()] {
                let expected = country.alpha2().to_string();
                if AMBIGUOUS.contains(&name) {
                    assert_eq!(alpha2(name), None, "{name} is no longer an exception");
                } else {
                    assert_eq!(alpha2(name), Some(expected.as_str()), "for {name}");
                }
            }
        }
    }

    #[test]
    fn everyday_names_are_found() {
        for (name, code) in [
            ("USA", "US"),
            ("U.S.A.", "US"),
            ("U.S.", "US"),
            ("(FR)", "FR"),
            ("United States of America", "US"),
            ("the United States", "US"),
            ("UK", "GB"),
            ("U.K.", "GB"),
            ("Great Britain", "GB"),
            ("Great Britain & Northern Ireland", "GB"),
            ("UAE", "AE"),
            ("South Korea", "KR"),
            ("Korea, Republic of", "KR"),
            ("North Korea", "KP"),
            ("Ivory Coast", "CI"),
            ("Côte d’Ivoire", "CI"),
            ("COTE D'IVOIRE", "CI"),
            ("Türkiye", "TR"),
            ("Turkiye", "TR"),
            ("Turkey", "TR"),
            ("Czech Republic", "CZ"),
            ("Czechia", "CZ"),
            ("Holland", "NL"),
            ("The Netherlands", "NL"),
            ("Netherlands, Kingdom of the", "NL"),
            ("Russia", "RU"),
            ("Russian Federation", "RU"),
            ("Vietnam", "VN"),
            ("Viet Nam", "VN"),
            ("Laos", "LA"),
            ("Iran", "IR"),
            ("Iran (Islamic Republic of)", "IR"),
            ("Syria", "SY"),
            ("Tanzania", "TZ"),
            ("Bolivia", "BO"),
            ("Venezuela", "VE"),
            ("Moldova", "MD"),
            ("Macedonia", "MK"),
            ("Taiwan", "TW"),
            ("Republic of China", "TW"),
            ("Hong Kong", "HK"),
            ("Macau", "MO"),
            ("Palestine", "PS"),
            ("Vatican", "VA"),
            ("Burma", "MM"),
            ("Swaziland", "SZ"),
            ("Cape Verde", "CV"),
            ("East Timor", "TL"),
            ("DR Congo", "CD"),
            ("Congo-Brazzaville", "CG"),
            ("Guinea Bissau", "GW"),
            ("St. Lucia", "LC"),
            ("St. Kitts & Nevis", "KN"),
            ("Trinidad & Tobago", "TT"),
            ("Bahamas, The", "BS"),
            ("Gambia", "GM"),
            ("Reunion", "RE"),
            ("São Tomé e Príncipe", "ST"),
            ("Deutschland", "DE"),
            ("España", "ES"),
            ("Österreich", "AT"),
            ("O\u{308}sterreich", "AT"),
            ("Bharat", "IN"),
        ] {
            assert_eq!(alpha2(name), Some(code), "for {name}");
        }
    }

    #[test]
    fn what_names_no_country_or_two_is_refused_and_kept() {
        let long = "a".repeat(1 << 16);
        for text in [
            "",
            " ",
            "the",
            "X",
            "XX",
            "ZZZ",
            "Atlantis",
            "Korea",
            "Virgin Islands",
            "Scotland",
            "Kosovo",
            "F R",
            "France2",
            "Fran\u{0}ce",
            "<country>",
            &long,
        ] {
            let error = Country::parse(text).unwrap_err();
            assert_eq!(
                error.to_string(),
                "not a country: no country has this code or name; write a code such as FR, or an \
                 English name"
            );
            let kept = Country::lenient(text);
            assert!(!kept.is_well_formed());
            assert_eq!(kept.as_str(), text);
            assert_eq!(
                (kept.alpha2(), kept.alpha3(), kept.name()),
                (None, None, None)
            );
        }
    }

    #[test]
    fn debug_shows_the_code() {
        assert_eq!(
            format!("{:?}", Country::lenient("India")),
            "Country(\"IN\")"
        );
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(country in country()) {
            let printed = country.to_string();
            prop_assert_eq!(&Country::parse(&printed).unwrap(), &country);
            prop_assert_eq!(&Country::parse(country.name().unwrap()).unwrap(), &country);
            let json = serde_json::to_string(&country).unwrap();
            prop_assert_eq!(serde_json::from_str::<Country>(&json).unwrap(), country);
        }

        #[test]
        fn what_is_no_country_is_kept_to_the_letter(text in any_text()) {
            let country = Country::lenient(text.clone());
            if let Ok(parsed) = Country::parse(&text) {
                prop_assert_eq!(&country, &parsed);
            } else {
                prop_assert_eq!(country.as_str(), &text);
            }
            let json = serde_json::to_string(&country).unwrap();
            prop_assert_eq!(serde_json::from_str::<Country>(&json).unwrap(), country);
        }

        #[test]
        fn folding_twice_is_folding_once_for_all_but_articles(text in any_text()) {
            let once = fold(&text);
            if !once.starts_with("the ") && !once.ends_with(" the") {
                prop_assert_eq!(fold(&once), once);
            }
        }
    }
}
