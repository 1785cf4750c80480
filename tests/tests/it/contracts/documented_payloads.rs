//! The bodies printed in the references keep the contracts, once their placeholders are replaced by values.

use std::fs;
use std::path::Path;

use customer_sandbox::Provider;
use customer_tests::contract::{Contract, Exchange, Part};
use serde_json::{Value, json};

use super::corpus::exchange;

fn printed(provider: Provider, name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/documented")
        .join(provider.name());
    serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
}

/// Every placeholder, replaced by a value that fits its name.
fn realistic(name: &str, value: Value) -> Value {
    match value {
        Value::Object(members) => members
            .into_iter()
            .map(|(name, member)| {
                let member = realistic(&name, member);
                (name, member)
            })
            .collect(),
        Value::Array(members) => members
            .into_iter()
            .map(|member| realistic(name, member))
            .collect(),
        Value::String(text) if text == "<unknown>" => {
            json!({ "id": "3c90c3cc-0d44-4b50-8888-8dd25736052a" })
        }
        Value::String(text) if text == "<string>" || text == HIDDEN_EMAIL => {
            json!(value_for(name))
        }
        other => other,
    }
}

/// What KohortPay's page shows in place of an e-mail address, no-break space included.
const HIDDEN_EMAIL: &str = "[email\u{a0}protected]";

fn value_for(name: &str) -> &'static str {
    match name {
        "id" => "01HXA5T3C9V7M2QK8ZWB4D6E1F",
        "email" | "emailAddress" => "jsmith@example.com",
        "ipAddress" | "consentIpAddress" => "198.51.100.7",
        "currencyCode" => "EUR",
        "country_code" => "+91",
        "phone" => "9876543210",
        "pincode" => "643001",
        "country" => "India",
        "pan_number" => "AAEPM0111C",
        "gstin" => "27AAEPM0111C1ZQ",
        _ => "Some text",
    }
}

/// What is printed for an endpoint, in place of the bodies of a good exchange.
struct Printed {
    provider: Provider,
    good: &'static str,
    request: Option<&'static str>,
    response: &'static str,
}

const PRINTED: [Printed; 4] = [
    Printed {
        provider: Provider::KOMERZA,
        good: "create-customer: a new customer",
        request: Some("create-customer.request.json"),
        response: "create-customer.response.json",
    },
    Printed {
        provider: Provider::KOMERZA,
        good: "get-customer: newest page, nothing filled",
        request: None,
        response: "get-customer.response.json",
    },
    Printed {
        provider: Provider::COMMERCEENGINE,
        good: "create-customer: business and address",
        request: Some("create-customer.request.json"),
        response: "create-customer.response.json",
    },
    Printed {
        provider: Provider::KOHORTPAY,
        good: "create-customer: everything",
        request: Some("create-customer.request.json"),
        response: "create-customer.response.json",
    },
];

fn with_bodies(printed_for: &Printed, prepare: impl Fn(Value) -> Value) -> Exchange {
    let mut exchange = exchange(printed_for.provider, printed_for.good);
    let body = |name| {
        prepare(printed(printed_for.provider, name))
            .to_string()
            .into_bytes()
    };
    if let Some(name) = printed_for.request {
        exchange.request_body = body(name);
    }
    exchange.response_body = body(printed_for.response);
    exchange
}

#[test]
fn documented_payloads_satisfy_the_contract_once_placeholders_are_replaced() {
    for printed in &PRINTED {
        let exchange = with_bodies(printed, |body| realistic("", body));
        let contract = Contract::load(printed.provider).unwrap();
        assert_eq!(
            contract.check(&exchange),
            Ok(()),
            "{:?} {}",
            printed.provider,
            printed.good
        );
    }
}

/// Placeholders are not values: formats and patterns are asserted, on what we send and on what is answered.
#[test]
fn placeholders_break_the_contract() {
    let broken = |printed: &Printed| -> Vec<(Part, String)> {
        let contract = Contract::load(printed.provider).unwrap();
        let violations = contract
            .check(&with_bodies(printed, |body| body))
            .unwrap_err();
        violations
            .into_iter()
            .map(|violation| (violation.part, violation.place))
            .collect()
    };
    let [komerza, _, commerce_engine, kohort_pay] = &PRINTED;
    let currency = "/data/storeData/0/subscriptions/0/currencyCode".to_owned();
    assert_eq!(broken(komerza), [(Part::ResponseBody, currency)]);
    assert_eq!(
        broken(kohort_pay),
        [(Part::RequestBody, "/emailAddress".to_owned())]
    );
    let broken = broken(commerce_engine);
    for place in ["id", "country_code", "phone", "email", "pincode", "country"] {
        let place = format!("/address/{place}");
        assert!(
            broken.contains(&(Part::RequestBody, place.clone())),
            "{place}: {broken:?}"
        );
    }
    for place in [
        "id",
        "country_code",
        "phone",
        "business/pan_number",
        "business/gstin",
    ] {
        let place = format!("/content/customer_detail/{place}");
        assert!(
            broken.contains(&(Part::ResponseBody, place.clone())),
            "{place}: {broken:?}"
        );
    }
}
