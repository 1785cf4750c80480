//! What holds of every adapter: of the records it reads, the errors it tells and the requests it makes.

pub(crate) mod commerceengine;
mod kept;
pub(crate) mod kohortpay;
pub(crate) mod komerza;
mod migration;
mod writes;

use std::fmt::Debug;

use customer_core::{Customer, Record};
use customer_http::{ProviderFailure, Response};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

pub(crate) use migration::{every_adapter_blocks, every_adapter_changes, every_adapter_takes};

use crate::http::check_error;
use crate::privacy::assert_hidden;

/// Reads a record, if the JSON is one. What it says is all written again, and nothing else.
pub(crate) fn read<T>(json: &str) -> Option<Record<T>>
where
    T: DeserializeOwned + Serialize + Debug,
{
    let typed: T = serde_json::from_str(json).ok()?;
    let written = serde_json::to_string(&typed).unwrap();
    let again: T = serde_json::from_str(&written).unwrap();
    // A number beyond a float is kept as its text, and has no value to be compared by.
    if let Ok(before) = serde_json::from_str::<Value>(json) {
        let after: Value = serde_json::from_str(&written).unwrap();
        kept::assert_kept(&before, &after);
        let twice: Value = serde_json::from_str(&serde_json::to_string(&again).unwrap()).unwrap();
        kept::assert_kept(&after, &twice);
        kept::assert_kept(&twice, &after);
    }
    let raw: Box<RawValue> = serde_json::from_str(json).ok()?;
    Some(Record::new(typed, raw))
}

/// Reads what is sent, if the JSON is one: such a type has no place for what it does not know.
pub(crate) fn read_request<T: DeserializeOwned + Serialize>(json: &str) {
    let Ok(typed) = serde_json::from_str::<T>(json) else {
        return;
    };
    let written = serde_json::to_string(&typed).unwrap();
    let again: T = serde_json::from_str(&written).unwrap();
    let twice: Value = serde_json::from_str(&serde_json::to_string(&again).unwrap()).unwrap();
    let written: Value = serde_json::from_str(&written).unwrap();
    kept::assert_kept(&written, &twice);
    kept::assert_kept(&twice, &written);
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

    let shown = format!("{customer:?}");
    let addresses = || customer.addresses.iter().flatten();
    let emails = customer
        .email
        .iter()
        .chain(addresses().filter_map(|one| one.email.as_ref()));
    let phones = customer
        .phone
        .iter()
        .chain(addresses().filter_map(|one| one.phone.as_ref()));
    // Where the provider prints the same text as an id, too, it is shown as the id that it is.
    let once = |text: &str| record.matches(text).count() <= 1 && !record.contains('\\');
    assert_hidden(
        &shown,
        emails.filter(|email| once(email.as_str())),
        phones.filter(|phone| once(phone.national_number().unwrap_or_default())),
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

/// What holds of every answer that an adapter's error decoder sees.
pub(crate) fn check_failure(response: &Response, decode: fn(&Response) -> Option<ProviderFailure>) {
    let Some(failure) = decode(response) else {
        return;
    };
    crate::privacy::assert_private(&format!("{failure:?}"));
    let error = response.failure(failure);
    check_error(response, &error);
}
