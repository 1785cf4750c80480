use customer_core::{Customer, CustomerProvider, GetOptions, MockCustomerProvider, ProviderName};

#[tokio::test]
async fn the_mock_stands_in_for_a_provider() {
    let mut mock = MockCustomerProvider::new();
    mock.expect_get_customer()
        .withf(|id, _| id.as_str() == "cus_1")
        .returning(|id, _| Ok(Customer::new(ProviderName::from_static("mock"), id.clone())));
    let provider: &dyn CustomerProvider = &mock;
    let customer = provider
        .get_customer(&"cus_1".into(), &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(customer.id.as_str(), "cus_1");
}
