//! KohortPay.

use std::sync::Arc;

use customer_core::ErrorKind::{OutcomeUnknown, Unavailable};
use customer_core::NewCustomer;
use customer_core::Operation::{
    self, BlockCustomer, CreateCustomer, DeleteCustomer, FindCustomersByEmail, GetCustomer,
    ListCustomers, RestoreCustomer, UnblockCustomer,
};
use customer_sandbox::Provider;

use super::adapter::{Adapter, Example};
use crate::failure_matrix::{Class, Outcome, fails, read, write};

pub(super) const ADAPTER: Adapter = Adapter {
    provider: Provider::KOHORTPAY,
    name: "KohortPay",
    capabilities: kohortpay::convert::capabilities,
    prepare: |customer| {
        let capabilities = kohortpay::convert::capabilities();
        Example::from(kohortpay::convert::create_request(&capabilities, customer))
    },
    remark: "",
    customer: |email| NewCustomer::new().with_email(email),
    connect: |sandbox, _, options| {
        let access = sandbox.kohortpay();
        let built = kohortpay::Kohortpay::builder()
            .base_url(&access.base_url)
            .api_key(access.test_key.clone())
            .http_options(options)
            .build();
        Arc::new(built.unwrap_or_else(|error| panic!("{error}")))
    },
    requests: &[
        read(GetCustomer, "GET", "/customers/{id}"),
        read(FindCustomersByEmail, "GET", "/customers"),
        read(ListCustomers, "GET", "/customers"),
        write(CreateCustomer, "POST", "/customers"),
        write(DeleteCustomer, "DELETE", "/customers/{id}"),
        write(RestoreCustomer, "PATCH", "/customers/{id}"),
        write(BlockCustomer, "PATCH", "/customers/{id}/block"),
        write(UnblockCustomer, "PATCH", "/customers/{id}/unblock"),
    ],
    exception,
    contract: Some(include_str!("../../../docs/contracts/kohortpay.json")),
    documented: &[
        ("create", "post", "/customers"),
        ("get", "get", "/customers/{id}"),
        ("list", "get", "/customers"),
        ("update", "patch", "/customers/{id}"),
        ("delete", "delete", "/customers/{id}"),
        ("block", "patch", "/customers/{id}/block"),
        ("unblock", "patch", "/customers/{id}/unblock"),
    ],
};

fn exception(fault: &str, class: Class, _: Operation) -> Option<Outcome> {
    match (fault, class) {
        // Its words are those of an error on its side, of which nothing can be told.
        ("200 that says it failed", Class::Read) => Some(fails(Unavailable).retried()),
        ("200 that says it failed", Class::Write) => Some(fails(OutcomeUnknown)),
        _ => None,
    }
}
