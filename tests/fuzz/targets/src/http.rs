//! What every HTTP adapter shares.

use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, Datelike, Utc};
use customer_core::adapter::RawJson;
use customer_core::{Error, ErrorKind, Operation, ProviderName};
use customer_http::{
    HeaderMap, Method, Request, Response, StatusCode, parse_retry_after, path_segment as segment,
};
use percent_encoding::percent_decode_str;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::privacy::{assert_one_line, assert_private, planted, shown};
use crate::text;

pub(crate) fn retry_after(data: &[u8]) {
    if let Some((seconds, _)) = data.split_first_chunk() {
        every_form_of_a_date(u32::from_be_bytes(*seconds));
    }
    let Some(text) = text(data) else { return };
    let at_epoch = parse_retry_after(text, UNIX_EPOCH);
    let later = parse_retry_after(text, UNIX_EPOCH + Duration::from_secs(1_000_000_000));
    let trimmed = text.trim();
    if !trimmed.is_empty() && trimmed.bytes().all(|byte| byte.is_ascii_digit()) {
        let seconds = Duration::from_secs(trimmed.parse().unwrap_or(u64::MAX));
        assert_eq!(at_epoch, Some(seconds.min(Error::LONGEST_RETRY_AFTER)));
    }
    assert_eq!(
        at_epoch.is_some(),
        later.is_some(),
        "time is no matter of form"
    );
    assert!(at_epoch <= Some(Error::LONGEST_RETRY_AFTER));
    assert!(later <= at_epoch, "who asks later does not wait longer");
    if !text.contains(':') {
        assert_eq!(later, at_epoch, "seconds do not ask what time it is");
    }
}

/// RFC 9110 has three forms of a date, and servers have more; all name the same instant.
fn every_form_of_a_date(seconds: u32) {
    let instant = UNIX_EPOCH + Duration::from_secs(seconds.into());
    let date = DateTime::<Utc>::from(instant);
    let mut forms = vec![
        date.format("%a, %d %b %Y %H:%M:%S GMT").to_string(),
        date.format("%a, %d %b %Y %H:%M:%S UTC").to_string(),
        date.format("%a, %d %b %Y %H:%M:%S +0000").to_string(),
        date.format("%a %b %e %H:%M:%S %Y").to_string(),
    ];
    if date.year() < 2070 {
        forms.push(date.format("%A, %d-%b-%y %H:%M:%S GMT").to_string());
    }
    for form in forms {
        let minute = Duration::from_mins(1);
        if let Some(before) = instant.checked_sub(minute) {
            assert_eq!(parse_retry_after(&form, before), Some(minute), "{form}");
        }
        assert_eq!(
            parse_retry_after(&form, instant + Duration::from_secs(1)),
            Some(Duration::ZERO)
        );
    }
}

pub(crate) fn path_segment(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let Ok(encoded) = segment("id", text) else {
        assert!(matches!(text, "" | "." | ".."));
        return;
    };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~%".contains(&byte);
    assert!(encoded.bytes().all(is_plain), "{encoded}");
    assert_eq!(percent_decode_str(&encoded).decode_utf8().unwrap(), text);

    let url =
        url::Url::parse(&format!("https://api.example/v1/customers/{encoded}/block")).unwrap();
    let segments: Vec<_> = url.path_segments().unwrap().collect();
    let [version, collection, id, verb] = segments[..] else {
        panic!("{text:?} is no longer one segment: {url}");
    };
    assert_eq!((version, collection, verb), ("v1", "customers", "block"));
    assert_eq!(percent_decode_str(id).decode_utf8().unwrap(), text);
    assert_eq!((url.query(), url.fragment()), (None, None));
    assert_eq!(url.origin().ascii_serialization(), "https://api.example");
}

pub(crate) fn scrub(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let shown = customer_core::adapter::scrub(text);
    assert!(shown.chars().count() <= 301);
    assert!(!shown.contains(|c: char| c.is_control() || c == '@'));
    assert!(!shown.contains("%40"));
    assert_eq!(
        customer_core::adapter::scrub(&shown),
        shown,
        "what is fit stays"
    );
    for run in shown.split(|c: char| !(c.is_ascii_digit() || is_separator(c))) {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        assert!(digits < 7, "{shown}");
    }
    if let Some((choice, text)) = data.split_first()
        && let Ok(text) = std::str::from_utf8(text)
    {
        let (before, after) = halves(text);
        assert_private(&customer_core::adapter::scrub(&format!(
            "{before} {} {after}",
            planted(*choice)
        )));
    }
}

/// What people put between the digits of a phone number, as `PhoneNumber` reads it.
fn is_separator(character: char) -> bool {
    customer_core::PhoneNumber::parse(&format!("+12{character}34567890")).is_ok()
        && !character.is_ascii_digit()
}

/// The text in two, at its first line break or else in the middle.
fn halves(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or_else(|| {
        let mut middle = text.len() / 2;
        while !text.is_char_boundary(middle) {
            middle -= 1;
        }
        text.split_at(middle)
    })
}

/// An answer to a read or a write, from bytes: the status, read or write, who is planted, the rest
/// is the body, in which the person stands at the first NUL.
pub(crate) fn response(provider: ProviderName, data: &[u8]) -> Option<Response> {
    let [status, effect, person, body @ ..] = data else {
        return None;
    };
    let status = *STATUSES.get(usize::from(*status) % STATUSES.len())?;
    let method = if effect % 2 == 0 {
        Method::GET
    } else {
        Method::POST
    };
    let request = Request::new(method, Operation::Native("fuzzed"), "/customers");
    let mut planted_body = Vec::with_capacity(body.len() + 32);
    let at = body.iter().position(|byte| *byte == 0);
    let (before, after) = body.split_at(at.unwrap_or(body.len()));
    planted_body.extend_from_slice(before);
    if let Some((_, after)) = after.split_first() {
        planted_body.extend_from_slice(planted(*person).as_bytes());
        planted_body.extend_from_slice(after);
    }
    let status = StatusCode::from_u16(status).ok()?;
    Some(Response::from_parts(
        provider,
        &request,
        status,
        HeaderMap::new(),
        planted_body,
    ))
}

/// The statuses that are judged differently, successes first.
const STATUSES: [u16; 16] = [
    200, 201, 204, 400, 401, 403, 404, 409, 422, 429, 500, 503, 302, 303, 408, 418,
];

/// What holds of every error that an answer leads to.
pub(crate) fn check_error(response: &Response, error: &Error) {
    assert_eq!(error.status(), Some(response.status().as_u16()));
    assert!(
        error
            .excerpt()
            .is_none_or(|excerpt| excerpt.chars().count() <= 301)
    );
    assert_one_line(error);
    assert_private(&shown(error));
}

pub(crate) fn answer(data: &[u8]) {
    let provider = ProviderName::from_static("example");
    let Some(response) = response(provider, data) else {
        return;
    };
    assert_private(&format!("{response:?}"));
    let failed = [
        response.json::<Value>().err(),
        response.json::<Shape<'_>>().err(),
        Some(response.unexpected("data", "there is no data")),
        Some(response.failure(customer_http::ProviderFailure::new())),
    ];
    for error in failed.into_iter().flatten() {
        check_error(&response, &error);
        let is_accepted_write =
            response.effect() == customer_http::Effect::Write && response.status().is_success();
        if error.kind() == ErrorKind::OutcomeUnknown {
            assert!(
                response.effect() == customer_http::Effect::Write,
                "of a read nothing is unknown"
            );
        } else if is_accepted_write {
            assert_eq!(error.kind(), ErrorKind::Rejected);
        }
    }
    check_records(&response);
}

/// What a record says and the JSON that it came as are one, wherever in the answer it stands.
fn check_records(response: &Response) {
    const PLACES: [&[&str]; 3] = [&[], &["data"], &["data", "list"]];

    let is_text = std::str::from_utf8(response.body()).is_ok();
    for place in PLACES {
        let mut failed = Vec::new();
        match response.record::<Value>(place) {
            Ok(record) if is_text => {
                let kept: Value = serde_json::from_str(record.json()).unwrap();
                assert_eq!(kept, *record);
            }
            Ok(_) => {}
            Err(error) => failed.push(error),
        }
        match response.record::<RawJson>(place) {
            // A byte that is no UTF-8 is read as none, and shown as one that was replaced.
            Ok(record) if is_text => assert_eq!(record.json(), record.get()),
            Ok(_) => {}
            Err(error) => failed.push(error),
        }
        for error in failed {
            check_error(response, &error);
        }
    }
    for (above, place) in [
        (&[] as &[&str], &["list"] as &[&str]),
        (&["data"], &["data", "list"]),
    ] {
        let mut failed = Vec::new();
        match response.records_and::<Vec<u8>, u8>(above, "list", "count") {
            Ok(page) => {
                // What stands around the list may be odd, and the list an object without members.
                let Ok(Some(list)) = response.value::<Vec<&RawValue>>(place) else {
                    continue;
                };
                assert_eq!(page.records.len(), list.len(), "no record is lost");
                for (record, raw) in page.records.into_iter().zip(list) {
                    match record {
                        Ok(record) => assert_eq!(record.json(), raw.get()),
                        Err(error) => failed.push(error),
                    }
                }
            }
            Err(error) => failed.push(error),
        }
        for error in failed {
            check_error(response, &error);
        }
    }
    if response.is_plain_success("success")
        && let Ok(shape) = response.json::<Shape<'_>>()
    {
        assert_eq!(shape.success, Some(true));
    }
}

/// An envelope with a list, a map, a choice and a record in it: each fails in words of its own.
#[derive(serde::Deserialize)]
#[allow(dead_code)]
#[serde(deny_unknown_fields)]
struct Shape<'a> {
    success: Option<bool>,
    count: Option<u8>,
    names: Option<std::collections::BTreeMap<String, u8>>,
    choice: Option<Choice>,
    list: Option<Vec<Choice>>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
}

#[derive(serde::Deserialize)]
#[allow(dead_code)]
enum Choice {
    One,
    Many(Vec<String>),
    Named { name: String },
}
