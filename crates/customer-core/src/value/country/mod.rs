//! Countries, by the codes and names of ISO 3166-1.

mod names;
mod table;
#[cfg(test)]
mod tests;

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use crate::ParseError;
use crate::value::text::is_invisible;
use crate::value::text_value::text_value;
use names::NAMES;
use table::{COUNTRIES, Row};

/// No name is as long as this, and no accent takes a text beyond it.
const LONGEST_NAME_BYTES: usize = 160;

/// A country of ISO 3166-1, or Kosovo as `XK`, or the text that a provider returned.
///
/// [`parse`](Self::parse) knows each country by alpha-2 (`FR`), alpha-3 (`FRA`), its names and common
/// other names (`UK`, `Holland`, `Ivory Coast`), and by name and code together where both agree
/// (`United States (US)`); it ignores case, accents, punctuation and doubled spaces. [`lenient`](Self::lenient) and deserialization keep a text that `parse` does not know, to
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
        match find(text) {
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
        match find(&text) {
            Some(row) => Self(Known::Iso(row)),
            None => Self(Known::Text(text.into_boxed_str())),
        }
    }

    /// All countries of ISO 3166-1 and Kosovo, in the order of their alpha-2 codes.
    ///
    /// ```
    /// assert_eq!(customer_core::Country::all().count(), 250);
    /// ```
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        COUNTRIES.iter().map(|row| Self(Known::Iso(row)))
    }

    /// Whether this is a country that [`parse`](Self::parse) knows, and not a text kept as it came.
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
    let text = text.trim();
    if text.len() > LONGEST_NAME_BYTES {
        return None;
    }
    by_code(text)
        .or_else(|| by_text(text))
        .or_else(|| by_parts(text))
}

fn by_text(text: &str) -> Option<&'static Row> {
    let key = fold(text);
    // Folding makes codes of "U.S." and "(FR)".
    by_name(&key).or_else(|| by_code(&key))
}

/// `United States (US)` and `US - United States`, where both have to be the same country;
/// `Korea (the Republic of)` and `Virgin Islands, British`, where what was put behind belongs before.
fn by_parts(text: &str) -> Option<&'static Row> {
    let (first, second) = if let Some(inside) = text.strip_suffix([')', ']']) {
        inside.rsplit_once(['(', '['])
    } else {
        text.split_once(" - ").or_else(|| text.split_once(','))
    }?;
    match (find(first), find(second)) {
        (Some(one), Some(other)) => (one.alpha2 == other.alpha2).then_some(one),
        (one, None) => {
            let turned = by_name(&fold(&format!("{second} {first}")))?;
            // "China, Republic of" would be one country by its first words and another by all of them.
            one.is_none_or(|one| one.alpha2 == turned.alpha2)
                .then_some(turned)
        }
        (None, Some(_)) => None,
    }
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
            _ if is_invisible(character) && !character.is_control() => {}
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
