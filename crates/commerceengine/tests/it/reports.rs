//! The report of a write is held against what came back.

use commerceengine::CommerceEngine;
use customer_core::{
    AddressId, AddressRole, BusinessUpdate, CustomerId, CustomerProvider, CustomerUpdate,
    FieldReport, Patch, TaxIdKind, WriteOptions,
};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, office, provider};

const OTHER: &str = "the provider answered with another value";
const NOT_KEPT: &str = "the provider did not keep it";

async fn answering(content: Value) -> (MockServer, CommerceEngine) {
    let server = MockServer::start().await;
    let body = json!({"message": "ok", "success": true, "content": content});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(200).set_body_json(body))
        .mount(&server)
        .await;
    let engine = provider(&server.uri(), ACCESS);
    (server, engine)
}

fn altered(report: &FieldReport) -> Vec<(String, &str)> {
    let altered = report.altered.iter();
    altered
        .map(|one| (one.field.to_string(), &*one.how))
        .collect()
}

fn documented_office() -> Value {
    let address = office();
    json!({
        "id": ID,
        "first_name": address.name.as_ref().unwrap().given,
        "last_name": address.name.as_ref().unwrap().family,
        "country_code": "+91",
        "phone": address.phone.as_ref().unwrap().national_number(),
        "email": address.email.as_ref().unwrap().as_str(),
        "address_line1": address.lines[0],
        "address_line2": address.lines.get(1),
        "landmark": address.landmark,
        "pincode": address.postal_code,
        "city": address.city,
        "state": address.region,
        "country": "India",
    })
}

/// Adds the address and replaces it; both answer with the same.
async fn written(returned: Value) -> [FieldReport; 2] {
    let (_server, engine) = answering(json!({"address": returned})).await;
    let (id, address_id) = (CustomerId::new(ID), AddressId::new(ID));
    let options = WriteOptions::new();
    let added = engine
        .add_customer_address(&id, &office(), &options)
        .await
        .unwrap();
    let replaced = engine
        .update_customer_address(&id, &address_id, &office(), &options)
        .await
        .unwrap();
    [added.fields, replaced.fields]
}

#[tokio::test]
async fn an_address_that_comes_back_as_it_was_given_is_sent() {
    for report in written(documented_office()).await {
        assert_eq!(altered(&report), []);
        assert!(!report.sent.is_empty());
    }
}

#[tokio::test]
async fn a_part_of_an_address_that_comes_back_otherwise_is_altered() {
    for (member, value, field, how) in [
        ("city", json!("Bombay"), "addresses[0].city", OTHER),
        ("city", json!(null), "addresses[0].city", NOT_KEPT),
        ("city", json!(""), "addresses[0].city", NOT_KEPT),
        (
            "last_name",
            json!(null),
            "addresses[0].name.family",
            NOT_KEPT,
        ),
        (
            "email",
            json!("other@example.com"),
            "addresses[0].email",
            OTHER,
        ),
        ("phone", json!(null), "addresses[0].phone", NOT_KEPT),
        ("phone", json!("9876500000"), "addresses[0].phone", OTHER),
        ("country", json!("Nepal"), "addresses[0].country", OTHER),
    ] {
        let mut returned = documented_office();
        returned[member] = value.clone();
        for report in written(returned).await {
            assert_eq!(
                altered(&report),
                [(field.to_owned(), how)],
                "{member}: {value}"
            );
        }
        // What does not come back at all is not spoken of.
        let mut returned = documented_office();
        returned.as_object_mut().unwrap().remove(member);
        for report in written(returned).await {
            assert_eq!(altered(&report), [], "{member}");
        }
    }
}

#[tokio::test]
async fn a_value_in_the_providers_spelling_is_not_altered() {
    for (given, returned) in [
        ("IN27AAEPM0111C1ZQ", "IN27AAEPM0111C1ZQ"),
        ("IN27AAEPM0111C1ZQ", "27AAEPM0111C1ZQ"),
    ] {
        let gstin = given.trim_start_matches("IN");
        let tax_ids = customer_core::TaxIds::new().with(TaxIdKind::Gstin, gstin);
        let address = office().with_tax_ids(tax_ids);
        let mut record = documented_office();
        record["tax_identification_number"] = json!(returned);
        record["country"] = json!("IN");
        let (_server, engine) = answering(json!({"address": record})).await;
        let id = CustomerId::new(ID);
        let added = engine
            .add_customer_address(&id, &address, &WriteOptions::new())
            .await;
        assert_eq!(altered(&added.unwrap().fields), [], "{returned}");
    }
}

async fn updated(update: &CustomerUpdate, user: Value, detail: Value) -> FieldReport {
    let (_server, engine) = answering(json!({"user": user, "customer_detail": detail})).await;
    let written = engine
        .update_customer(&CustomerId::new(ID), update, &WriteOptions::new())
        .await
        .unwrap();
    written.fields
}

#[tokio::test]
async fn the_report_of_a_user_update_is_compared_with_the_user() {
    let update = CustomerUpdate::new()
        .with_given_name("Asha")
        .with_family_name("Rao")
        .with_phone(Patch::Clear);
    for (user, expected) in [
        (
            json!({"id": ID, "first_name": "Asha", "last_name": "Rao", "phone": null}),
            vec![],
        ),
        (json!({"id": ID}), vec![]),
        (
            json!({"id": ID, "first_name": "asha", "last_name": null, "phone": ""}),
            vec![("name.given", OTHER), ("name.family", NOT_KEPT)],
        ),
        (
            json!({"id": ID, "first_name": "Asha", "last_name": "Rao", "phone": "9876543210"}),
            vec![(
                "phone",
                "it was to be cleared, and the provider still has a value",
            )],
        ),
    ] {
        let report = updated(&update, user.clone(), json!({"id": ID})).await;
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(field, how)| (field.to_owned(), how))
            .collect();
        assert_eq!(altered(&report), expected, "{user}");
        assert_eq!(report.sent.len() + report.altered.len(), 3);
    }
}

#[tokio::test]
async fn a_phone_that_comes_back_null_is_altered() {
    let phone = office().phone.unwrap();
    let update = CustomerUpdate::new().with_phone(phone.clone());
    for (member, expected) in [
        (json!(null), vec![("phone".to_owned(), NOT_KEPT)]),
        (json!(""), vec![("phone".to_owned(), NOT_KEPT)]),
        (json!("9876500000"), vec![("phone".to_owned(), OTHER)]),
        (json!(phone.national_number()), vec![]),
    ] {
        let user = json!({"id": ID, "country_code": "+91", "phone": member});
        let report = updated(&update, user.clone(), json!({"id": ID})).await;
        assert_eq!(altered(&report), expected, "{user}");
    }
}

#[tokio::test]
async fn in_an_update_of_user_and_business_the_person_is_compared_with_the_user() {
    let mut business = BusinessUpdate::default();
    business.name = Patch::Set("Rao Traders".to_owned());
    business
        .tax_ids
        .insert(TaxIdKind::Pan, Patch::Set("AAEPM0111C".into()));
    business.tax_ids.insert(TaxIdKind::Gstin, Patch::Clear);
    let update = CustomerUpdate::new()
        .with_business(business)
        .with_given_name("Asha");
    // The customer's own record has the name as it was given: it is not asked.
    let detail = json!({
        "id": ID,
        "first_name": "Asha",
        "business": {"name": "Rao Traders", "pan_number": "AAEPM0111C"},
    });
    for (name, how) in [(json!("asha"), OTHER), (json!(null), NOT_KEPT)] {
        let user = json!({"id": ID, "first_name": name, "business": null});
        let report = updated(&update, user, detail.clone()).await;
        assert_eq!(altered(&report), [("name.given".to_owned(), how)], "{name}");
    }
}

#[tokio::test]
async fn the_report_of_a_business_update_is_compared_with_the_customer() {
    let mut business = BusinessUpdate::default();
    business.name = Patch::Set("Rao Traders".to_owned());
    business.business_type = Patch::Clear;
    business
        .tax_ids
        .insert(TaxIdKind::Pan, Patch::Set("AAEPM0111C".into()));
    let update = CustomerUpdate::new()
        .with_business(business)
        .with_given_name("Asha");
    let user = json!({"id": ID, "first_name": "Asha", "business": null});
    let still = "it was to be cleared, and the provider still has a value";
    for (business, expected) in [
        (
            json!({"name": "Rao Traders", "pan_number": "AAEPM0111C"}),
            vec![],
        ),
        (
            json!({"name": "Rao Traders", "type": "", "metadata": {}}),
            vec![],
        ),
        (
            json!({"name": "", "pan_number": null, "business_type": "llp"}),
            vec![
                ("business.type", still),
                ("business.name", NOT_KEPT),
                ("business.tax_ids.pan", NOT_KEPT),
            ],
        ),
        (
            json!({"name": "Rao", "pan_number": "AAEPM0111C", "type": "llp"}),
            vec![("business.type", still), ("business.name", OTHER)],
        ),
        (
            json!(null),
            vec![
                ("business.name", NOT_KEPT),
                ("business.tax_ids.pan", NOT_KEPT),
            ],
        ),
    ] {
        let detail = json!({"id": ID, "business": business});
        let report = updated(&update, user.clone(), detail).await;
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(field, how)| (field.to_owned(), how))
            .collect();
        assert_eq!(altered(&report), expected, "{business}");
        assert_eq!(report.sent.len() + report.altered.len(), 4);
    }
    let report = updated(&update, user, json!({"id": ID})).await;
    assert_eq!(altered(&report), []);
}

#[tokio::test]
async fn an_address_line_that_is_not_returned_is_not_altered() {
    for line in ["address_line1", "address_line2"] {
        let mut returned = documented_office();
        returned.as_object_mut().unwrap().remove(line);
        for report in written(returned).await {
            assert_eq!(altered(&report), [], "{line}");
        }
    }
    let mut returned = documented_office();
    returned.as_object_mut().unwrap().remove("address_line1");
    returned["address_line2"] = json!("Elsewhere");
    for report in written(returned).await {
        assert_eq!(altered(&report), [("addresses[0].lines".to_owned(), OTHER)]);
    }
}

#[tokio::test]
async fn an_address_role_that_is_not_returned_is_not_altered() {
    let role = || "addresses[0].role".to_owned();
    for (marks, expected) in [
        (json!({}), vec![]),
        (json!({"is_default_billing": true}), vec![]),
        (json!({"is_default_shipping": false}), vec![]),
        (
            json!({"is_default_billing": null}),
            vec![(role(), NOT_KEPT)],
        ),
        (
            json!({"is_default_billing": false}),
            vec![(role(), NOT_KEPT)],
        ),
        (json!({"is_default_shipping": true}), vec![(role(), OTHER)]),
    ] {
        let mut returned = documented_office();
        returned
            .as_object_mut()
            .unwrap()
            .extend(marks.as_object().unwrap().clone());
        let (_server, engine) = answering(json!({"address": returned})).await;
        let (id, address_id) = (CustomerId::new(ID), AddressId::new(ID));
        let given = office().with_role(AddressRole::Billing);
        let options = WriteOptions::new();
        let added = engine
            .add_customer_address(&id, &given, &options)
            .await
            .unwrap();
        assert_eq!(altered(&added.fields), expected, "{marks}");
        let replaced = engine.update_customer_address(&id, &address_id, &given, &options);
        assert_eq!(
            altered(&replaced.await.unwrap().fields),
            expected,
            "{marks}"
        );
    }
}
