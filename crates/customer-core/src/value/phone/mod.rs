//! Phone numbers in the form of E.164.

#[cfg(test)]
mod tests;

use std::fmt;

use crate::ParseError;
use crate::value::redact::Redacted;
use crate::value::text::{code_point, is_invisible, is_line_break};
use crate::value::text_value::text_value;

const WHAT: &str = "a phone number";

/// ITU-T E.164: at most fifteen digits with the calling code.
const MOST_DIGITS: usize = 15;
/// No international number in use is shorter than this.
const FEWEST_DIGITS: usize = 7;

/// The calling codes of two digits. 1 and 7 have one digit, all others three.
const TWO_DIGIT_CODES: [&str; 44] = [
    "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47",
    "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65",
    "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98",
];

/// A phone number with its country's calling code, or the text that a
/// provider returned.
///
/// [`parse`](Self::parse) is strict about the calling code and generous about spaces, hyphens, dots,
/// slashes, parentheses and what cannot be seen, such as the marks of direction around a copied
/// number: it leaves them out. Digits of other scripts count as theirs. The value is `+` and digits,
/// as E.164 has it. A 0 after the calling code is refused, but where the numbering plan keeps it, as
/// in Italy.
/// [`lenient`](Self::lenient) and deserialization keep a text that `parse` would refuse, to the
/// letter; [`is_well_formed`](Self::is_well_formed) tells them apart.
///
/// Only the form is checked, not whether the number is in use.
///
/// `Debug` shows nothing of it.
///
/// ```
/// use customer_core::PhoneNumber;
///
/// let phone = PhoneNumber::parse("+91 98765 43210")?;
/// assert_eq!(phone.as_str(), "+919876543210");
/// assert_eq!(phone.calling_code(), Some("91"));
/// assert_eq!(phone.national_number(), Some("9876543210"));
/// assert_eq!(format!("{phone:?}"), "PhoneNumber(<redacted>)");
///
/// let error = PhoneNumber::parse("98765 43210").unwrap_err();
/// assert_eq!(
///     error.reason(),
///     "no country code: write it as +<country code><number>"
/// );
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PhoneNumber {
    text: String,
    well_formed: bool,
}

impl PhoneNumber {
    /// Reads a number that may be sent.
    ///
    /// # Errors
    ///
    /// The text is not a phone number with a calling code; the error says why, with the code point of
    /// a character that is not taken, and does not repeat the text.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let found = scan(text)?;
        if !found.plus {
            let reason = if found.digits.is_empty() {
                "it is empty"
            } else {
                "no country code: write it as +<country code><number>"
            };
            return Err(ParseError::new(WHAT, reason));
        }
        found.number()
    }

    /// Puts a number together from its calling code, with or without `+`, and the number within the
    /// country, which may have separators.
    ///
    /// ```
    /// use customer_core::PhoneNumber;
    ///
    /// let phone = PhoneNumber::from_parts("+91", "98765 43210")?;
    /// assert_eq!(phone, PhoneNumber::parse("+919876543210")?);
    /// # Ok::<(), customer_core::ParseError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The first is not a calling code, or both together are not a phone number.
    pub fn from_parts(calling_code: &str, national_number: &str) -> Result<Self, ParseError> {
        let code = scan(calling_code)?;
        let is_plain = calling_code
            .trim_matches(is_left_out)
            .trim_start_matches(['+', '\u{ff0b}'])
            .chars()
            .all(|character| digit(character).is_some());
        if !is_plain || code.digits.is_empty() || code_length(&code.digits) != code.digits.len() {
            return Err(ParseError::new(
                WHAT,
                "the country code is not one: write it as in +91",
            ));
        }
        let mut found = scan(national_number)?;
        if found.plus {
            return Err(ParseError::new(WHAT, "there is a second country code"));
        }
        found.digits.insert_str(0, &code.digits);
        found.number()
    }

    /// What a provider returned, whatever it is.
    pub fn lenient(text: impl Into<String>) -> Self {
        let text = text.into();
        Self::parse(&text).unwrap_or(Self {
            text,
            well_formed: false,
        })
    }

    /// Whether this is a number with a calling code, and not a text kept as it came.
    pub fn is_well_formed(&self) -> bool {
        self.well_formed
    }

    /// `+919876543210`, or the text as it came where it is not well-formed.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The country's calling code without `+`: `91`. `None` where the number is not well-formed.
    pub fn calling_code(&self) -> Option<&str> {
        self.parts().map(|(calling_code, _)| calling_code)
    }

    /// The digits after the calling code: `9876543210`. `None` where the number is not well-formed.
    pub fn national_number(&self) -> Option<&str> {
        self.parts().map(|(_, national_number)| national_number)
    }

    fn from_digits(digits: &str) -> Result<Self, ParseError> {
        let refuse = |reason: &'static str| Err(ParseError::new(WHAT, reason));
        if digits.starts_with('0') {
            return refuse("a country code does not begin with 0");
        }
        if digits.len() < FEWEST_DIGITS {
            return refuse("it has fewer than 7 digits");
        }
        if digits.len() > MOST_DIGITS {
            return refuse("it has more than 15 digits");
        }
        // Dialled within the country, left out from abroad: with it the number would be another one.
        if let Some((code, national)) = digits.split_at_checked(code_length(digits))
            && national.starts_with('0')
            && !keeps_zero(code, national)
        {
            return refuse(
                "leave out the 0 after the country code, which is not dialled from abroad",
            );
        }
        Ok(Self {
            text: format!("+{digits}"),
            well_formed: true,
        })
    }

    fn parts(&self) -> Option<(&str, &str)> {
        if !self.well_formed {
            return None;
        }
        let digits = self.text.strip_prefix('+')?;
        digits.split_at_checked(code_length(digits))
    }
}

/// What a text that has nothing but digits and separators says.
struct Scan {
    plus: bool,
    digits: String,
    /// Whether `(0)` stands somewhere in it.
    zero_apart: bool,
}

impl Scan {
    fn number(&self) -> Result<PhoneNumber, ParseError> {
        let code = self.digits.get(..code_length(&self.digits)).unwrap_or("");
        if self.zero_apart {
            return Err(ParseError::new(
                WHAT,
                if ZERO_KEPT.iter().any(|(other, ..)| *other == code) {
                    "write the 0 without parentheses where it is part of the number, else leave it out"
                } else {
                    "leave out the (0), which is not dialled from abroad"
                },
            ));
        }
        PhoneNumber::from_digits(&self.digits)
    }
}

fn scan(text: &str) -> Result<Scan, ParseError> {
    let mut found = Scan {
        plus: false,
        digits: String::new(),
        zero_apart: false,
    };
    // The last two of the digits and parentheses.
    let mut last = [' '; 2];
    // A number may end with a line break, and not go on after it.
    let mut line_break = None;
    for character in text.chars() {
        if let Some(digit) = digit(character) {
            if let Some(line_break) = line_break {
                let reason = format!("there is a line break in it: {}", code_point(line_break));
                return Err(ParseError::new(WHAT, reason));
            }
            found.digits.push(digit);
            // One more than allowed is enough to know that there are too many.
            if found.digits.len() > MOST_DIGITS {
                break;
            }
            last = [last[1], digit];
            continue;
        }
        match character {
            '+' | '\u{ff0b}' if found.plus || !found.digits.is_empty() => {
                return Err(ParseError::new(
                    WHAT,
                    "the + does not stand at the beginning",
                ));
            }
            '+' | '\u{ff0b}' => found.plus = true,
            '(' | '\u{ff08}' => last = [last[1], '('],
            ')' | '\u{ff09}' => {
                found.zero_apart |= last == ['(', '0'];
                last = [last[1], ')'];
            }
            other if is_separator(other) => {}
            other if is_line_break(other) => {
                if found.plus || !found.digits.is_empty() {
                    line_break = Some(other);
                }
            }
            other => {
                let reason = format!(
                    "there is something in it that is neither a digit nor a separator: {}",
                    code_point(other)
                );
                return Err(ParseError::new(WHAT, reason));
            }
        }
    }
    Ok(found)
}

/// The zeros of the scripts whose digits phones are written in where our providers' customers are.
/// Nine digits follow each.
const ZEROS: [char; 14] = [
    '0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}', '\u{be6}',
    '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ff10}',
];

/// The digit that the character is: `5` for `５` and for `٥`.
fn digit(character: char) -> Option<char> {
    if character.is_ascii() {
        return character.is_ascii_digit().then_some(character);
    }
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(character).checked_sub(u32::from(*zero))?;
        char::from_digit(value, 10)
    })
}

/// What is left out before and after a calling code.
fn is_left_out(character: char) -> bool {
    character.is_whitespace() || is_invisible(character) && !character.is_control()
}

/// What stands between the digits where people write a number, or where one was copied from: spaces,
/// hyphens of all widths, and what is not seen.
pub(crate) fn is_separator(character: char) -> bool {
    matches!(
        character,
        ' ' | '-'
            | '.'
            | '('
            | ')'
            | '/'
            | '\u{2010}'..='\u{2015}'
            | '\u{2043}'
            | '\u{2044}'
            | '\u{2212}'
            | '\u{2215}'
            | '\u{30fc}'
            | '\u{fe58}'
            | '\u{fe63}'
            | '\u{ff08}'
            | '\u{ff09}'
            | '\u{ff0d}'..='\u{ff0f}'
    ) || (!is_line_break(character)
        && (character.is_whitespace() || is_invisible(character) && !character.is_control()))
}

/// Where a number within the country begins with a 0 that is dialled from abroad too: the calling
/// code, how such numbers begin, and how few and how many digits they have. Everywhere else the 0 is
/// the trunk prefix. From libphonenumber; a test compares.
const ZERO_KEPT: [(&str, &str, usize, usize); 24] = [
    ("39", "0", 6, 12),
    ("47", "0", 5, 5),
    ("225", "0", 10, 10),
    ("226", "0", 8, 8),
    ("227", "0", 8, 8),
    ("229", "01", 10, 10),
    ("241", "0", 8, 8),
    ("242", "0", 9, 9),
    ("247", "0", 6, 6),
    ("250", "06", 8, 8),
    ("267", "0800", 10, 10),
    ("268", "0800", 8, 8),
    ("378", "0549", 10, 10),
    ("501", "0800", 11, 11),
    ("507", "00800", 11, 11),
    ("676", "0800", 7, 7),
    ("679", "0800", 11, 11),
    ("687", "050", 6, 6),
    ("800", "00", 8, 8),
    ("853", "0800", 7, 7),
    ("881", "0", 9, 9),
    ("888", "0", 11, 11),
    ("974", "0080", 11, 11),
    ("992", "0", 9, 9),
];

fn keeps_zero(calling_code: &str, national_number: &str) -> bool {
    let digits = national_number.len();
    ZERO_KEPT.iter().any(|(code, start, fewest, most)| {
        *code == calling_code
            && national_number.starts_with(start)
            && (*fewest..=*most).contains(&digits)
    })
}

/// How many of the digits are the calling code.
fn code_length(digits: &str) -> usize {
    if digits.starts_with(['1', '7']) {
        1
    } else if digits
        .get(..2)
        .is_some_and(|code| TWO_DIGIT_CODES.binary_search(&code).is_ok())
    {
        2
    } else {
        3
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("PhoneNumber")
            .field(&Redacted)
            .finish()
    }
}

text_value!(PhoneNumber, "a phone number as a string");
