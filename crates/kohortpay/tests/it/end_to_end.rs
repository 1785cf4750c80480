//! Every operation against the sandbox, over HTTP, and every exchange against the contract.

use customer_core::adapter::Member;
use customer_core::{
    CustomerProvider, Error, ErrorKind, Field, GetOptions, Mode, NewCustomer, Operation,
    WriteOptions,
};
use customer_http::Request;
use customer_sandbox::Provider;
use customer_tests::checked::CheckedSandbox;
use kohortpay::wire::{self, CreateCustomer, LineAddress, StreetAddress, UpdateCustomer};
use serde_json::Value;

use crate::support::{email, in_sandbox, provider};

fn asha() -> NewCustomer {
    NewCustomer::new().with_email(email("asha@example.com"))
}

fn fields(error: &Error) -> Vec<&str> {
    let fields = error.fields().iter();
    fields.map(|problem| problem.field.as_str()).collect()
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
async fn a_raw_request_goes_under_the_same_authorization() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let request = Request::get(Operation::Native("raw"), "/customers").query("take", 1);
    let response = kohortpay.client().send(request).await.unwrap();
    assert!(response.status().is_success());
    assert_eq!(response.json::<Value>().unwrap()["count"], 0);
}
