//! What a provider claims works, and what it denies is unsupported and sends nothing.

use std::sync::Arc;

use customer_core::{
    Address, AddressId, BlockRequest, Country, CustomerId, CustomerProvider, CustomerProviderExt,
    CustomerUpdate, DeleteOptions, Error, ErrorKind, GetOptions, IdempotencyKey, ListQuery,
    NewCustomer, Operation, PersonName, PhoneNumber, RemoveAddressOptions, RestoreOptions, Result,
    UnblockOptions, WriteOptions,
};
use customer_sandbox::Provider;
use customer_tests::adapters::{ADAPTERS, Adapter};
use customer_tests::checked::CheckedSandbox;

use crate::support::{self, email};

/// Every adapter, connected to its stand-in.
fn providers(sandbox: &CheckedSandbox) -> Vec<(Provider, Arc<dyn CustomerProvider>)> {
    let connected = |adapter: &Adapter| {
        let provider = (adapter.connect)(sandbox, &Arc::default(), support::options());
        (adapter.provider, provider)
    };
    ADAPTERS.iter().map(connected).collect()
}

/// An address that says all that any provider requires.
fn address() -> Address {
    Address::new()
        .with_name(PersonName::new().with_given("Asha"))
        .with_lines(["14 Laxmi Road"])
        .with_city("Pune")
        .with_region("Maharashtra")
        .with_postal_code("411030")
        .with_country(Country::parse("IN").unwrap())
        .with_phone(PhoneNumber::parse("+919876543210").unwrap())
        .with_email(email("asha@example.com"))
}

/// A customer whom the operation is about, registered before.
struct Subject<'a> {
    provider: &'a dyn CustomerProvider,
    id: CustomerId,
    address_id: Option<AddressId>,
}

impl Subject<'_> {
    async fn call(&self, operation: Operation) -> Result<()> {
        let Self { provider, id, .. } = self;
        let address_id = self.address_id.clone();
        let address_id = address_id.unwrap_or_else(|| "01HXA5T3C9V7M2QK8ZWB4D6E1F".into());
        let options = WriteOptions::new();
        match operation {
            Operation::CreateCustomer => register(*provider, "other@example.com").await.map(drop),
            Operation::GetCustomer => provider
                .get_customer(id, &GetOptions::new())
                .await
                .map(drop),
            Operation::FindCustomersByEmail => provider
                .find_all_by_email(&email("asha@example.com"))
                .await
                .map(drop),
            Operation::ListCustomers => provider.list_customers(&ListQuery::new()).await.map(drop),
            Operation::UpdateCustomer => {
                let update = CustomerUpdate::new().with_given_name("Asha Devi");
                provider
                    .update_customer(id, &update, &options)
                    .await
                    .map(drop)
            }
            Operation::DeleteCustomer => provider.delete(id).await.map(drop),
            Operation::RestoreCustomer => provider.restore(id).await.map(drop),
            Operation::BlockCustomer => provider
                .block_customer(id, &BlockRequest::new(), &options)
                .await
                .map(drop),
            Operation::UnblockCustomer => provider.unblock(id).await.map(drop),
            Operation::ListAddresses => provider.list_addresses(id).await.map(drop),
            Operation::AddAddress => provider
                .add_customer_address(id, &address(), &options)
                .await
                .map(drop),
            Operation::UpdateAddress => provider
                .update_customer_address(id, &address_id, &address(), &options)
                .await
                .map(drop),
            Operation::RemoveAddress => provider.remove_address(id, &address_id).await.map(drop),
            other => panic!("{other} is no operation of the trait"),
        }
    }
}

async fn register(provider: &dyn CustomerProvider, own: &str) -> Result<CustomerId> {
    let mut customer = NewCustomer::new().with_email(email(own));
    if provider.capabilities().supports(Operation::AddAddress) {
        let mut address = address();
        address.email = None;
        customer = customer.with_address(address);
    }
    let written = provider
        .create_customer(&customer, &WriteOptions::new())
        .await?;
    Ok(written.customer.id)
}

#[tokio::test]
async fn claimed_operations_work_and_denied_operations_are_unsupported() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let providers = providers(&sandbox);
    let mut denied = 0;
    for (stand_in, provider) in &providers {
        for &operation in Operation::ALL {
            sandbox.clear_customers().await.unwrap();
            let id = register(&**provider, "asha@example.com").await.unwrap();
            let mut subject = Subject {
                provider: &**provider,
                id: id.clone(),
                address_id: None,
            };
            if provider.capabilities().supports(Operation::ListAddresses) {
                let addresses = provider.list_addresses(&id).await.unwrap();
                subject.address_id.clone_from(&addresses[0].id);
            }
            let before = sandbox.request_count(*stand_in);
            let result = subject.call(operation).await;
            let sent = sandbox.request_count(*stand_in) - before;
            if provider.capabilities().supports(operation) {
                assert!(result.is_ok(), "{stand_in} {operation}: {result:?}");
                assert!(sent > 0, "{stand_in} {operation} asked nobody");
            } else {
                assert_denied(&result.unwrap_err(), &**provider, operation);
                assert_eq!(sent, 0, "{stand_in} {operation}");
                denied += 1;
            }
        }
    }
    assert!(denied > 0, "every provider is said to do everything");
}

fn assert_denied(error: &Error, provider: &dyn CustomerProvider, operation: Operation) {
    assert_eq!(error.kind(), ErrorKind::UnsupportedOperation, "{error}");
    assert_eq!(error.operation(), Some(operation));
    assert_eq!(error.provider(), Some(&provider.identity().provider));
}

#[tokio::test]
async fn an_idempotency_key_is_refused_before_anything_is_sent_where_a_provider_has_none() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let providers = providers(&sandbox);
    let mut refused = 0;
    for (stand_in, provider) in &providers {
        let before = sandbox.request_count(*stand_in);
        for &operation in Operation::WRITES {
            let supported = provider.capabilities().supports(operation);
            if provider.capabilities().takes_idempotency_key(operation) {
                continue;
            }
            let error = keyed(&**provider, operation).await.unwrap_err();
            if supported {
                assert_eq!(error.kind(), ErrorKind::UnrepresentableFields, "{error}");
                assert_eq!(error.fields()[0].field, "idempotency_key");
                assert_eq!(error.operation(), Some(operation));
                assert_eq!(error.provider(), Some(&provider.identity().provider));
                refused += 1;
            } else {
                assert_denied(&error, &**provider, operation);
            }
        }
        assert_eq!(sandbox.request_count(*stand_in), before, "{stand_in}");
    }
    assert!(refused > 0, "every provider has keys");
}

/// A write that would go ahead, but for its key.
async fn keyed(provider: &dyn CustomerProvider, operation: Operation) -> Result<()> {
    let key = IdempotencyKey::random();
    let (id, address_id) = (
        CustomerId::from("1"),
        AddressId::from("01HXA5T3C9V7M2QK8ZWB4D6E1F"),
    );
    let options = WriteOptions::new().with_idempotency_key(key.clone());
    match operation {
        Operation::CreateCustomer => {
            let customer = NewCustomer::new().with_email(email("asha@example.com"));
            let mut address = address();
            address.email = None;
            let customer = if provider.capabilities().supports(Operation::AddAddress) {
                customer.with_address(address)
            } else {
                customer
            };
            provider
                .create_customer(&customer, &options)
                .await
                .map(drop)
        }
        Operation::UpdateCustomer => {
            let update = CustomerUpdate::new().with_given_name("Asha Devi");
            let updated = provider.update_customer(&id, &update, &options);
            updated.await.map(drop)
        }
        Operation::DeleteCustomer => {
            let options = DeleteOptions::new().with_idempotency_key(key);
            provider.delete_customer(&id, &options).await.map(drop)
        }
        Operation::RestoreCustomer => {
            let options = RestoreOptions::new().with_idempotency_key(key);
            provider.restore_customer(&id, &options).await.map(drop)
        }
        Operation::BlockCustomer => {
            let block = BlockRequest::new();
            provider
                .block_customer(&id, &block, &options)
                .await
                .map(drop)
        }
        Operation::UnblockCustomer => {
            let options = UnblockOptions::new().with_idempotency_key(key);
            provider.unblock_customer(&id, &options).await.map(drop)
        }
        Operation::AddAddress => {
            let address = address();
            let added = provider.add_customer_address(&id, &address, &options);
            added.await.map(drop)
        }
        Operation::UpdateAddress => provider
            .update_customer_address(&id, &address_id, &address(), &options)
            .await
            .map(drop),
        _ => {
            let options = RemoveAddressOptions::new().with_idempotency_key(key);
            let removed = provider.remove_customer_address(&id, &address_id, &options);
            removed.await.map(drop)
        }
    }
}
