//! The JSON of the domain: what the command line takes and prints.

use customer_core::adapter::Record;
use customer_core::strategies;
use customer_core::{
    Address, AddressRole, Business, Customer, CustomerUpdate, Metadata, MetadataValue, NewCustomer,
    Patch,
};
use proptest::prelude::*;
use serde_json::json;

#[test]
fn a_customer_is_serialized_as_documented() {
    let json = json!({
        "email": "asha@example.com",
        "phone": "+919876543210",
        "name": {"given": "Asha", "family": "Rao"},
        "addresses": [
            {"role": "billing", "lines": ["12 MG Road"], "city": "Pune", "postal_code": "411001", "country": "IN"},
            {"role": ["shipping", "billing"], "city": "Pune"},
        ],
        "business": {"type": "partnership", "name": "Rao Textiles", "tax_ids": {"pan": "AAEPM0111C"}},
        "locale": "en-US",
        "reference": "crm-1042",
        "metadata": {"tier": "gold", "since": 2019},
    });
    let customer: NewCustomer = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(customer.problems(), []);
    assert!(customer.addresses[1].has_role(&AddressRole::Billing));
    assert_eq!(serde_json::to_value(&customer).unwrap(), json);
}

#[test]
fn an_unknown_key_is_refused() {
    for json in [
        r#"{"emial": "a@b.c"}"#,
        r#"{"addresses": [{"citty": "Pune"}]}"#,
        r#"{"name": {"first": "Asha"}}"#,
    ] {
        assert!(serde_json::from_str::<NewCustomer>(json).is_err(), "{json}");
    }
}

#[test]
fn problems_name_the_place_and_not_the_value() {
    let json = json!({
        "email": "asha.example.com",
        "phone": "9876543210",
        "name": {"given": " "},
        "addresses": [{}, {"country": "Atlantis", "email": "x", "lines": ["1", " "], "tax_ids": {"pan": "1"}}],
        "business": {"type": "", "tax_ids": {"gstin": "27AAEPM0111C1ZZZ"}},
        "locale": "!",
    });
    let customer: NewCustomer = serde_json::from_value(json).unwrap();
    let problems = customer.problems();
    let fields: Vec<_> = problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(
        fields,
        [
            "addresses[1].country",
            "addresses[1].email",
            "addresses[1].lines",
            "addresses[1].tax_ids",
            "business.tax_ids",
            "business.type",
            "email",
            "locale",
            "name.given",
            "phone",
        ]
    );
    let text: String = problems.iter().map(ToString::to_string).collect();
    for value in ["asha", "9876543210", "Atlantis", "27AAEPM"] {
        assert!(!text.contains(value), "{text}");
    }
}

#[test]
fn the_native_record_is_kept_unchanged() {
    let raw = r#"{"id":"1","spent":0.10000000000000000000000001,"new":[1,2]}"#;
    let json: Box<serde_json::value::RawValue> = serde_json::from_str(raw).unwrap();
    let customer =
        Customer::new("example".to_owned().into(), "1").with_native(Record::new(7_u8, json));
    assert_eq!(customer.native::<u8>(), Some(&7));
    assert_eq!(customer.native::<u16>(), None);
    let written = serde_json::to_string(&customer).unwrap();
    assert!(written.contains(raw), "{written}");
    let read: Customer = serde_json::from_str(&written).unwrap();
    assert_eq!(read.native_json(), Some(raw));
    assert_eq!(read, customer);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn new_customers_survive_serde(customer in strategies::new_customer()) {
        let json = serde_json::to_string(&customer).unwrap();
        prop_assert_eq!(serde_json::from_str::<NewCustomer>(&json).unwrap(), customer);
    }

    #[test]
    fn customers_survive_serde(customer in strategies::customer()) {
        let json = serde_json::to_string(&customer).unwrap();
        prop_assert_eq!(serde_json::from_str::<Customer>(&json).unwrap(), customer);
    }

    #[test]
    fn updates_survive_serde(update in strategies::customer_update()) {
        let json = serde_json::to_string(&update).unwrap();
        let read = serde_json::from_str::<CustomerUpdate>(&json).unwrap();
        // A kept tax id is left out: as `null` it would be a deletion.
        let mut update = update;
        update.business.tax_ids.retain(|_, patch| !patch.is_keep());
        prop_assert_eq!(read, update);
    }

    #[test]
    fn strategies_make_well_formed_customers(customer in strategies::new_customer()) {
        prop_assert_eq!(customer.problems(), []);
    }

    // One value a test: strategies of two are more than a test thread's stack holds.
    #[test]
    fn debug_of_a_customer_shows_no_personal_data(customer in strategies::customer()) {
        let debug = format!("{customer:?}");
        let email = customer.email.map(|email| email.to_string());
        let phone = customer.phone.map(|phone| phone.to_string());
        for text in email.iter().chain(&phone) {
            prop_assert!(!debug.contains(text.as_str()), "{}", debug);
        }
    }

    #[test]
    fn debug_of_a_new_customer_shows_no_personal_data(new in strategies::new_customer()) {
        let debug = format!("{new:?}");
        let email = new.email.map(|email| email.to_string());
        let phone = new.phone.map(|phone| phone.to_string());
        for text in email.iter().chain(&phone) {
            prop_assert!(!debug.contains(text.as_str()), "{}", debug);
        }
    }

    #[test]
    fn any_json_is_read_or_refused(text in strategies::any_text()) {
        drop(serde_json::from_str::<NewCustomer>(&text));
        drop(serde_json::from_str::<Customer>(&text));
        drop(serde_json::from_str::<CustomerUpdate>(&text));
    }
}

#[test]
fn a_duplicate_key_is_refused_and_its_place_named() {
    fn refusal<T: serde::de::DeserializeOwned + std::fmt::Debug>(json: &str) -> String {
        serde_json::from_str::<T>(json).unwrap_err().to_string()
    }
    for (error, place) in [
        (
            refusal::<NewCustomer>(r#"{"business":{"tax_ids":{"pan":"a","gstin":"b","pan":"c"}}}"#),
            "`tax_ids.pan` stands twice at line 1 column 56",
        ),
        (
            refusal::<NewCustomer>(r#"{"addresses":[{"tax_ids":{"vat":"a","\u0076at":"a"}}]}"#),
            "`tax_ids.vat` stands twice",
        ),
        (
            refusal::<CustomerUpdate>(r#"{"business":{"tax_ids":{"pan":"a","pan":null}}}"#),
            "`tax_ids.pan` stands twice",
        ),
        (
            refusal::<Address>(r#"{"tax_ids":{"jane":"a","jane":"b"}}"#),
            "a kind of the tax ids stands twice",
        ),
        (
            refusal::<NewCustomer>(r#"{"metadata":{"a":{"b":[{"c":1,"c":2}]}}}"#),
            "a name of the metadata stands twice",
        ),
        (
            refusal::<CustomerUpdate>(r#"{"metadata":{"a":{"b":1,"b":1}}}"#),
            "a name of the metadata stands twice",
        ),
        (
            refusal::<CustomerUpdate>(r#"{"metadata":{"a":1,"a":1}}"#),
            "a name of the metadata stands twice",
        ),
        (
            refusal::<NewCustomer>(r#"{"email":"a","email":"b"}"#),
            "duplicate field `email`",
        ),
        (
            refusal::<CustomerUpdate>(r#"{"name":{"given":"a","given":null}}"#),
            "duplicate field `given`",
        ),
        (
            refusal::<Business>(r#"{"type":"a","type":"b"}"#),
            "duplicate field `type`",
        ),
        (
            refusal::<Address>(r#"{"city":"a","city":"b"}"#),
            "duplicate field `city`",
        ),
    ] {
        assert!(error.starts_with(place), "{error}");
        assert!(!error.contains("jane"));
    }
    let metadata = Metadata::new().with("a", MetadataValue::from_json(r#"{"b":1,"b":2}"#).unwrap());
    let customer = NewCustomer::new().with_metadata(metadata.clone());
    let update = CustomerUpdate::new().with_metadata(metadata);
    for problems in [customer.problems(), update.problems()] {
        assert_eq!(
            problems[0].to_string(),
            "metadata: a name of the metadata stands twice"
        );
    }
    // Null and absent are what they were.
    let update: CustomerUpdate = serde_json::from_str(r#"{"metadata":null}"#).unwrap();
    assert_eq!(update.metadata, Patch::Clear);
    let update: CustomerUpdate = serde_json::from_str("{}").unwrap();
    assert_eq!(update.metadata, Patch::Keep);
    let customer: NewCustomer = serde_json::from_str(r#"{"metadata":null}"#).unwrap();
    assert_eq!(customer.metadata, None);
}
