//! The formats of texts that the providers document: e-mail, phone, PAN, GSTIN and the like.

use chrono::DateTime;

/// The result of a format check: an error message if the text does not have the format.
pub(crate) type FormatResult = Result<(), &'static str>;

/// Any text, also an empty one.
#[allow(clippy::unnecessary_wraps)] // It is a check among checks.
pub(crate) fn any(_: &str) -> FormatResult {
    Ok(())
}

/// A text that is not blank.
pub(crate) fn not_blank(text: &str) -> FormatResult {
    if text.trim().is_empty() {
        Err("must not be empty")
    } else {
        Ok(())
    }
}

/// The plain form of an e-mail address. It refuses texts that cannot be an e-mail address, and accepts all others.
pub(crate) fn email(text: &str) -> FormatResult {
    const WRONG: FormatResult = Err("must be an e-mail address");
    let Some((local, domain)) = text.rsplit_once('@') else {
        return WRONG;
    };
    let blank = |character: char| character.is_whitespace() || character.is_control();
    if local.is_empty() || text.contains(blank) {
        return WRONG;
    }
    if domain.split('.').any(str::is_empty) {
        return WRONG;
    }
    Ok(())
}

/// Komerza: an e-mail address of 1 to 256 characters.
pub(crate) fn email_of_256_characters(text: &str) -> FormatResult {
    if text.is_empty() || text.chars().count() > 256 {
        return Err("must have 1 to 256 characters");
    }
    email(text)
}

/// KohortPay: a phone number with its country code, spaces and punctuation allowed.
pub(crate) fn phone_with_country_code(text: &str) -> FormatResult {
    let Some(rest) = text.trim().strip_prefix('+') else {
        return Err("must include the country code");
    };
    let digits = rest.bytes().filter(u8::is_ascii_digit).count();
    let plain = rest
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b" -.()/".contains(&byte));
    if plain && (5..=15).contains(&digits) && !rest.starts_with('0') {
        Ok(())
    } else {
        Err("must be a phone number")
    }
}

/// Commerce Engine: ten digits, without the calling code.
pub(crate) fn ten_digits(text: &str) -> FormatResult {
    digits(text, 10, "must have ten digits")
}

/// Commerce Engine: an Indian postal code.
pub(crate) fn six_digits(text: &str) -> FormatResult {
    digits(text, 6, "must have six digits")
}

fn digits(text: &str, count: usize, message: &'static str) -> FormatResult {
    if text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(())
    } else {
        Err(message)
    }
}

/// Commerce Engine: a calling code, "plus sign and two digits".
pub(crate) fn calling_code(text: &str) -> FormatResult {
    match text.strip_prefix('+') {
        Some(rest) => digits(rest, 2, "must be a plus sign and two digits"),
        None => Err("must be a plus sign and two digits"),
    }
}

/// Commerce Engine serves one market.
pub(crate) fn india(text: &str) -> FormatResult {
    if text == "India" {
        Ok(())
    } else {
        Err("must be India")
    }
}

/// `AAAAA9999A`
pub(crate) fn pan(text: &str) -> FormatResult {
    if is_pan(text.as_bytes()) {
        Ok(())
    } else {
        Err("must be a PAN such as AAAAA9999A")
    }
}

fn is_pan(text: &[u8]) -> bool {
    text.len() == 10
        && text[..5].iter().all(u8::is_ascii_uppercase)
        && text[5..9].iter().all(u8::is_ascii_digit)
        && text[9].is_ascii_uppercase()
}

/// A GSTIN: the code of a state, 97 or 99; then the PAN, an entity digit and `Z`, or the form of a tax
/// deductor or collector, or that of a non-resident or a UN body; and a check character.
pub(crate) fn gstin(text: &str) -> FormatResult {
    const DIGIT: fn(u8) -> bool = |byte| byte.is_ascii_digit();
    const LETTER: fn(u8) -> bool = |byte| byte.is_ascii_uppercase();
    const EITHER: fn(u8) -> bool = |byte| DIGIT(byte) || LETTER(byte);
    let bytes = text.as_bytes();
    let all = |places: std::ops::Range<usize>, sort: fn(u8) -> bool| {
        bytes[places].iter().all(|byte| sort(*byte))
    };
    let has_form = bytes.len() == 15
        && all(0..15, EITHER)
        && matches!(text[..2].parse(), Ok(1..=38_u8 | 97 | 99))
        && match (bytes[12], bytes[13]) {
            (_, b'Z') => is_pan(&bytes[2..12]),
            (_, b'D' | b'C') => all(2..6, LETTER) && all(7..11, DIGIT) && LETTER(bytes[11]),
            (b'N', b'R') | (b'O', b'S' | b'N') | (b'U', b'N') => {
                all(2..4, DIGIT) && all(4..7, LETTER) && all(7..12, DIGIT)
            }
            _ => false,
        };
    if has_form {
        Ok(())
    } else {
        Err(
            "must be a GSTIN: state, PAN, entity, Z, check character, or another registration's form",
        )
    }
}

/// TIN, VAT number or GSTIN: letters and digits.
pub(crate) fn tax_number(text: &str) -> FormatResult {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        Ok(())
    } else {
        Err("must be letters and digits")
    }
}

/// An instant as RFC 3339 prints it.
pub(crate) fn instant(text: &str) -> FormatResult {
    match DateTime::parse_from_rfc3339(text) {
        Ok(_) => Ok(()),
        Err(_) => Err("must be an instant such as 2021-07-22T00:00:00.000Z"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_accepts_documented_texts_and_refuses_others() {
        type Row<'a> = (fn(&str) -> FormatResult, &'a [&'a str], &'a [&'a str]);
        let rows: &[Row<'_>] = &[
            (
                email,
                &[
                    "jsmith@example.com",
                    "a+b@c",
                    "\"a@b\"@example.com",
                    "ü@münchen.example",
                ],
                &[
                    "",
                    "jsmith",
                    "@example.com",
                    "a@",
                    "a b@example.com",
                    "a@b..c",
                    "a@.b",
                    "a@b.",
                ],
            ),
            (
                phone_with_country_code,
                &["+1 555 555 5555", "+33612345678", "+49 (30) 123-456"],
                &[
                    "555 555 5555",
                    "",
                    "+",
                    "+1",
                    "+1x5555555",
                    "+1234567890123456",
                    "0033612345678",
                ],
            ),
            (
                ten_digits,
                &["9876543210"],
                &["98765432101", "987654321", "98765 4321", "٩٨٧٦٥٤٣٢١٠"],
            ),
            (six_digits, &["400001"], &["4000", "40000A"]),
            (
                calling_code,
                &["+91", "+44"],
                &["91", "+1", "+911", "+9a", ""],
            ),
            (india, &["India"], &["IN", "france", ""]),
            (
                pan,
                &["AAEPM0111C"],
                &["AAEPM0111", "aaepm0111c", "AAEPM01111"],
            ),
            (
                gstin,
                &[
                    "27AAEPM0111C1ZQ",
                    "27MUMA12345B1D7",
                    "29AAEPM0111C2CX",
                    "9917USA29001OSK",
                    "0717UNO00211UNF",
                ],
                &[
                    "27AAEPM0111C1YQ",
                    "45AAEPM0111C1ZQ",
                    "9917USA29001XXK",
                    "9917USAA9001OSK",
                    "é7AAEPM0111C1Z",
                    "27AAEPM0111C1Z",
                    "XXAAEPM0111C1ZQ",
                    "27AAEPM011111ZQ",
                ],
            ),
            (
                tax_number,
                &["123456789", "GB123456789", "IN27AAEPM0111C1ZQ"],
                &["", "GB 1"],
            ),
            (
                instant,
                &["2021-07-22T00:00:00.000Z"],
                &["2021-07-22", "yesterday"],
            ),
        ];
        for (check, right, wrong) in rows {
            for text in *right {
                assert_eq!(check(text), Ok(()), "{text}");
            }
            for text in *wrong {
                assert!(check(text).is_err(), "{text}");
            }
        }
        assert!(email_of_256_characters(&format!("{}@e.fr", "a".repeat(251))).is_ok());
        assert!(email_of_256_characters(&format!("{}@e.fr", "a".repeat(252))).is_err());
    }
}
