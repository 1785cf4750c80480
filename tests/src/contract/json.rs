//! Reading bodies.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Error, Number, Value};

/// The value of a JSON text. A number that is too large for a float, which JSON allows, becomes the largest float: what a schema says
/// of a number it says of both.
pub(super) fn read(text: &[u8]) -> Result<Value, Error> {
    serde_json::from_slice(text).or_else(|_| read_raw(serde_json::from_slice(text)?))
}

fn read_raw(raw: &RawValue) -> Result<Value, Error> {
    let text = raw.get();
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
            let read = |(name, raw)| Ok((name, read_raw(raw)?));
            members.into_iter().map(read).collect()
        }
        Some(b'[') => {
            let members: Vec<&RawValue> = serde_json::from_str(text)?;
            members.into_iter().map(read_raw).collect()
        }
        Some(b'-' | b'0'..=b'9') => serde_json::from_str(text).or_else(|_| {
            let largest = if text.starts_with('-') {
                f64::MIN
            } else {
                f64::MAX
            };
            Ok(Number::from_f64(largest).map_or(Value::Null, Value::Number))
        }),
        _ => serde_json::from_str(text),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_valid_json_is_read() {
        let read = |text: &str| read(text.as_bytes());
        let value = read(r#"{"a":[1e999,-1e999,1.5,"1e999",{"b":null}]}"#).unwrap();
        assert_eq!(value["a"][0].as_f64(), Some(f64::MAX));
        assert_eq!(value["a"][1].as_f64(), Some(f64::MIN));
        assert_eq!(value["a"][2].as_f64(), Some(1.5));
        assert_eq!(value["a"][3].as_str(), Some("1e999"));
        assert!(value["a"][4]["b"].is_null());
        for text in [
            "",
            "{\"a\":1e999",
            "[1e999,]",
            "1e999 1",
            "01e999",
            "<html>",
        ] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
