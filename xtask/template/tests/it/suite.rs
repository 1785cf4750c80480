//! The conformance suite. Each failure says which function of which file to write next.

use std::sync::Arc;

use {=lib=}::{{=Type=}, {=Type=}Builder, convert};
use customer_core::{CustomerId, CustomerProvider, NewCustomer, Result};
use customer_sandbox::{SandboxBuilder, testkit};
//% if paging != "none"
use customer_testkit::MakePage;
//% endif
use customer_testkit::{
    Endpoint, ErrorRow, Fixture, Harness, Outgoing, Part, Setting, StandIn, Unsupported, Variables,
    async_trait,
};

use crate::stand_in::{{=ENV=}, {=Type=}Api};

const KEY: &str = "key_of_the_tests";

struct {=Type=}Harness;

fn built(base_url: &str, key: &str, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
    let builder = {=Type=}::builder()
        .base_url(base_url)
        .api_key(key.to_owned())
        .http_options(endpoint.http_options());
    Arc::new(builder.build().unwrap())
}

#[async_trait]
impl Harness for {=Type=}Harness {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        built(endpoint.base_url(), KEY, endpoint)
    }

    async fn stand_in(&self) -> Option<Box<dyn StandIn>> {
        let builder = SandboxBuilder::empty().stand_in({=Type=}Api);
        let hosted = testkit::hosted(builder, {=ENV=}, |access, endpoint| {
            built(&access.base_url, &access.credentials["api_key"], endpoint)
        });
        Some(hosted.await.unwrap())
    }

    fn create_request(&self, customer: &NewCustomer) -> Option<Outgoing> {
        let prepared = convert::create_request(&convert::capabilities(), customer);
        Some(Outgoing::new(&prepared))
    }

    /// TO WRITE: each documented record, from a file in `tests/fixtures`, with
    /// `Fixture::wire("a customer", include_str!("../fixtures/customer.json"), convert::customer)`.
    /// The one that a listing returns is `.listed()`, the one that a create returns is `.created(…)` in its envelope.
    fn records(&self) -> Vec<Fixture> {
        vec![]
    }

    /// TO WRITE: a row for each documented refusal, with `ErrorRow::new(status, body, kind)`.
    fn errors(&self) -> Vec<ErrorRow> {
        vec![]
    }
//% if paging != "none"

    fn page(&self) -> Option<MakePage> {
        Some(|request, records| {
            let limit = request.number("limit").unwrap_or(20);
//% if paging == "offset"
            let from = request.number("offset").unwrap_or(0);
//% elif paging == "cursor"
            let from = request.number("cursor").unwrap_or(0);
//% else
            let after = request.query("starting_after");
            let is_it = |record: &String| {
                after.as_ref().is_some_and(|id| record.contains(&format!("\"{id}\"")))
            };
            let from = records.iter().position(is_it).map_or(0, |at| at + 1);
//% endif
            let to = records.len().min(from + limit);
            let page = records.get(from..to).unwrap_or_default().join(",");
//% if paging == "offset"
            format!(r#"{{"data":[{page}],"total":{}}}"#, records.len())
//% elif paging == "cursor"
            let next = if to < records.len() { format!("\"{to}\"") } else { "null".to_owned() };
            format!(r#"{{"data":[{page}],"next_cursor":{next}}}"#)
//% else
            format!(r#"{{"data":[{page}],"has_more":{}}}"#, to < records.len())
//% endif
        })
    }
//% endif

    fn unknown_id(&self) -> CustomerId {
        CustomerId::new("{=unknown_id=}")
    }

    fn settings(&self) -> Vec<Setting> {
        vec![
            Setting::required("{=ENV=}_API_KEY", KEY),
            Setting::optional("{=ENV=}_BASE_URL", "https://api.example.com"),
        ]
    }

    fn build(&self, variable: Variables<'_>) -> Option<Result<Arc<dyn CustomerProvider>>> {
        let built = {=Type=}Builder::from_variables(variable).build();
        Some(built.map(|built| Arc::new(built) as Arc<dyn CustomerProvider>))
    }

    fn secrets(&self) -> Vec<String> {
        vec![KEY.to_owned()]
    }

    /// TO WRITE: what the provider does not have, with the documented reason.
    fn unsupported(&self) -> Vec<Unsupported> {
        vec![Unsupported::part(
            Part::OtherAccount,
            "the credentials do not tell whose customers these are",
        )]
    }
}

customer_testkit::conformance!({=Type=}Harness);
