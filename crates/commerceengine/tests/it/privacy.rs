//! No secret, no full e-mail and no other personal text in any `Debug` or error.

use std::error::Error as _;
use std::fmt::Write as _;

use commerceengine::client::ListAddresses;
use commerceengine::wire::{AddressInput, BusinessInput, CreateCustomer, UpdateUser};
use commerceengine::{CommerceEngine, convert, wire};
use customer_core::{
    AddressId, BusinessUpdate, CustomerId, CustomerProvider, CustomerProviderExt, CustomerUpdate,
    Error, Fidelity, GetOptions, NewCustomer, WriteOptions, strategies,
};
use customer_http::TokenPair;
use customer_sandbox::Sandbox;
use proptest::prelude::*;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, KEY, REFRESH, asha, customer, office, options, record, traders};

const PRIVATE: [&str; 14] = [
    ACCESS,
    REFRESH,
    KEY,
    "asha.rao",
    "ravi.menon",
    "9876543210",
    "9812345678",
    "Marine",
    "Asha",
    "Menon",
    "400020",
    "Rao Traders",
    "AAEPM0111C",
    "opposite the pier",
];

fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        let _ = write!(text, " {inner} {inner:?}");
        cause = inner.source();
    }
    text
}

fn assert_private(text: &str) {
    for secret in PRIVATE {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

fn customer_of_all() -> NewCustomer {
    let address = office().with_landmark("opposite the pier");
    asha().with_business(traders()).with_address(address)
}

fn answer() -> Value {
    let address = json!({
        "id": "1", "first_name": "Asha", "last_name": "Menon", "country_code": "+91",
        "phone": "9876543210", "email": "asha.rao@example.com", "address_line1": "12 Marine Drive",
        "address_line2": "Marine", "landmark": "opposite the pier", "pincode": "400020",
        "city": "Marine", "state": "Marine", "country": "India", "nickname": "Marine",
        "tax_identification_number": "IN27AAEPM0111C1ZQ", "business_name": "Rao Traders",
        "added": "Asha",
    });
    json!({
        "id": "1", "first_name": "Asha", "last_name": "Menon", "country_code": "+91",
        "phone": "9876543210", "email": "asha.rao@example.com", "added": ["asha.rao@example.com"],
        "profile_image_url": "https://example.com/asha.rao", "created_at": "2026-01-02T03:04:05Z",
        "business": {"business_type": "llp", "name": "Rao Traders", "pan_number": "AAEPM0111C",
            "gstin": "27AAEPM0111C1ZQ", "metadata": {"name": "Rao Traders"},
            "registered_address": address},
    })
}

fn address_input() -> AddressInput {
    convert::add_address_request(
        &convert::capabilities(),
        &office()
            .with_landmark("opposite the pier")
            .with_company("Rao Traders")
            .with_label("Marine"),
    )
    .request
    .unwrap()
}

#[test]
fn debug_shows_no_personal_data_and_no_secret() {
    let builder = CommerceEngine::builder()
        .store_id("store")
        .token_pair(ACCESS.to_owned(), REFRESH.to_owned())
        .api_key(KEY.to_owned());
    assert_private(&format!("{builder:?}"));
    let engine = builder.build().unwrap();
    assert_private(&format!("{engine:?} {:?}", engine.client()));
    let engine = CommerceEngine::builder()
        .store_id("store")
        .access_token(ACCESS.to_owned())
        .build()
        .unwrap();
    assert_private(&format!("{engine:?} {:?}", engine.client().token()));
    let pair = TokenPair::new(ACCESS.to_owned(), REFRESH.to_owned());
    assert_private(&format!("{pair:?}"));

    let business = BusinessInput::new()
        .with_name("Rao Traders")
        .with_pan_number("AAEPM0111C")
        .with_gstin("27AAEPM0111C1ZQ");
    let create = CreateCustomer::new()
        .with_address(address_input())
        .with_business(business.clone());
    assert_private(&format!(
        "{create:?} {:?}",
        wire::UpdateCustomer::new(business)
    ));
    let update = UpdateUser::new()
        .with_first_name("Asha".to_owned())
        .with_last_name("Menon".to_owned())
        .with_email("asha.rao@example.com".to_owned())
        .with_phone("9876543210".to_owned());
    assert_private(&format!("{update:?}"));
    assert_private(&format!("{:?}", customer_of_all()));

    let user: wire::User = serde_json::from_value(answer()).unwrap();
    let detail: wire::CustomerDetail = serde_json::from_value(answer()).unwrap();
    assert_private(&format!("{user:?} {detail:?}"));
    let addresses = Some(vec![office()]);
    assert_private(&format!(
        "{:?}",
        convert::user(None, record(user), addresses)
    ));
    assert_private(&format!(
        "{:?}",
        convert::customer_detail(None, record(detail))
    ));
    let mut business = BusinessUpdate::default();
    business.name = "Rao Traders".to_owned().into();
    let update = CustomerUpdate::new()
        .with_email(crate::support::email("asha.rao@example.com"))
        .with_business(business);
    let prepared = convert::update_request(&convert::capabilities(), &update);
    assert_private(&format!("{update:?} {prepared:?}"));
}

#[tokio::test]
async fn errors_show_no_personal_data_and_no_secret() {
    let server = MockServer::start().await;
    let email = "asha.rao@example.com";
    let ok =
        |content: Value| json!({"message": email, "success": true, "content": content}).to_string();
    let mut broken = answer();
    broken["created_at"] = json!([email]);
    let mut cut = ok(json!({"user": answer(), "customer_detail": answer()}));
    cut.truncate(cut.len() / 2);
    let errors = json!({"message": format!("{email} (+91 98765 43210) exists"), "success": false,
        "code": email, "errors": {"9876543210": [email]}});
    let tokens = json!({"access_token": ACCESS, "refresh_token": 7, "user": answer()});
    for (status, body) in [
        (409, errors.to_string()),
        (200, errors.to_string()),
        (401, errors.to_string()),
        (
            200,
            ok(json!({"user": {"id": 7, "email": email}, "customer_detail": email})),
        ),
        (
            200,
            ok(json!({"user": broken, "customer_detail": broken, "address": [email]})),
        ),
        (
            200,
            ok(json!({"addresses": [{"id": [email]}], "user": answer()})),
        ),
        (200, ok(tokens)),
        (200, json!({"success": email}).to_string()),
        (200, format!("<html>{email}</html>")),
        (500, format!("<html>{email} +91 98765 43210</html>")),
        (200, cut),
    ] {
        server.reset().await;
        let response = ResponseTemplate::new(status).set_body_raw(body, "application/json");
        Mock::given(any())
            .respond_with(response)
            .mount(&server)
            .await;
        for error in every_call(&server.uri()).await {
            assert_private(&shown(&error));
        }
    }
    // A server that cannot be reached: the URL, with the id in its path, must not be told.
    drop(server);
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let errors = every_call(&format!("http://{gone}")).await;
    assert!(errors.len() >= 14);
    for error in errors {
        assert_private(&shown(&error));
    }
}

#[tokio::test]
async fn errors_of_the_sandbox_show_no_personal_data_and_no_secret() {
    let sandbox = Sandbox::start().await.unwrap();
    let errors = every_call(&sandbox.commerceengine().base_url).await;
    assert!(errors.len() >= 14);
    for error in errors {
        assert_private(&shown(&error));
    }
}

/// What fails, of every call there is.
async fn every_call(base_url: &str) -> Vec<Error> {
    let builder = || {
        CommerceEngine::builder()
            .base_url(base_url)
            .api_key(KEY.to_owned())
            .http_options(options())
    };
    let bearer = builder().access_token(ACCESS.to_owned()).build().unwrap();
    let renewing = builder()
        .token_pair(ACCESS.to_owned(), REFRESH.to_owned())
        .build()
        .unwrap();
    let visitor = builder().build().unwrap();
    let mut errors = Vec::new();
    for engine in [&bearer, &renewing, &visitor] {
        errors.extend(every_call_of(engine).await);
    }
    errors
}

async fn every_call_of(engine: &CommerceEngine) -> Vec<Error> {
    // Ids are no secret; yet what a read puts into its URL is not told.
    let (id, email) = (
        &CustomerId::new(ID),
        &CustomerId::new("asha.rao@example.com"),
    );
    let (lossy, strict) = (WriteOptions::lossy(), WriteOptions::new());
    let address_id = AddressId::new(ID);
    let mut business = BusinessUpdate::default();
    business.name = "Rao Traders".to_owned().into();
    let update = CustomerUpdate::new()
        .with_given_name("Asha")
        .with_email(crate::support::email("asha.rao@example.com"))
        .with_business(business);
    let client = engine.client();
    let pair = TokenPair::new(ACCESS.to_owned(), REFRESH.to_owned());
    let bad = address_input()
        .with_phone("98765432109")
        .with_email("asha.rao.example.com");
    let with_addresses = GetOptions::new().with_addresses(true);
    [
        engine
            .create_customer(&customer_of_all(), &strict)
            .await
            .err(),
        engine
            .create_customer(&customer_of_all(), &lossy)
            .await
            .err(),
        engine.get_customer(email, &with_addresses).await.err(),
        engine.update_customer(id, &update, &strict).await.err(),
        engine.delete(id).await.err(),
        engine.list_addresses(email).await.err(),
        engine
            .add_customer_address(id, &office(), &strict)
            .await
            .err(),
        engine
            .update_customer_address(id, &address_id, &office(), &strict)
            .await
            .err(),
        engine.remove_address(id, &address_id).await.err(),
        client.anonymous().await.err(),
        client.refresh(&pair).await.err(),
        client.deactivate_user(id.as_str()).await.err(),
        client
            .get_address(id.as_str(), address_id.as_str())
            .await
            .err(),
        client.add_address(id.as_str(), &bad).await.err(),
        match client
            .list_addresses(id.as_str(), &ListAddresses::new())
            .await
        {
            Err(error) => Some(error),
            Ok(page) => page.addresses.into_iter().find_map(Result::err),
        },
    ]
    .into_iter()
    .flatten()
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn debug_of_a_request_shows_no_personal_data(customer in customer(), update in strategies::customer_update()) {
        let capabilities = convert::capabilities();
        let created = convert::create_request(&capabilities, &customer);
        let updated = convert::update_request(&capabilities, &update);
        let text = format!(
            "{created:?} {:?} {updated:?} {:?}",
            created.preview.check(Fidelity::Strict),
            updated.preview.check(Fidelity::Strict),
        );
        let mut values = vec![];
        let addresses = customer.addresses.iter();
        values.extend(addresses.clone().filter_map(|address| address.email.clone()).map(|email| email.to_string()));
        values.extend(addresses.filter_map(|address| address.phone.clone()).map(|phone| phone.to_string()));
        values.extend(customer.email.map(|email| email.to_string()));
        values.extend(customer.phone.map(|phone| phone.to_string()));
        values.extend(update.email.value().map(ToString::to_string));
        values.extend(update.phone.value().map(ToString::to_string));
        for value in values {
            prop_assert!(!text.contains(&value), "{}", text);
        }
    }
}
