//! The conformance suite.

use std::sync::Arc;

use customer_core::{BlockRequest, CustomerId, CustomerProvider, ErrorKind, NewCustomer, Result};
use customer_sandbox::Provider;
use customer_testkit::{
    Endpoint, ErrorRow, Fixture, Harness, MakePage, Outgoing, Setting, StandIn, Variables,
    async_trait,
};
use customer_tests::stand_in::sandboxed;
use kohortpay::{Kohortpay, KohortpayBuilder, convert};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{CREATE_RESPONSE, KEY, customers};

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
        sandboxed(Provider::KOHORTPAY, |sandbox, endpoint| {
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

    fn records(&self) -> Vec<Fixture> {
        let customer = Fixture::wire("a customer", CREATE_RESPONSE, convert::customer)
            .with_closed(&["metadata"])
            .with_free(|path| path.starts_with("metadata."))
            .listed()
            .created(str::to_owned);
        vec![customer]
    }

    fn errors(&self) -> Vec<ErrorRow> {
        use ErrorKind as Kind;
        const OURS: &str = "invalid_request_error";
        const THEIRS: &str = "api_error";
        let row = |status, sort: &str, code: &str, kind| {
            let body = json!({"error": {"type": sort, "message": "No.", "code": code}});
            ErrorRow::new(status, body.to_string(), kind).with_code(code)
        };
        let unknown = Kind::OutcomeUnknown;
        vec![
            // The one code that is documented.
            row(401, OURS, "Unauthorized", Kind::Unauthenticated),
            row(400, OURS, "Unauthorized", Kind::Unauthenticated),
            row(200, OURS, "Unauthorized", Kind::Unauthenticated),
            // Of all others the status tells …
            row(400, OURS, "NewCode", Kind::InvalidInput),
            row(401, OURS, "NewCode", Kind::Unauthenticated),
            row(403, OURS, "NewCode", Kind::PermissionDenied),
            row(404, OURS, "NewCode", Kind::NotFound),
            row(409, OURS, "NewCode", Kind::AlreadyExists),
            row(418, OURS, "NewCode", Kind::Rejected),
            row(429, OURS, "NewCode", Kind::RateLimited),
            row(500, THEIRS, "NewCode", Kind::Unavailable).for_write(unknown),
            row(503, THEIRS, "NewCode", Kind::Unavailable).for_write(unknown),
            row(500, "new_error", "NewCode", Kind::Unavailable).for_write(unknown),
            // … and behind a success the type.
            row(200, OURS, "NewCode", Kind::Rejected),
            row(201, "new_error", "NewCode", Kind::Rejected),
            row(200, THEIRS, "NewCode", Kind::Unavailable).for_write(unknown),
        ]
    }

    fn page(&self) -> Option<MakePage> {
        Some(|request, records| {
            let skip = request.number("skip").unwrap_or(0);
            let take = request.number("take").unwrap_or(25);
            let page: Vec<&str> = records
                .iter()
                .map(String::as_str)
                .skip(skip)
                .take(take)
                .collect();
            format!(
                r#"{{"data":[{}],"count":{}}}"#,
                page.join(","),
                records.len()
            )
        })
    }

    fn unknown_id(&self) -> CustomerId {
        CustomerId::new("cus_unknown")
    }

    fn secrets(&self) -> Vec<String> {
        vec![KEY.to_owned()]
    }

    fn settings(&self) -> Vec<Setting> {
        vec![
            Setting::required("KOHORTPAY_API_KEY", KEY),
            Setting::optional("KOHORTPAY_BASE_URL", "https://api.example.com"),
        ]
    }

    fn build(&self, variable: Variables<'_>) -> Option<Result<Arc<dyn CustomerProvider>>> {
        let built = KohortpayBuilder::from_variables(variable).build();
        Some(built.map(|built| Arc::new(built) as Arc<dyn CustomerProvider>))
    }

    fn customers(&self) -> BoxedStrategy<NewCustomer> {
        customers().boxed()
    }
}

customer_testkit::conformance!(KohortPay);
