//! The pages about providers are what the adapters say today.

use customer_core::NewCustomer;
use customer_tests::adapters::ADAPTERS;
use customer_tests::provider_page::{Subject, page};
use expect_test::expect_file;

fn example() -> NewCustomer {
    serde_json::from_str(include_str!("../../../docs/examples/customer.json")).unwrap()
}

#[test]
fn every_providers_page_is_what_its_adapter_says() {
    for adapter in ADAPTERS {
        let example = (adapter.prepare)(&example());
        let page = page(&Subject {
            name: adapter.name,
            crate_name: adapter.provider.name(),
            capabilities: &(adapter.capabilities)(),
            preview: &example.preview,
            request: example.request,
            remark: adapter.remark,
        });
        expect_file![format!("../../../docs/providers/{}.md", adapter.provider)].assert_eq(&page);
    }
}
