//! What KohortPay's reference prints is read, and written again with nothing lost.

use customer_core::adapter::Member;
use customer_core::{Address, AddressId, AddressRole, Metadata, Mode, Status, WriteOptions};
use kohortpay::convert;
use kohortpay::wire::{self, CreateCustomer, Customer};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{CREATE_REQUEST, CREATE_RESPONSE, documented_customer, record};

fn round_trip<T: DeserializeOwned + Serialize>(documented: &str) -> T {
    let typed: T = serde_json::from_str(documented).unwrap();
    let expected: Value = serde_json::from_str(documented).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), expected);
    typed
}

#[test]
fn the_documented_payloads_round_trip() {
    let request = round_trip::<CreateCustomer>(CREATE_REQUEST);
    assert!(matches!(
        request.address,
        Member::Value(wire::Address::Street(_))
    ));
    assert!(matches!(
        request.shipping_address,
        Member::Value(wire::Address::Lines(_))
    ));
    let customer = round_trip::<Customer>(CREATE_RESPONSE);
    assert!(customer.unknown.is_empty());
    let list = format!(r#"{{"data":[{CREATE_RESPONSE},{CREATE_RESPONSE}],"count":2}}"#);
    assert_eq!(
        round_trip::<wire::CustomerList>(&list)
            .data
            .iter()
            .flatten()
            .count(),
        2
    );
    let error =
        r#"{"error":{"type":"invalid_request_error","message":"No.","code":"Unauthorized"}}"#;
    let error = round_trip::<wire::ErrorEnvelope>(error).error;
    assert_eq!(
        error.error_type,
        Member::Value(wire::ErrorType::InvalidRequestError)
    );
}

#[test]
fn the_request_has_exactly_the_documented_keys() {
    let prepared = convert::create_request(&convert::capabilities(), &documented_customer());
    let (request, fields) = prepared.accept(&WriteOptions::new()).unwrap();
    let mut documented: Value = serde_json::from_str(CREATE_REQUEST).unwrap();
    documented["emailAddress"] = json!("john.doe@example.com");
    documented["phoneNumber"] = json!("+15555555555");
    assert_eq!(serde_json::to_value(request).unwrap(), documented);
    assert_eq!(fields.altered, []);
    assert_eq!(fields.unrepresentable, []);
}

#[test]
fn the_documented_payload_converts_to_a_customer() {
    let customer = convert::customer(record(round_trip::<Customer>(CREATE_RESPONSE)));
    assert_eq!(customer.id.as_str(), "cus_1234567890");
    let account = customer.account.as_ref().map(AsRef::as_ref);
    assert_eq!(account, Some("org_1234567890"));
    // A placeholder is kept as the text that came.
    let email = customer.email.as_ref().unwrap();
    assert!(!email.is_well_formed());
    let phone = customer.phone.as_ref().unwrap();
    assert_eq!(phone.as_str(), "+15555555555");
    let name = customer.name.as_ref().unwrap();
    assert_eq!(name.given.as_deref(), Some("John"));
    assert_eq!(name.family.as_deref(), Some("Doe"));
    let metadata = Metadata::new().with("my_system_id", "1JYLo8KerLxWZaQtys6ZQ1xS");
    assert_eq!(customer.metadata, Some(metadata));
    assert_eq!(customer.mode, Some(Mode::Live));
    assert_eq!((&customer.locale, &customer.reference), (&None, &None));
    // The example names one address twice.
    let address = Address::new()
        .with_id(AddressId::new("adr_1234567890"))
        .with_role(AddressRole::Billing)
        .with_role(AddressRole::Shipping);
    assert_eq!(customer.addresses, Some(vec![address]));
    let instant = customer.created.unwrap();
    assert_eq!(instant.to_rfc3339(), "2021-07-22T00:00:00+00:00");
    assert_eq!(customer.updated, Some(instant));
    // Blocked, and deleted after that.
    let Some(Status::Deleted(deletion)) = &customer.status else {
        panic!("{:?}", customer.status)
    };
    assert_eq!(deletion.at, Some(instant));
    let block = deletion.blocked.as_ref().unwrap();
    assert_eq!(block.at, Some(instant));
    assert_eq!(block.by.as_deref(), Some("usr_1234567890"));
    assert_eq!(block.reason, None);
    let native = customer.native::<Customer>().unwrap();
    assert_eq!(native.created_by.as_deref(), Some("usr_1234567890"));
    assert!(customer.native_json().unwrap().contains("cus_1234567890"));
}

#[test]
fn the_status_is_what_the_record_says() {
    let status = |fields: Value| {
        let mut body = json!({"id": "cus_1"});
        body.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        convert::customer(record(serde_json::from_value::<Customer>(body).unwrap())).status
    };
    let at = "2021-07-22T00:00:00.000Z";
    let is_deleted = |status: &Option<Status>| matches!(status, Some(Status::Deleted(_)));
    assert_eq!(status(json!({})), None);
    assert_eq!(status(json!({"isBlocked": false})), Some(Status::Active));
    // What was blocked once and is no more.
    assert_eq!(
        status(json!({"isBlocked": false, "blockedAt": at})),
        Some(Status::Active)
    );
    for fields in [
        json!({"isBlocked": true}),
        json!({"blockedAt": at}),
        json!({"isBlocked": true, "blockedAt": "soon", "deletedAt": null}),
    ] {
        let status = status(fields);
        assert!(matches!(status, Some(Status::Blocked(_))), "{status:?}");
    }
    let deleted = status(json!({"isBlocked": false, "deletedAt": at}));
    assert!(is_deleted(&deleted) && !deleted.unwrap().is_blocked());
    // A date tells that it was deleted, if not when; no other text does.
    let deleted = status(json!({"isBlocked": false, "deletedAt": "2021-07-22"}));
    assert!(is_deleted(&deleted));
    for unknown in ["long ago", "0000-00-00 00:00:00", "false"] {
        let status = status(json!({"isBlocked": false, "deletedAt": unknown}));
        assert_eq!(status, None, "{unknown}");
    }
    // What is empty is null.
    for nothing in [json!(""), json!(" "), Value::Null] {
        let status = status(json!({"isBlocked": false, "deletedAt": nothing}));
        assert_eq!(status, Some(Status::Active));
    }
}

#[test]
fn addresses_are_named_by_their_ids_and_roles() {
    for (address, shipping, expected) in [
        (None, None, json!([])),
        (
            Some("adr_1"),
            None,
            json!([{"id": "adr_1", "role": "billing"}]),
        ),
        (
            None,
            Some("adr_2"),
            json!([{"id": "adr_2", "role": "shipping"}]),
        ),
        (
            Some("adr_1"),
            Some("adr_2"),
            json!([{"id": "adr_1", "role": "billing"}, {"id": "adr_2", "role": "shipping"}]),
        ),
    ] {
        let body = json!({"id": "cus_1", "addressId": address, "shippingAddressId": shipping});
        let customer = convert::customer(record(serde_json::from_value::<Customer>(body).unwrap()));
        assert_eq!(serde_json::to_value(customer.addresses).unwrap(), expected);
    }
}

#[test]
fn either_shape_of_an_address_is_read_anywhere() {
    let street = json!({"street": "123 Main St", "city": "Springfield", "country": "US"});
    let lines = json!({"addressLine1": "1 rue", "city": "Paris", "postalCode": "75001", "country": "France"});
    let odd = json!({"addressLine1": null, "companyName": "Google LLC", "floor": 4});
    for (address, is_lines) in [
        (&street, false),
        (&lines, true),
        (&odd, true),
        (&json!({}), false),
    ] {
        let body = json!({"emailAddress": "a@example.com", "address": address, "shippingAddress": address});
        let request: CreateCustomer = serde_json::from_value(body).unwrap();
        for read in [&request.address, &request.shipping_address] {
            let read = read.as_ref().unwrap();
            assert_eq!(matches!(read, wire::Address::Lines(_)), is_lines);
        }
    }
    let read: wire::Address = serde_json::from_value(odd).unwrap();
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(
        written,
        json!({"addressLine1": null, "companyName": "Google LLC", "floor": 4})
    );

    let read: wire::Address = serde_json::from_value(lines).unwrap();
    let address = convert::address(&read, AddressRole::Billing);
    assert_eq!(address.lines, ["1 rue"]);
    assert_eq!(address.country.unwrap().alpha2(), Some("FR"));
}
