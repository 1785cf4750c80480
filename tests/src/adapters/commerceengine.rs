//! Commerce Engine.

use std::sync::Arc;

use customer_core::ErrorKind::{NotFound, RateLimited, Unauthenticated};
use customer_core::Operation::{
    self, AddAddress, CreateCustomer, DeleteCustomer, GetCustomer, ListAddresses, RemoveAddress,
    UpdateAddress, UpdateCustomer,
};
use customer_core::{
    Address, AddressRole, Business, Country, EmailAddress, NewCustomer, PersonName, PhoneNumber,
};
use customer_http::TokenPair;
use customer_sandbox::Provider;

use super::adapter::{Adapter, Example};
use crate::failure_matrix::{Class, Detail, Outcome, fails, read, succeeds, write};

pub(super) const ADAPTER: Adapter = Adapter {
    provider: Provider::COMMERCEENGINE,
    name: "Commerce Engine",
    capabilities: commerceengine::convert::capabilities,
    prepare: |customer| {
        let capabilities = commerceengine::convert::capabilities();
        Example::from(commerceengine::convert::create_request(
            &capabilities,
            customer,
        ))
    },
    remark: "Newer stores register customers with a one-time password, at `POST /auth/register/…`, and may answer \
             404 to `create_customer`. The error is then of the kind *not found*, and its message says why.",
    customer,
    connect: |sandbox, keeper, options| {
        let access = sandbox.commerceengine();
        let pair = keeper
            .pair_or(|| TokenPair::new(access.access_token.clone(), access.refresh_token.clone()));
        let built = commerceengine::CommerceEngine::builder()
            .base_url(&access.base_url)
            .token_pair(pair.access().clone(), pair.refresh().clone())
            .token_store(keeper.clone())
            .http_options(options)
            .build();
        Arc::new(built.unwrap_or_else(|error| panic!("{error}")))
    },
    requests: &[
        read(GetCustomer, "GET", "/auth/user/{id}"),
        read(GetCustomer, "GET", "/customers/{id}/addresses").of(Detail::Addresses),
        read(UpdateCustomer, "GET", "/auth/user/{id}").of(Detail::BusinessBefore),
        read(ListAddresses, "GET", "/customers/{id}/addresses"),
        write(CreateCustomer, "POST", "/customers"),
        write(UpdateCustomer, "PUT", "/auth/user/{id}"),
        write(UpdateCustomer, "PUT", "/customers/{id}").of(Detail::Business),
        write(DeleteCustomer, "DELETE", "/auth/user/{id}"),
        write(AddAddress, "POST", "/customers/{id}/addresses"),
        write(
            UpdateAddress,
            "PUT",
            "/customers/{id}/addresses/{address_id}",
        ),
        write(
            RemoveAddress,
            "DELETE",
            "/customers/{id}/addresses/{address_id}",
        ),
    ],
    exception,
    contract: Some(include_str!("../../../docs/contracts/commerceengine.json")),
    documented: &[
        ("anonymous start", "post", "/auth/anonymous"),
        ("refresh", "post", "/auth/refresh-token"),
        ("create", "post", "/customers"),
        ("update", "put", "/customers/{id}"),
        ("get user", "get", "/auth/user/{id}"),
        ("update user", "put", "/auth/user/{id}"),
        ("delete user", "delete", "/auth/user/{id}"),
        ("deactivate user", "put", "/auth/user/{id}/deactivate"),
        ("list addresses", "get", "/customers/{id}/addresses"),
        ("add address", "post", "/customers/{id}/addresses"),
        (
            "get address",
            "get",
            "/customers/{id}/addresses/{address_id}",
        ),
        (
            "update address",
            "put",
            "/customers/{id}/addresses/{address_id}",
        ),
        (
            "remove address",
            "delete",
            "/customers/{id}/addresses/{address_id}",
        ),
    ],
};

/// With a business, and an address in the one country that it serves.
fn customer(email: EmailAddress) -> NewCustomer {
    let phone = PhoneNumber::parse("+919876543210").ok();
    let country = Country::parse("India").ok();
    let mut address = Address::new()
        .with_lines(["12 Marine Drive"])
        .with_city("Mumbai")
        .with_region("Maharashtra")
        .with_postal_code("400020")
        .with_role(AddressRole::Billing);
    address.country = country;
    let mut customer = NewCustomer::new()
        .with_email(email)
        .with_name(PersonName::new().with_given("Asha").with_family("Rao"))
        .with_business(Business::new().with_name("Rao Traders"))
        .with_address(address);
    customer.phone = phone;
    customer
}

fn exception(fault: &str, class: Class, operation: Operation) -> Option<Outcome> {
    let outcome = match (fault, operation) {
        ("429 after it is carried out", DeleteCustomer | RemoveAddress) => {
            fails(RateLimited).retried().acted().then(Some(NotFound), 1)
        }
        // Its token is renewed, once in a call.
        ("401", _) => fails(Unauthenticated).retried_until(2, 0, 0),
        // It says that it was done, and a change of what exists needs no more than that.
        ("200 that is not UTF-8", operation)
            if class == Class::Write && operation != CreateCustomer =>
        {
            succeeds().acted_times(0)
        }
        // Nothing is documented to be in the response, so nothing has to be in it.
        ("200 without a body", DeleteCustomer | RemoveAddress) => succeeds().acted_times(0),
        _ => return None,
    };
    Some(outcome)
}
