//! What holds for every customer and every answer.

use customer_core::adapter::Checked;
use customer_core::strategies;
use customer_core::{BlockRequest, Customer, Fidelity, Field, FieldPath, WriteOptions};
use komerza::{PROVIDER, convert, wire};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{CREATE_RESPONSE, GET_RESPONSE, STORE, record};

/// What Komerza answers to this request.
fn answer(request: &wire::CreateCustomer) -> wire::Customer {
    serde_json::from_value(json!({
        "id": "5f6dd5a4-9f0a-4a52-8f7e-1f9f2e1f6b0c",
        "emailAddress": &*request.email_address,
        "storeData": [],
    }))
    .unwrap()
}

fn reads<T: DeserializeOwned>(json: &Value) {
    if let Err(error) = serde_json::from_str::<T>(&json.to_string()) {
        panic!("{error} in {json}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_given_field_has_one_fate(customer in strategies::new_customer()) {
        let preview = convert::create_request(&convert::capabilities(), &customer).preview;
        assert!(preview.fields.is_partition_of(&customer.given()), "{:?}", preview.fields);
    }

    #[test]
    fn the_reason_of_a_block_has_one_fate(block in strategies::block_request()) {
        let preview = convert::block_request(&convert::capabilities(), &block).preview;
        let given = block.reason.iter().map(|_| Field::BlockReason.into());
        let given: Vec<FieldPath> = given.collect();
        assert!(preview.fields.is_partition_of(&given), "{:?}", preview.fields);
    }

    #[test]
    fn sent_fields_read_back_equal(customer in strategies::new_customer()) {
        let options = WriteOptions::new().with_fidelity(Fidelity::Lossy);
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        let Ok((request, report)) = prepared.accept(&options) else {
            // Only what Komerza requires is missing or too long.
            let length = customer.email.map_or(0, |email| email.as_str().chars().count());
            prop_assert!(length == 0 || length > 256);
            return Ok(());
        };
        // What a preview lets go, the client sends.
        prop_assert_eq!(request.problems(), []);
        let returned = convert::created_customer(&STORE.into(), record(answer(&request)));
        let given = customer.values();
        let back = returned.values();
        for path in &report.sent {
            let value = |values: &[(customer_core::FieldPath, std::borrow::Cow<'_, str>)]| {
                values.iter().find(|(other, _)| other == path).map(|(_, value)| value.to_string())
            };
            prop_assert_eq!(value(&given), value(&back), "{}", path);
        }
        prop_assert_eq!(report.clone().reconciled(&customer, &returned), report);
    }

    #[test]
    fn a_reason_reads_back_equal(block in strategies::block_request()) {
        let request = convert::block_request(&convert::capabilities(), &block).request.unwrap();
        let note = request.note.as_deref();
        prop_assert_eq!(note, block.reason.as_ref());
        let BlockRequest { reason, .. } = block;
        let body = json!({"id": "1", "isBlocked": true, "blockedNote": note});
        let customer = convert::public_customer(&STORE.into(), record(serde_json::from_value(body).unwrap()));
        let Some(customer_core::Status::Blocked(block)) = customer.status else { panic!("not blocked") };
        prop_assert_eq!(block.reason, reason);
    }

    #[test]
    fn any_json_is_read_or_refused(json in strategies::any_json(), text in strategies::any_text()) {
        for text in [json.to_string(), text] {
            drop(serde_json::from_str::<wire::Envelope<wire::Customer>>(&text));
            drop(serde_json::from_str::<wire::Envelope<wire::PublicCustomer>>(&text));
            drop(serde_json::from_str::<wire::PageEnvelope<wire::PublicCustomerReference>>(&text));
            drop(serde_json::from_str::<wire::Customer>(&text));
            drop(serde_json::from_str::<wire::PublicCustomer>(&text));
            drop(serde_json::from_str::<wire::CreateCustomer>(&text));
        }
    }

    #[test]
    fn records_with_added_or_missing_members_are_read(
        created in strategies::disturbed_json(&serde_json::from_str(CREATE_RESPONSE).unwrap(), &["id", "success", "data"], &["gatewayCustomerIds"]),
        got in strategies::disturbed_json(&serde_json::from_str(GET_RESPONSE).unwrap(), &["id", "success", "data"], &["externalIntegrations"]),
    ) {
        reads::<wire::Envelope<wire::Customer>>(&created);
        reads::<wire::Envelope<wire::PublicCustomer>>(&got);
        let created: wire::Envelope<wire::Customer> = serde_json::from_value(created).unwrap();
        let customer: Customer = convert::created_customer(&STORE.into(), record(created.data.into_value().unwrap()));
        prop_assert_eq!(customer.provider, PROVIDER);
    }

    #[test]
    fn unknown_fields_are_kept(unknown in strategies::any_json()) {
        let body = json!({"id": "1", "addedWithoutNotice": unknown, "storeData": [{"id": "2", "alsoAdded": unknown}]});
        let customer: wire::Customer = serde_json::from_value(body.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(customer).unwrap(), body);
    }

    #[test]
    fn decimals_survive_digit_for_digit(amount in strategies::amount()) {
        let text = serde_json::to_string(&amount).unwrap();
        let body = format!(r#"{{"id":"1","totalSpend":{text},"averageSpend":{text},"totalOrders":{text},"balance":{text},"added":true}}"#);
        let customer: wire::PublicCustomer = serde_json::from_str(&body).unwrap();
        prop_assert_eq!(customer.total_spend.as_ref(), Some(&amount));
        prop_assert_eq!(serde_json::to_string(&customer).unwrap(), body);
    }

}

#[test]
fn only_a_customer_needs_an_id() {
    let error = serde_json::from_str::<wire::PublicCustomer>(r#"{"tickets": []}"#).unwrap_err();
    assert!(error.to_string().contains("`id`"));
    let body = json!({"id": "1", "tickets": [{"subject": "x"}]});
    let customer: wire::PublicCustomer = serde_json::from_value(body).unwrap();
    assert!(customer.tickets.as_ref().unwrap()[0].id.is_absent());
}
