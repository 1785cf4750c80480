//! Objects in JSON text that have a name twice.

use std::collections::BTreeSet;

/// What is said of metadata in which an object has a name twice.
pub(crate) const TWICE_IN_METADATA: &str = "a name of the metadata stands twice";

/// Whether an object in JSON text has a name twice, in whatever spelling. It goes without recursion, since
/// the text may be of any depth.
pub(crate) fn has_name_twice(json: &str) -> bool {
    // The names of each object that is open; none for a list.
    let mut open: Vec<Option<BTreeSet<String>>> = Vec::new();
    let mut rest = json;
    while let Some(at) = rest.find(['{', '[', '}', ']', '"']) {
        let (token, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = after;
        match token {
            b'{' => open.push(Some(BTreeSet::new())),
            b'[' => open.push(None),
            b'"' => {
                let end = end_of_string(after);
                let (inside, behind) = after.split_at(end);
                rest = behind.get(1..).unwrap_or("");
                if rest.trim_start().starts_with(':')
                    && let Some(Some(names)) = open.last_mut()
                    && !names.insert(unescaped(inside))
                {
                    return true;
                }
            }
            _ => {
                open.pop();
            }
        }
    }
    false
}

/// Where the closing quote stands.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(text.len())
}

fn unescaped(inside: &str) -> String {
    if !inside.contains('\\') {
        return inside.to_owned();
    }
    // Half of a surrogate pair is no text, and stays as it is written.
    serde_json::from_str(&format!("\"{inside}\"")).unwrap_or_else(|_| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::has_name_twice;

    #[test]
    fn a_duplicate_key_is_found_at_any_depth_and_with_any_escapes() {
        let deep = |inside: &str| {
            let (open, close) = ("[{\"a\":".repeat(10_000), "}]".repeat(10_000));
            format!("{open}{inside}{close}")
        };
        for (json, expected) in [
            (r#"{"a":1,"a":2}"#, true),
            (r#"{"a":1,"\u0061":2}"#, true),
            (r#"{"a\"":1,"b":{"c":[{"d":1,"e":{},"d":2}]}}"#, true),
            (r#"{"\ud800":1,"\ud800":2}"#, true),
            (r#"{"a":1,"b":[],"a":2}"#, true),
            (r#"{"a":1,"b":{},"a":2}"#, true),
            (r#"{"a":1,"b":["]","{"],"a":2}"#, true),
            (r#"{"a" :1,"a"  : 2}"#, true),
            (r#"{"a":{"a":1},"b":{"a":1}}"#, false),
            (r#"[{"a":1},{"a":1}]"#, false),
            (r#"{"a":"a","b":"\"a\":","c":["a","a"]}"#, false),
            (r#"{"a":"{\"b\":1,\"b\":2}"}"#, false),
            (r#""a""#, false),
            ("", false),
        ] {
            assert_eq!(has_name_twice(json), expected, "{json}");
        }
        assert!(has_name_twice(&deep(r#"{"b":1,"b":2}"#)));
        assert!(!has_name_twice(&deep("1")));
    }
}
