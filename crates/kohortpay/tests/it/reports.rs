//! The report of a write is held against what came back.

use customer_core::{
    Address, AddressRole, Country, CustomerProvider, FieldPath, NewCustomer, WriteOptions,
};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, email, provider};

const NOT_KEPT: &str = "the provider did not keep it";

/// What becomes of two addresses when this comes back: those of which a part is altered.
async fn altered_addresses(returned: Value) -> Vec<usize> {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(201).set_body_json(returned))
        .mount(&server)
        .await;
    let address = |role: AddressRole| {
        Address::new()
            .with_role(role)
            .with_lines(["1 rue X"])
            .with_city("Paris")
            .with_postal_code("75001")
            .with_country(Country::parse("FR").unwrap())
    };
    let customer = NewCustomer::new()
        .with_email(email("asha@example.com"))
        .with_address(address(AddressRole::Shipping))
        .with_address(address(AddressRole::Billing));
    let kohortpay = provider(&server.uri(), KEY);
    let written = kohortpay
        .create_customer(&customer, &WriteOptions::new())
        .await;
    let fields = written.unwrap().fields;
    let not_kept = fields.altered.iter().filter(|one| one.how == NOT_KEPT);
    let not_kept = not_kept.filter_map(|one| one.field.address_index());
    let mut indexes: Vec<_> = not_kept.collect();
    indexes.dedup();
    // All of an address, or nothing of it.
    let sent = fields.sent.iter().filter_map(FieldPath::address_index);
    assert!(!sent.into_iter().any(|index| indexes.contains(&index)));
    indexes
}

#[tokio::test]
async fn an_address_whose_id_comes_back_null_was_not_kept() {
    for (returned, expected) in [
        (json!({}), &[][..]),
        (
            json!({"addressId": "adr_1", "shippingAddressId": "adr_2"}),
            &[],
        ),
        (
            json!({"addressId": null, "shippingAddressId": "adr_2"}),
            &[1],
        ),
        (json!({"addressId": "", "shippingAddressId": "adr_2"}), &[1]),
        (
            json!({"addressId": "adr_1", "shippingAddressId": null}),
            &[0],
        ),
        (json!({"shippingAddressId": null}), &[0]),
        (
            json!({"addressId": null, "shippingAddressId": null}),
            &[0, 1],
        ),
    ] {
        let mut record = returned.clone();
        record["id"] = json!("cus_1");
        let altered = altered_addresses(record).await;
        assert_eq!(altered, expected, "{returned}");
    }
}
