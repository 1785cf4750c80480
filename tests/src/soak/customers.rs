//! The customers that are registered.

use customer_core::{
    Address, AddressRole, Country, EmailAddress, NewCustomer, ParseError, PersonName, PhoneNumber,
};
use customer_sandbox::Provider;

/// No registration is made more often, whatever refuses it.
pub(super) const MOST_TRIES: u32 = 200;

pub(super) fn email_of(number: u32) -> String {
    format!("soak-{number:06}@example.com")
}

pub(super) fn input(provider: Provider, number: u32) -> Result<NewCustomer, ParseError> {
    let email = EmailAddress::parse(&email_of(number))?;
    let customer = NewCustomer::new().with_email(email);
    match provider {
        Provider::KOMERZA => return Ok(customer),
        Provider::KOHORTPAY => {
            return Ok(customer.with_name(PersonName::new().with_given("Asha")));
        }
        _ => {}
    }
    let address = Address::new()
        .with_lines(["12 Marine Drive"])
        .with_city("Mumbai")
        .with_region("Maharashtra")
        .with_postal_code("400020")
        .with_country(Country::parse("India")?)
        .with_role(AddressRole::Billing);
    Ok(customer
        .with_name(PersonName::new().with_given("Asha").with_family("Rao"))
        .with_phone(PhoneNumber::parse("+919876543210")?)
        .with_address(address))
}
