//! Komerza.

use komerza::{PROVIDER, convert, error, wire};

use super::{check_customer, check_failure, read};
use crate::http;

const STORE: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

pub(crate) fn check(data: &[u8]) {
    let Some(response) = http::response(PROVIDER, data) else {
        return;
    };
    check_failure(&response, error::decode);
    let Ok(json) = std::str::from_utf8(response.body()) else {
        return;
    };
    read::<wire::Envelope<wire::Customer>>(json);
    read::<wire::Envelope<wire::PublicCustomer>>(json);
    read::<wire::PageEnvelope<wire::PublicCustomerReference>>(json);
    read::<wire::CreateCustomer>(json);
    read::<wire::SetBalance>(json);
    read::<wire::BlockCustomer>(json);
    if let Some(record) = read::<wire::Customer>(json) {
        check_customer(json, &convert::created_customer(&STORE.into(), record));
    }
    if let Some(record) = read::<wire::PublicCustomer>(json) {
        check_customer(json, &convert::public_customer(&STORE.into(), record));
    }
    if let Some(record) = read::<wire::PublicCustomerReference>(json) {
        check_customer(json, &convert::listed_customer(&STORE.into(), record));
    }
}
