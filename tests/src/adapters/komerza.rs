//! Komerza.

use std::sync::Arc;

use customer_core::ErrorKind::{AlreadyExists, OutcomeUnknown, RateLimited, Unavailable};
use customer_core::NewCustomer;
use customer_core::Operation::{
    self, BlockCustomer, CreateCustomer, FindCustomersByEmail, GetCustomer, ListCustomers,
    UnblockCustomer,
};
use customer_sandbox::Provider;

use super::adapter::{Adapter, Example};
use crate::failure_matrix::{Class, Outcome, fails, read, succeeds, write};

pub(super) const ADAPTER: Adapter = Adapter {
    provider: Provider::KOMERZA,
    name: "Komerza",
    capabilities: komerza::convert::capabilities,
    prepare: |customer| {
        let capabilities = komerza::convert::capabilities();
        Example::from(komerza::convert::create_request(&capabilities, customer))
    },
    remark: "",
    customer: |email| NewCustomer::new().with_email(email),
    connect: |sandbox, _, options| {
        let access = sandbox.komerza();
        let built = komerza::Komerza::builder()
            .base_url(&access.base_url)
            .store_id(&access.store_id)
            .api_key(access.api_key.clone())
            .http_options(options)
            .build();
        Arc::new(built.unwrap_or_else(|error| panic!("{error}")))
    },
    requests: &[
        read(
            GetCustomer,
            "GET",
            "/stores/{storeId}/customers/{customerId}",
        ),
        read(
            FindCustomersByEmail,
            "GET",
            "/stores/{storeId}/customers/{email}/email",
        ),
        read(ListCustomers, "GET", "/stores/{storeId}/customers"),
        write(CreateCustomer, "POST", "/stores/{storeId}/customers"),
        write(
            BlockCustomer,
            "POST",
            "/stores/{storeId}/blacklist/customers/{customerId}/block",
        ),
        write(
            UnblockCustomer,
            "POST",
            "/stores/{storeId}/blacklist/customers/{customerId}/unblock",
        ),
    ],
    exception,
    contract: Some(include_str!("../../../docs/contracts/komerza.json")),
    documented: &[
        ("create", "post", "/stores/{storeId}/customers"),
        ("get", "get", "/stores/{storeId}/customers/{customerId}"),
        (
            "find by e-mail",
            "get",
            "/stores/{storeId}/customers/{email}/email",
        ),
        ("list", "get", "/stores/{storeId}/customers"),
        (
            "search",
            "get",
            "/stores/{storeId}/customers/search/{query}",
        ),
        (
            "filter counts",
            "get",
            "/stores/{storeId}/customers/filters",
        ),
        (
            "set balance",
            "patch",
            "/stores/{storeId}/customers/{customerId}/balance",
        ),
        (
            "block",
            "post",
            "/stores/{storeId}/blacklist/customers/{customerId}/block",
        ),
        (
            "unblock",
            "post",
            "/stores/{storeId}/blacklist/customers/{customerId}/unblock",
        ),
        (
            "IP rules",
            "get",
            "/stores/{storeId}/blacklist/customers/{customerId}/ipRules",
        ),
    ],
};

fn exception(fault: &str, class: Class, operation: Operation) -> Option<Outcome> {
    let outcome = match (fault, operation) {
        // Its limiter holds up all calls for a period of its bucket, 2 s, after a 429 that asks for nothing.
        ("429", _) => fails(RateLimited).retried_until(4, 2000, 6000),
        ("429 after it is carried out", CreateCustomer) => fails(RateLimited)
            .retried_until(4, 2000, 6000)
            .acted()
            .then(Some(AlreadyExists), 1),
        ("429 after it is carried out", _) => {
            fails(RateLimited).retried_until(4, 2000, 6000).acted()
        }
        // That is how it says that there is no such customer.
        ("404", FindCustomersByEmail) => succeeds(),
        // Its words are those of an error on its side, of which nothing can be told.
        ("200 that says it failed", _) => match class {
            Class::Read => fails(Unavailable).retried(),
            Class::Write => fails(OutcomeUnknown),
        },
        // Nothing is documented to be in the response, so nothing has to be in it.
        ("200 that is not UTF-8" | "200 without a body", BlockCustomer | UnblockCustomer) => {
            succeeds().acted_times(0)
        }
        _ => return None,
    };
    Some(outcome)
}
