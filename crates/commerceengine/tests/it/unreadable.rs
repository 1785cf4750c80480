//! One bad member does not lose a customer.

use commerceengine::wire::{self};
use commerceengine::{PROVIDER, convert};
use customer_core::adapter::{Record, WireValue};
use customer_core::{Customer, Operation};
use customer_http::{HeaderMap, Request, Response, StatusCode};
use serde::de::DeserializeOwned;

use crate::support::STORE;

fn answer(body: String) -> Response {
    let request = Request::get(Operation::GetCustomer, "/");
    Response::from_parts(PROVIDER, &request, StatusCode::OK, HeaderMap::new(), body)
}

fn record<T: WireValue + DeserializeOwned>(json: &str) -> Record<T> {
    let body = format!(r#"{{"message":["ok"],"success":true,"content":{{"it":{json}}}}}"#);
    answer(body).record(&["content", "it"]).unwrap()
}

fn user(json: &str) -> Customer {
    convert::user(Some(STORE), record(json), None)
}

#[test]
fn an_empty_list_is_no_business_and_no_registered_address() {
    for nothing in ["[]", "{}"] {
        let customer = user(&format!(r#"{{"id":"1","business":{nothing}}}"#));
        assert_eq!((customer.business, customer.addresses), (None, None));
        let business = format!(r#"{{"name":"Rao","registered_address":{nothing}}}"#);
        let customer = user(&format!(r#"{{"id":"1","business":{business}}}"#));
        assert_eq!(
            (customer.business.is_some(), customer.addresses),
            (true, None)
        );
    }
}

#[test]
fn unreadable_pagination_does_not_lose_a_page_of_addresses() {
    let body = r#"{"success":true,"content":{"addresses":[{"id":"1","city":[]}],
        "pagination":{"total_records":"many","next_page":2,"limit":1e400}}}"#;
    let answer = answer(body.to_owned());
    let page = answer
        .records_and::<wire::Address, wire::Pagination>(&["content"], "addresses", "pagination")
        .unwrap();
    let pagination = page.sibling.unwrap();
    assert!(pagination.total_records.is_unreadable());
    assert_eq!(pagination.next_page.as_ref(), Some(&2));
    assert!(page.records[0].as_ref().unwrap().city.is_unreadable());
}

#[test]
fn an_object_without_a_known_member_is_listed_as_unreadable() {
    for (business, listed) in [
        (r#"{"value":{"name":"Rao LLP"}}"#, true),
        (r#"{"$date":"2021-07-22T00:00:00Z"}"#, true),
        (r#"{"a":1,"a":1}"#, true),
        (r#"{"a":1,"name":null}"#, false),
        ("{}", false),
    ] {
        let json = format!(r#"{{"id":"1","business":{business}}}"#);
        let customer = user(&json);
        let places: Vec<_> = customer
            .unreadable()
            .into_iter()
            .map(|place| place.path)
            .collect();
        assert_eq!(
            places,
            if listed { vec!["business"] } else { vec![] },
            "{json}"
        );
        assert_eq!(customer.native_json(), Some(&*json));
    }
}
