//! KohortPay.

use kohortpay::{PROVIDER, convert, error, wire};

use super::{check_customer, check_failure, read};
use crate::http;

pub(crate) fn check(data: &[u8]) {
    let Some(response) = http::response(PROVIDER, data) else {
        return;
    };
    check_failure(&response, error::decode);
    let Ok(json) = std::str::from_utf8(response.body()) else {
        return;
    };
    read::<wire::CustomerList>(json);
    read::<wire::ErrorEnvelope>(json);
    read::<wire::CreateCustomer>(json);
    read::<wire::UpdateCustomer>(json);
    if let Some(record) = read::<wire::Customer>(json) {
        check_customer(json, &convert::customer(record));
    }
}
