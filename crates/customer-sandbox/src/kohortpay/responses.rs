//! Response bodies, as KohortPay spells them.

use serde::Serialize;
use serde_json::value::RawValue;

use super::records::{ORGANIZATION, Record, USER};
use crate::http::response::raw_json;

/// A customer: every documented field is there, null where there is nothing.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer<'a> {
    id: &'a str,
    email_address: &'a str,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    phone_number: Option<&'a str>,
    livemode: bool,
    is_blocked: bool,
    organization_id: &'a str,
    address_id: Option<&'a str>,
    shipping_address_id: Option<&'a str>,
    metadata: Option<Box<RawValue>>,
    created_at: &'a str,
    created_by: &'a str,
    updated_at: &'a str,
    updated_by: &'a str,
    blocked_at: Option<&'a str>,
    blocked_by: Option<&'a str>,
    deleted_at: Option<&'a str>,
}

impl<'a> Customer<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        Self {
            id: &record.id,
            email_address: &record.email,
            first_name: record.first_name.as_deref(),
            last_name: record.last_name.as_deref(),
            phone_number: record.phone.as_deref(),
            livemode: record.livemode,
            is_blocked: record.blocked_at.is_some(),
            organization_id: ORGANIZATION,
            address_id: record.address.as_ref().map(|stored| stored.id.as_str()),
            shipping_address_id: record
                .shipping_address
                .as_ref()
                .map(|stored| stored.id.as_str()),
            metadata: record.metadata.as_deref().map(raw_json),
            created_at: &record.created_at,
            created_by: USER,
            updated_at: &record.updated_at,
            updated_by: &record.updated_by,
            blocked_at: record.blocked_at.as_deref(),
            blocked_by: record.blocked_at.as_ref().map(|_| USER),
            deleted_at: record.deleted_at.as_deref(),
        }
    }
}
