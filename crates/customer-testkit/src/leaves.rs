//! The texts and numbers of a JSON text, also of one that no `Value` holds.

/// Every text, names of members included and unescaped, and every number as it is written.
pub(crate) fn leaves(json: &str) -> Vec<String> {
    let bytes = json.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        if byte == b'"' {
            at += 1;
            while let Some(&inner) = bytes.get(at) {
                at += if inner == b'\\' { 2 } else { 1 };
                if inner == b'"' {
                    break;
                }
            }
            let literal = json.get(start..at).unwrap_or_default();
            found.extend(serde_json::from_str::<String>(literal));
        } else if byte.is_ascii_alphanumeric() || byte == b'-' {
            while bytes
                .get(at)
                .is_some_and(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
            {
                at += 1;
            }
            found.push(json.get(start..at).unwrap_or_default().to_owned());
        } else {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::leaves;

    #[test]
    fn texts_are_unescaped_and_numbers_keep_their_digits() {
        let json = r#"{"a\"b":["é\n",1e400,-0.50,true],"c":{"d":""}}"#;
        assert_eq!(
            leaves(json),
            ["a\"b", "é\n", "1e400", "-0.50", "true", "c", "d", ""]
        );
    }
}
