//! What a provider does that writes the required methods and no more.
#![allow(clippy::unwrap_used)]

use customer_core::{
    Address, BlockRequest, CustomerId, CustomerProvider, CustomerProviderExt, CustomerUpdate,
    ErrorKind, ListQuery, NewCustomer, Operation, Result,
};
use customer_outside_provider::Outside;

async fn call(provider: &dyn CustomerProvider, operation: Operation) -> Result<()> {
    let (id, address_id) = (CustomerId::from("1"), "2".into());
    let address = Address::new();
    match operation {
        Operation::FindCustomersByEmail => {
            let email = "asha@example.com".parse().unwrap();
            provider.find_all_by_email(&email).await.map(drop)
        }
        Operation::ListCustomers => provider.list_customers(&ListQuery::new()).await.map(drop),
        Operation::UpdateCustomer => {
            let update = CustomerUpdate::new();
            provider.update(&id, &update).await.map(drop)
        }
        Operation::DeleteCustomer => provider.delete(&id).await.map(drop),
        Operation::RestoreCustomer => provider.restore(&id).await.map(drop),
        Operation::BlockCustomer => {
            let block = BlockRequest::new();
            provider.block(&id, &block).await.map(drop)
        }
        Operation::UnblockCustomer => provider.unblock(&id).await.map(drop),
        Operation::ListAddresses => provider.list_addresses(&id).await.map(drop),
        Operation::AddAddress => provider.add_address(&id, &address).await.map(drop),
        Operation::UpdateAddress => provider
            .update_address(&id, &address_id, &address)
            .await
            .map(drop),
        Operation::RemoveAddress => provider.remove_address(&id, &address_id).await.map(drop),
        other => panic!("{other} is required, or no operation of the trait"),
    }
}

#[tokio::test]
async fn an_operation_that_is_not_implemented_is_unsupported() {
    let provider = Outside::new();
    let required = [Operation::CreateCustomer, Operation::GetCustomer];
    for &operation in Operation::ALL {
        if required.contains(&operation) {
            continue;
        }
        let error = call(&provider, operation).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnsupportedOperation, "{operation}");
        assert_eq!(error.operation(), Some(operation));
    }
}

#[tokio::test]
async fn the_required_operations_have_short_forms_too() {
    let provider = Outside::new();
    assert_eq!(provider.get(&"1".into()).await.unwrap().id.as_str(), "1");
    let error = provider.create(&NewCustomer::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
}
