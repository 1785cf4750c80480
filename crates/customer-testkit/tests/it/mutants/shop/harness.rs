//! What the suite has to be told of the shop.

use std::sync::Arc;

use customer_core::{
    Address, BlockRequest, CustomerProvider, CustomerUpdate, ErrorKind, NewCustomer, PersonName,
    strategies,
};
use customer_testkit::{
    Endpoint, ErrorRow, Fixture, Harness, MakePage, Outgoing, Part, StandIn, Unsupported,
    async_trait, record,
};
use proptest::prelude::*;
use serde_json::json;

use super::convert;
use super::provider::{Shop, of_text};
use super::slip::Slip;
use super::stand_in::ShopStandIn;
use super::wire;

pub(super) const KEY: &str = "shop-secret-key-3141592653";
pub(super) const ACCOUNT: &str = "pune";

/// Names that the shop takes.
const NAME: &str = "[A-Za-z]{1,15}";

/// The shop's adapter, right or with one fault.
pub(crate) struct ShopHarness(pub(crate) Slip, pub(crate) u32);

const RECORD: &str = r#"{
    "id": "c-17", "email": "asha.rao@example.com", "phone": "+919876543210", "first_name": "Ashalata", "last_name": "Raghunathan",
    "language": "mr", "metadata": {"tier": "gold", "visits": 3}, "credit": 12.50, "state": "blocked", "block_reason": "chargebacks",
    "created_at": "2026-01-02T03:04:05.678Z", "updated_at": "2026-02-03T04:05:06.789Z"
}"#;

#[async_trait]
impl Harness for ShopHarness {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        let options = endpoint.http_options();
        Arc::new(Shop::new(
            endpoint.base_url(),
            ACCOUNT,
            KEY,
            options,
            self.0,
        ))
    }

    fn connect_as_another(&self, endpoint: &Endpoint) -> Option<Arc<dyn CustomerProvider>> {
        let options = endpoint.http_options();
        Some(Arc::new(Shop::new(
            endpoint.base_url(),
            "delhi",
            KEY,
            options,
            self.0,
        )))
    }

    fn effort(&self) -> u32 {
        self.1
    }

    async fn stand_in(&self) -> Option<Box<dyn StandIn>> {
        Some(Box::new(ShopStandIn::start(self.0).await))
    }

    fn create_request(&self, customer: &NewCustomer) -> Option<Outgoing> {
        let capabilities = convert::capabilities(self.0);
        Some(Outgoing::new(&convert::create_request(
            &capabilities,
            customer,
            self.0,
        )))
    }

    fn update_request(&self, update: &CustomerUpdate) -> Option<Outgoing> {
        let capabilities = convert::capabilities(self.0);
        Some(Outgoing::new(&convert::update_request(
            &capabilities,
            update,
            self.0,
        )))
    }

    fn address_request(&self, address: &Address) -> Option<Outgoing> {
        let capabilities = convert::capabilities(self.0);
        Some(Outgoing::new(&convert::address_request(
            &capabilities,
            address,
            self.0,
        )))
    }

    fn block_request(&self, block: &BlockRequest) -> Option<Outgoing> {
        let capabilities = convert::capabilities(self.0);
        Some(Outgoing::new(&convert::block_request(
            &capabilities,
            block,
            self.0,
        )))
    }

    fn records(&self) -> Vec<Fixture> {
        let slip = self.0;
        let fixture = match slip {
            Slip::StrictRecord | Slip::EmptyId | Slip::PanicsOnOddJson | Slip::NeedsState => {
                Fixture::new("customer", RECORD, move |json| {
                    of_text(json, ACCOUNT, slip, || record::<wire::Customer>(json))
                })
            }
            Slip::FloatCredit => Fixture::wire("customer", RECORD, move |record| {
                convert::customer::<wire::Floating>(record, ACCOUNT, slip)
            }),
            Slip::UnknownMembersDropped => Fixture::wire("customer", RECORD, move |record| {
                convert::customer::<wire::Forgetful>(record, ACCOUNT, slip)
            }),
            _ => Fixture::wire("customer", RECORD, move |record| {
                convert::customer::<wire::Customer>(record, ACCOUNT, slip)
            }),
        };
        let is_free = |path: &str| path.starts_with("metadata.");
        vec![
            fixture
                .with_closed(&["metadata"])
                .with_free(is_free)
                .listed()
                .created(str::to_owned),
        ]
    }

    fn errors(&self) -> Vec<ErrorRow> {
        let row = |status, code: &str, kind| {
            let body = json!({ "error": { "code": code, "message": "no" } });
            ErrorRow::new(status, body.to_string(), kind).with_code(code)
        };
        vec![
            row(401, "bad_key", ErrorKind::Unauthenticated),
            row(403, "forbidden", ErrorKind::PermissionDenied),
            row(404, "not_found", ErrorKind::NotFound),
            row(422, "email_taken", ErrorKind::AlreadyExists),
            row(422, "invalid", ErrorKind::InvalidInput),
            row(429, "slow_down", ErrorKind::RateLimited),
            row(503, "maintenance", ErrorKind::Unavailable),
            row(500, "internal", ErrorKind::Unavailable).for_write(ErrorKind::OutcomeUnknown),
        ]
    }

    fn page(&self) -> Option<MakePage> {
        Some(|request, records| {
            let after = request.query("after");
            let start = after.and_then(|after| {
                let id = format!("\"id\":\"{after}\"");
                records.iter().position(|record| record.contains(&id))
            });
            let start = start.map_or(0, |at| at + 1);
            let limit = request.number("limit").unwrap_or(50);
            let end = records.len().min(start + limit);
            let page = records[start..end].join(",");
            let has_more = end < records.len();
            format!("{{\"customers\":[{page}],\"has_more\":{has_more}}}")
        })
    }

    /// Whatever a preview says, they are held.
    fn customers(&self) -> BoxedStrategy<NewCustomer> {
        (
            strategies::email_address(),
            strategies::phone_number(),
            NAME,
        )
            .prop_map(|(email, phone, name)| {
                NewCustomer::new()
                    .with_email(email)
                    .with_phone(phone)
                    .with_name(PersonName::new().with_given(name))
            })
            .boxed()
    }

    fn updates(&self) -> BoxedStrategy<CustomerUpdate> {
        (strategies::patch(strategies::phone_number()), NAME)
            .prop_map(|(phone, name)| {
                let update = CustomerUpdate::new().with_phone(phone);
                update.with_family_name(name)
            })
            .boxed()
    }

    fn unsupported(&self) -> Vec<Unsupported> {
        let no_clock = "its records bear the times of this machine";
        let mut unsupported = vec![
            Unsupported::part(Part::Settings, "a shop of tests reads no environment"),
            Unsupported::part(Part::Clock, no_clock),
        ];
        if self.0 == Slip::ListsWhatIsThere {
            unsupported.push(Unsupported::part(Part::Errors, "it documents none"));
        }
        unsupported
    }

    fn secrets(&self) -> Vec<String> {
        vec![KEY.to_owned()]
    }
}
