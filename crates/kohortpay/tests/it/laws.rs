//! What holds for every customer and every answer.

use std::borrow::Cow;
use std::sync::LazyLock;

use customer_core::adapter::Checked;
use customer_core::adapter::Member;
use customer_core::{
    Address, AddressPart, AddressRole, Customer, CustomerProvider, Field, FieldPath, Locale,
    Metadata, NewCustomer, Operation, WriteOptions, strategies,
};
use customer_http::Request;
use customer_sandbox::Sandbox;
use kohortpay::wire::{self, UpdateCustomer};
use kohortpay::{Kohortpay, PROVIDER, convert};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{CREATE_REQUEST, CREATE_RESPONSE, KEY, customers, in_sandbox, record};

type Values<'a> = Vec<(FieldPath, Cow<'a, str>)>;

fn value_of<'a>(values: &'a Values<'_>, path: &FieldPath) -> Option<&'a str> {
    let found = values.iter().find(|(other, _)| other == path);
    found.map(|(_, value)| value.as_ref())
}

fn any_customer() -> impl Strategy<Value = NewCustomer> {
    prop_oneof![strategies::new_customer(), customers()]
}

/// The body without the metadata, whose numbers no `Value` may hold.
fn plain(request: &wire::CreateCustomer) -> Value {
    let mut request = request.clone();
    request.metadata = Member::Absent;
    serde_json::to_value(request).unwrap()
}

/// What KohortPay answers to this request.
fn answer(request: &wire::CreateCustomer) -> wire::Customer {
    let metadata = request.metadata.clone();
    let request = plain(request);
    let id = |name: &str| request.get(name).map(|_| format!("adr_{name}"));
    let mut answer: wire::Customer = serde_json::from_value(json!({
        "id": "cus_1",
        "emailAddress": request["emailAddress"],
        "firstName": request["firstName"],
        "lastName": request["lastName"],
        "phoneNumber": request["phoneNumber"],
        "livemode": false,
        "isBlocked": false,
        "organizationId": "org_1",
        "addressId": id("address"),
        "shippingAddressId": id("shippingAddress"),
    }))
    .unwrap();
    answer.metadata = metadata;
    answer
}

/// The places that an address was sent to, read back: found by a rule of the test's own.
fn places(request: &wire::CreateCustomer, given: &NewCustomer, index: usize) -> Vec<Address> {
    let first = |role: AddressRole| given.addresses.iter().position(|one| one.has_role(&role));
    let without_role = given.addresses.iter().position(|one| one.roles.is_empty());
    let mut places = Vec::new();
    if first(AddressRole::Billing).or(without_role) == Some(index)
        && let Some(sent) = request.address.as_ref()
    {
        places.push(convert::address(sent, AddressRole::Billing));
    }
    if first(AddressRole::Shipping) == Some(index)
        && let Some(sent) = request.shipping_address.as_ref()
    {
        places.push(convert::address(sent, AddressRole::Shipping));
    }
    places
}

fn part_of(address: &Address, part: &AddressPart) -> Option<String> {
    let customer = NewCustomer::new().with_address(address.clone());
    let path = FieldPath::address(0, part.clone());
    value_of(&customer.values(), &path).map(str::to_owned)
}

/// Every text of a JSON value.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().flat_map(texts).collect(),
        Value::Object(members) => members.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn reads<T: DeserializeOwned>(json: &Value) -> T {
    match serde_json::from_str(&json.to_string()) {
        Ok(read) => read,
        Err(error) => panic!("{error} in {json}"),
    }
}

/// Connects to nothing.
static PROVIDER_ALONE: LazyLock<Kohortpay> = LazyLock::new(|| {
    let builder = Kohortpay::builder().api_key(KEY.to_owned());
    builder.build().unwrap()
});

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_given_field_has_one_fate(customer in any_customer()) {
        let preview = convert::create_request(&convert::capabilities(), &customer).preview;
        assert!(preview.fields.is_partition_of(&customer.given()), "{:?}", preview.fields);
    }

    #[test]
    fn the_reason_of_a_block_is_unrepresentable(block in strategies::block_request()) {
        let preview = convert::block_request(&convert::capabilities(), &block).preview;
        let given = block.reason.iter().map(|_| Field::BlockReason.into());
        let given: Vec<FieldPath> = given.collect();
        assert!(preview.fields.is_partition_of(&given), "{:?}", preview.fields);
        prop_assert!(preview.fields.sent.is_empty());
    }

    #[test]
    fn every_field_of_an_update_is_unrepresentable(update in strategies::customer_update()) {
        let preview = PROVIDER_ALONE.preview_update(&update);
        assert!(preview.fields.is_partition_of(&update.given()), "{:?}", preview.fields);
        prop_assert_eq!(preview.fields.unrepresentable.len(), update.given().len());
    }

    #[test]
    fn sent_fields_read_back_equal(customer in any_customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        let problems = prepared.preview.problems.clone();
        let Ok((request, report)) = prepared.accept(&WriteOptions::lossy()) else {
            // Only what KohortPay requires is missing.
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| problem.reason.starts_with("is required")), "{:?}", problems);
            return Ok(());
        };
        // What goes over the wire.
        let body = serde_json::to_string(&request).unwrap();
        let request: wire::CreateCustomer = serde_json::from_str(&body).unwrap();
        let returned = convert::customer(record(answer(&request)));
        let given = customer.values();
        let back = returned.values();
        for path in &report.sent {
            let value = value_of(&given, path);
            match (path.field(), path.address_index()) {
                (Field::Address(AddressPart::Role), Some(index)) => {
                    let roles = places(&request, &customer, index);
                    prop_assert_eq!(roles.len(), 1);
                    prop_assert_eq!(value.map(str::to_owned), part_of(&roles[0], &AddressPart::Role));
                }
                (Field::Address(part), Some(index)) => {
                    let places = places(&request, &customer, index);
                    prop_assert!(!places.is_empty(), "{} is nowhere", path);
                    for place in places {
                        prop_assert_eq!(value.map(str::to_owned), part_of(&place, part), "{}", path);
                    }
                }
                // What the answer does not have is read off the request.
                (Field::Locale, _) => {
                    let locale = Locale::parse(request.locale.as_ref().unwrap().as_str()).unwrap();
                    prop_assert_eq!(value, Some(locale.as_str()));
                }
                (Field::Reference, _) => {
                    prop_assert_eq!(value, request.client_reference_id.as_ref().map(|text| text.as_str()));
                }
                _ => prop_assert_eq!(value, value_of(&back, path), "{}", path),
            }
        }
        prop_assert_eq!(report.clone().reconciled(&customer, &returned), report);
    }

    /// Nor does it stand anywhere else: sent in silence is as bad as lost in silence.
    #[test]
    fn unrepresentable_fields_are_not_sent(customer in any_customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        let request = prepared.request.as_ref().map_or(Value::Null, plain);
        let sent = texts(&request);
        let given = customer.values();
        let lost = |path: &FieldPath| prepared.preview.fields.unrepresentable.iter().any(|loss| loss.field == *path);
        for (path, value) in given.iter().filter(|(path, _)| lost(path)) {
            // Unless another field has the same value, and is held.
            let elsewhere = given.iter().any(|(other, same)| same.contains(value.as_ref()) && !lost(other));
            prop_assert!(elsewhere || !sent.contains(&value.as_ref()), "{}", path);
        }
    }

    /// In another place or form, and there: an alteration that drops a value would be a loss in silence.
    #[test]
    fn altered_fields_are_sent(customer in any_customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        let Some(request) = prepared.request.as_ref().map(plain) else { return Ok(()) };
        let sent = texts(&request);
        let given = customer.values();
        for alteration in prepared.preview.fields.altered {
            let value = value_of(&given, &alteration.field).unwrap();
            match alteration.field.field() {
                Field::Address(AddressPart::Role) => {}
                Field::Address(AddressPart::Lines) => {
                    for line in value.split(['\n', '\u{2028}', '\u{2029}']).filter(|line| !line.trim().is_empty()) {
                        prop_assert!(sent.iter().any(|text| text.contains(line)), "{}", alteration.field);
                    }
                }
                Field::FullName => {
                    for word in value.split_whitespace() {
                        prop_assert!(sent.iter().any(|text| text.contains(word)), "{}", alteration.field);
                    }
                }
                _ => prop_assert!(sent.contains(&value), "{}", alteration.field),
            }
        }
    }

    #[test]
    fn a_request_without_problems_passes_validation(customer in any_customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        if prepared.preview.problems.is_empty() {
            prop_assert_eq!(prepared.request.unwrap().problems(), []);
        }
    }

    #[test]
    fn any_json_is_read_or_refused(json in strategies::any_json(), text in strategies::any_text()) {
        for text in [json.to_string(), text] {
            drop(serde_json::from_str::<wire::Customer>(&text));
            drop(serde_json::from_str::<wire::CustomerList>(&text));
            drop(serde_json::from_str::<wire::CreateCustomer>(&text));
            drop(serde_json::from_str::<wire::UpdateCustomer>(&text));
            drop(serde_json::from_str::<wire::Address>(&text));
            drop(serde_json::from_str::<wire::StreetAddress>(&text));
            drop(serde_json::from_str::<wire::LineAddress>(&text));
            drop(serde_json::from_str::<wire::Locale>(&text));
            drop(serde_json::from_str::<wire::ErrorEnvelope>(&text));
        }
    }

    #[test]
    fn records_with_added_or_missing_members_are_read(
        returned in strategies::disturbed_json(&serde_json::from_str(CREATE_RESPONSE).unwrap(), &["id"], &["metadata"]),
        created in strategies::disturbed_json(&serde_json::from_str(CREATE_REQUEST).unwrap(), &["emailAddress"], &["metadata"]),
    ) {
        let typed = reads::<wire::Customer>(&returned);
        let customer: Customer = convert::customer(record(typed.clone()));
        prop_assert_eq!(customer.provider, PROVIDER);
        // What it did not leave out is there.
        let written = serde_json::to_value(&typed).unwrap();
        for (name, value) in returned.as_object().unwrap().iter().filter(|(_, value)| !value.is_null()) {
            prop_assert_eq!(&written[name], value, "{}", name);
        }
        reads::<wire::CustomerList>(&json!({"data": [returned], "count": null, "more": 1}));
        reads::<wire::CreateCustomer>(&created);
    }

    #[test]
    fn unknown_fields_and_values_are_kept(unknown in strategies::any_json(), text in "[a-z_]{1,20}") {
        let body = json!({
            "error": {"type": text, "message": "No.", "code": text, "addedWithoutNotice": unknown},
            "alsoAdded": unknown,
        });
        let envelope: wire::ErrorEnvelope = serde_json::from_value(body.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(envelope).unwrap(), body);
        let body = json!({"street": "1 rue", "addedWithoutNotice": unknown});
        let address: wire::Address = serde_json::from_value(body.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(address).unwrap(), body);
        let body = json!({"emailAddress": "a@example.com", "locale": text});
        let request: wire::CreateCustomer = serde_json::from_value(body.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(request).unwrap(), body);
    }

    #[test]
    fn metadata_survives_digit_for_digit(metadata in strategies::metadata()) {
        let text = serde_json::to_string(&metadata).unwrap();
        let body = format!(r#"{{"id":"cus_1","added":true,"metadata":{text}}}"#);
        let customer: wire::Customer = serde_json::from_str(&body).unwrap();
        prop_assert_eq!(customer.metadata.as_ref(), Some(&metadata));
        let domain: Option<Metadata> = convert::customer(record(customer)).metadata;
        prop_assert_eq!(domain.as_ref(), Some(&metadata));
        let request = wire::CreateCustomer::new("a@example.com").with_metadata(metadata);
        let expected = format!(r#"{{"emailAddress":"a@example.com","metadata":{text}}}"#);
        prop_assert_eq!(serde_json::to_string(&request).unwrap(), expected);
    }
}

/// Some routes, each with the place of the id in its path.
#[derive(Debug, Clone, Copy)]
enum Route {
    Get,
    Update,
    Delete,
    Block,
    Unblock,
    Raw,
}

#[test]
fn an_id_of_any_bytes_stays_one_segment_or_is_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let client = kohortpay.client();
    let bytes = prop::collection::vec(any::<u8>(), 0..24);
    let id = prop_oneof![
        3 => strategies::any_text().prop_map(|text| text.chars().take(500).collect::<String>()),
        1 => bytes.prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
        1 => prop::sample::select(vec![".", "..", "", "/", "%2e", "%2E%2e", "a/..", "?x=1", "#", "cus_1/block"])
            .prop_map(str::to_owned),
    ];
    let route = prop::sample::select(vec![
        Route::Get,
        Route::Update,
        Route::Delete,
        Route::Block,
        Route::Unblock,
        Route::Raw,
    ]);
    let law = |(id, route): (String, Route)| {
        sandbox.clear_requests();
        let error = runtime.block_on(async {
            let restore = UpdateCustomer::restore();
            match route {
                Route::Get => client.get_customer(&id).await.err(),
                Route::Update => client.update_customer(&id, &restore).await.err(),
                Route::Delete => client.delete_customer(&id).await.err(),
                Route::Block => client.block_customer(&id).await.err(),
                Route::Unblock => client.unblock_customer(&id).await.err(),
                Route::Raw => {
                    let request = Request::get(Operation::Native("raw"), "/customers/{id}/orders");
                    client.send(request.path_value("id", &id)).await.err()
                }
            }
        });
        let requests = sandbox.requests();
        if ["", ".", ".."].contains(&&*id) {
            let kind = error.map(|error| error.kind());
            prop_assert_eq!(kind, Some(customer_core::ErrorKind::InvalidInput));
            prop_assert_eq!(requests.len(), 0);
            return Ok(());
        }
        prop_assert_eq!(requests.len(), 1);
        let segments: Vec<_> = requests[0].path.split('/').collect();
        let end = match route {
            Route::Get | Route::Update | Route::Delete => None,
            Route::Block => Some("block"),
            Route::Unblock => Some("unblock"),
            Route::Raw => Some("orders"),
        };
        prop_assert_eq!(segments.len(), if end.is_some() { 4 } else { 3 });
        prop_assert_eq!(segments[1], "customers");
        prop_assert_eq!(segments.get(3).copied(), end);
        let decoded = percent_encoding::percent_decode_str(segments[2]).decode_utf8();
        prop_assert_eq!(decoded.unwrap(), &*id);
        prop_assert_eq!(&requests[0].query, &None);
        Ok(())
    };
    TestRunner::new(ProptestConfig::with_cases(1000))
        .run(&(id, route), law)
        .unwrap();
}
