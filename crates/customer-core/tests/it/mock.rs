use std::sync::Arc;

use customer_core::{
    Customer, CustomerProvider, CustomerProviderExt, GetOptions, MockCustomerProvider, Operation,
    PendingWrite, ProviderName, Settlement,
};

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

#[tokio::test]
async fn a_provider_that_settles_in_its_own_way_does_so_behind_pointers_too() {
    let mut mock = MockCustomerProvider::new();
    mock.expect_settle_write()
        .times(2)
        .returning(|_, _| Ok(Settlement::Gone));
    let pending = PendingWrite::to(Operation::DeleteCustomer, &"cus_1".into());
    let boxed: Box<dyn CustomerProvider> = Box::new(mock);
    assert_eq!(boxed.settle(&pending).await.unwrap(), Settlement::Gone);
    let shared: Arc<dyn CustomerProvider> = Arc::new(boxed);
    assert_eq!(shared.settle(&pending).await.unwrap(), Settlement::Gone);
}
