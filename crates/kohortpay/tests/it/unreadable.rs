//! One bad member does not lose a customer.

use customer_core::adapter::Record;
use customer_core::{Customer, Metadata, Mode, Operation, Status};
use customer_http::{HeaderMap, Request, Response, StatusCode};
use kohortpay::wire;
use kohortpay::{PROVIDER, convert};

fn answer(body: String) -> Response {
    let request = Request::get(Operation::GetCustomer, "/");
    Response::from_parts(PROVIDER, &request, StatusCode::OK, HeaderMap::new(), body)
}

fn record(json: &str) -> Record<wire::Customer> {
    answer(json.to_owned()).record(&[]).unwrap()
}

fn one(json: &str) -> Customer {
    convert::customer(record(json))
}

#[test]
fn an_unreadable_status_is_none() {
    let status = |members: &str| one(&format!(r#"{{"id":"1",{members}}}"#)).status;
    let at = r#""2021-07-22T00:00:00.000Z""#;
    for unknown in [
        r#""isBlocked":false,"deletedAt":5"#.to_owned(),
        r#""isBlocked":true,"deletedAt":{}"#.to_owned(),
        r#""isBlocked":"yes""#.to_owned(),
        r#""isBlocked":"false","deletedAt":null"#.to_owned(),
        format!(r#""isBlocked":0,"blockedAt":{at}"#),
        r#""blockedAt":"\ud83d""#.to_owned(),
    ] {
        assert_eq!(status(&unknown), None, "{unknown}");
    }
    for empty in [r#""""#, r#"" ""#, "null"] {
        let members = format!(r#""isBlocked":false,"blockedAt":{empty},"deletedAt":{empty}"#);
        assert_eq!(status(&members), Some(Status::Active), "{empty}");
        assert_eq!(status(&format!(r#""blockedAt":{empty}"#)), None);
    }
    // That it is deleted can be told, and of the block nothing.
    let deleted = status(&format!(r#""isBlocked":"yes","deletedAt":{at}"#)).unwrap();
    assert!(matches!(&deleted, Status::Deleted(deletion) if deletion.blocked.is_none()));
}

#[test]
fn metadata_of_a_php_backend_is_read() {
    assert_eq!(
        one(r#"{"id":"1","metadata":[]}"#).metadata,
        Some(Metadata::new())
    );
    let customer = one(r#"{"id":"1","metadata":{"a":1e400,"b":"\ud83d","a":2},"livemode":true}"#);
    let metadata = customer.metadata.as_ref().unwrap();
    assert_eq!(metadata.get("a").unwrap().as_json(), "2");
    assert_eq!(metadata.get("b").unwrap().as_json(), r#""\ud83d""#);
    assert_eq!(customer.mode, Some(Mode::Live));
    let places: Vec<_> = customer
        .unreadable()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        places,
        ["metadata.a: stands more than once; the last counts"]
    );
    let unread = one(r#"{"id":"1","metadata":[1]}"#);
    assert_eq!(
        (unread.metadata.as_ref(), unread.unreadable().len()),
        (None, 1)
    );
}
