//! Updates, as requests and over HTTP.

use commerceengine::convert;
use commerceengine::wire;
use customer_core::{
    BusinessUpdate, CustomerProvider, CustomerUpdate, ErrorKind, Patch, TaxIdKind, WriteOptions,
};
use customer_tests::checked::CheckedSandbox;
use serde_json::{Value, json};

use crate::support::{asha, in_sandbox, named};

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

#[test]
fn an_update_of_nothing_sends_nothing() {
    let update = customer_core::CustomerUpdate::new();
    let prepared = convert::update_request(&convert::capabilities(), &update);
    assert_eq!(prepared.request, None);
    let nothing = commerceengine::wire::UpdateUser::new().with_email(Patch::Keep);
    assert_eq!(serde_json::to_string(&nothing).unwrap(), "{}");
}
