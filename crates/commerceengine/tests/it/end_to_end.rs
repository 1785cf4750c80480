//! Every operation against the sandbox, over HTTP.

use commerceengine::client::ListAddresses;
use commerceengine::wire::{
    self, AddressInput, BusinessInput, Channels, CreateCustomer, NotificationPreferences,
    UpdateCustomer, UpdateUser,
};
use commerceengine::{CommerceEngine, Environment};
use customer_core::adapter::Member;
use customer_core::{
    AddressRole, CustomerProvider, CustomerProviderExt, CustomerUpdate, ErrorKind, GetOptions,
    Mode, NewCustomer, Operation, Support, WriteOptions, strategies,
};
use customer_sandbox::{Provider, Sandbox};
use customer_tests::checked::CheckedSandbox;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{
    ACCESS, ID, altered, asha, in_sandbox, lost, marine_drive, named, office, options, provider,
    sent, traders,
};

#[tokio::test]
async fn create_then_get() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let customer = asha().with_business(traders());
    let written = engine
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(
        altered(&written.fields),
        ["email", "phone", "name.given", "name.family"]
    );
    assert!(written.fields.is_lossless());
    assert_eq!(written.customer.email, customer.email);
    assert_eq!(written.customer.business, Some(traders()));
    let store = customer_sandbox::COMMERCEENGINE_STORE_ID;
    assert_eq!(
        written.customer.account.as_ref().map(AsRef::as_ref),
        Some(store)
    );

    let id = &written.customer.id;
    let got = engine.get_customer(id, &GetOptions::new()).await.unwrap();
    assert_eq!(&got.id, id);
    assert_eq!((&got.email, &got.phone), (&customer.email, &customer.phone));
    assert_eq!(got.name, customer.name);
    assert_eq!(got.business, Some(traders()));
    assert!(got.created.is_some() && got.updated.is_some());
    // Addresses were not asked for, so nothing is said of them.
    assert_eq!((got.addresses.as_ref(), got.status.as_ref()), (None, None));
    assert!(got.native::<wire::User>().is_some());

    let with_addresses = GetOptions::new().with_addresses(true);
    let got = engine.get_customer(id, &with_addresses).await.unwrap();
    let addresses = got.addresses.unwrap();
    assert_eq!(addresses.len(), 1);
    assert_eq!(addresses[0].email, customer.email);
    assert_eq!(addresses[0].roles, [AddressRole::Billing]);
    assert_eq!(addresses[0].lines, marine_drive().lines);
    assert_eq!(addresses[0].country, marine_drive().country);
    assert_eq!(
        sandbox.committed(Provider::COMMERCEENGINE),
        1,
        "one customer"
    );
}

#[tokio::test]
async fn a_customer_can_be_created_with_a_business_alone() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let customer = NewCustomer::new().with_business(traders());
    let written = engine
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(sent(&written.fields).len(), 4);
    assert_eq!(written.customer.business, Some(traders()));
    assert_eq!(written.customer.email, None);
}

#[tokio::test]
async fn a_strict_create_that_would_lose_a_field_sends_nothing() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let customer = asha().with_reference("crm-17").with_address(office());
    let error = engine
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(error.fields().len(), 10);
    assert!(named(error.fields()).contains(&"reference"));
    // Eleven digits are refused, lossy or not.
    let mut bad = asha();
    bad.phone = Some(crate::support::phone("+9198765432101"));
    for options in [WriteOptions::new(), WriteOptions::lossy()] {
        let error = engine.create_customer(&bad, &options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(named(error.fields()), ["phone"]);
        assert!(error.to_string().contains("ten digits"), "{error}");
    }
    assert_eq!(sandbox.request_count(Provider::COMMERCEENGINE), 0);

    let written = engine
        .create_customer(&customer, &WriteOptions::lossy())
        .await
        .unwrap();
    assert_eq!(lost(&written.fields).len(), 10);
    assert_eq!(sandbox.request_count(Provider::COMMERCEENGINE), 1);
}

#[tokio::test]
async fn an_unknown_customer_is_not_found_and_a_wrong_token_is_unauthenticated() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let id = ID.into();
    let error = engine
        .get_customer(&id, &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.status()),
        (ErrorKind::NotFound, Some(404))
    );
    for error in [
        engine.delete(&id).await.unwrap_err(),
        engine.list_addresses(&id).await.unwrap_err(),
        engine
            .add_customer_address(&id, &office(), &WriteOptions::new())
            .await
            .unwrap_err(),
        engine
            .update_customer_address(&id, &ID.into(), &office(), &WriteOptions::new())
            .await
            .unwrap_err(),
        engine.remove_address(&id, &ID.into()).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    }
    let stranger = commerceengine::CommerceEngine::builder()
        .base_url(&sandbox.commerceengine().base_url)
        .access_token(ACCESS.to_owned())
        .http_options(options())
        .build()
        .unwrap();
    let error = stranger
        .get_customer(&id, &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Unauthenticated, Some("unauthorized"))
    );
    let error = stranger
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn creating_the_same_customer_twice_makes_two_customers() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    // No duplicate is documented; the sandbox knows none either.
    let options = WriteOptions::new();
    let one = engine.create_customer(&asha(), &options).await.unwrap();
    let other = engine.create_customer(&asha(), &options).await.unwrap();
    assert_ne!(one.customer.id, other.customer.id);
}

#[tokio::test]
async fn addresses_are_added_listed_replaced_and_removed() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let options = WriteOptions::new();
    let written = engine.create_customer(&asha(), &options).await.unwrap();
    let id = written.customer.id;

    let office = office()
        .with_role(AddressRole::Shipping)
        .with_company("Rao Traders")
        .with_landmark("opposite the pier")
        .with_label("Office")
        .with_tax_ids(
            customer_core::TaxIds::new().with(customer_core::TaxIdKind::Gstin, "27AAEPM0111C1ZQ"),
        );
    let added = engine
        .add_customer_address(&id, &office, &options)
        .await
        .unwrap();
    assert_eq!(lost(&added.fields).len() + altered(&added.fields).len(), 0);
    let address_id = added.address.id.clone().unwrap();
    let expected = office.clone().with_id(address_id.clone());
    assert_eq!(added.address, expected);
    let listed = engine.list_addresses(&id).await.unwrap();
    assert_eq!((listed.len(), &listed[1]), (2, &expected));

    // What was listed is changed and put back, with its id.
    let mut moved = expected.with_city("Pune").with_postal_code("411001");
    moved.landmark = None;
    for _ in 0..2 {
        let replaced = engine
            .update_customer_address(&id, &address_id, &moved, &options)
            .await
            .unwrap();
        assert!(sent(&replaced.fields).contains(&"addresses[0].id".to_owned()));
        assert_eq!(replaced.address, moved);
        assert_eq!(engine.list_addresses(&id).await.unwrap()[1], moved);
    }

    engine.remove_address(&id, &address_id).await.unwrap();
    assert_eq!(engine.list_addresses(&id).await.unwrap().len(), 1);
    let error = engine.remove_address(&id, &address_id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);

    let requests = sandbox.request_count(Provider::COMMERCEENGINE);
    let error = engine
        .add_customer_address(&id, &office.with_role(AddressRole::Registered), &options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(named(error.fields()), ["addresses[0].role"]);
    assert_eq!(sandbox.request_count(Provider::COMMERCEENGINE), requests);
}

#[tokio::test]
async fn addresses_are_read_through_all_pages() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let options = WriteOptions::new();
    let written = engine.create_customer(&asha(), &options).await.unwrap();
    let id = written.customer.id;
    for number in 0..59 {
        let address = office().with_label(format!("no. {number}"));
        engine
            .add_customer_address(&id, &address, &options)
            .await
            .unwrap();
    }
    sandbox.clear_requests();
    let addresses = engine.list_addresses(&id).await.unwrap();
    let labels: std::collections::BTreeSet<_> = addresses
        .iter()
        .filter_map(|address| address.label.as_ref())
        .collect();
    assert_eq!((addresses.len(), labels.len()), (60, 59));
    // Pages of 25, as the sandbox has them.
    assert_eq!(sandbox.request_count(Provider::COMMERCEENGINE), 3);
    let with_addresses = GetOptions::new().with_addresses(true);
    let got = engine.get_customer(&id, &with_addresses).await.unwrap();
    assert_eq!(got.addresses, Some(addresses));

    let query = ListAddresses::new().with_page(2_u64).with_limit(7_u32);
    let page = engine
        .client()
        .list_addresses(id.as_str(), &query)
        .await
        .unwrap();
    let pagination = page.pagination.unwrap();
    assert_eq!(page.addresses.len(), 7);
    assert_eq!(
        (
            pagination.total_records,
            pagination.total_pages,
            pagination.limit
        ),
        (60.into(), 9.into(), 7.into())
    );
    assert_eq!(
        (pagination.previous_page, pagination.next_page),
        (1.into(), 3.into())
    );
}

#[tokio::test]
async fn deleting_the_primary_user_deletes_the_customer() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let id = written.customer.id;
    let changed = engine.delete(&id).await.unwrap();
    assert_eq!(changed.customer, None);
    for error in [
        engine
            .get_customer(&id, &GetOptions::new())
            .await
            .unwrap_err(),
        engine.list_addresses(&id).await.unwrap_err(),
        engine.delete(&id).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn the_native_client_reaches_every_endpoint() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let client = engine.client();

    // Tokens.
    let session = client.anonymous().await.unwrap();
    assert_eq!(session.user.is_anonymous, Member::Value(true));
    let renewed = client.refresh(&session.tokens).await.unwrap();
    assert!(renewed.expires_at().is_some());
    let error = client.refresh(&session.tokens).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);

    // Customers and users.
    let address = AddressInput::new()
        .with_first_name("Asha")
        .with_country_code("+91")
        .with_phone("9876543210")
        .with_email("asha.rao@example.com")
        .with_address_line1("12 Marine Drive")
        .with_address_line2("Flat 4")
        .with_landmark("opposite the pier")
        .with_pincode("400020")
        .with_city("Mumbai")
        .with_state("Maharashtra")
        .with_country("India")
        .with_tax_identification_number("123456789")
        .with_business_name("Rao Traders")
        .with_default_billing(true)
        .with_default_shipping(false)
        .with_nickname("Home");
    let create = CreateCustomer::new()
        .with_business(BusinessInput::new().with_name("Rao"))
        .with_address(address.clone().with_last_name("Rao"));
    let created = client.create_customer(&create).await.unwrap();
    let id = created.id.as_str();
    let business = BusinessInput::new()
        .with_business_type("llp")
        .with_name("Rao Traders")
        .with_pan_number("AAEPM0111C")
        .with_gstin("27AAEPM0111C1ZQ");
    let updated = client
        .update_customer(id, &UpdateCustomer::new(business))
        .await
        .unwrap();
    let business = updated.business.as_ref().unwrap();
    assert_eq!(business.business_type.as_deref(), Some("llp"));
    assert_eq!(client.get_user(id).await.unwrap().id, id);
    let channels = Channels::new(true, false, true);
    let preferences = NotificationPreferences::new()
        .with_transactional(channels.clone())
        .with_promotional(Channels::new(false, false, false))
        .with_newsletter(Channels::new(false, false, false));
    let update = UpdateUser::new()
        .with_last_name(customer_core::Patch::Clear)
        .with_notification_preferences(preferences);
    let user = client.update_user(id, &update).await.unwrap();
    assert!(user.last_name.is_null());
    let kept = user.notification_preferences.as_ref().unwrap();
    assert_eq!(kept.transactional.as_ref(), Some(&channels));

    // Addresses.
    let added = client.add_address(id, &address).await.unwrap();
    let address_id = added.id.as_deref().unwrap();
    let got = client.get_address(id, address_id).await.unwrap();
    assert_eq!(got.nickname.as_deref().map(String::as_str), Some("Home"));
    let moved = address.with_city("Pune");
    let replaced = client.update_address(id, address_id, &moved).await.unwrap();
    assert_eq!(replaced.city.as_deref().map(String::as_str), Some("Pune"));
    let page = client
        .list_addresses(id, &ListAddresses::new())
        .await
        .unwrap();
    assert_eq!(page.addresses.len(), 2);
    client.remove_address(id, address_id).await.unwrap();
    let error = client.get_address(id, address_id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);

    client.deactivate_user(id).await.unwrap();
    client.delete_user(id).await.unwrap();
    let error = client.get_user(id).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_raw_request_goes_under_the_same_authorization() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let request = customer_http::Request::get(Operation::Native("raw"), "/auth/user/{user}")
        .path_value("user", written.customer.id.as_str());
    let response = engine.client().send(request).await.unwrap();
    assert!(response.status().is_success());
}

#[tokio::test]
async fn the_stores_key_is_sent_only_to_the_anonymous_start() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    engine.client().anonymous().await.unwrap();
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    engine.delete(&written.customer.id).await.unwrap();
    for request in sandbox.requests() {
        let is_start = request.path.ends_with("/auth/anonymous");
        assert_eq!(request.header("x-api-key").is_some(), is_start);
        assert_eq!(request.header("authorization").is_some(), !is_start);
        let agent = request.header("user-agent").unwrap();
        assert!(agent.starts_with("commerceengine-rs/"), "{agent}");
    }
    let without = provider(
        &sandbox.commerceengine().base_url.replace("storefront", "x"),
        ACCESS,
    );
    assert!(without.client().token().is_none());
}

#[test]
fn an_id_of_any_bytes_stays_one_segment_or_is_refused() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let engine = in_sandbox(&sandbox);
    let client = engine.client();
    let segments = |text: &str| text.split('/').count();
    let base = segments("/api/v1/store/storefront");
    let any_id = prop_oneof![
        4 => strategies::any_text(),
        1 => prop::sample::select(vec!["", ".", "..", "../..", "a/b", "%2e%2e", "?x", "#x", " "])
            .prop_map(str::to_owned),
    ];
    let mut runner = TestRunner::new(ProptestConfig::with_cases(1000));
    runner
        .run(&(any_id.clone(), any_id), |(id, other)| {
            // A URL that is longer than a server reads is another matter.
            let id: String = id.chars().take(200).collect();
            let other: String = other.chars().take(200).collect();
            sandbox.clear_requests();
            let result = runtime.block_on(async {
                [
                    client.get_user(&id).await.map(drop),
                    client.deactivate_user(&id).await,
                    client.get_address(&id, &other).await.map(drop),
                    client.remove_address(&other, &id).await,
                ]
            });
            let unsendable = |text: &str| matches!(text, "" | "." | "..");
            let mut expected = Vec::new();
            let mut expect = |refused: bool, route: &str| {
                if !refused {
                    expected.push(base + segments(route) - 1);
                }
            };
            expect(unsendable(&id), "/auth/user/1");
            expect(unsendable(&id), "/auth/user/1/deactivate");
            expect(
                unsendable(&id) || unsendable(&other),
                "/customers/1/addresses/1",
            );
            expect(
                unsendable(&id) || unsendable(&other),
                "/customers/1/addresses/1",
            );
            let requests = sandbox.requests();
            let found: Vec<_> = requests
                .iter()
                .map(|request| segments(&request.path))
                .collect();
            prop_assert_eq!(found, expected);
            prop_assert!(requests.iter().all(|request| request.query.is_none()));
            for error in result.into_iter().filter_map(Result::err) {
                let kind = error.kind();
                prop_assert!(
                    matches!(kind, ErrorKind::InvalidInput | ErrorKind::NotFound),
                    "{}",
                    error
                );
            }
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn in_a_business_store_addresses_are_those_of_the_users_customer() {
    let server = MockServer::start().await;
    let customer_id = "01K0TESTC0ST0MER0000000002";
    let ok = |content: Value| {
        let body = json!({"message": "ok", "success": true, "content": content});
        ResponseTemplate::new(200).set_body_json(body)
    };
    for (route, content) in [
        (
            format!("/auth/user/{ID}"),
            json!({"user": {"id": ID, "customer_id": customer_id}}),
        ),
        (
            format!("/customers/{customer_id}/addresses"),
            json!({"addresses": [{"id": "1", "city": "Pune"}], "pagination": {"next_page": null}}),
        ),
        (
            format!("/customers/{customer_id}"),
            json!({"customer_detail": {"id": customer_id, "business": {"name": "Rao"}}}),
        ),
    ] {
        Mock::given(path(route))
            .respond_with(ok(content))
            .mount(&server)
            .await;
    }
    let engine = provider(&server.uri(), ACCESS);
    let id = ID.into();
    let with_addresses = GetOptions::new().with_addresses(true);
    let got = engine.get_customer(&id, &with_addresses).await.unwrap();
    assert_eq!(got.addresses.unwrap()[0].city.as_deref(), Some("Pune"));
    assert_eq!(got.id, id);
    // The customer is known by the same id before and after a change.
    let mut update = CustomerUpdate::new();
    update.business.name = "Rao".to_owned().into();
    let written = engine
        .update_customer(&id, &update, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(written.customer.id, id);
}

#[tokio::test]
async fn customers_of_staging_are_in_test_mode() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let access = sandbox.commerceengine();
    let engine = CommerceEngine::builder()
        .environment(Environment::Staging)
        .base_url(&access.base_url)
        .access_token(access.access_token.clone())
        .http_options(options())
        .build()
        .unwrap();
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let got = engine
        .get_customer(&written.customer.id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(written.customer.mode, Some(Mode::Test));
    assert_eq!(got.mode, Some(Mode::Test));
    assert_eq!(engine.identity().mode, Some(Mode::Test));
}

#[test]
fn capabilities_claim_exactly_the_offered_operations() {
    let capabilities = commerceengine::convert::capabilities();
    for &operation in Operation::ALL {
        let support = capabilities.support(operation);
        let expected = match operation {
            Operation::UpdateCustomer => matches!(support, Support::Composed { .. }),
            Operation::FindCustomersByEmail
            | Operation::ListCustomers
            | Operation::RestoreCustomer
            | Operation::BlockCustomer
            | Operation::UnblockCustomer => *support == Support::Unsupported,
            _ => *support == Support::Native,
        };
        assert!(expected, "{operation}: {support:?}");
    }
    assert_eq!(capabilities.lookup, customer_core::Lookup::None);
}
