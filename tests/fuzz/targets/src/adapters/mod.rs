//! What holds of every adapter: of the records it reads, the errors it tells and the requests it makes.

pub(crate) mod commerceengine;
pub(crate) mod kohortpay;
pub(crate) mod komerza;
mod migration;
mod writes;

use std::fmt::Debug;

use customer_core::adapter::{Record, WireValue};
use customer_core::{Customer, EmailAddress, PersonName, PhoneNumber};
use customer_http::{ProviderFailure, Response};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

pub(crate) use migration::{every_adapter_blocks, every_adapter_changes, every_adapter_takes};

use crate::http::check_error;

/// Reads a record, if there is one in the JSON. What it says is all written again, and nothing else:
/// null as null, and what cannot be read to the letter.
pub(crate) fn read<T>(json: &str) -> Option<Record<T>>
where
    T: WireValue + DeserializeOwned + Debug + PartialEq,
{
    let raw: Box<RawValue> = serde_json::from_str(json).ok()?;
    let strict = serde_json::from_str::<T>(json).ok();
    let typed = T::read(&raw, &mut Vec::new()).ok();
    if let Some(strict) = &strict {
        assert_eq!(
            typed.as_ref(),
            Some(strict),
            "the two ways of reading agree"
        );
        let written = serde_json::to_string(strict).unwrap();
        assert_eq!(
            serde_json::from_str::<T>(&written).ok().as_ref(),
            Some(strict)
        );
        // A number beyond a float is kept as its text, and has no value to be compared by.
        if let Ok(before) = serde_json::from_str::<Value>(json) {
            let after: Value = serde_json::from_str(&written).unwrap();
            assert_eq!(before, after);
        }
    }
    Some(Record::new(typed?, raw))
}

/// What holds of every customer that an adapter made of a record.
pub(crate) fn check_customer(record: &str, customer: &Customer) {
    assert_eq!(
        customer.native_json(),
        Some(record.trim_matches([' ', '\t', '\n', '\r']))
    );
    let json = serde_json::to_string(customer).unwrap();
    let read: Customer = serde_json::from_str(&json).unwrap();
    assert_eq!(&read, customer);

    assert_eq!(
        format!("{customer:?}"),
        format!("{:?}", of_somebody_else(customer)),
        "Debug does not depend on whom it is about"
    );

    let values = customer.values();
    let new = customer.to_new_customer();
    let given = new.values();
    for (path, value) in &given {
        // An address that is left out moves those after it.
        if path.address_index().is_none() {
            assert!(values.contains(&(path.clone(), value.clone())), "{path}");
        }
    }
    every_adapter_takes(&new);
}

/// The same record, and another person.
fn of_somebody_else(customer: &Customer) -> Customer {
    let other = |text: &mut Option<String>| {
        if let Some(text) = text {
            text.push('x');
        }
    };
    let other_email = |email: &mut Option<EmailAddress>| {
        *email = email.take().map(|_| EmailAddress::lenient("x@example.org"));
    };
    let other_phone = |phone: &mut Option<PhoneNumber>| {
        *phone = phone.take().map(|_| PhoneNumber::lenient("+4930123456"));
    };
    let other_name = |name: &mut Option<PersonName>| {
        if let Some(name) = name {
            other(&mut name.given);
            other(&mut name.family);
        }
    };
    let mut customer = customer.clone();
    other_email(&mut customer.email);
    other_phone(&mut customer.phone);
    other_name(&mut customer.name);
    other(&mut customer.reference);
    for address in customer.addresses.iter_mut().flatten() {
        other_email(&mut address.email);
        other_phone(&mut address.phone);
        other_name(&mut address.name);
        for line in &mut address.lines {
            line.push('x');
        }
        for part in [
            &mut address.company,
            &mut address.landmark,
            &mut address.city,
            &mut address.region,
            &mut address.postal_code,
            &mut address.label,
        ] {
            other(part);
        }
    }
    customer
}

/// What holds of every answer that an adapter's error decoder sees.
pub(crate) fn check_failure(response: &Response, decode: fn(&Response) -> Option<ProviderFailure>) {
    let Some(failure) = decode(response) else {
        return;
    };
    crate::privacy::assert_private(&format!("{failure:?}"));
    let error = response.failure(failure);
    check_error(response, &error);
}
