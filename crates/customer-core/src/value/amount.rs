//! Decimal numbers, digit for digit.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::ParseError;
use crate::value::json_text;
use crate::value::redact::Redacted;

/// No decimal has more digits than this.
const DECIMAL_DIGITS: usize = 29;

/// An amount of money, or another decimal number, as the digits that stood in the JSON text.
///
/// A JSON number read as a float loses digits: `0.1` has no float, and eighteen digits rarely
/// survive. Here the text is kept and written again as it was: `12.50` stays `12.50`, and so does a
/// number of forty digits. A number that a provider sends as a string is kept with its quotes.
/// [`decimal`](Self::decimal) gives a number to calculate with, exactly or not at all.
///
/// Two amounts are equal where their texts are; [`same_value`](Self::same_value) compares numbers.
/// An amount has no currency and no unit: they belong to the field that holds it.
///
/// `Debug` shows nothing of it, since a balance is personal.
///
/// It works with the JSON text, so read and write it with `serde_json`'s functions for text and
/// bytes. Inside `#[serde(flatten)]` and internally tagged enums reading fails, and a
/// [`serde_json::Value`] has already rounded.
///
/// ```
/// use customer_core::Amount;
///
/// let balance: Amount = serde_json::from_str("1234567890123456.70")?;
/// assert_eq!(balance.as_str(), "1234567890123456.70");
/// assert_eq!(serde_json::to_string(&balance)?, "1234567890123456.70");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Amount {
    /// A JSON number, or a JSON string that holds one.
    json: Box<str>,
}

impl Amount {
    /// Reads a number as JSON writes it: `12.50`, `-3`, `1e6`; no sign before a positive one, no
    /// separators.
    ///
    /// # Errors
    ///
    /// The text is not a JSON number.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        if Number::read(text).is_some() {
            Ok(Self { json: text.into() })
        } else {
            Err(ParseError::new(
                "a decimal number",
                "write it with digits and a dot, such as 1234.50",
            ))
        }
    }

    /// The number as it was written, without quotes.
    pub fn as_str(&self) -> &str {
        unquoted(&self.json)
    }

    /// The number to calculate with, digits after the dot included; `None` where it cannot be held
    /// without rounding (about 28 digits).
    ///
    /// ```
    /// use customer_core::Amount;
    ///
    /// let amount = Amount::parse("12.50")?;
    /// assert_eq!(amount.decimal().map(|number| number.to_string()), Some("12.50".to_owned()));
    /// assert_eq!(Amount::parse("1e400")?.decimal(), None);
    /// # Ok::<(), customer_core::ParseError>(())
    /// ```
    pub fn decimal(&self) -> Option<Decimal> {
        Number::read(self.as_str())?.decimal()
    }

    /// Whether both are the same number, however it is written: `1.50`, `1.5` and `15e-1`.
    ///
    /// Two numbers with exponents beyond 64 bits are the same only where their texts are.
    pub fn same_value(&self, other: &Self) -> bool {
        if self.as_str() == other.as_str() {
            return true;
        }
        let value = |amount: &Self| Number::read(amount.as_str())?.value();
        match (value(self), value(other)) {
            (Some(one), Some(other)) => one == other,
            _ => false,
        }
    }
}

fn unquoted(json: &str) -> &str {
    json.strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'))
        .unwrap_or(json)
}

/// A number of the JSON grammar, taken apart.
struct Number<'a> {
    negative: bool,
    integer: &'a str,
    fraction: &'a str,
    exponent: &'a str,
}

/// What a number is, whatever its spelling: ± digits × 10^exponent, with no zero at either end of the
/// digits. Zero has no digits.
#[derive(PartialEq, Eq)]
struct Value {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl<'a> Number<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => {
                let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
                (is_digits(unsigned).then_some(mantissa)?, exponent)
            }
            None => (text, "0"),
        };
        let (integer, fraction) = match mantissa.split_once('.') {
            Some((integer, fraction)) => (is_digits(fraction).then_some(integer)?, fraction),
            None => (mantissa, ""),
        };
        let leading_zero = integer.len() > 1 && integer.starts_with('0');
        (is_digits(integer) && !leading_zero).then_some(Self {
            negative,
            integer,
            fraction,
            exponent,
        })
    }

    fn digits(&self) -> String {
        [self.integer, self.fraction].concat()
    }

    /// The power of ten of the last digit; `None` where it is beyond 64 bits.
    fn last_place(&self) -> Option<i64> {
        let exponent: i64 = self.exponent.parse().ok()?;
        exponent.checked_sub(i64::try_from(self.fraction.len()).ok()?)
    }

    fn value(&self) -> Option<Value> {
        let all = self.digits();
        let digits = all.trim_end_matches('0');
        if digits.is_empty() {
            return Some(Value {
                negative: false,
                digits: String::new(),
                exponent: 0,
            });
        }
        let dropped = i64::try_from(all.len() - digits.len()).ok()?;
        Some(Value {
            negative: self.negative,
            digits: digits.trim_start_matches('0').to_owned(),
            exponent: self.last_place()?.checked_add(dropped)?,
        })
    }

    fn decimal(&self) -> Option<Decimal> {
        // As it is written where that fits, so that the digits after the dot stay; else without the
        // zeros at the end.
        let written = self
            .last_place()
            .and_then(|place| decimal(self.negative, &self.digits(), place));
        written.or_else(|| {
            let value = self.value()?;
            decimal(value.negative, &value.digits, value.exponent)
        })
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// ± digits × 10^exponent, or nothing where a decimal cannot hold it exactly.
fn decimal(negative: bool, digits: &str, exponent: i64) -> Option<Decimal> {
    let digits = digits.trim_start_matches('0');
    let zeros = usize::try_from(exponent).unwrap_or(0);
    if digits.len().checked_add(zeros)? > DECIMAL_DIGITS {
        return None;
    }
    let scale = u32::try_from(exponent.min(0).unsigned_abs()).ok()?;
    let mantissa: i128 = format!("0{digits}{}", "0".repeat(zeros)).parse().ok()?;
    Decimal::try_from_i128_with_scale(if negative { -mantissa } else { mantissa }, scale).ok()
}

impl FromStr for Amount {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for Amount {
    type Error = ParseError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::parse(text)
    }
}

impl From<Decimal> for Amount {
    fn from(number: Decimal) -> Self {
        Self {
            json: number.to_string().into(),
        }
    }
}

impl From<i64> for Amount {
    fn from(number: i64) -> Self {
        Self {
            json: number.to_string().into(),
        }
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Amount").field(&Redacted).finish()
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json_text::serialize(&self.json, serializer)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = json_text::deserialize(deserializer)?;
        if Number::read(unquoted(&json)).is_some() {
            Ok(Self { json })
        } else {
            Err(serde::de::Error::custom(
                "expected a number, or a string that holds one",
            ))
        }
    }
}

impl Amount {
    /// The JSON text, with the quotes if it came with them.
    pub(crate) fn into_json(self) -> Box<str> {
        self.json
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{amount, any_text};

    fn decimal_text(text: &str) -> Option<String> {
        let decimal = Amount::parse(text).unwrap().decimal()?;
        Some(decimal.to_string())
    }

    #[test]
    fn decimals_are_exact_or_nothing() {
        for (text, expected) in [
            ("0", Some("0")),
            ("-0", Some("0")),
            ("12.50", Some("12.50")),
            ("-12.50", Some("-12.50")),
            ("0.00", Some("0.00")),
            ("1e3", Some("1000")),
            ("1.5E+1", Some("15")),
            ("15e-1", Some("1.5")),
            ("1000000e-6", Some("1.000000")),
            ("0e999999999999999999999", Some("0")),
            (
                "79228162514264337593543950335",
                Some("79228162514264337593543950335"),
            ),
            ("79228162514264337593543950336", None),
            (
                "0.0000000000000000000000000001",
                Some("0.0000000000000000000000000001"),
            ),
            ("0.00000000000000000000000000001", None),
            // Thirty digits after the dot, of which those that matter fit.
            ("1.500000000000000000000000000000", Some("1.5")),
            ("0.12345678901234567890123456789", None),
            ("1e28", Some("10000000000000000000000000000")),
            ("1e29", None),
            ("1e400", None),
            ("1e-400", None),
            ("1e9223372036854775807", None),
            ("1e99999999999999999999", None),
            ("-1e-99999999999999999999", None),
            ("1e-9223372036854775808", None),
            ("1.5e-9223372036854775808", None),
        ] {
            assert_eq!(decimal_text(text).as_deref(), expected, "for {text}");
        }
    }

    #[test]
    fn only_json_numbers_are_amounts() {
        for text in [
            "",
            " ",
            "-",
            "+1",
            ".5",
            "5.",
            "01",
            "-01",
            "1,000",
            "1 000",
            " 1",
            "1 ",
            "1e",
            "1e+",
            "e5",
            "1.e5",
            "0x10",
            "NaN",
            "Infinity",
            "1_0",
            "١",
            "12.50 EUR",
            "\"12\"",
            "--1",
            "1.2.3",
        ] {
            let error = Amount::parse(text).unwrap_err();
            assert_eq!(
                error.to_string(),
                "not a decimal number: write it with digits and a dot, such as 1234.50"
            );
        }
        for json in [
            "null",
            "true",
            "[]",
            "[1]",
            "{}",
            "\"\"",
            "\"x\"",
            "\" 1\"",
            "\"1,5\"",
            "\"\\u0031\"",
            "\"\\\"1\\\"\"",
        ] {
            let error = serde_json::from_str::<Amount>(json).unwrap_err();
            assert!(
                error
                    .to_string()
                    .starts_with("expected a number, or a string that holds one"),
                "{json}: {error}"
            );
        }
    }

    #[test]
    fn a_number_in_quotes_keeps_them() {
        let quoted: Amount = serde_json::from_str(" \"12.50\" ").unwrap();
        assert_eq!(quoted.as_str(), "12.50");
        assert_eq!(quoted.to_string(), "12.50");
        assert_eq!(serde_json::to_string(&quoted).unwrap(), "\"12.50\"");
        let plain = Amount::parse("12.50").unwrap();
        assert_ne!(quoted, plain);
        assert!(quoted.same_value(&plain));
        assert_eq!(quoted.decimal(), plain.decimal());
    }

    #[test]
    fn the_same_number_has_many_spellings() {
        let same = |one, other| {
            let (one, other) = (Amount::parse(one).unwrap(), Amount::parse(other).unwrap());
            assert_eq!(one.same_value(&other), other.same_value(&one));
            one.same_value(&other)
        };
        assert!(same("1.50", "1.5"));
        assert!(same("1.50", "15e-1"));
        assert!(same("100", "1E+2"));
        assert!(same("-0", "0.000e7"));
        assert!(same("0e99999999999999999999", "0"));
        assert!(same("1e400", "10e399"));
        assert!(same("1e99999999999999999999", "1e99999999999999999999"));
        assert!(!same("1e99999999999999999999", "1e99999999999999999998"));
        assert!(!same("1.5", "-1.5"));
        assert!(!same("1.5", "1.05"));
        assert!(!same("100000000000000000000.1", "100000000000000000000.2"));
    }

    #[test]
    fn numbers_become_amounts() {
        assert_eq!(Amount::from(i64::MIN).as_str(), "-9223372036854775808");
        assert_eq!(Amount::from(Decimal::new(1250, 2)).as_str(), "12.50");
        assert_eq!(Amount::from(Decimal::MAX).decimal(), Some(Decimal::MAX));
        assert_eq!(Amount::from(Decimal::MIN).decimal(), Some(Decimal::MIN));
    }

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Amount::from(1234)), "Amount(<redacted>)");
    }

    #[test]
    fn it_is_read_from_structures_readers_and_options() {
        #[derive(Deserialize, Serialize)]
        struct Account {
            balance: Amount,
            limit: Option<Amount>,
        }
        let json = r#"{"balance":100.00000000000000000001,"limit":null}"#;
        let account: Account = serde_json::from_reader(json.as_bytes()).unwrap();
        assert_eq!(account.balance.as_str(), "100.00000000000000000001");
        assert_eq!(account.limit, None);
        assert_eq!(serde_json::to_string(&account).unwrap(), json);
    }

    proptest! {
        #[test]
        fn numbers_survive_digit_for_digit(amount in amount()) {
            let json = serde_json::to_string(&amount).unwrap();
            prop_assert_eq!(&json, amount.as_str());
            let read: Amount = serde_json::from_slice(json.as_bytes()).unwrap();
            prop_assert_eq!(&read, &amount);
            prop_assert_eq!(&Amount::parse(&amount.to_string()).unwrap(), &amount);
            prop_assert!(amount.same_value(&read));
        }

        #[test]
        fn decimals_are_the_same_number(amount in amount()) {
            if let Some(decimal) = amount.decimal() {
                prop_assert!(Amount::from(decimal).same_value(&amount));
                prop_assert!(Amount::from(decimal.normalize()).same_value(&amount));
            }
        }

        #[test]
        fn every_decimal_comes_back(mantissa in -(1_i128 << 96) + 1..1_i128 << 96, scale in 0_u32..=28) {
            let decimal = Decimal::from_i128_with_scale(mantissa, scale);
            let back = Amount::from(decimal).decimal().unwrap();
            prop_assert_eq!((back, back.scale()), (decimal, scale));
        }

        #[test]
        fn our_grammar_is_that_of_serde_json(text in "-?[0-9]{0,3}[.]?[0-9]{0,3}([eE][+-]?[0-9]{0,2})?") {
            let theirs = serde_json::from_str::<&serde_json::value::RawValue>(&text).is_ok();
            prop_assert_eq!(Amount::parse(&text).is_ok(), theirs);
        }

        #[test]
        fn any_text_is_read_without_panic(text in any_text()) {
            if let Ok(amount) = Amount::parse(&text) {
                prop_assert_eq!(amount.as_str(), &text);
                let _ = amount.decimal();
            }
            let _ = serde_json::from_str::<Amount>(&text);
        }
    }
}
