//! Quick looks at the bytes of a response, before anything of it is read.

use crate::Response;

impl Response {
    /// Whether this is a success that says so plainly: a 2xx whose first member is this one and `true`, with
    /// no second one and no member `error` or `errors` behind it, in whatever case. It looks at the bytes
    /// alone, so an error decoder may ask it of every response; `false` means that the body has to be read.
    pub fn is_plain_success(&self, flag: &str) -> bool {
        self.status().is_success()
            && first_member(self.body(), flag).is_some_and(|value| {
                value.starts_with(b"true") && !may_have_texts(value, ["error", flag])
            })
    }

    /// Whether a text in the body may begin with this word, in whatever case. It looks at the second and
    /// third letter alone; where it says no, no member has this name.
    pub fn mentions(&self, word: &str) -> bool {
        may_have_texts(self.body(), [word])
    }
}

/// What follows `{"name":` in a body that begins so: most that have the member have it first.
fn first_member<'a>(body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let members = body.trim_ascii_start().strip_prefix(b"{")?;
    let name_on = members.trim_ascii_start().strip_prefix(b"\"")?;
    let after = name_on.strip_prefix(name.as_bytes())?.strip_prefix(b"\"")?;
    let value = after.trim_ascii_start().strip_prefix(b":")?;
    Some(value.trim_ascii_start())
}

/// Whether a text may begin with one of these words, or a letter may be escaped (`\u0065`). It may say so of
/// others too. Every response goes through this loop, which the compiler turns into vector instructions.
fn may_have_texts<const N: usize>(body: &[u8], words: [&str; N]) -> bool {
    let mut letters = [[0_u8; 2]; N];
    for (letters, word) in letters.iter_mut().zip(words) {
        let Some([_, second, third]) = word.as_bytes().first_chunk() else {
            return true;
        };
        *letters = [second, third].map(|letter| letter | LOWER_CASE);
    }
    let Some(length) = body.len().checked_sub(4) else {
        return false;
    };
    let [marks, seconds, thirds, fourths] = [0, 2, 3, 4].map(|from| &body[from..from + length]);
    // Zero where all bits are as in one of the words.
    let mut least = u8::MAX;
    for at in 0..length {
        let text = marks[at] ^ b'"';
        for [second, third] in letters {
            let differs = (seconds[at] | LOWER_CASE) ^ second | (thirds[at] | LOWER_CASE) ^ third;
            least = least.min(text | differs);
        }
        // The codes of letters begin with 004 to 007.
        least = least.min((marks[at] ^ b'\\') | (fourths[at] & 0xfc ^ b'4'));
    }
    least == 0
}

/// The bit that makes an ASCII letter a lower-case one.
const LOWER_CASE: u8 = 0x20;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::may_have_texts;

    proptest! {
        #[test]
        fn the_quick_search_finds_every_name_in_whatever_case_and_with_escaped_letters(
            pieces in proptest::collection::vec(
                prop_oneof![
                    "[ -~]{0,6}",
                    "\"(?i:error|errors|success|err|suc|e)\":",
                    Just("\\u0065rror\":".to_owned()),
                ],
                0..8,
            ),
        ) {
            let body = pieces.concat();
            let lower_case = body.to_ascii_lowercase();
            let names = ["\"error\":", "\"errors\":", "\"success\":", "\\u0065rror\":"];
            if names.iter().any(|name| lower_case.contains(name)) {
                prop_assert!(may_have_texts(body.as_bytes(), ["error", "success"]), "{}", body);
            }
        }
    }
}
