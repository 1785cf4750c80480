//! Commerce Engine.

use commerceengine::{PROVIDER, convert, error, wire};

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
    read::<wire::Envelope<wire::CustomerContent>>(json);
    read::<wire::Envelope<wire::UserContent>>(json);
    read::<wire::Envelope<wire::AddressesContent>>(json);
    read::<wire::CreateCustomer>(json);
    read::<wire::UpdateUser>(json);
    if let Some(record) = read::<wire::CustomerDetail>(json) {
        check_customer(json, &convert::customer_detail(Some("store"), record));
    }
    if let Some(record) = read::<wire::Address>(json) {
        super::migration::address_goes_to_commerceengine(&convert::address(&record));
    }
    if let Some(record) = read::<wire::User>(json) {
        let addresses = read::<wire::Address>(json).map(|record| vec![convert::address(&record)]);
        check_customer(json, &convert::user(None, record, addresses));
    }
}
