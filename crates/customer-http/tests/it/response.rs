//! What is read from a response, and the errors of one that cannot be read.

use std::collections::BTreeMap;
use std::error::Error as _;

use customer_core::{Error, ErrorKind, FieldProblem, Operation, ProviderName};
use customer_http::{
    Count, HeaderMap, HeaderName, HeaderValue, Method, ProviderFailure, Request, Response,
    StatusCode,
};
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

fn response_with(method: Method, status: u16, headers: HeaderMap, body: &[u8]) -> Response {
    let provider = ProviderName::from_static("example");
    let request = Request::new(method, Operation::CreateCustomer, "/customers");
    let status = StatusCode::from_u16(status).unwrap();
    Response::from_parts(provider, &request, status, headers, body.to_vec())
}

fn read(body: impl AsRef<[u8]>) -> Response {
    response_with(Method::GET, 200, HeaderMap::new(), body.as_ref())
}

fn write(status: u16, body: &str) -> Response {
    response_with(Method::POST, status, HeaderMap::new(), body.as_bytes())
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Customer {
    id: String,
    age: Option<u8>,
    status: Option<Status>,
    total: Option<Box<RawValue>>,
}

#[derive(Debug, Deserialize)]
enum Status {
    New,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code)]
struct Page {
    data: Vec<Customer>,
}

#[derive(Debug)]
struct Picky;

impl<'de> Deserialize<'de> for Picky {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Err(serde::de::Error::custom(format!("Jane said {text}")))
    }
}

#[test]
fn decode_errors_describe_the_body_and_name_the_path() {
    let cases: [(&[u8], &str, Option<&str>); 12] = [
        (b"", "the response is empty, not JSON", None),
        (b" \n", "the response is empty, not JSON", None),
        (b"<!doctype html>", "the response is HTML, not JSON", None),
        (
            b"{\"data\": [\"\xff\"]}",
            "the response is not valid UTF-8",
            None,
        ),
        (
            b"{\"data\": [",
            "the response is JSON that ends in the middle",
            None,
        ),
        (
            b"Not found",
            "the response is not JSON, from line 1 column 1 on",
            None,
        ),
        (
            b"{\"data\":[]} x",
            "the response is not JSON, from line 1 column 13 on",
            None,
        ),
        (b"{\"data\":[{}]}", "missing field `id`", Some("data[0]")),
        (
            b"{\"data\":[{\"id\":\"1\"},{\"id\":{\"a\":1}}]}",
            "an unexpected type, an object, expected a string",
            Some("data[1].id"),
        ),
        (
            b"{\"data\":[{\"id\":\"1\",\"age\":1234567}]}",
            "an unexpected value, an integer, expected u8",
            Some("data[0].age"),
        ),
        (
            b"{\"data\":\"jane, expected by all\"}",
            "an unexpected type, a string, expected a sequence",
            Some("data"),
        ),
        (
            b"{\"data\":[{\"id\":\"1\",\"status\":\"Jane\"}]}",
            "an unknown variant, expected `New`",
            Some("data[0].status"),
        ),
    ];
    for (body, message, path) in cases {
        let error = read(body).json::<Page>().unwrap_err();
        let body = String::from_utf8_lossy(body);
        assert_eq!(error.message(), message, "{body}");
        assert_eq!(error.json_path(), path, "{body}");
        assert!(
            !format!("{error:?}").to_lowercase().contains("jane"),
            "{error:?}"
        );
    }
}

#[test]
fn nothing_is_kept_of_a_message_that_is_not_from_serde() {
    let response = read(r#"{"jane@example.com":["Doe"]}"#);
    let error = response.json::<BTreeMap<String, Vec<Picky>>>().unwrap_err();
    assert_eq!(error.message(), "a value that the field does not take");
    assert_eq!(error.json_path(), Some("…[0]"));
}

#[test]
fn raw_values_keep_their_digits() {
    let response = read(r#"{"id":"1","total": 123456789012345678.90}"#);
    let customer: Customer = response.json().unwrap();
    assert_eq!(customer.total.unwrap().get(), "123456789012345678.90");
    let response = read(r#"{"total": 1.10, "id": 5}"#);
    assert_eq!(
        response.json::<Customer>().unwrap_err().json_path(),
        Some("id")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn error_messages_hold_no_value(value in "[a-z ,`\"\\\\]{0,20}") {
        let secret = format!("Q{value}Q");
        for body in [
            serde_json::json!({ "data": secret }),
            serde_json::json!({ "data": [secret] }),
            serde_json::json!({ "data": [{ "id": "1", "age": secret }] }),
            serde_json::json!({ "data": [{ "id": "1", "status": secret }] }),
            serde_json::json!({ "data": [{ "id": "1", "status": { "x": secret } }] }),
        ] {
            let error = read(body.to_string()).json::<Page>().unwrap_err();
            prop_assert!(!format!("{error:?}").contains('Q'), "{:?}", error);
        }
    }
}

#[test]
fn an_unreadable_response_to_a_write_is_an_unknown_outcome() {
    let error = read("<html>").json::<u8>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.status(), Some(200));

    let error = write(201, r#"{"id":"jane"}"#).json::<u8>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(error.excerpt(), Some(r#"{"id":"…"}"#));
    let source = error.source().unwrap().downcast_ref::<Error>().unwrap();
    assert_eq!(source.kind(), ErrorKind::UnexpectedResponse);

    let refused = write(400, "").json::<u8>().unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::UnexpectedResponse);
}

#[test]
fn a_field_name_that_is_a_value_is_masked() {
    let field = |name: &str| FieldProblem::new(name, "was refused");
    let failure = ProviderFailure::new().with_fields(vec![field("jane@example.com")]);
    let error = write(400, "").failure(failure);
    assert_eq!(error.fields(), [field("<e-mail>")]);
    let failure = ProviderFailure::new().with_fields(vec![field("name"); 100_000]);
    let error = write(400, "").failure(failure);
    assert_eq!(error.fields().len(), 100);
}

#[test]
fn debug_of_a_failure_leaves_the_message_out() {
    let failure = ProviderFailure::new().with_message("Jane Doe exists".to_owned());
    assert!(!format!("{failure:?}").contains("Jane"));
}

#[test]
fn a_refusal_in_a_success_is_an_error() {
    let failure = ProviderFailure::new()
        .with_code("Nope".to_owned())
        .with_message("no jane@example.com".to_owned());
    let error = write(200, "").failure(failure);
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert_eq!(
        error.to_string(),
        "example create_customer: rejected (200 Nope): no <e-mail>"
    );
}

#[test]
fn the_request_id_is_found_and_texts_that_are_no_id_are_ignored() {
    for (name, value, expected) in [
        ("x-request-id", "0HN7-1:2", Some("0HN7-1:2")),
        ("cf-ray", "8a1b", Some("8a1b")),
        ("x-request-id", "jane@example.com", None),
        ("x-request-id", "", None),
    ] {
        let header = (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
        let headers = HeaderMap::from_iter([header]);
        let response = response_with(Method::GET, 200, headers, b"");
        assert_eq!(response.request_id(), expected, "{value}");
    }
}

fn value<T: for<'a> Deserialize<'a>>(
    body: &str,
    path: &'static [&'static str],
) -> Result<Option<T>, String> {
    let described = |error: Error| error.json_path().unwrap_or(error.message()).to_owned();
    read(body).value(path).map_err(described)
}

#[test]
fn a_nested_record_is_read_and_other_members_are_ignored() {
    let body = r#"{"x": [{"a": 1}], "a": {"x": 2, "b": 3, "y": null}, "z": "a"}"#;
    assert_eq!(value(body, &["a", "b"]), Ok(Some(3)));
    assert_eq!(value::<u8>(body, &["a", "c"]), Ok(None));
    assert_eq!(value::<u8>(body, &["a", "y"]), Ok(None));
    assert_eq!(value::<u8>(body, &["c", "b"]), Ok(None));
    assert_eq!(value::<u8>("null", &["a"]), Ok(None));
    assert_eq!(value("7", &[]), Ok(Some(7)));
}

#[test]
fn unreadable_members_are_named_by_their_path() {
    assert_eq!(
        value::<u8>(r#"{"a": {"b": "x"}}"#, &["a", "b"]),
        Err("a.b".to_owned())
    );
    assert_eq!(
        value::<Vec<u8>>(r#"{"a": [1, 2, -3]}"#, &["a"]),
        Err("a[2]".to_owned())
    );
    assert_eq!(value::<u8>(r#"{"a": 7}"#, &["a", "b"]), Err("a".to_owned()));
    assert!(value::<u8>(r#"{"a": 1, "a": 2}"#, &["a"]).is_err());
    assert!(value::<u8>(r#"{"a": 1} x"#, &["a"]).is_err());
    assert!(value::<u8>(r#"{"a": 1"#, &["a"]).is_err());
}

#[test]
fn a_count_is_read_in_every_form_and_an_unreadable_one_fails_nothing() {
    for (json, expected) in [
        ("3", Some(3)),
        ("\"3\"", Some(3)),
        ("\" 3 \"", Some(3)),
        ("3.0", Some(3)),
        ("3.5", None),
        ("-1", None),
        ("1e999", None),
        ("null", None),
        ("{}", None),
        ("[3]", None),
        ("true", None),
        ("\"many\"", None),
        ("\"\\ud83d\"", None),
    ] {
        let read = serde_json::from_str::<Count>(json).ok();
        assert_eq!(read, Some(Count(expected)), "{json}");
    }
}

#[test]
fn a_list_and_its_sibling_member_are_read_wherever_they_stand() {
    for body in [
        r#"{"a": {"list": [1, 2], "x": [{}], "pages": 3}}"#,
        r#"{"x": 0, "a": {"pages": 3, "list": [1, 2]}}"#,
    ] {
        let page = read(body)
            .records_and::<u8, u8>(&["a"], "list", "pages")
            .unwrap();
        let records: Vec<u8> = page
            .records
            .into_iter()
            .map(|record| *record.unwrap())
            .collect();
        assert_eq!((records, page.sibling), (vec![1, 2], Some(3)));
    }
    for body in [
        r#"{"a": {"pages": null}}"#,
        r#"{"a": null}"#,
        r#"{"a": {"list": 1}}"#,
    ] {
        let page = read(body).records_and::<u8, u8>(&["a"], "list", "pages");
        assert_eq!(page.unwrap_err().json_path(), Some("a.list"), "{body}");
    }
}

#[test]
fn records_keep_the_exact_text_that_was_received() {
    let response = read(r#"{"data": [ {"n": 1.10} , {"n": 2}], "more": {"one": [1, 2 ]}}"#);
    let texts = |path, list| {
        let page = response.records_and::<Value, u8>(path, list, "").unwrap();
        let texts = page
            .records
            .into_iter()
            .map(|record| record.unwrap().json().to_owned());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(texts(&[], "data"), [r#"{"n": 1.10}"#, r#"{"n": 2}"#]);
    assert_eq!(texts(&["more"], "one"), ["1", "2"]);
    let text = |path| response.record::<Value>(path).unwrap().json().to_owned();
    assert_eq!(text(&["more", "one"]), "[1, 2 ]");
    assert_eq!(text(&[]).as_bytes(), &**response.body());
}

#[test]
fn a_plain_success_is_told_by_its_first_bytes() {
    for (body, expected) in [
        (r#"{"success":true,"data":{"id":"1"}}"#, true),
        (" {\n \"success\" : true}", true),
        (
            r#"{"success":true,"data":{"note":"a \u00e9\u002b\n"}}"#,
            true,
        ),
        (r#"{"success":true,"success":false}"#, false),
        (r#"{"success":true,"Error":{}}"#, false),
        (r#"{"success":true,"\u0065rror":{}}"#, false),
        (r#"{"success":false}"#, false),
        (r#"{"success":"true"}"#, false),
        (r#"{"data":{"success":true}}"#, false),
        (r#"["success",true]"#, false),
        ("", false),
    ] {
        assert_eq!(read(body).is_plain_success("success"), expected, "{body}");
        assert!(!write(500, body).is_plain_success("success"), "{body}");
    }
}
