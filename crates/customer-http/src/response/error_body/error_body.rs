//! An [`ErrorBody`], read from a response.

use std::borrow::Cow;

use customer_core::{ErrorKind, FieldProblem};
use serde_json::value::RawValue;

use super::members::{Flag, Members};
use super::{fields, message, text};
use crate::response::peek::first_member;
use crate::{Effect, ProviderFailure, Response};

/// The members under which error bodies of common frameworks list what is wrong with which field.
const LISTS_OF_FIELDS: [&str; 14] = [
    "invalidFields",
    "errors",
    "fieldErrors",
    "field_errors",
    "invalidParams",
    "invalid-params",
    "invalid_params",
    "violations",
    "fieldViolations",
    "validation",
    "issues",
    "details",
    "detail",
    "message",
];

/// What a member `error` says where there is none.
const NO_ERROR: [&str; 8] = ["", "0", "false", "no", "none", "null", "ok", "success"];

impl Response {
    /// The body as text, without a byte-order mark; what is no UTF-8 is replaced.
    pub fn lossy_text(&self) -> Cow<'_, str> {
        let body = self.body();
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        String::from_utf8_lossy(body)
    }

    /// Whether this is a success that says so plainly: a 2xx whose first member of this name is `true`,
    /// with no second one and no member `error` or `errors` behind it, in whatever case. It looks at the
    /// bytes alone, so an error decoder may ask it of every response; `false` means that the body has to be
    /// read.
    pub fn is_plain_success(&self, flag: &str) -> bool {
        self.status().is_success()
            && self.member::<bool>(flag) == Some(true)
            && self.lacks_second(flag)
    }

    /// Whether only one text begins with this word, and none with `error`.
    fn lacks_second(&self, flag: &str) -> bool {
        let body = self.body();
        // Most have the flag as their first member.
        first_member(body, flag).is_some_and(|rest| !may_have_texts(rest, ["error", flag]))
            || count_texts(body, ["error", flag]) == Some([0, 1])
    }

    /// The kind of a success that says of itself that it is an error too: whether a write was done is not
    /// known, and a read cannot use it.
    pub fn contradictory(&self) -> ErrorKind {
        match self.effect() {
            Effect::Write => ErrorKind::OutcomeUnknown,
            Effect::Read => ErrorKind::UnexpectedResponse,
        }
    }

    /// Whether a text in the body begins with this word, in whatever case. It looks at the bytes alone;
    /// where it says no, no member has this name.
    pub fn mentions(&self, word: &str) -> bool {
        may_have_texts(self.body(), [word]) && count_texts(self.body(), [word]) != Some([0])
    }
}

/// Whether a text may begin with one of these words, or a letter may be escaped. It may say so of others
/// too. Every response goes through this loop, which the compiler turns into vector instructions.
fn may_have_texts<const N: usize>(body: &[u8], words: [&str; N]) -> bool {
    let mut beginnings = [[0_u8; 3]; N];
    for (beginning, word) in beginnings.iter_mut().zip(words) {
        let Some(letters) = word.as_bytes().first_chunk() else {
            return true;
        };
        *beginning = letters.map(|letter| letter | LOWER_CASE);
    }
    let Some(length) = body.len().checked_sub(3) else {
        return false;
    };
    let [marks, first, second, third] = [0, 1, 2, 3].map(|from| &body[from..from + length]);
    let mut found = 0;
    for at in 0..length {
        let is = |text: &[u8], letter| u8::from(text[at] | LOWER_CASE == letter);
        let mut begins = 0;
        for [a, b, c] in beginnings {
            begins |= is(first, a) & is(second, b) & is(third, c);
        }
        found |= u8::from(marks[at] == b'\\') | (u8::from(marks[at] == b'"') & begins);
    }
    found != 0
}

/// The bit that makes an ASCII letter a lower-case one.
const LOWER_CASE: u8 = 0x20;

/// How many texts begin with each of these words, without regard to ASCII case. `None` where letters may
/// be written as `\u0061`: then a search for a name proves nothing.
fn count_texts<const N: usize>(body: &[u8], words: [&str; N]) -> Option<[usize; N]> {
    let mut counts = [0; N];
    for at in memchr::memchr2_iter(b'"', b'\\', body) {
        let (mark, text) = body[at..].split_first()?;
        if *mark == b'\\' {
            let is_letter = |rest: &[u8]| matches!(rest.first(), Some(b'4'..=b'7'));
            if text.strip_prefix(b"u00").is_some_and(is_letter) {
                return None;
            }
            continue;
        }
        for (word, count) in words.iter().zip(&mut counts) {
            let begins = text.get(..word.len());
            *count +=
                usize::from(begins.is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes())));
        }
    }
    Some(counts)
}

/// The body of a response, read as an error's: member by member, whatever their types. Names are
/// compared without regard to ASCII case.
///
/// ```
/// use customer_http::{ErrorBody, Flag};
///
/// let text = r#"{"success":"false","code":1001,"message":["emailAddress must be an email"]}"#;
/// let body = ErrorBody::read(text);
/// assert_eq!(body.flag("success"), Flag::False);
/// assert_eq!(body.code().as_deref(), Some("1001"));
/// assert_eq!(body.message().as_deref(), Some("emailAddress must be an email"));
/// assert_eq!(body.fields("was refused")[0].field, "emailAddress");
/// ```
#[derive(Debug)]
pub struct ErrorBody<'a>(Members<'a>);

impl<'a> ErrorBody<'a> {
    /// Reads the members of a JSON object, up to the end or to where it is no JSON any more. Any other
    /// text has none.
    pub fn read(text: &'a str) -> Self {
        Self(Members::read(text))
    }

    /// Whether no member holds anything: each is null or empty.
    pub(crate) fn is_empty_json(&self) -> bool {
        self.0.iter().all(|(_, raw)| is_empty_json(raw.get()))
    }

    /// Whether there is a member of this name that is not null.
    pub fn has(&self, name: &str) -> bool {
        self.0.all(name).any(|raw| raw.get() != "null")
    }

    /// What a member says that is true or false. Of several with this name a false one decides, then an
    /// unclear one.
    pub fn flag(&self, name: &str) -> Flag {
        self.0.flag(name)
    }

    /// Whether the envelope is that of a refusal: its flag is false, in whatever spelling, or null beside
    /// a code.
    pub fn is_refusal(&self, flag: &str) -> bool {
        match self.flag(flag) {
            Flag::False => true,
            Flag::Null => self.code().is_some(),
            _ => false,
        }
    }

    /// The first member of this name that is a text or a number, as text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.all(name).find_map(text::text_or_number)
    }

    /// The first member of this name that is an object.
    pub fn object(&self, name: &str) -> Option<ErrorBody<'a>> {
        let mut objects = self.0.all(name).filter(|raw| raw.get().starts_with('{'));
        objects.next().map(|raw| Self::read(raw.get()))
    }

    /// Whether a record came in this member: an object that has an `id` or holds an object with one, or a
    /// list of objects.
    pub fn holds_record(&self, member: &str) -> bool {
        self.0.all(member).any(|raw| is_record(raw, 1))
    }

    /// Whether a member `error` or `errors` says that there is one: an object or a list with something in it,
    /// a text, a number or `true`. Null, `false`, 0, what is empty, and a text such as `none` say that there is none.
    pub fn holds_error(&self) -> bool {
        let mut members = self.0.all("error").chain(self.0.all("errors"));
        members.any(|raw| match text::text_or_number(raw) {
            Some(text) => !NO_ERROR.contains(&text.trim().to_ascii_lowercase().as_str()),
            None => raw.get() == "true" || !(raw.get() == "false" || is_empty_json(raw.get())),
        })
    }

    /// The code: the member `code`, a text or a number. None is made up where there is none.
    pub fn code(&self) -> Option<String> {
        self.text("code").filter(|code| !code.trim().is_empty())
    }

    /// The message, in one text of bounded length: `message`, which may be a list, or `title` and
    /// `detail`, or `error` where that is a text.
    pub fn message(&self) -> Option<String> {
        let text = |name: &str| self.0.all(name).find_map(message::message_of);
        text("message")
            .or_else(|| match (text("title"), text("detail")) {
                (Some(title), Some(detail)) => Some(format!("{title}: {detail}")),
                (title, detail) => title.or(detail),
            })
            .or_else(|| text("error_description"))
            .or_else(|| text("error"))
            .or_else(|| self.0.all("errors").find_map(message::sentences))
    }

    /// The fields that are complained about, each for this reason: names alone, never what stood in them.
    /// They are looked for in `invalidFields`, in `errors` and where else common frameworks list them.
    pub fn fields(&self, reason: &str) -> Vec<FieldProblem> {
        let mut names = fields::Names::default();
        for list in LISTS_OF_FIELDS {
            for raw in self.0.all(list) {
                names.add(raw, list);
            }
        }
        names.add_messages_by_field(&self.0);
        names.into_problems(reason)
    }

    /// Code, message and fields of the error; of an object under `error` where there is one, and of this
    /// one for what that leaves out.
    pub fn failure(&self, reason: &str) -> ProviderFailure {
        let inner = self.object("error");
        let inner = inner.as_ref();
        let mut fields = inner.map_or_else(Vec::new, |inner| inner.fields(reason));
        fields.extend(self.fields(reason));
        ProviderFailure::new()
            .with_code(inner.and_then(Self::code).or_else(|| self.code()))
            .with_message(inner.and_then(Self::message).or_else(|| self.message()))
            .with_fields(fields)
    }
}

fn is_record(raw: &RawValue, depth: u8) -> bool {
    match raw.get().as_bytes() {
        [b'{', ..] => {
            let members = Members::read(raw.get());
            let has_id = members.all("id").any(|id| id.get() != "null");
            has_id || (depth > 0 && members.iter().any(|(_, raw)| is_record(raw, depth - 1)))
        }
        [b'[', rest @ ..] => rest.trim_ascii_start().starts_with(b"{"),
        _ => false,
    }
}

/// Whether JSON text holds nothing: null, an empty text, an empty list or an empty object.
pub(crate) fn is_empty_json(json: &str) -> bool {
    let inside = |close: char| {
        let inside = json.get(1..).and_then(|rest| rest.strip_suffix(close));
        inside.is_some_and(|inside| inside.trim().is_empty())
    };
    json == "null" || json == "\"\"" || inside(']') || inside('}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{count_texts, may_have_texts};

    proptest! {
        /// The quick search may stop at a text of another name, and never passes over one of ours.
        #[test]
        fn the_quick_search_finds_every_text_that_the_exact_one_finds(
            pieces in proptest::collection::vec(
                prop_oneof![
                    "[ -~]{0,6}",
                    "\"(?i:error|errors|success|err|suc|e)",
                    Just("\\u0065rror".to_owned()),
                ],
                0..8,
            ),
        ) {
            let body = pieces.concat();
            let words = ["error", "success"];
            if !may_have_texts(body.as_bytes(), words) {
                prop_assert_eq!(count_texts(body.as_bytes(), words), Some([0, 0]), "{}", body);
            }
        }
    }
}
