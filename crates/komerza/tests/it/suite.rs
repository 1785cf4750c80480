//! The conformance suite.

use std::sync::Arc;

use customer_core::{
    BlockRequest, CustomerId, CustomerProvider, ErrorKind, NewCustomer, Result, strategies,
};
use customer_sandbox::Provider;
use customer_testkit::{
    Endpoint, ErrorRow, Fixture, Harness, MakePage, Outgoing, Setting, StandIn, Variables,
    async_trait,
};
use customer_tests::stand_in::sandboxed;
use komerza::{Komerza, KomerzaBuilder, convert, wire};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{CREATE_RESPONSE, GET_RESPONSE, KEY, STORE};

struct OfKomerza;

fn built(base_url: &str, store: &str, key: &str, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
    let builder = Komerza::builder()
        .base_url(base_url)
        .store_id(store)
        .api_key(key.to_owned())
        .http_options(endpoint.http_options());
    Arc::new(builder.build().unwrap())
}

/// The customer of a create, of our store.
fn of_create() -> Value {
    let envelope: Value = serde_json::from_str(CREATE_RESPONSE).unwrap();
    envelope["data"].clone()
}

/// The customer of a get, as both the older and the newer page print it.
fn of_get() -> Value {
    let envelope: Value = serde_json::from_str(GET_RESPONSE).unwrap();
    let mut customer = envelope["data"].clone();
    customer["isBlocked"] = true.into();
    customer["subscriptions"] = of_create()["storeData"][0]["subscriptions"].clone();
    customer
}

fn of_list() -> Value {
    json!({"id": "1", "dateCreated": "2023-11-07T05:31:56Z", "emailAddress": "a@example.com",
        "status": "VIP", "isAffiliate": true, "totalSpend": 12.5, "averageSpend": 1, "totalOrders": 2,
        "isBlocked": false})
}

#[async_trait]
impl Harness for OfKomerza {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        built(endpoint.base_url(), STORE, KEY, endpoint)
    }

    fn connect_as_another(&self, endpoint: &Endpoint) -> Option<Arc<dyn CustomerProvider>> {
        let other = "00000000-0d44-4b50-8888-8dd25736052a";
        Some(built(endpoint.base_url(), other, KEY, endpoint))
    }

    async fn stand_in(&self) -> Option<Box<dyn StandIn>> {
        sandboxed(Provider::KOMERZA, |sandbox, endpoint| {
            let access = sandbox.komerza();
            built(
                &access.base_url,
                &access.store_id,
                &access.api_key,
                endpoint,
            )
        })
        .await
    }

    fn create_request(&self, customer: &NewCustomer) -> Option<Outgoing> {
        let prepared = convert::create_request(&convert::capabilities(), customer);
        Some(Outgoing::new(&prepared))
    }

    fn block_request(&self, block: &BlockRequest) -> Option<Outgoing> {
        let prepared = convert::block_request(&convert::capabilities(), block);
        // Its note is checked by the fate of the reason.
        Some(Outgoing::of(&prepared, |request| {
            (serde_json::to_string(request).unwrap(), Vec::new())
        }))
    }

    fn records(&self) -> Vec<Fixture> {
        let created = |record| convert::created_customer(&STORE.into(), record);
        let got = |record| convert::public_customer(&STORE.into(), record);
        let listed = |record| convert::listed_customer(&STORE.into(), record);
        vec![
            Fixture::wire::<wire::Customer>(
                "what a create returns",
                of_create().to_string(),
                created,
            )
            .with_closed(&["gatewayCustomerIds"])
            .with_free(|path| path.ends_with(".customer"))
            .created(|record| format!(r#"{{"success":true,"data":{record}}}"#)),
            Fixture::wire::<wire::PublicCustomer>("what a get returns", of_get().to_string(), got)
                .with_closed(&["externalIntegrations"])
                .with_free(|path| path.ends_with(".customer")),
            Fixture::wire::<wire::PublicCustomerReference>(
                "what a listing returns",
                of_list().to_string(),
                listed,
            )
            .listed(),
        ]
    }

    fn errors(&self) -> Vec<ErrorRow> {
        use ErrorKind as Kind;
        let row = |status, code: &str, kind| {
            let body = json!({"success": false, "message": "No.", "code": code, "data": null});
            ErrorRow::new(status, body.to_string(), kind).with_code(code)
        };
        let failed = |status| {
            row(status, "InternalServerError", Kind::Unavailable).for_write(Kind::OutcomeUnknown)
        };
        vec![
            row(400, "ValidationError", Kind::InvalidInput),
            row(400, "BadCaptcha", Kind::Rejected),
            row(400, "UnsupportedRequest", Kind::Rejected),
            row(400, "UploadFailed", Kind::Rejected),
            row(401, "BadToken", Kind::Unauthenticated),
            row(401, "TwoFactorRequired", Kind::Unauthenticated),
            row(401, "OAuthLoginRequired", Kind::Unauthenticated),
            row(403, "AccessDenied", Kind::PermissionDenied),
            row(403, "VerificationRequired", Kind::PermissionDenied),
            row(403, "FeatureUnavailable", Kind::PermissionDenied),
            row(403, "UpgradeRequired", Kind::PermissionDenied),
            row(404, "NotFound", Kind::NotFound),
            row(409, "ObjectConflict", Kind::AlreadyExists),
            row(429, "RateLimited", Kind::RateLimited),
            failed(500),
            failed(502),
            row(200, "ObjectConflict", Kind::AlreadyExists),
            row(200, "NewCode", Kind::Rejected),
            failed(200),
            row(418, "NewCode", Kind::Rejected),
        ]
    }

    fn page(&self) -> Option<MakePage> {
        Some(|request, records| {
            let size = request.number("PageSize").unwrap_or(25);
            let number = request.number("Page").unwrap_or(1);
            let page = records.chunks(size).nth(number - 1).unwrap_or_default();
            let pages = records.len().div_ceil(size);
            format!(
                r#"{{"success":true,"pages":{pages},"data":[{}]}}"#,
                page.join(",")
            )
        })
    }

    fn unknown_id(&self) -> CustomerId {
        CustomerId::new("5f6dd5a4-9f0a-4a52-8f7e-1f9f2e1f6b0c")
    }

    fn secrets(&self) -> Vec<String> {
        vec![KEY.to_owned()]
    }

    fn settings(&self) -> Vec<Setting> {
        vec![
            Setting::required("KOMERZA_STORE_ID", STORE),
            Setting::required("KOMERZA_API_KEY", KEY),
            Setting::optional("KOMERZA_BASE_URL", "https://api.example.com"),
        ]
    }

    fn build(&self, variable: Variables<'_>) -> Option<Result<Arc<dyn CustomerProvider>>> {
        let built = KomerzaBuilder::from_variables(variable).build();
        Some(built.map(|built| Arc::new(built) as Arc<dyn CustomerProvider>))
    }

    fn customers(&self) -> BoxedStrategy<NewCustomer> {
        let email = strategies::email_address();
        email
            .prop_map(|email| NewCustomer::new().with_email(email))
            .boxed()
    }
}

customer_testkit::conformance!(OfKomerza);
