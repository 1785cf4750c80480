//! What Ledgerly alone has: metadata that updates merge, and keys that tell the account.

use customer_core::adapter::Checked;
use customer_core::{ErrorKind, IdempotencyKey, Metadata};
use customer_http::HttpOptions;
use customer_sandbox::Sandbox;
use ledgerly::wire::{CreateCustomer, Empty, MetadataChange, UpdateCustomer};
use ledgerly::{Ledgerly, LedgerlyBuilder};

use crate::stand_in::{LEDGERLY, LedgerlyApi};

#[tokio::test]
async fn an_update_of_the_native_client_merges_metadata_and_acts_once_under_a_key() {
    let sandbox = Sandbox::builder().stand_in(LedgerlyApi).start().await;
    let sandbox = sandbox.unwrap();
    let variables = &sandbox.stand_in(LEDGERLY).variables;
    let provider = LedgerlyBuilder::from_variables(|name| variables.get(name).cloned())
        .http_options(HttpOptions::new().allow_http(true).no_proxy())
        .build()
        .unwrap();
    let client = provider.client();
    let metadata = Metadata::new().with("tier", "gold").with("source", "fair");
    let customer = CreateCustomer::new().with_metadata(metadata);
    let created = client.create_customer(&customer, None).await.unwrap();

    let change = Metadata::new().with("tier", "").with("visits", "12");
    let update = UpdateCustomer::new().with_metadata(MetadataChange::Merge(change));
    let key = IdempotencyKey::random();
    for _ in 0..2 {
        let updated = client.update_customer(&created.id, &update, Some(&key));
        let metadata = updated.await.unwrap().metadata.as_ref().cloned();
        let merged = Metadata::new().with("source", "fair").with("visits", "12");
        assert_eq!(metadata, Some(merged));
    }
    assert_eq!(sandbox.carried_out(LEDGERLY), 2, "a create and an update");

    let other = UpdateCustomer::new().with_name("Jane");
    let refused = client
        .update_customer(&created.id, &other, Some(&key))
        .await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::Rejected);

    let update = UpdateCustomer::new().with_metadata(MetadataChange::RemoveAll(Empty::Text));
    let cleared = client.update_customer(&created.id, &update, None).await;
    assert_eq!(cleared.unwrap().metadata.as_ref(), Some(&Metadata::new()));
}

#[test]
fn an_api_key_without_mode_and_account_is_refused() {
    for key in [
        "secret",
        "live__secret",
        "sandbox_4711_secret",
        "test_4711_",
    ] {
        let error = Ledgerly::builder().api_key(key).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{key}");
        assert!(!error.to_string().contains(key), "{error}");
    }
}

#[test]
fn requests_that_the_documentation_does_not_allow_have_problems() {
    let long = "a".repeat(201);
    for metadata in [("a[b]", "c"), ("", "c"), ("a", ""), ("a", &*long)] {
        let metadata = Metadata::new().with(metadata.0, metadata.1);
        let create = CreateCustomer::new().with_metadata(metadata);
        assert_eq!(create.problems().len(), 1, "{create:?}");
    }
    assert_eq!(CreateCustomer::new().with_name("").problems().len(), 1);
    assert_eq!(UpdateCustomer::new().with_name("").problems().len(), 0);
}
