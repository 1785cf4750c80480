//! No secret, no full e-mail, no phone and no other personal text in any `Debug` or error.

use std::error::Error as _;

use customer_core::{
    BlockRequest, Customer, CustomerId, CustomerProvider, CustomerProviderExt, Error, GetOptions,
    ListQuery, NewCustomer, PhoneNumber, WriteOptions, strategies,
};
use kohortpay::client::ListCustomers;
use kohortpay::{Kohortpay, convert, wire};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, documented_customer, email, google, provider, record};

const EMAIL: &str = "asha.rao@example.com";
const PHONE: &str = "+919876543210";
const TEXT: &str = "Seventeen Quince Lane";

fn shown(error: &Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    let causes: Vec<_> = causes.map(|cause| format!("{cause} {cause:?}")).collect();
    format!("{error} {error:?} {}", causes.join(" "))
}

fn assert_private(text: &str) {
    for secret in [
        KEY,
        EMAIL,
        "asha.rao%40example.com",
        PHONE,
        "9876543210",
        TEXT,
    ] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn debug_shows_no_personal_data_and_no_secret() {
    let builder = Kohortpay::builder().api_key(KEY.to_owned());
    assert_private(&format!("{builder:?}"));
    let kohortpay = builder.build().unwrap();
    assert_private(&format!("{kohortpay:?} {:?}", kohortpay.client()));
    let street = wire::StreetAddress::new()
        .with_street(TEXT)
        .with_city(TEXT)
        .with_state(TEXT)
        .with_postal_code(TEXT)
        .with_country(TEXT);
    let lines = wire::LineAddress::new(TEXT, TEXT, TEXT, TEXT)
        .with_address_line2(TEXT)
        .with_state(TEXT)
        .with_company_name(TEXT)
        .with_vat_number(TEXT)
        .with_registration_number(TEXT);
    let request = wire::CreateCustomer::new(EMAIL)
        .with_first_name(TEXT)
        .with_last_name(TEXT)
        .with_phone_number(PHONE)
        .with_address(street)
        .with_shipping_address(lines)
        .with_metadata(customer_core::Metadata::new().with("note", TEXT))
        .with_locale(wire::Locale::EnUs)
        .with_client_reference_id(TEXT);
    assert_private(&format!("{request:?}"));
    let query = ListCustomers::new().with_search(EMAIL).with_take(2);
    assert_private(&format!("{query:?}"));
    let body = json!({
        "id": "cus_1", "emailAddress": EMAIL, "firstName": TEXT, "lastName": TEXT, "phoneNumber": PHONE,
        "metadata": {"note": TEXT}, "address": {"street": TEXT}, "contact": EMAIL,
    });
    let typed: wire::Customer = serde_json::from_value(body.clone()).unwrap();
    assert_private(&format!("{typed:?}"));
    let list = json!({"data": [body], "count": 1, "asked": EMAIL});
    let list: wire::CustomerList = serde_json::from_value(list).unwrap();
    assert_private(&format!("{list:?}"));
    assert_private(&format!("{:?}", convert::customer(record(typed))));
    let error = json!({"error": {"message": EMAIL, "about": TEXT}});
    let error: wire::ErrorEnvelope = serde_json::from_value(error).unwrap();
    assert_private(&format!("{error:?}"));
}

#[tokio::test]
async fn errors_show_no_personal_data_and_no_secret() {
    let server = MockServer::start().await;
    let said = format!("{EMAIL} ({PHONE}) exists");
    let bodies = [
        (
            409,
            json!({"error": {"type": "invalid_request_error", "message": said, "code": EMAIL}})
                .to_string(),
        ),
        (
            200,
            json!({"error": {"type": EMAIL, "message": said, "code": PHONE}}).to_string(),
        ),
        (
            200,
            json!({"id": 7, "emailAddress": EMAIL, "data": [{"id": [EMAIL]}]}).to_string(),
        ),
        (
            200,
            json!({"id": "cus_1", "createdAt": [EMAIL], "data": EMAIL}).to_string(),
        ),
        (
            200,
            json!({"id": "cus_1", "isBlocked": TEXT, "data": [{"id": "cus_1", "livemode": TEXT}]})
                .to_string(),
        ),
        (200, format!("<html>{EMAIL} {PHONE}</html>")),
        (500, format!("<html>{EMAIL} +91 98765 43210</html>")),
        (
            200,
            format!("{{\"id\": \"cus_1\", \"firstName\": \"{TEXT}\", \"emailAddress\": \"{EMAIL}"),
        ),
    ];
    for (status, body) in bodies {
        server.reset().await;
        let response = ResponseTemplate::new(status).set_body_raw(body.clone(), "application/json");
        Mock::given(any())
            .respond_with(response)
            .mount(&server)
            .await;
        let errors = every_call(&provider(&server.uri(), KEY)).await;
        // A customer whose id can be read is delivered, whatever its other fields.
        let least = if body.contains(r#""id":"cus_1""#) {
            1
        } else {
            9
        };
        assert!(errors.len() >= least, "{body}: {errors:?}");
        for error in errors {
            assert_private(&shown(&error));
        }
    }
    // A server that cannot be reached: the URL, with the address in its path, must not be told.
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let errors = every_call(&provider(&format!("http://{gone}"), KEY)).await;
    assert_eq!(errors.len(), 12);
    for error in errors {
        assert_private(&shown(&error));
    }
}

/// Twelve calls, each with personal data in all that it takes.
async fn every_call(kohortpay: &Kohortpay) -> Vec<Error> {
    let customer = NewCustomer::new()
        .with_email(email(EMAIL))
        .with_phone(PhoneNumber::parse(PHONE).unwrap());
    let id = CustomerId::new("cus_1");
    let options = WriteOptions::new();
    let client = kohortpay.client();
    let malformed = wire::CreateCustomer::new("asha.rao.example.com")
        .with_phone_number("9876543210")
        .with_address(wire::StreetAddress::new().with_country(TEXT));
    let refused = customer.clone().with_business(google().with_name(TEXT));
    let phone = NewCustomer::new().with_phone(PhoneNumber::lenient("9876543210"));
    [
        kohortpay.create_customer(&customer, &options).await.err(),
        kohortpay.create_customer(&refused, &options).await.err(),
        kohortpay.create_customer(&phone, &options).await.err(),
        kohortpay
            .get_customer(&CustomerId::new(EMAIL), &GetOptions::new())
            .await
            .err(),
        kohortpay.find_all_by_email(&email(EMAIL)).await.err(),
        kohortpay
            .list_customers(&ListQuery::new().with_search(EMAIL))
            .await
            .err()
            .or(first_error(kohortpay).await),
        kohortpay.delete(&id).await.err(),
        kohortpay.restore(&id).await.err(),
        kohortpay.unblock(&id).await.err(),
        kohortpay
            .block_customer(&id, &BlockRequest::new().with_reason(TEXT), &options)
            .await
            .err(),
        kohortpay
            .block_customer(&id, &BlockRequest::new(), &options)
            .await
            .err(),
        client.create_customer(&malformed).await.err(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The error of a record in a page that is none itself.
async fn first_error(kohortpay: &Kohortpay) -> Option<Error> {
    let page = kohortpay.list_customers(&ListQuery::new()).await.ok()?;
    page.customers.into_iter().find_map(Result::err)
}

/// Whether the text has the customer's e-mail address or phone number in it.
fn tells(text: &str, customer: &NewCustomer) -> bool {
    let email = customer.email.as_ref().map(ToString::to_string);
    let phone = customer.phone.as_ref().map(ToString::to_string);
    let digits = phone.as_ref().map(|phone| phone.replace('+', ""));
    let mut personal = [email, phone, digits].into_iter().flatten();
    personal.any(|personal| text.contains(&personal))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn debug_of_a_request_shows_no_personal_data(customer in strategies::new_customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        let error = prepared.preview.check(customer_core::Fidelity::Strict);
        let text = format!("{customer:?} {prepared:?} {error:?}");
        prop_assert!(!tells(&text, &customer), "{}", text);
    }
}

/// A provider may say in an error all that it was sent.
#[test]
fn no_error_shows_the_customer_that_it_concerns() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let echo = |request: &wiremock::Request| {
        let body: Value = request.body_json().unwrap();
        let said = format!(
            "{} and \"{}\" exist",
            body["emailAddress"], body["phoneNumber"]
        );
        let error =
            json!({"type": "invalid_request_error", "message": said, "code": body["emailAddress"]});
        ResponseTemplate::new(409).set_body_json(json!({"error": error}))
    };
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(echo).mount(&server).await;
        server
    });
    let kohortpay = provider(&server.uri(), KEY);
    let customer = (strategies::email_address(), strategies::phone_number());
    let law = |(email, phone)| {
        let customer = documented_customer().with_email(email).with_phone(phone);
        let options = WriteOptions::new();
        let created = runtime.block_on(kohortpay.create_customer(&customer, &options));
        let error = created.map(|written| written.customer).unwrap_err();
        prop_assert_eq!(error.kind(), customer_core::ErrorKind::AlreadyExists);
        let text = shown(&error);
        prop_assert!(!tells(&text, &customer), "{}", text);
        Ok(())
    };
    TestRunner::new(ProptestConfig::with_cases(1000))
        .run(&customer, law)
        .unwrap();
}

#[test]
fn debug_of_a_converted_customer_shows_no_personal_data() {
    let customer: Customer = convert::customer(record(
        serde_json::from_value(json!({"id": "cus_1", "emailAddress": EMAIL, "phoneNumber": PHONE}))
            .unwrap(),
    ));
    assert_private(&format!("{customer:?}"));
}
