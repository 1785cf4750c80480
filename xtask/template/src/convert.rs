//! {=title=}'s records to and from the domain: pure functions, where the fate of each field is decided.

use customer_core::adapter::{Answers, FieldFates, Prepared, Private, Record};
use customer_core::{
    Capabilities, Customer, EmailAddress, EmailUniqueness, Field, FieldCapability, Lookup,
    NewCustomer, Operation, ProviderName,
};

use crate::wire;

/// This provider's name.
pub const PROVIDER: ProviderName = ProviderName::from_static("{=name=}");

/// What {=title=} can do. Claim only what `provider.rs` implements and the documentation says.
///
/// TO WRITE: the other operations and fields; how a create is looked up (by e-mail where addresses can be searched
/// for, by idempotency key, or not at all); whether two customers may have one e-mail address.
pub fn capabilities() -> Capabilities {
    Capabilities::new()
        .with_native(Operation::CreateCustomer)
        .with_native(Operation::GetCustomer)
//% if paging != "none"
        .with_native(Operation::ListCustomers)
//% endif
        .with_lookup(Lookup::None)
        .with_email_uniqueness(EmailUniqueness::NotDocumented)
        .with_fields([FieldCapability::new(Field::Email)
            .on_create()
            .readable()
            .with_wire("email")])
}

/// The request that registers a customer, and what it does with each field.
///
/// TO WRITE: each field that has a place. A field that the capabilities do not list is *unrepresentable* already; say
/// `fates.alter(…)` where a value changes its form on the way, and `fates.lose(…)` where it has no place after all.
pub fn create_request(
    capabilities: &Capabilities,
    customer: &NewCustomer,
) -> Prepared<wire::CreateCustomer> {
    let fates = FieldFates::for_create(capabilities, customer);
    let email = customer.email.as_ref().map(|email| Private::from(email.as_str()));
    let request = wire::CreateCustomer {
        email: fates.held(Field::Email, email).into(),
        ..wire::CreateCustomer::new()
    };
    Prepared::new(Some(request), fates.finish())
}

/// The customer that any endpoint returned. `None` means that the provider did not say.
///
/// TO WRITE: each field that comes back.
pub fn customer(record: Record<wire::Customer>) -> Customer {
//% if id_style == "number"
    let mut customer = Customer::new(PROVIDER, record.id.to_string());
//% else
    let mut customer = Customer::new(PROVIDER, record.id.as_str());
//% endif
    customer.email = record.email.filled().map(EmailAddress::lenient);
    customer.created = record.created_at.instant();
    customer.with_native(record).with_answers(answers)
}

/// The members that hold what is written: the report of a write is compared with them.
fn answers(customer: &Customer) -> Answers {
    let Some(record) = customer.native::<wire::Customer>() else {
        return Answers::new();
    };
    Answers::new().with(Field::Email, &record.email)
}
