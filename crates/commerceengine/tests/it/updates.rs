//! Updates, as requests and over HTTP.

use commerceengine::convert;
use commerceengine::wire;
use customer_core::{
    BusinessUpdate, CustomerProvider, CustomerUpdate, ErrorKind, Fidelity, GetOptions, Locale,
    Patch, PersonName, TaxIdKind, WriteOptions,
};
use customer_sandbox::Provider;
use customer_tests::checked::CheckedSandbox;
use serde_json::{Value, json};

use crate::support::{altered, asha, email, in_sandbox, lost, named, phone, sent, traders};

fn user_body(update: &CustomerUpdate) -> Value {
    let prepared = convert::update_request(&convert::capabilities(), update);
    serde_json::to_value(prepared.request.unwrap().user).unwrap()
}

#[test]
fn kept_fields_are_left_out_and_cleared_fields_are_null() {
    let update = CustomerUpdate::new()
        .with_email(email("asha@example.com"))
        .with_phone(phone("+442079460958"));
    assert_eq!(
        user_body(&update),
        json!({"email": "asha@example.com", "country_code": "+44", "phone": "2079460958"})
    );
    let mut update = CustomerUpdate::new()
        .with_email(Patch::Clear)
        .with_phone(Patch::Clear)
        .with_given_name("Asha");
    update.name.family = Patch::Clear;
    assert_eq!(
        user_body(&update),
        json!({"email": null, "country_code": null, "phone": null, "first_name": "Asha",
            "last_name": null})
    );
}

#[test]
fn fields_that_cannot_be_changed_are_named() {
    let mut update = CustomerUpdate::new()
        .with_locale(Locale::parse("en-IN").unwrap())
        .with_reference(Patch::Clear)
        .with_phone(phone("+9198765432101"));
    update
        .business
        .tax_ids
        .insert(TaxIdKind::Vat, Patch::Set("GB123456789".into()));
    let preview = convert::update_request(&convert::capabilities(), &update).preview;
    assert_eq!(
        lost(&preview.fields),
        ["business.tax_ids.vat", "locale", "reference"]
    );
    assert_eq!(named(&preview.problems), ["phone"]);
}

#[test]
fn a_business_update_is_completed_from_the_current_business() {
    let mut change = BusinessUpdate::default();
    change.name = "Rao & Daughters".to_owned().into();
    change.tax_ids.insert(TaxIdKind::Gstin, Patch::Clear);
    let update = CustomerUpdate::new().with_business(change);
    let prepared = convert::update_request(&convert::capabilities(), &update);
    let request = prepared.request.unwrap();
    assert_eq!(request.user, None);
    let change = request.business.unwrap();
    let onto = |present: Value| {
        let present: Option<wire::Business> = serde_json::from_value(present).unwrap();
        change
            .onto(present.as_ref())
            .map(|input| serde_json::to_value(input).unwrap())
    };
    let older = json!({"business_type": "llp", "name": "Rao", "pan_number": "AAEPM0111C",
        "gstin": "27AAEPM0111C1ZQ"});
    assert_eq!(
        onto(older),
        Ok(json!({"business_type": "llp", "name": "Rao & Daughters", "pan_number": "AAEPM0111C"}))
    );
    assert_eq!(onto(json!(null)), Ok(json!({"name": "Rao & Daughters"})));
    assert_eq!(
        onto(json!({"business_type": "", "pan_number": ""})),
        Ok(json!({"name": "Rao & Daughters"}))
    );
    // The newer reading does not show the PAN, which is to stay.
    let newer = json!({"type": "llp", "name": "Rao", "metadata": {}});
    let problems = onto(newer.clone()).unwrap_err();
    assert_eq!(named(&problems), ["business.tax_ids.pan"]);
    let mut both = newer;
    both["pan_number"] = json!("AAEPM0111C");
    assert_eq!(
        onto(both),
        Ok(json!({"business_type": "llp", "name": "Rao & Daughters", "pan_number": "AAEPM0111C"}))
    );
}

async fn registered(engine: &commerceengine::CommerceEngine) -> customer_core::CustomerId {
    let customer = asha().with_business(traders());
    let written = engine
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap();
    written.customer.id
}

#[tokio::test]
async fn the_user_is_changed_and_read_back() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let id = registered(&engine).await;
    let mut update = CustomerUpdate::new()
        .with_email(email("asha.menon@example.com"))
        .with_phone(phone("+919812345678"));
    update.name.family = Patch::Clear;
    sandbox.clear_requests();
    for _ in 0..2 {
        let written = engine
            .update_customer(&id, &update, &WriteOptions::new())
            .await
            .unwrap();
        assert_eq!(sent(&written.fields), ["email", "phone", "name.family"]);
        assert_eq!(altered(&written.fields).len(), 0);
        let got = engine.get_customer(&id, &GetOptions::new()).await.unwrap();
        for customer in [written.customer, got] {
            assert_eq!(customer.email, Some(email("asha.menon@example.com")));
            assert_eq!(customer.phone, Some(phone("+919812345678")));
            assert_eq!(customer.name, Some(PersonName::new().with_given("Asha")));
            assert_eq!(customer.business, Some(traders()));
        }
    }
    // One request an update: the business was not touched, so it was not read either.
    assert_eq!(sandbox.request_count(Provider::COMMERCEENGINE), 4);

    let cleared = CustomerUpdate::new()
        .with_email(Patch::Clear)
        .with_phone(Patch::Clear);
    let written = engine
        .update_customer(&id, &cleared, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(
        (written.customer.email, written.customer.phone),
        (None, None)
    );
}

#[tokio::test]
async fn the_business_is_replaced_with_the_rest_as_it_was() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let id = registered(&engine).await;
    let mut change = BusinessUpdate::default();
    change.name = "Rao & Daughters".to_owned().into();
    change.tax_ids.insert(TaxIdKind::Gstin, Patch::Clear);
    let update = CustomerUpdate::new()
        .with_business(change)
        .with_given_name("Usha");
    let mut expected = traders().with_name("Rao & Daughters");
    expected.tax_ids = customer_core::TaxIds::new().with(TaxIdKind::Pan, "AAEPM0111C");
    for _ in 0..2 {
        let written = engine
            .update_customer(&id, &update, &WriteOptions::new())
            .await
            .unwrap();
        assert_eq!(written.customer.id, id);
        let got = engine.get_customer(&id, &GetOptions::new()).await.unwrap();
        for customer in [written.customer, got] {
            assert_eq!(customer.business.as_ref(), Some(&expected));
            let name = customer.name.unwrap();
            assert_eq!(name.given.as_deref(), Some("Usha"));
            assert_eq!(name.family.as_deref(), Some("Rao"));
        }
    }
}

#[tokio::test]
async fn a_strict_update_that_would_lose_a_field_sends_nothing() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let id = registered(&engine).await;
    sandbox.clear_requests();
    let update = CustomerUpdate::new()
        .with_given_name("Usha")
        .with_reference("crm-17".to_owned());
    assert_eq!(
        engine
            .preview_update(&update)
            .check(Fidelity::Strict)
            .unwrap_err()
            .kind(),
        ErrorKind::UnrepresentableFields
    );
    let error = engine
        .update_customer(&id, &update, &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(named(error.fields()), ["reference"]);
    // Neither does one that changes nothing.
    for nothing in [
        CustomerUpdate::new(),
        CustomerUpdate::new().with_reference(Patch::Clear),
    ] {
        let error = engine
            .update_customer(&id, &nothing, &WriteOptions::lossy())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    assert_eq!(sandbox.request_count(Provider::COMMERCEENGINE), 0);

    let written = engine
        .update_customer(&id, &update, &WriteOptions::lossy())
        .await
        .unwrap();
    assert_eq!(lost(&written.fields), ["reference"]);
    assert_eq!(sandbox.request_count(Provider::COMMERCEENGINE), 1);
}

#[tokio::test]
async fn a_customer_without_a_business_is_given_one() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let mut change = BusinessUpdate::default();
    change.business_type = "llp".to_owned().into();
    let update = CustomerUpdate::new().with_business(change);
    let written = engine
        .update_customer(&written.customer.id, &update, &WriteOptions::new())
        .await
        .unwrap();
    let expected = customer_core::Business::new().with_business_type("llp");
    assert_eq!(written.customer.business, Some(expected));
    assert_eq!(written.customer.email, asha().email);
    let missing = "01K0TESTC0ST0MER0000000009".into();
    let error = engine
        .update_customer(&missing, &update, &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(
        error.operation(),
        Some(customer_core::Operation::UpdateCustomer)
    );
}
