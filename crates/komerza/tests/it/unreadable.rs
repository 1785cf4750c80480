//! One bad member does not lose a customer.

use customer_core::adapter::{Record, WireValue};
use customer_core::{Customer, Operation, Status, strategies};
use customer_http::{HeaderMap, Request, Response, StatusCode};
use komerza::wire::{self, PublicCustomerReference};
use komerza::{PROVIDER, convert};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{CREATE_RESPONSE, GET_RESPONSE, STORE};

fn answer(body: String) -> Response {
    let request = Request::get(Operation::GetCustomer, "/");
    Response::from_parts(PROVIDER, &request, StatusCode::OK, HeaderMap::new(), body)
}

fn record<T: WireValue + DeserializeOwned>(json: &str) -> Record<T> {
    let body = format!(r#"{{"success":true,"data":{json}}}"#);
    answer(body).record(&["data"]).unwrap()
}

fn created(json: &str) -> Customer {
    convert::created_customer(&STORE.into(), record(json))
}

fn got(json: &str) -> Customer {
    convert::public_customer(&STORE.into(), record(json))
}

fn listed(json: &str) -> Customer {
    let other = r#"{"id":"other"}"#;
    let body = format!(r#"{{"success":true,"pages":1,"data":[{other},{json},{other}]}}"#);
    let page = answer(body).records_and::<PublicCustomerReference, u64>(&[], "data", "pages");
    let page = page.unwrap();
    assert_eq!((page.sibling, page.records.len()), (Some(1), 3));
    let mut records = page.records.into_iter().map(Result::unwrap);
    assert_eq!(records.next().unwrap().id, "other");
    convert::listed_customer(&STORE.into(), records.next().unwrap())
}

/// A create's customer of our store, whose times are real ones.
fn of_create() -> Value {
    let envelope: Value = serde_json::from_str(CREATE_RESPONSE).unwrap();
    envelope["data"].clone()
}

/// A get's customer, as both the older and the newer page print it.
fn of_get() -> Value {
    let envelope: Value = serde_json::from_str(GET_RESPONSE).unwrap();
    let mut customer = envelope["data"].clone();
    customer["isBlocked"] = true.into();
    customer["subscriptions"] = of_create()["storeData"][0]["subscriptions"].clone();
    customer
}

fn of_list() -> Value {
    json!({"id": "1", "dateCreated": "2023-11-07T05:31:56Z", "emailAddress": "a@example.com",
        "status": "VIP", "isAffiliate": true, "totalSpend": 12.5, "averageSpend": 1, "totalOrders": 2,
        "isBlocked": false})
}

/// The fields of the customer that hang on a place of the record.
fn hangs_on(path: &str) -> &'static [&'static str] {
    match path {
        "emailAddress" => &["email"],
        "dateCreated" => &["created"],
        "isBlocked"
        | "blockedAt"
        | "blockedNote"
        | "storeData"
        | "storeData[0]"
        | "storeData[0].storeId"
        | "storeData[0].isBlocked"
        | "storeData[0].blockedAt"
        | "storeData[0].blockedNote" => &["status"],
        _ => &[],
    }
}

/// Where any JSON is what the reference says.
fn is_free(path: &str) -> bool {
    path.ends_with(".customer")
}

type Read = fn(&str) -> Customer;

/// The record of each kind of answer, and how it becomes a customer.
fn records() -> [(Value, Read); 3] {
    [(of_create(), created), (of_get(), got), (of_list(), listed)]
}

fn one_replaced() -> impl Strategy<Value = (Value, Read, strategies::Replaced)> {
    let each = records().map(|(record, read)| {
        strategies::replaced(&record)
            .prop_map(move |replaced| (record.clone(), read, replaced))
            .boxed()
    });
    proptest::strategy::Union::new(each)
}

/// Reads, writes and reads again.
fn again<T: WireValue + DeserializeOwned + Serialize + PartialEq>(json: &str) -> String {
    let typed = record::<T>(json);
    let written = serde_json::to_string(&*typed).unwrap();
    assert!(*record::<T>(&written) == *typed, "{written}");
    written
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn one_unreadable_member_loses_nothing_else((record, read, replaced) in one_replaced()) {
        let documented = read(&record.to_string());
        let customer = read(&replaced.json);
        if is_free(&replaced.path) {
            prop_assert_eq!(customer.unreadable(), []);
        } else {
            replaced.check(&documented, &customer, hangs_on(&replaced.path))?;
        }
        prop_assert_eq!(customer.id, documented.id);
    }

    #[test]
    fn unreadable_members_are_written_back_unchanged(replaced in strategies::replaced(&of_create())) {
        // A name that is no Unicode cannot be written.
        prop_assume!(!replaced.now.contains(r#""\ud83d":"#));
        let written = again::<wire::Customer>(&replaced.json);
        // A value that `Value` can hold is compared member for member; an empty list may have been
        // read as an empty object.
        let value = |json: &str| serde_json::from_str::<Value>(json).ok();
        let is_empty = ["[]", "{}"].iter().any(|empty| replaced.now.contains(empty));
        if let Some(before) = value(&replaced.json).filter(|_| !is_empty) {
            prop_assert_eq!(value(&written), Some(before));
        }
    }
}

#[test]
fn an_unreadable_status_is_none() {
    let status = |members: &str| got(&format!(r#"{{"id":"1",{members}}}"#)).status;
    for unknown in [
        r#""isBlocked":"yes""#,
        r#""isBlocked":0"#,
        r#""isBlocked":"false","blockedAt":"2023-11-07T05:31:56Z""#,
        r#""blockedAt":5"#,
        r#""blockedAt":"soon""#,
        r#""isBlocked":null"#,
        r#""blockedAt":"""#,
    ] {
        assert_eq!(status(unknown), None, "{unknown}");
    }
    assert_eq!(
        status(r#""isBlocked":false,"blockedAt":"""#),
        Some(Status::Active)
    );
    let Some(Status::Blocked(block)) = status(r#""isBlocked":true,"blockedAt":5,"blockedNote":"""#)
    else {
        panic!("not blocked")
    };
    assert_eq!((block.at, block.reason), (None, None));
}

#[test]
fn an_offset_of_any_spelling_makes_an_instant() {
    for (text, is_instant) in [
        ("2023-11-07T05:31:56Z", true),
        ("2023-11-07T05:31:56+0000", true),
        ("2023-11-07 05:31:56+00", true),
        ("2023-11-07t05:31:56z", true),
        ("2023-11-07T05:31:56", false),
        ("2023-11-07", false),
        ("soon", false),
        ("", false),
    ] {
        let customer = got(&json!({"id": "1", "dateCreated": text}).to_string());
        assert_eq!(customer.created.is_some(), is_instant, "{text}");
        // An empty text says nothing, and is not a time that cannot be read.
        let is_listed = customer
            .unreadable()
            .iter()
            .any(|place| place.path == "dateCreated");
        assert_eq!(is_listed, !is_instant && !text.is_empty(), "{text}");
    }
}

#[test]
fn an_empty_e_mail_address_is_none() {
    for empty in ["", " ", "\t"] {
        let customer = got(&json!({"id": "1", "emailAddress": empty}).to_string());
        assert_eq!(customer.email, None);
        assert_eq!(customer.unreadable(), []);
    }
}

#[test]
fn explicit_nulls_are_written_back() {
    let mut record = of_create();
    let mut nulls = 0;
    nullify(&mut record, &mut nulls);
    assert!(nulls > 50, "{nulls}");
    let written = again::<wire::Customer>(&record.to_string());
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), record);
}

#[test]
fn nulls_beside_an_unreadable_member_are_written_back() {
    let mut record = of_create();
    nullify(&mut record, &mut 0);
    record["emailAddress"] = json!([5]);
    record["storeData"][0]["blockedNote"] = json!({"a": 5});
    let written = again::<wire::Customer>(&record.to_string());
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), record);
}

/// Every member that holds no other, null.
fn nullify(value: &mut Value, nulls: &mut usize) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if member.is_object() || member.is_array() {
                    nullify(member, nulls);
                } else if name != "id" {
                    *member = Value::Null;
                    *nulls += 1;
                }
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(|value| nullify(value, nulls)),
        _ => {}
    }
}

#[test]
fn every_place_is_named_by_its_path() {
    let mut record = of_create();
    let store = &mut record["storeData"][0];
    store["tickets"][0]["status"] = json!("open");
    store["tickets"][0]["entries"] = json!([{"message": 5}, "x"]);
    store["gatewayCustomerIds"] = json!({"stripe": 5, "jane@example.com": 6});
    let customer = created(&record.to_string());
    let places: Vec<_> = customer
        .unreadable()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        places,
        [
            "storeData[0].tickets[0].status: a text, where a number was expected",
            "storeData[0].tickets[0].entries[1]: a text, where an object was expected",
            "storeData[0].tickets[0].entries[0].message: a number, where a text was expected",
            "storeData[0].gatewayCustomerIds.…: a number, where a text was expected",
            "storeData[0].gatewayCustomerIds.stripe: a number, where a text was expected",
        ]
    );
}

#[test]
fn an_account_elsewhere_that_is_no_text_is_listed_and_the_others_are_kept() {
    for odd in [r#"{"a":[1]}"#, "[1]", "7", "true", r#""\ud83d""#, "null"] {
        let json =
            format!(r#"{{"id":"1","externalIntegrations":{{"discord":{odd},"forum":"asha"}}}}"#);
        let typed = record::<wire::PublicCustomer>(&json);
        let accounts = typed.external_integrations.as_ref().unwrap();
        assert_eq!(accounts["forum"].as_str(), "asha", "{odd}");
        let customer = got(&json);
        let places = customer.unreadable().into_iter().map(|place| place.path);
        assert_eq!(places.collect::<Vec<_>>(), ["externalIntegrations.discord"]);
        assert_eq!(serde_json::to_string(&*typed).unwrap(), json);
    }
}
