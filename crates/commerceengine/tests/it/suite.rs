//! The conformance suite.

use std::sync::Arc;

use commerceengine::{CommerceEngine, CommerceEngineBuilder, PROVIDER, convert, wire};
use customer_core::adapter::{Checked as _, Record};
use customer_core::{
    Address, AddressId, Customer, CustomerId, CustomerProvider, CustomerUpdate, ErrorKind,
    NewCustomer, Result,
};
use customer_sandbox::Provider;
use customer_testkit::{
    Endpoint, ErrorRow, Fixture, Harness, Outgoing, Part, Setting, StandIn, Unsupported, Variables,
    async_trait,
};
use customer_tests::stand_in::sandboxed;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{ACCESS, CREATE_RESPONSE, ID, KEY, STORE, holdable_customer, whole_address};

struct Engine;

fn of_create() -> Value {
    let envelope: Value = serde_json::from_str(CREATE_RESPONSE).unwrap();
    envelope["content"]["customer_detail"].clone()
}

/// What an address may hold, on newer pages too.
fn an_address() -> Value {
    json!({
        "id": "4", "first_name": "Asha", "last_name": "Rao", "country_code": "+91",
        "phone": "9876543210", "email": "asha@example.com", "address_line1": "a",
        "address_line2": "b", "landmark": "l", "pincode": "400020", "city": "c", "state": "s",
        "country": "India", "tax_identification_number": "GB123456789", "business_name": "b",
        "is_default_billing": true, "is_default_shipping": true, "nickname": "n",
        "is_phone_verified": true, "is_email_verified": true,
    })
}

fn a_user() -> Value {
    json!({
        "id": "1", "first_name": "Asha", "last_name": "Rao", "email": "asha@example.com",
        "is_email_verified": true, "phone": "9876543210", "country_code": "+91",
        "is_phone_verified": true, "profile_image_url": "u", "is_anonymous": false,
        "is_logged_in": true, "login_methods": ["email", "whatsapp"],
        "notification_preferences": {"transactional": {"email": true, "sms": true, "whatsapp": true}},
        "customer_id": "1", "customer_group": {"id": "2", "name": "n", "slug": "s",
            "description": "d", "is_default": true, "active": true},
        "business": {"type": "llp", "name": "n", "metadata": {"name": "n"},
            "registered_address": an_address()},
        "created_at": "2026-01-02T03:04:05Z", "modified_at": "2026-01-02T03:04:05Z",
    })
}

/// As an address of a customer of whom nothing else is known.
fn of_address(record: Record<wire::Address>) -> Customer {
    let id = record.id.filled().unwrap_or_default().to_owned();
    let mut customer = Customer::new(PROVIDER, id);
    customer.addresses = Some(vec![convert::address(&record)]);
    customer.with_native(record)
}

#[async_trait]
impl Harness for Engine {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        let builder = CommerceEngine::builder()
            .base_url(endpoint.base_url())
            .store_id(STORE)
            .access_token(ACCESS.to_owned())
            .api_key(KEY.to_owned())
            .http_options(endpoint.http_options());
        Arc::new(builder.build().unwrap())
    }

    async fn stand_in(&self) -> Option<Box<dyn StandIn>> {
        sandboxed(Provider::COMMERCEENGINE, |sandbox, endpoint| {
            let access = sandbox.commerceengine();
            let builder = CommerceEngine::builder()
                .base_url(&access.base_url)
                .access_token(access.access_token.clone())
                .http_options(endpoint.http_options());
            Arc::new(builder.build().unwrap())
        })
        .await
    }

    fn unsupported(&self) -> Vec<Unsupported> {
        let no_list = "the storefront documents no listing of customers";
        vec![
            Unsupported::part(Part::Pages, no_list),
            Unsupported::part(Part::OtherAccount, no_list),
        ]
    }

    fn create_request(&self, customer: &NewCustomer) -> Option<Outgoing> {
        let prepared = convert::create_request(&convert::capabilities(), customer);
        Some(Outgoing::new(&prepared))
    }

    fn update_request(&self, update: &CustomerUpdate) -> Option<Outgoing> {
        let prepared = convert::update_request(&convert::capabilities(), update);
        Some(Outgoing::of(&prepared, |request| {
            let user = request.user.clone().unwrap_or_default();
            (serde_json::to_string(&user).unwrap(), user.problems())
        }))
    }

    fn address_request(&self, address: &Address) -> Option<Outgoing> {
        let prepared = convert::add_address_request(&convert::capabilities(), address);
        Some(Outgoing::new(&prepared))
    }

    fn records(&self) -> Vec<Fixture> {
        let detail = |record| convert::customer_detail(Some(STORE), record);
        let user = |record| convert::user(Some(STORE), record, None);
        vec![
            Fixture::wire::<wire::CustomerDetail>(
                "what a create returns",
                of_create().to_string(),
                detail,
            )
            .created(|record| {
                format!(r#"{{"success":true,"content":{{"customer_detail":{record}}}}}"#)
            }),
            Fixture::wire::<wire::User>("a user", a_user().to_string(), user)
                .with_closed(&["metadata"])
                .with_free(|path| path.starts_with("business.metadata")),
        ]
    }

    fn errors(&self) -> Vec<ErrorRow> {
        use ErrorKind as Kind;
        let row = |status, code: &str, kind| {
            let body = json!({"message": "No.", "success": false, "code": code, "errors": {}});
            ErrorRow::new(status, body.to_string(), kind).with_code(code)
        };
        let failed = |status| row(status, "new", Kind::Unavailable).for_write(Kind::OutcomeUnknown);
        vec![
            row(401, "unauthorized", Kind::Unauthenticated),
            row(200, "unauthorized", Kind::Unauthenticated),
            row(401, "new", Kind::Unauthenticated),
            row(400, "new", Kind::InvalidInput),
            row(403, "new", Kind::PermissionDenied),
            row(404, "new", Kind::NotFound),
            row(409, "new", Kind::AlreadyExists),
            row(422, "new", Kind::InvalidInput),
            row(429, "new", Kind::RateLimited),
            row(418, "new", Kind::Rejected),
            row(200, "new", Kind::Rejected),
            failed(500),
            failed(502),
            failed(503),
        ]
    }

    fn unknown_id(&self) -> CustomerId {
        CustomerId::new(ID)
    }

    fn unknown_address_id(&self) -> AddressId {
        AddressId::new("01K0TESTADDRESS00000000001")
    }

    fn secrets(&self) -> Vec<String> {
        vec![ACCESS.to_owned(), KEY.to_owned()]
    }

    fn settings(&self) -> Vec<Setting> {
        vec![
            Setting::optional("COMMERCEENGINE_STORE_ID", STORE),
            Setting::required("COMMERCEENGINE_ACCESS_TOKEN", ACCESS),
            Setting::optional("COMMERCEENGINE_BASE_URL", "https://api.example.com/s"),
        ]
    }

    fn build(&self, variable: Variables<'_>) -> Option<Result<Arc<dyn CustomerProvider>>> {
        let built = CommerceEngineBuilder::from_variables(variable).build();
        Some(built.map(|built| Arc::new(built) as Arc<dyn CustomerProvider>))
    }

    fn customers(&self) -> BoxedStrategy<NewCustomer> {
        holdable_customer().boxed()
    }

    fn addresses(&self) -> BoxedStrategy<Address> {
        whole_address().boxed()
    }
}

customer_testkit::conformance!(Engine);

/// An address that came by itself is read as leniently as one in a record.
struct AddressAlone;

impl Harness for AddressAlone {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        Engine.connect(endpoint)
    }

    fn records(&self) -> Vec<Fixture> {
        vec![Fixture::wire("an address", an_address().to_string(), of_address).with_required(&[])]
    }
}

#[test]
fn one_unreadable_member_of_an_address_loses_nothing_else() {
    use customer_testkit::laws::reading;
    for law in [
        reading::a_documented_record_is_read_whole,
        reading::any_json_is_read_or_refused,
        reading::one_unreadable_member_loses_nothing_else,
        reading::a_record_is_written_back_as_it_came,
    ] {
        law(&AddressAlone).unwrap();
    }
}
