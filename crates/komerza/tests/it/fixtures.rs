//! What Komerza's reference prints is read, and written again with nothing lost.

use customer_core::{NewCustomer, Status, WriteOptions};
use komerza::convert;
use komerza::wire::{CreateCustomer, Customer, Envelope, PublicCustomer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::support::{CREATE_REQUEST, CREATE_RESPONSE, GET_RESPONSE, STORE, email, record};

fn round_trip<T: DeserializeOwned + Serialize>(documented: &str) -> T {
    let typed: T = serde_json::from_str(documented).unwrap();
    let expected: Value = serde_json::from_str(documented).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), expected);
    typed
}

#[test]
fn the_documented_payloads_round_trip() {
    round_trip::<CreateCustomer>(CREATE_REQUEST);
    round_trip::<Envelope<Customer>>(CREATE_RESPONSE);
    round_trip::<Envelope<PublicCustomer>>(GET_RESPONSE);
}

#[test]
fn the_request_has_exactly_the_documented_keys() {
    let customer = NewCustomer::new().with_email(email("jsmith@example.com"));
    let prepared = convert::create_request(&convert::capabilities(), &customer);
    let (request, _) = prepared.accept(&WriteOptions::new()).unwrap();
    let documented: Value = serde_json::from_str(CREATE_REQUEST).unwrap();
    assert_eq!(serde_json::to_value(request).unwrap(), documented);
}

#[test]
fn the_documented_payloads_convert_to_customers() {
    let created = round_trip::<Envelope<Customer>>(CREATE_RESPONSE)
        .data
        .into_value()
        .unwrap();
    let customer = convert::created_customer(&STORE.into(), record(created));
    assert_eq!(customer.id.as_str(), STORE);
    assert_eq!(customer.account.as_ref().map(AsRef::as_ref), Some(STORE));
    // A placeholder is kept as the text that came.
    assert_eq!(customer.email.as_ref().map(AsRef::as_ref), Some("<string>"));
    assert_eq!(
        customer.created.unwrap().to_rfc3339(),
        "2023-11-07T05:31:56+00:00"
    );
    let Some(Status::Blocked(block)) = &customer.status else {
        panic!("{:?}", customer.status)
    };
    assert_eq!(block.reason.as_deref(), Some("<string>"));
    assert_eq!(block.at, customer.created);
    assert_eq!(
        customer
            .native::<Customer>()
            .unwrap()
            .store_data
            .as_ref()
            .unwrap()
            .len(),
        1
    );

    let got = round_trip::<Envelope<PublicCustomer>>(GET_RESPONSE)
        .data
        .into_value()
        .unwrap();
    let customer = convert::public_customer(&STORE.into(), record(got));
    assert_eq!(
        customer
            .native::<PublicCustomer>()
            .unwrap()
            .total_spend
            .as_ref()
            .unwrap()
            .as_str(),
        "123"
    );
    // The printed example is of an older page, which does not say whether there is a block.
    assert_eq!(customer.status, None);
}

#[test]
fn the_entry_of_another_store_is_ignored() {
    let created = round_trip::<Envelope<Customer>>(CREATE_RESPONSE)
        .data
        .into_value()
        .unwrap();
    let customer = convert::created_customer(&"another-store".into(), record(created));
    assert_eq!(customer.status, None);
}
