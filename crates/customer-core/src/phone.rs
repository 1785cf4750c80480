//! Phone numbers in the form of E.164.

use std::fmt;

use crate::ParseError;
use crate::redact::Redacted;
use crate::text_value::text_value;

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

/// A phone number with its country's calling code: one that we would send, or the text that a
/// provider returned.
///
/// [`parse`](Self::parse) is strict about the calling code and generous about spaces, hyphens, dots,
/// slashes and parentheses, which it leaves out: the value is `+` and digits, as E.164 has it.
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
    /// The text is not a phone number with a calling code; the error says why, and does not repeat it.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let text = text.trim_matches(is_separator);
        if text.is_empty() {
            return Err(ParseError::new(WHAT, "it is empty"));
        }
        // A parenthesis may stand before the plus, as in "(+33) 1 …".
        let Some(number) = text.strip_prefix('+') else {
            digits(text)?;
            return Err(ParseError::new(
                WHAT,
                "no country code: write it as +<country code><number>",
            ));
        };
        // Dialled within the country, left out from abroad: with it the number would be another one.
        if number.contains("(0)") {
            return Err(ParseError::new(
                WHAT,
                "leave out the (0), which is not dialled from abroad",
            ));
        }
        Self::from_digits(&digits(number)?)
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
        let calling_code = calling_code.trim();
        let calling_code = calling_code.strip_prefix('+').unwrap_or(calling_code);
        let mut all = digits(calling_code)?;
        if all != calling_code || code_length(&all) != all.len() {
            return Err(ParseError::new(
                WHAT,
                "the country code is not one: write it as in +91",
            ));
        }
        if national_number.contains('+') {
            return Err(ParseError::new(WHAT, "there is a second country code"));
        }
        all.push_str(&digits(national_number)?);
        Self::from_digits(&all)
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

/// The digits of a text that has nothing but digits and separators.
fn digits(text: &str) -> Result<String, ParseError> {
    text.chars()
        .filter(|character| !is_separator(*character))
        // One more than allowed is enough to know that there are too many.
        .take(MOST_DIGITS + 1)
        .map(|character| match character {
            '0'..='9' => Ok(character),
            '+' => Err(ParseError::new(
                WHAT,
                "the + does not stand at the beginning",
            )),
            _ => Err(ParseError::new(
                WHAT,
                "there is something in it that is neither a digit nor a separator",
            )),
        })
        .collect()
}

/// What people write between the digits.
pub(crate) fn is_separator(character: char) -> bool {
    matches!(
        character,
        ' ' | '-'
            | '.'
            | '('
            | ')'
            | '/'
            | '\u{a0}'
            | '\u{202f}'
            | '\u{2010}'
            | '\u{2011}'
            | '\u{2013}'
    )
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{any_text, phone_number};

    #[test]
    fn separators_are_left_out() {
        for (text, canonical) in [
            ("+919876543210", "+919876543210"),
            ("+91 98765 43210", "+919876543210"),
            ("+1 555 555 5555", "+15555555555"),
            ("+1 (555) 555-5555", "+15555555555"),
            ("(+33) 1.23.45.67.89", "+33123456789"),
            (" +49/30/1234567 ", "+49301234567"),
            (
                "+33\u{a0}1\u{202f}23\u{202f}45\u{202f}67\u{202f}89",
                "+33123456789",
            ),
            ("+44 20\u{2011}7946\u{2013}0958", "+442079460958"),
            ("+39 06 1234567", "+39061234567"),
            ("+123456789012345", "+123456789012345"),
            ("+2901234", "+2901234"),
        ] {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), canonical);
        }
    }

    #[test]
    fn each_mistake_has_its_reason() {
        let no_code = "no country code: write it as +<country code><number>";
        let sign = "there is something in it that is neither a digit nor a separator";
        for (text, reason) in [
            ("", "it is empty"),
            (" () ", "it is empty"),
            ("9876543210", no_code),
            ("0033123456789", no_code),
            ("(555) 555-5555", no_code),
            ("<phone>", sign),
            ("+33 1 23 45 67 8x", sign),
            ("+1 555 555 5555 ext 12", sign),
            ("+٣٣١٢٣٤٥٦٧٨٩", sign),
            ("tel:+33123456789", sign),
            ("33+123456789", "the + does not stand at the beginning"),
            ("++33123456789", "the + does not stand at the beginning"),
            ("+0123456789", "a country code does not begin with 0"),
            (
                "+44 (0)20 7946 0958",
                "leave out the (0), which is not dialled from abroad",
            ),
            ("+", "it has fewer than 7 digits"),
            ("+331234", "it has fewer than 7 digits"),
            ("+1234567890123456", "it has more than 15 digits"),
            (
                "+1234567890123456789012345678901234567890",
                "it has more than 15 digits",
            ),
        ] {
            let error = PhoneNumber::parse(text).unwrap_err();
            assert_eq!(error.reason(), reason, "for {text:?}");
            let kept = PhoneNumber::lenient(text);
            assert!(!kept.is_well_formed());
            assert_eq!(kept.as_str(), text);
            assert_eq!((kept.calling_code(), kept.national_number()), (None, None));
        }
    }

    #[test]
    fn parts_are_put_together_only_where_they_come_apart_again() {
        for code in ["+91", "91", " +91 "] {
            let phone = PhoneNumber::from_parts(code, "98765-43210").unwrap();
            assert_eq!(phone.as_str(), "+919876543210");
        }
        let bad_code = "the country code is not one: write it as in +91";
        for (code, national, reason) in [
            ("", "9876543210", bad_code),
            ("+", "9876543210", bad_code),
            ("9", "19876543210", bad_code),
            ("919", "876543210", bad_code),
            ("9 1", "9876543210", bad_code),
            (
                "0",
                "9876543210",
                "the country code is not one: write it as in +91",
            ),
            (
                "IN",
                "9876543210",
                "there is something in it that is neither a digit nor a separator",
            ),
            ("+91", "+919876543210", "there is a second country code"),
            (
                "+91",
                "98765 4321O",
                "there is something in it that is neither a digit nor a separator",
            ),
            ("+91", "", "it has fewer than 7 digits"),
            ("+91", "98765432109876", "it has more than 15 digits"),
        ] {
            let error = PhoneNumber::from_parts(code, national).unwrap_err();
            assert_eq!(error.reason(), reason, "for {code:?} and {national:?}");
        }
    }

    #[test]
    fn two_digit_codes_are_sorted() {
        assert!(TWO_DIGIT_CODES.is_sorted());
    }

    #[test]
    fn all_calling_codes_are_split_as_libphonenumber_splits_them() {
        let mut codes = 0;
        for code in 1..1000_u16 {
            if phonenumber::metadata::DATABASE.by_code(&code).is_none() {
                continue;
            }
            codes += 1;
            let code = code.to_string();
            for national in ["2000000", "9999999999"] {
                let phone = PhoneNumber::parse(&format!("+{code}{national}")).unwrap();
                assert_eq!(phone.calling_code(), Some(code.as_str()));
                assert_eq!(phone.national_number(), Some(national));
                assert_eq!(PhoneNumber::from_parts(&code, national).unwrap(), phone);
            }
        }
        assert!(codes > 200, "libphonenumber knows {codes} calling codes");
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(phone in phone_number()) {
            prop_assert!(phone.is_well_formed());
            let printed = phone.to_string();
            prop_assert_eq!(&PhoneNumber::parse(&printed).unwrap(), &phone);
            let (code, national) = (phone.calling_code().unwrap(), phone.national_number().unwrap());
            prop_assert_eq!(&PhoneNumber::from_parts(code, national).unwrap(), &phone);
            let json = serde_json::to_string(&phone).unwrap();
            prop_assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), phone);
        }

        #[test]
        fn libphonenumber_reads_the_same_calling_code(phone in phone_number()) {
            let theirs = phonenumber::parse(None, phone.as_str()).unwrap();
            prop_assert_eq!(
                theirs.code().value().to_string(),
                phone.calling_code().unwrap()
            );
        }

        #[test]
        fn separators_change_nothing(phone in phone_number(), places in prop::collection::vec((1_usize..16, "[ ./-]"), 0..5)) {
            let mut text = phone.to_string();
            for (place, separator) in places {
                text.insert_str(place.min(text.len()), &separator);
            }
            prop_assert_eq!(PhoneNumber::parse(&text).unwrap(), phone);
        }

        #[test]
        fn what_is_not_a_number_is_kept_to_the_letter_and_never_shown(text in any_text()) {
            let phone = PhoneNumber::lenient(text.clone());
            if let Ok(parsed) = PhoneNumber::parse(&text) {
                prop_assert_eq!(&phone, &parsed);
            } else {
                prop_assert_eq!(phone.as_str(), &text);
            }
            prop_assert_eq!(format!("{phone:?}"), "PhoneNumber(<redacted>)");
            let json = serde_json::to_string(&phone).unwrap();
            prop_assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), phone);
        }

        #[test]
        fn texts_like_numbers_are_read_without_panic(text in "[+]?[0-9 ().x٣-]{0,20}") {
            if let Ok(phone) = PhoneNumber::parse(&text) {
                prop_assert!(phone.as_str()[1..].bytes().all(|byte| byte.is_ascii_digit()));
                prop_assert!((8..=16).contains(&phone.as_str().len()));
            }
        }
    }
}
