//! Every operation against the sandbox, over HTTP, and every exchange against the contract.

use customer_core::adapter::Member;
use customer_core::{
    AddressRole, BlockRequest, Capabilities, CustomerId, CustomerProvider, CustomerProviderExt,
    CustomerUpdate, EmailAddress, Error, ErrorKind, Field, FoundOrCreated, GetOptions, ListQuery,
    Mode, NewCustomer, Operation, PhoneNumber, Settlement, Status, Timestamp, WriteOptions,
};
use customer_http::Request;
use customer_sandbox::Provider;
use customer_tests::checked::CheckedSandbox;
use kohortpay::client::ListCustomers;
use kohortpay::wire::{self, CreateCustomer, LineAddress, StreetAddress, UpdateCustomer};
use kohortpay::{Kohortpay, PROVIDER};
use serde_json::Value;

use crate::support::{billing, documented_customer, email, in_sandbox, provider, shipping};

fn asha() -> NewCustomer {
    NewCustomer::new().with_email(email("asha@example.com"))
}

async fn registered(kohortpay: &Kohortpay) -> CustomerId {
    let written = kohortpay
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    written.customer.id
}

fn fields(error: &Error) -> Vec<&str> {
    let fields = error.fields().iter();
    fields.map(|problem| problem.field.as_str()).collect()
}

#[tokio::test]
async fn create_then_get_and_find() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let given = documented_customer();
    let written = kohortpay
        .create_customer(&given, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(written.fields.sent, {
        let mut all = given.given();
        all.sort();
        all
    });
    let customer = &written.customer;
    assert_eq!(customer.provider, PROVIDER);
    assert!(customer.account.is_some());
    assert_eq!(customer.email, given.email);
    assert_eq!(customer.phone, given.phone);
    assert_eq!(customer.name, given.name);
    assert_eq!(customer.metadata, given.metadata);
    assert_eq!(customer.mode, Some(Mode::Test));
    assert_eq!(customer.status, Some(Status::Active));
    assert!(customer.created.is_some() && customer.updated.is_some());
    let addresses = customer.addresses.as_ref().unwrap();
    let roles: Vec<_> = addresses.iter().map(|one| &*one.roles).collect();
    assert_eq!(roles, [[AddressRole::Billing], [AddressRole::Shipping]]);
    assert!(addresses.iter().all(|one| one.id.is_some()));

    let got = kohortpay
        .get_customer(&customer.id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(got, *customer);
    assert!(got.native::<wire::Customer>().is_some());
    let found = kohortpay
        .find_all_by_email(&email("JOHN.DOE@example.com"))
        .await
        .unwrap();
    assert_eq!(found, [got]);

    for request in sandbox.requests() {
        let agent = request.header("user-agent").unwrap();
        assert!(agent.starts_with("kohortpay-rs/"), "{agent}");
        let key = &sandbox.kohortpay().test_key;
        assert_eq!(
            request.header("authorization"),
            Some(&*format!("Bearer {key}"))
        );
    }
}

#[tokio::test]
async fn test_and_live_keys_see_different_customers() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let access = sandbox.kohortpay();
    let test = in_sandbox(&sandbox);
    let live = provider(&access.base_url, &access.live_key);
    let written = live
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(live.identity().mode, Some(Mode::Live));
    assert_eq!(written.customer.mode, Some(Mode::Live));
    let error = test
        .get_customer(&written.customer.id, &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn a_strict_write_that_would_lose_a_field_sends_nothing() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let customer = asha()
        .with_address(billing().with_landmark("the old mill"))
        .with_locale(customer_core::Locale::parse("de-DE").unwrap());
    let error = kohortpay
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(fields(&error), ["locale", "addresses[0].landmark"]);
    assert_eq!(sandbox.request_count(Provider::KOHORTPAY), 0);

    let written = kohortpay
        .create_customer(&customer, &WriteOptions::lossy())
        .await
        .unwrap();
    assert_eq!(written.fields.unrepresentable.len(), 2);
    assert_eq!(sandbox.committed(Provider::KOHORTPAY), 1);
    let preview = kohortpay.preview_create(&customer);
    assert_eq!(preview.fields, written.fields);
}

#[tokio::test]
async fn an_invalid_customer_is_refused_before_anything_is_sent() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let mut without_city = shipping();
    without_city.city = None;
    for (customer, named) in [
        (NewCustomer::new(), "email"),
        (
            NewCustomer::new().with_email(EmailAddress::lenient("asha.example.com")),
            "email",
        ),
        (
            asha().with_phone(PhoneNumber::lenient("98765 43210")),
            "phone",
        ),
        (asha().with_reference(" "), "reference"),
        (asha().with_address(without_city), "addresses[0].city"),
    ] {
        for options in [WriteOptions::new(), WriteOptions::lossy()] {
            let error = kohortpay
                .create_customer(&customer, &options)
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{named}");
            assert_eq!(error.provider(), Some(&PROVIDER));
            assert_eq!(fields(&error), [named]);
        }
    }
    assert_eq!(sandbox.request_count(Provider::KOHORTPAY), 0);
}

#[tokio::test]
async fn the_native_client_validates_in_the_providers_spelling() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let good = || CreateCustomer::new("asha@example.com");
    let lines = || LineAddress::new("1 rue", "Paris", "75001", "France");
    let with = |change: &dyn Fn(&mut LineAddress)| {
        let mut address = lines();
        change(&mut address);
        good().with_shipping_address(address)
    };
    for (request, named) in [
        (CreateCustomer::new("asha"), "emailAddress"),
        (good().with_phone_number("98765 43210"), "phoneNumber"),
        (
            good().with_locale(wire::Locale::Other("de_DE".to_owned())),
            "locale",
        ),
        (
            good().with_address(StreetAddress::new().with_country("France")),
            "address.country",
        ),
        (
            good().with_shipping_address(LineAddress::new("1 rue", "Paris", "75001", "FR")),
            "shippingAddress.country",
        ),
        (
            with(&|one| one.country = Member::Absent),
            "shippingAddress.country",
        ),
        (with(&|one| one.city = " ".into()), "shippingAddress.city"),
        (
            with(&|one| one.address_line1 = Member::Absent),
            "shippingAddress.addressLine1",
        ),
        (
            with(&|one| one.postal_code = Member::Absent),
            "shippingAddress.postalCode",
        ),
    ] {
        let created = kohortpay.client().create_customer(&request).await;
        let error = created.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{named}");
        assert_eq!(fields(&error), [named]);
    }
    let update = UpdateCustomer::delete("yesterday".to_owned());
    let updated = kohortpay.client().update_customer("cus_1", &update).await;
    assert_eq!(fields(&updated.unwrap_err()), ["deletedAt"]);
    assert_eq!(sandbox.request_count(Provider::KOHORTPAY), 0);
}

#[tokio::test]
async fn an_unknown_customer_is_not_found_and_a_wrong_key_is_unauthenticated() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let stranger = provider(&sandbox.kohortpay().base_url, "sk_test_of_another");
    let id = CustomerId::new("cus_unknown");
    let block = BlockRequest::new();
    let options = WriteOptions::new();
    for (provider, kind) in [
        (&kohortpay, ErrorKind::NotFound),
        (&stranger, ErrorKind::Unauthenticated),
    ] {
        for error in [
            provider.get_customer(&id, &GetOptions::new()).await.err(),
            provider.delete(&id).await.err(),
            provider.restore(&id).await.err(),
            provider.block_customer(&id, &block, &options).await.err(),
            provider.unblock(&id).await.err(),
        ] {
            assert_eq!(error.map(|error| error.kind()), Some(kind));
        }
    }
    let listed = stranger.list_customers(&ListQuery::new()).await;
    let error = listed.unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Unauthenticated, Some("Unauthorized"))
    );
    let created = stranger.create_customer(&asha(), &options).await;
    assert_eq!(created.unwrap_err().kind(), ErrorKind::Unauthenticated);
}

/// The reference limits it to 50 characters for orders alone: of a customer, KohortPay decides.
#[tokio::test]
async fn a_long_reference_is_sent_as_it_is() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let reference = "r".repeat(51);
    let customer = asha().with_reference(reference.clone());
    let written = kohortpay
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap();
    assert!(written.fields.sent.contains(&Field::Reference.into()));
    let body = sandbox.requests().remove(0).body;
    let body: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(body["clientReferenceId"], reference);
}

#[tokio::test]
async fn block_and_unblock() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let id = registered(&kohortpay).await;
    let reason = BlockRequest::new().with_reason("chargebacks");
    let error = kohortpay
        .block_customer(&id, &reason, &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(fields(&error), ["reason"]);
    let got = kohortpay
        .get_customer(&id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(got.status, Some(Status::Active));

    let changed = kohortpay
        .block_customer(&id, &reason, &WriteOptions::lossy())
        .await
        .unwrap();
    assert_eq!(changed.fields.unrepresentable.len(), 1);
    let customer = changed.customer.unwrap();
    let Some(Status::Blocked(block)) = &customer.status else {
        panic!("{:?}", customer.status)
    };
    assert!(block.at.is_some() && block.by.is_some() && block.reason.is_none());
    let got = kohortpay
        .get_customer(&id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(got, customer);

    let changed = kohortpay.unblock(&id).await.unwrap();
    assert_eq!(changed.customer.unwrap().status, Some(Status::Active));
}

#[tokio::test]
async fn delete_and_restore() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let id = registered(&kohortpay).await;
    let options = WriteOptions::new();
    kohortpay
        .block_customer(&id, &BlockRequest::new(), &options)
        .await
        .unwrap();
    let deleted = kohortpay.delete(&id).await.unwrap();
    let customer = deleted.customer.unwrap();
    let Some(Status::Deleted(deletion)) = &customer.status else {
        panic!("{:?}", customer.status)
    };
    assert!(deletion.at.is_some() && deletion.blocked.is_some());

    let pending = customer_core::PendingWrite::to(Operation::DeleteCustomer, &id);
    let settled = kohortpay.settle(&pending).await.unwrap();
    assert!(matches!(settled, Settlement::Done(_)), "{settled:?}");
    let pending = customer_core::PendingWrite::to(Operation::RestoreCustomer, &id);
    assert_eq!(
        kohortpay.settle(&pending).await.unwrap(),
        Settlement::NotDone
    );

    let restored = kohortpay.restore(&id).await.unwrap();
    let status = restored.customer.unwrap().status.unwrap();
    assert!(matches!(status, Status::Blocked(_)), "{status:?}");
    let requests = sandbox.requests();
    let restore = requests
        .iter()
        .find(|request| request.method == "PATCH" && request.path.ends_with(id.as_str()))
        .unwrap();
    assert_eq!(&*restore.body, br#"{"deletedAt":null}"#);
    assert!(matches!(
        kohortpay.settle(&pending).await.unwrap(),
        Settlement::Done(_)
    ));
}

#[tokio::test]
async fn find_or_create() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let options = WriteOptions::new();
    let first = kohortpay.find_or_create(&asha(), &options).await.unwrap();
    assert!(matches!(first, FoundOrCreated::Created(_)));
    let second = kohortpay.find_or_create(&asha(), &options).await.unwrap();
    assert!(matches!(second, FoundOrCreated::Found(_)));
    assert_eq!(first.customer().id, second.customer().id);
    assert_eq!(sandbox.committed(Provider::KOHORTPAY), 1);
}

#[tokio::test]
async fn denied_operations_are_unsupported_and_send_nothing() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let capabilities: &Capabilities = kohortpay.capabilities();
    let id = CustomerId::new("cus_1");
    let options = WriteOptions::new();
    let update = CustomerUpdate::new().with_given_name("Asha");
    let errors = [
        kohortpay
            .update_customer(&id, &update, &options)
            .await
            .err(),
        kohortpay.list_addresses(&id).await.err(),
        kohortpay
            .add_customer_address(&id, &billing(), &options)
            .await
            .err(),
        kohortpay
            .update_customer_address(&id, &"adr_1".into(), &billing(), &options)
            .await
            .err(),
        kohortpay.remove_address(&id, &"adr_1".into()).await.err(),
    ];
    for error in errors {
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::UnsupportedOperation);
        assert!(!capabilities.supports(error.operation().unwrap()));
    }
    let supported = Operation::ALL
        .iter()
        .filter(|operation| capabilities.supports(**operation));
    assert_eq!(supported.count(), 8);
    assert_eq!(sandbox.request_count(Provider::KOHORTPAY), 0);
}

#[tokio::test]
async fn the_native_client_reaches_every_endpoint() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let client = kohortpay.client();
    let request = CreateCustomer::new("asha@example.com")
        .with_first_name("Asha")
        .with_last_name("Rao")
        .with_phone_number("+91 98765 43210")
        .with_address(StreetAddress::new().with_city("Pune").with_country("IN"))
        .with_shipping_address(LineAddress::new("1 MG Road", "Pune", "411001", "India"))
        .with_locale(wire::Locale::EnUs)
        .with_client_reference_id("asha-1");
    let created = client.create_customer(&request).await.unwrap();
    let text =
        |text: &Member<customer_core::adapter::Private<String>>| text.as_ref().unwrap().to_string();
    assert_eq!(text(&created.phone_number), "+91 98765 43210");

    let got = client.get_customer(&created.id).await.unwrap();
    assert_eq!(got.json(), created.json());
    let expanded = client
        .get_customer_expanded(&created.id, &["address", "organization"])
        .await
        .unwrap();
    assert_eq!(expanded.id, created.id);
    let query = sandbox.requests().pop().unwrap().query;
    assert_eq!(query.as_deref(), Some("expand=address&expand=organization"));

    let query = ListCustomers::new()
        .with_take(10)
        .with_skip(0)
        .with_order_by("createdAt:desc")
        .with_search_terms(["asha", "example"])
        .with_expand("address");
    let page = client.list_customers(&query).await.unwrap();
    assert_eq!((page.customers.len(), page.count), (1, Some(1)));
    let sent = sandbox.requests().pop().unwrap().query.unwrap();
    assert_eq!(
        sent,
        "take=10&skip=0&orderBy=createdAt%3Adesc&search=asha~example&expand=address"
    );
    let query = ListCustomers::new().with_search("nobody");
    let page = client.list_customers(&query).await.unwrap();
    assert_eq!((page.customers.len(), page.count), (0, Some(0)));

    let at = Timestamp::from("2026-05-04T12:00:00.000Z".to_owned());
    let deleted = client
        .update_customer(&created.id, &UpdateCustomer::delete(at.clone()))
        .await
        .unwrap();
    assert_eq!(deleted.deleted_at.as_ref(), Some(&at));
    let restored = client
        .update_customer(&created.id, &UpdateCustomer::restore())
        .await
        .unwrap();
    assert_eq!(restored.deleted_at, Member::Null);
    let deleted = client.delete_customer(&created.id).await.unwrap();
    assert!(deleted.deleted_at.is_value());
    let blocked = client.block_customer(&created.id).await.unwrap();
    assert_eq!(blocked.is_blocked, Member::Value(true));
    let unblocked = client.unblock_customer(&created.id).await.unwrap();
    assert_eq!(unblocked.is_blocked, Member::Value(false));
}

#[tokio::test]
async fn a_raw_request_goes_under_the_same_authorization() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let request = Request::get(Operation::Native("raw"), "/customers").query("take", 1);
    let response = kohortpay.client().send(request).await.unwrap();
    assert!(response.status().is_success());
    assert_eq!(response.json::<Value>().unwrap()["count"], 0);
}
