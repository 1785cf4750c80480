//! The conformance suite.

use std::sync::Arc;

use customer_core::{BlockRequest, CustomerId, CustomerProvider, NewCustomer};
use customer_sandbox::Provider;
use customer_testkit::{Endpoint, Harness, Outgoing, StandIn, async_trait};
use customer_tests::stand_in::sandboxed;
use kohortpay::{Kohortpay, convert};
use proptest::prelude::*;

use crate::support::{KEY, customers};

struct KohortPay;

fn built(base_url: &str, key: &str, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
    let builder = Kohortpay::builder()
        .base_url(base_url)
        .api_key(key.to_owned())
        .http_options(endpoint.http_options());
    Arc::new(builder.build().unwrap())
}

#[async_trait]
impl Harness for KohortPay {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        built(endpoint.base_url(), KEY, endpoint)
    }

    fn connect_as_another(&self, endpoint: &Endpoint) -> Option<Arc<dyn CustomerProvider>> {
        Some(built(endpoint.base_url(), "sk_live_of_another", endpoint))
    }

    async fn stand_in(&self) -> Option<Box<dyn StandIn>> {
        sandboxed(Provider::KohortPay, |sandbox, endpoint| {
            let access = sandbox.kohortpay();
            built(&access.base_url, &access.test_key, endpoint)
        })
        .await
    }

    fn create_request(&self, customer: &NewCustomer) -> Option<Outgoing> {
        let prepared = convert::create_request(&convert::capabilities(), customer);
        Some(Outgoing::new(&prepared))
    }

    fn block_request(&self, block: &BlockRequest) -> Option<Outgoing> {
        let prepared = convert::block_request(&convert::capabilities(), block);
        Some(Outgoing::without_body(&prepared))
    }

    fn unknown_id(&self) -> CustomerId {
        CustomerId::new("cus_unknown")
    }

    fn secrets(&self) -> Vec<String> {
        vec![KEY.to_owned()]
    }

    fn customers(&self) -> BoxedStrategy<NewCustomer> {
        customers().boxed()
    }
}

customer_testkit::conformance!(KohortPay);
