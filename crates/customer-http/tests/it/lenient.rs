//! A response that is not quite what it should be is read as far as it can be.

use customer_core::adapter::{Member, Private, Record, wire_record};
use customer_core::{Customer, ErrorKind, Operation, ProviderName, Result};
use customer_http::{HeaderMap, RecordList, Request, Response, StatusCode};

wire_record! {
    /// A customer.
    pub struct Wire in camelCase {
        required {
            /// The id.
            id: String,
        }
        optional {
            /// The given name.
            first_name: Private<String>,
            /// Whether there is a block.
            is_blocked: bool,
            /// What was ordered.
            orders: Vec<Order>,
        }
    }
}

wire_record! {
    /// An order.
    pub struct Order {
        optional {
            /// The number.
            number: i64,
        }
    }
}

fn answer(body: impl Into<Vec<u8>>) -> Response {
    let request = Request::get(Operation::GetCustomer, "/customers/1");
    let provider = ProviderName::from_static("example");
    Response::from_parts(
        provider,
        &request,
        StatusCode::OK,
        HeaderMap::new(),
        body.into(),
    )
}

fn one(body: impl Into<Vec<u8>>) -> Result<Record<Wire>> {
    answer(body).record(&["data"])
}

fn page(body: impl Into<Vec<u8>>) -> Result<RecordList<Wire, u64>> {
    answer(body).records_and(&[], "data", "pages")
}

/// The places that could not be read.
fn places(record: Record<Wire>) -> Vec<String> {
    let customer = Customer::new(ProviderName::from_static("example"), "1").with_native(record);
    let places = customer.unreadable().into_iter();
    places.map(|unreadable| unreadable.path).collect()
}

#[test]
fn an_unreadable_member_loses_that_member_alone() {
    for (member, place) in [
        (r#""firstName":[]"#, "firstName"),
        (r#""firstName":{}"#, "firstName"),
        (r#""firstName":5"#, "firstName"),
        (r#""firstName":"Zo\ud83d""#, "firstName"),
        (r#""firstName":"Zo\udc00""#, "firstName"),
        (r#""firstName":1e400"#, "firstName"),
        (r#""isBlocked":"yes""#, "isBlocked"),
        (r#""isBlocked":1"#, "isBlocked"),
        (r#""orders":"none""#, "orders"),
        (r#""orders":[null]"#, "orders[0]"),
        (r#""orders":[{},[5],{}]"#, "orders[1]"),
        (
            r#""orders":[{"number":1},{"number":1e400}]"#,
            "orders[1].number",
        ),
        (r#""orders":[7,{"number":"1"}]"#, "orders[0]"),
        (r#""Zo\ud83d":1"#, "…"),
        (r#""firstName":"a","firstName":"Ada""#, "firstName"),
    ] {
        let json = format!(r#"{{"id":"1",{member},"tier":1e400,"note":"\ud83d"}}"#);
        let record = one(format!(r#"{{"success":true,"data":{json}}}"#)).unwrap();
        assert_eq!(record.id, "1", "{member}");
        assert_eq!(record.json(), json);
        assert_eq!(record.unknown.get("tier").unwrap().get(), "1e400");
        assert_eq!(record.unknown.get("note").unwrap().get(), r#""\ud83d""#);
        let places = places(record);
        assert_eq!(places[0], place, "{member}");
    }
}

#[test]
fn members_beside_an_unreadable_one_are_read() {
    let body = r#"{"data":{"orders":[null,{"number":7},{"number":{}}],"isBlocked":true,"id":"1"}}"#;
    let record = one(body).unwrap();
    assert_eq!(record.is_blocked, Member::Value(true));
    let orders = record.orders.as_ref().unwrap();
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[0].number, Member::Value(7));
    assert_eq!(orders[1].number, Member::Unreadable);
    assert_eq!(places(record), ["orders[0]", "orders[2].number"]);
}

#[test]
fn unreadable_members_are_written_back_unchanged() {
    let json = r#"{"id":"1","firstName":[1.10],"orders":[null,{"number":"7"},5],"x":1e400}"#;
    let record = one(format!(r#"{{"data":{json}}}"#)).unwrap();
    assert_eq!(serde_json::to_string(&*record).unwrap(), json);
}

#[test]
fn null_and_absent_stay_distinct_beside_an_unreadable_member() {
    for json in [
        r#"{"id":"1","firstName":[1.10],"isBlocked":null}"#,
        r#"{"id":"1","firstName":null,"isBlocked":"no"}"#,
        r#"{"id":"1","orders":[{"number":null},{},{"number":"7"}]}"#,
    ] {
        let record = one(format!(r#"{{"data":{json}}}"#)).unwrap();
        assert_eq!(serde_json::to_string(&*record).unwrap(), json);
    }
}

#[test]
fn empty_lists_and_empty_objects_are_interchangeable() {
    let record = one(r#"{"data":{"id":"1","orders":{}}}"#).unwrap();
    assert_eq!(record.orders, Member::Value(Vec::new()));
    assert_eq!(places(record), [""; 0]);
    let record = one(r#"{"data":{"id":"1","orders":[[]]}}"#).unwrap();
    assert_eq!(record.orders.as_ref().unwrap().len(), 1);
    assert_eq!(page(r#"{"data":{}}"#).unwrap().records.len(), 0);
}

#[test]
fn a_list_in_the_place_of_an_object_is_not_read_by_position() {
    let error = one(r#"{"data":["1","Ada",true]}"#).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.json_path(), Some("data"));
    let record = one(r#"{"data":{"id":"1","orders":[[7]]}}"#).unwrap();
    assert_eq!(places(record), ["orders[0]"]);
}

#[test]
fn only_an_id_that_cannot_be_read_fails_a_record() {
    for (body, place) in [
        (r#"{"data":{"id":5}}"#, "data.id"),
        (r#"{"data":{"id":null}}"#, "data.id"),
        (r#"{"data":{"id":"\ud83d"}}"#, "data.id"),
        (r#"{"data":{"id":"1","id":"2"}}"#, "data.id"),
        (r#"{"data":{"firstName":"Ada"}}"#, "data"),
        (r#"{"data":[]}"#, "data"),
        (r#"{"data":"x"}"#, "data"),
    ] {
        let error = one(body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{body}");
        assert_eq!(error.json_path(), Some(place), "{body}");
        assert!(error.excerpt().is_some(), "{body}");
    }
    let record = one(r#"{"data":{"id":"1","id":"1"}}"#).unwrap();
    assert_eq!(record.id, "1");
}

#[test]
fn unexpected_members_of_the_envelope_are_ignored() {
    for members in [
        r#""message":["a","b"]"#,
        r#""message":"\ud83d""#,
        r#""code":1e400"#,
        r#""code":1,"code":2"#,
        r#""\ud83d":{}"#,
    ] {
        let record = one(format!(r#"{{{members},"data":{{"id":"1"}}}}"#)).unwrap();
        assert_eq!(places(record), [""; 0], "{members}");
    }
}

#[test]
fn a_byte_order_mark_and_zeros_around_json_are_ignored() {
    let body = "\u{feff}{\"data\":{\"id\":\"1\"}}\n\0\0";
    assert_eq!(one(body).unwrap().id, "1");
    assert_eq!(page("\u{feff}{\"data\":[]}").unwrap().records.len(), 0);
    assert_eq!(answer(body).body().first(), Some(&b'{'));
}

#[test]
fn a_byte_that_is_not_utf_8_loses_its_member_alone() {
    let body = b"{\"data\":{\"id\":\"1\",\"firstName\":\"Jos\xe9\",\"isBlocked\":true}}";
    let record = one(*body).unwrap();
    assert_eq!(record.is_blocked, Member::Value(true));
    assert_eq!(
        record.json(),
        "{\"id\":\"1\",\"firstName\":\"Jos\u{fffd}\",\"isBlocked\":true}"
    );
    assert_eq!(places(record), ["firstName"]);
}

#[test]
fn an_unreadable_customer_in_a_list_is_an_error_at_its_place() {
    let body =
        r#"{"data":[{"id":"1","firstName":[]},null,{"firstName":"Ada"},7,{"id":"5"}],"pages":2}"#;
    let list = page(body).unwrap();
    assert_eq!(list.sibling, Some(2));
    let read: Vec<_> = list.records.into_iter().collect();
    let ids: Vec<_> = read
        .iter()
        .map(|record| record.as_ref().ok().map(|record| record.id.as_str()))
        .collect();
    assert_eq!(ids, [Some("1"), None, None, None, Some("5")]);
    let paths: Vec<_> = read
        .iter()
        .filter_map(|record| record.as_ref().err()?.json_path())
        .collect();
    assert_eq!(paths, ["data[1]", "data[2]", "data[3]"]);
    assert_eq!(
        read[0].as_ref().unwrap().json(),
        r#"{"id":"1","firstName":[]}"#
    );
}

#[test]
fn an_unreadable_sibling_of_a_list_counts_as_absent() {
    for pages in ["[]", "-1", "1e400", r#""x""#, "null"] {
        let list = page(format!(r#"{{"data":[{{"id":"1"}}],"pages":{pages}}}"#)).unwrap();
        assert_eq!((list.records.len(), list.sibling), (1, None), "{pages}");
    }
}

#[test]
fn what_is_no_list_is_said_so() {
    for body in [
        r#"{"data":7}"#,
        r#"{"data":{"a":1}}"#,
        "[]",
        "{",
        r#"{"data":null}"#,
    ] {
        let error = page(body).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{body}");
    }
}
