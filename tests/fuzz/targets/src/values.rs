//! The values of the domain that are written as one text.

use std::fmt::Debug;

use customer_core::{
    Amount, Country, EmailAddress, Locale, Metadata, MetadataValue, ParseError, PhoneNumber,
    Timestamp,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::text;

/// The reason but for the code point of the one character that it names.
fn without_code_point(error: &ParseError) -> &str {
    error.reason().split(": U+").next().unwrap_or_default()
}

/// What holds of every value that is one text: serde and `lenient` keep it, and the error of its parser
/// does not depend on what it would have to repeat.
fn one_text<T>(
    text: &str,
    lenient: &T,
    is_well_formed: bool,
    parse: impl Fn(&str) -> Result<T, ParseError>,
) where
    T: Serialize + DeserializeOwned + PartialEq + Debug + ToString,
{
    let json = serde_json::to_string(lenient).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&json).unwrap(), lenient);
    let read: T = serde_json::from_value(Value::String(text.to_owned())).unwrap();
    assert_eq!(&read, lenient);
    match parse(text) {
        Ok(value) => {
            assert!(is_well_formed);
            assert_eq!(&value, lenient);
        }
        Err(error) => {
            assert!(!is_well_formed);
            assert_eq!(lenient.to_string(), text);
            for other in [text.to_ascii_uppercase(), text.to_ascii_lowercase()] {
                let other = parse(&other).unwrap_err();
                assert_eq!(without_code_point(&other), without_code_point(&error));
            }
        }
    }
}

pub(crate) fn email(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let lenient = EmailAddress::lenient(text);
    assert_eq!(lenient.as_str(), text, "an e-mail address is never changed");
    assert_eq!(format!("{lenient:?}"), "EmailAddress(<redacted>)");
    one_text(
        text,
        &lenient,
        lenient.is_well_formed(),
        EmailAddress::parse,
    );
    if !lenient.is_well_formed() {
        assert_eq!((lenient.local_part(), lenient.domain()), (None, None));
        return;
    }
    let (local_part, domain) = (lenient.local_part().unwrap(), lenient.domain().unwrap());
    assert_eq!(format!("{local_part}@{domain}"), text);
    assert!((1..=64).contains(&local_part.chars().count()));
    assert!((1..=255).contains(&domain.chars().count()));
    let is_odd = |c: char| c.is_whitespace() || c.is_control();
    assert!(!text.contains(is_odd) && text.matches('@').count() == 1);
    for other in [text.to_ascii_lowercase(), text.to_ascii_uppercase()] {
        let other = EmailAddress::parse(&other).unwrap();
        assert!(other.same_mailbox(&lenient) && lenient.same_mailbox(&other));
    }
}

pub(crate) fn phone(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Some((calling_code, national_number)) = text.split_once('\n')
        && let Ok(phone) = PhoneNumber::from_parts(calling_code, national_number)
    {
        assert_eq!(digits(phone.as_str()), digits(text));
        assert_eq!(
            phone.calling_code(),
            Some(digits(calling_code)).as_deref(),
            "no digit changes sides"
        );
        in_form(&phone);
    }
    let lenient = PhoneNumber::lenient(text);
    assert_eq!(format!("{lenient:?}"), "PhoneNumber(<redacted>)");
    one_text(text, &lenient, lenient.is_well_formed(), PhoneNumber::parse);
    if lenient.is_well_formed() {
        assert_eq!(
            digits(lenient.as_str()),
            digits(text),
            "no digit is lost, none is added"
        );
        in_form(&lenient);
    }
}

/// The digits of a text, those of other scripts too, as far as phones are read in them.
fn digits(text: &str) -> String {
    const ZEROS: [char; 14] = [
        '0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}', '\u{b66}',
        '\u{be6}', '\u{c66}', '\u{ce6}', '\u{d66}', '\u{e50}', '\u{ff10}',
    ];
    let digit = |character: char| {
        ZEROS.into_iter().find_map(|zero| {
            let value = u32::from(character).checked_sub(u32::from(zero))?;
            char::from_digit(value, 10)
        })
    };
    text.chars().filter_map(digit).collect()
}

fn in_form(phone: &PhoneNumber) {
    let number = phone.as_str().strip_prefix('+').unwrap();
    assert!((7..=15).contains(&number.len()) && !number.starts_with('0'));
    assert!(number.bytes().all(|byte| byte.is_ascii_digit()));
    assert_eq!(&PhoneNumber::parse(phone.as_str()).unwrap(), phone);
    let (code, national) = (
        phone.calling_code().unwrap(),
        phone.national_number().unwrap(),
    );
    assert!((1..=3).contains(&code.len()));
    assert_eq!(&PhoneNumber::from_parts(code, national).unwrap(), phone);
}

pub(crate) fn country(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let lenient = Country::lenient(text);
    let parsed = Country::parse(text);
    for other in [
        text.to_ascii_uppercase(),
        text.to_ascii_lowercase(),
        text.replace(' ', "  "),
        format!(" {text}\t"),
    ] {
        if other.len() <= 160 {
            assert_eq!(Country::parse(&other).ok(), parsed.clone().ok(), "{other}");
        }
    }
    one_text(text, &lenient, lenient.is_well_formed(), Country::parse);
    if lenient.is_well_formed() {
        for name in [lenient.alpha2(), lenient.alpha3(), lenient.name()] {
            assert_eq!(Country::parse(name.unwrap()).unwrap(), lenient);
        }
        assert!(Country::all().any(|country| country == lenient));
    } else {
        assert_eq!((lenient.alpha3(), lenient.name()), (None, None));
    }
}

pub(crate) fn locale(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let lenient = Locale::lenient(text);
    one_text(text, &lenient, lenient.is_well_formed(), Locale::parse);
    if !lenient.is_well_formed() {
        assert_eq!(lenient.to_underscore(), text);
        return;
    }
    for same in [
        lenient.as_str().to_owned(),
        lenient.to_underscore(),
        text.to_ascii_uppercase(),
        text.to_ascii_lowercase(),
        text.replace('-', "_"),
    ] {
        assert_eq!(Locale::parse(&same).unwrap(), lenient, "{same}");
    }
    assert!(lenient.as_str().starts_with(lenient.language().unwrap()));
    if let Some(region) = lenient.region() {
        assert!(lenient.as_str().contains(region));
    }
}

pub(crate) fn amount(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let mut amounts = Vec::new();
    for line in text.split('\n') {
        if let Ok(amount) = Amount::parse(line) {
            assert_eq!(amount.as_str(), line);
            assert_eq!(serde_json::from_str::<Amount>(line).unwrap(), amount);
        }
        let Ok(amount) = serde_json::from_str::<Amount>(line) else {
            continue;
        };
        let written = serde_json::to_string(&amount).unwrap();
        assert_eq!(written, line.trim_matches([' ', '\t', '\r']));
        assert_eq!(written.trim_matches('"'), amount.as_str());
        assert_eq!(format!("{amount:?}"), "Amount(<redacted>)");
        assert!(amount.same_value(&amount));
        if let Some(decimal) = amount.decimal() {
            assert!(
                Amount::from(decimal).same_value(&amount),
                "no digit is lost"
            );
            assert_eq!(Amount::from(decimal).decimal(), Some(decimal));
        }
        amounts.push(amount);
    }
    for one in amounts.iter().take(4) {
        for other in amounts.iter().take(4) {
            let same = one.same_value(other);
            assert_eq!(other.same_value(one), same);
            if let (Some(one), Some(other)) = (one.decimal(), other.decimal()) {
                assert_eq!(one == other, same);
            } else if same {
                assert_eq!(
                    one.decimal(),
                    other.decimal(),
                    "a number has a decimal or none, however it is spelt"
                );
            }
        }
    }
}

pub(crate) fn metadata(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let value = serde_json::from_str::<Value>(text).ok();
    if let Ok(one) = MetadataValue::from_json(text) {
        let again = MetadataValue::from_json(one.as_json()).unwrap();
        assert_eq!(again.as_json(), one.as_json(), "what is compact stays");
        assert_eq!(one.to_value().ok(), value);
        let string = value.as_ref().and_then(Value::as_str);
        assert_eq!(one.as_str().as_deref(), string);
        assert_eq!(format!("{one:?}"), "MetadataValue(<redacted>)");
    } else {
        assert_eq!(value, None);
    }
    let Ok(metadata) = serde_json::from_str::<Metadata>(text) else {
        return;
    };
    let written = serde_json::to_string(&metadata).unwrap();
    assert_eq!(
        serde_json::from_str::<Metadata>(&written).unwrap(),
        metadata
    );
    if let Some(Value::Object(fields)) = value {
        assert_eq!(metadata.len(), fields.len(), "no name is lost");
        assert_eq!(
            serde_json::from_str::<Value>(&written).unwrap(),
            Value::Object(fields)
        );
    }
    for (name, value) in &metadata {
        assert_eq!(metadata.get(name), Some(value));
        assert_eq!(&MetadataValue::from_json(value.as_json()).unwrap(), value);
    }
}

pub(crate) fn timestamp(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let timestamp = Timestamp::from(text.to_owned());
    let json = serde_json::to_string(&timestamp).unwrap();
    assert_eq!(json, serde_json::to_string(text).unwrap());
    let Some(instant) = timestamp.instant() else {
        return;
    };
    let written = Timestamp::from(instant);
    assert_eq!(
        written.instant().unwrap().timestamp_millis(),
        instant.timestamp_millis(),
        "{written}"
    );
    let json = serde_json::to_string(&instant).unwrap();
    let read: chrono::DateTime<chrono::Utc> = serde_json::from_str(&json).unwrap();
    assert_eq!(read, instant);
}
