//! The conformance suite. Each failure says which function of which file to write next.

use std::sync::Arc;

use customer_core::{CustomerId, CustomerProvider, CustomerUpdate, ErrorKind, NewCustomer, Result};
use customer_sandbox::{SandboxBuilder, testkit};
use customer_testkit::MakePage;
use customer_testkit::{
    Endpoint, ErrorRow, Fixture, Harness, Outgoing, Setting, StandIn, Variables, async_trait,
};
use ledgerly::{Ledgerly, LedgerlyBuilder, convert};

use crate::stand_in::{LEDGERLY, LedgerlyApi};

const KEY: &str = "test_4711_secretofthetests";
const KEY_OF_ANOTHER: &str = "test_4712_secretofthetests";

struct LedgerlyHarness;

fn built(base_url: &str, key: &str, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
    let builder = Ledgerly::builder()
        .base_url(base_url)
        .api_key(key.to_owned())
        .http_options(endpoint.http_options());
    Arc::new(builder.build().unwrap())
}

#[async_trait]
impl Harness for LedgerlyHarness {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        built(endpoint.base_url(), KEY, endpoint)
    }

    fn connect_as_another(&self, endpoint: &Endpoint) -> Option<Arc<dyn CustomerProvider>> {
        Some(built(endpoint.base_url(), KEY_OF_ANOTHER, endpoint))
    }

    async fn stand_in(&self) -> Option<Box<dyn StandIn>> {
        let builder = SandboxBuilder::empty().stand_in(LedgerlyApi);
        let hosted = testkit::hosted(builder, LEDGERLY, |access, endpoint| {
            built(&access.base_url, &access.credentials["api_key"], endpoint)
        });
        Some(hosted.await.unwrap())
    }

    fn create_request(&self, customer: &NewCustomer) -> Option<Outgoing> {
        let prepared = convert::create_request(&convert::capabilities(), customer);
        Some(Outgoing::new(&prepared))
    }

    fn update_request(&self, update: &CustomerUpdate) -> Option<Outgoing> {
        let prepared = convert::update_request(&convert::capabilities(), update);
        Some(Outgoing::new(&prepared))
    }

    fn records(&self) -> Vec<Fixture> {
        // The domain's metadata takes any JSON as a value, and so reads what is not documented.
        let is_value = |place: &str| place.starts_with("metadata.");
        let full = include_str!("../fixtures/customer.json");
        let sparse = include_str!("../fixtures/sparse-customer.json");
        vec![
            Fixture::wire("a customer", full, convert::customer)
                .with_closed(&["metadata"])
                .with_free(is_value)
                .listed()
                .created(str::to_owned),
            Fixture::wire("a customer without values", sparse, convert::customer)
                .with_closed(&["metadata"]),
        ]
    }

    fn errors(&self) -> Vec<ErrorRow> {
        let row = |status, reason: &str, kind| {
            let body = format!(
                r#"{{"fault":{{"reason":"{reason}","text":"It was refused.","fields":[]}}}}"#
            );
            ErrorRow::new(status, body, kind).with_code(reason)
        };
        vec![
            row(401, "bad_key", ErrorKind::Unauthenticated),
            row(403, "not_permitted", ErrorKind::PermissionDenied),
            row(404, "no_such_customer", ErrorKind::NotFound),
            row(409, "key_reused", ErrorKind::Rejected),
            row(422, "invalid_members", ErrorKind::InvalidInput),
            row(429, "too_many_calls", ErrorKind::RateLimited).with_header("Retry-After", "1"),
            row(503, "maintenance", ErrorKind::Unavailable),
        ]
    }

    fn page(&self) -> Option<MakePage> {
        Some(|request, records| {
            let limit = request.number("limit").unwrap_or(20);
            let after = request.query("starting_after");
            let is_it = |record: &String| {
                after
                    .as_ref()
                    .is_some_and(|id| record.contains(&format!("\"{id}\"")))
            };
            let from = records.iter().position(is_it).map_or(0, |at| at + 1);
            let to = records.len().min(from + limit);
            let page = records.get(from..to).unwrap_or_default().join(",");
            format!(r#"{{"data":[{page}],"has_more":{}}}"#, to < records.len())
        })
    }

    fn unknown_id(&self) -> CustomerId {
        CustomerId::new("cus_unknown")
    }

    fn settings(&self) -> Vec<Setting> {
        vec![
            Setting::required("LEDGERLY_API_KEY", KEY),
            Setting::optional("LEDGERLY_BASE_URL", "https://api.example.com"),
        ]
    }

    fn build(&self, variable: Variables<'_>) -> Option<Result<Arc<dyn CustomerProvider>>> {
        let built = LedgerlyBuilder::from_variables(variable).build();
        Some(built.map(|built| Arc::new(built) as Arc<dyn CustomerProvider>))
    }

    fn secrets(&self) -> Vec<String> {
        vec![KEY.to_owned(), KEY_OF_ANOTHER.to_owned()]
    }
}

customer_testkit::conformance!(LedgerlyHarness);
