//! An [`ErrorBody`], read from a response.

use std::borrow::Cow;

use customer_core::{ErrorKind, FieldProblem};
use serde_json::value::RawValue;

use super::members::{Flag, Members};
use super::{fields, message, text};
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
        String::from_utf8_lossy(self.body())
    }

    /// The failure in an envelope whose member `flag` is true of a success, and whose records stand in the
    /// member `record`: an envelope whose flag is false in whatever spelling, whatever the status, and of the
    /// status of an error any body, also that of a framework or a proxy before the provider. Each field is
    /// named for this reason.
    ///
    /// A success that holds a record and an error at once says neither that it was done nor that it was not,
    /// and has a kind that says so. Any other failure has none yet.
    pub fn envelope_failure(
        &self,
        flag: &str,
        record: &str,
        reason: &str,
    ) -> Option<ProviderFailure> {
        // Every response passes here; most say at once that they are no failure.
        if self.is_plain_success(flag) {
            return None;
        }
        let text = self.lossy_text();
        let body = ErrorBody::read(&text);
        if !self.status().is_success() {
            return Some(body.failure(reason));
        }
        let has_record = body.holds_record(record);
        let is_refusal = body.is_refusal(flag);
        let is_both = if is_refusal {
            has_record
        } else {
            body.holds_error() && (body.flag(flag) == Flag::True || has_record)
        };
        let kind = is_both.then(|| self.contradictory());
        (is_refusal || is_both).then(|| body.failure(reason).with_kind(kind))
    }

    /// The kind of a success that says of itself that it is an error too: whether a write was done is not
    /// known, and a read cannot use it.
    pub fn contradictory(&self) -> ErrorKind {
        match self.effect() {
            Effect::Write => ErrorKind::OutcomeUnknown,
            Effect::Read => ErrorKind::UnexpectedResponse,
        }
    }
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

    /// The fields that a member of the provider's own name lists, as [`fields`](Self::fields) reads the usual ones: a list
    /// of names, a list of objects that name a field each, or an object with the fields as its members.
    ///
    /// ```
    /// use customer_http::ErrorBody;
    ///
    /// let body = ErrorBody::read(r#"{"reason":"invalid","refused":["phone"]}"#);
    /// assert_eq!(body.fields_in("refused", "was refused")[0].field, "phone");
    /// ```
    pub fn fields_in(&self, list: &str, reason: &str) -> Vec<FieldProblem> {
        let mut names = fields::Names::default();
        for raw in self.0.all(list) {
            names.add(raw, list);
        }
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
