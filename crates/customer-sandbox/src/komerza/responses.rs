//! Response bodies, as Komerza spells them.

use std::collections::BTreeMap;

use axum::response::Response;
use hyper::StatusCode;
use serde::Serialize;
use serde_json::value::RawValue;

use super::records::{Affiliate, Record};
use crate::access::KOMERZA_STORE_ID;
use crate::http::response::{self, raw_json};
use crate::reading::Reading;

/// One object.
#[derive(Debug, Serialize)]
pub(super) struct Envelope<T> {
    success: bool,
    message: Option<&'static str>,
    code: Option<&'static str>,
    data: T,
}

impl<T> Envelope<T> {
    pub(super) fn of(data: T) -> Self {
        Self {
            success: true,
            message: None,
            code: None,
            data,
        }
    }
}

/// A success whose `data` is null.
pub(super) fn empty_response() -> Response {
    response::json(StatusCode::OK, &Envelope::of(()))
}

/// A list that is always empty in the sandbox.
type Empty = [(); 0];

/// What create returns.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Customer<'a> {
    #[serde(flatten)]
    identity: Identity<'a>,
    store_data: [StoreData<'a>; 1],
}

#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Identity<'a> {
    id: &'a str,
    date_created: &'a str,
    email_address: &'a str,
    ip_address: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct StoreData<'a> {
    id: &'a str,
    date_created: &'a str,
    balance: Box<RawValue>,
    external_integrations: Empty,
    tickets: Empty,
    subscriptions: Empty,
    gateway_customer_ids: BTreeMap<&'a str, &'a str>,
    store_id: &'a str,
    customer_id: &'a str,
    customer: Identity<'a>,
    is_blocked: bool,
    ip_address: &'a str,
    affiliate: Option<()>,
    stripe_customer_id: Option<&'a str>,
    mollie_customer_id: Option<&'a str>,
    marketing_options: Option<()>,
    blocked_note: Option<&'a str>,
    blocked_at: Option<&'a str>,
}

impl<'a> Customer<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        let identity = Identity {
            id: &record.id,
            date_created: &record.date_created,
            email_address: &record.email,
            ip_address: &record.ip_address,
        };
        Self {
            identity,
            store_data: [StoreData {
                id: &record.store_data_id,
                date_created: &record.date_created,
                balance: raw_json(&record.balance),
                external_integrations: [],
                tickets: [],
                subscriptions: [],
                gateway_customer_ids: BTreeMap::new(),
                store_id: KOMERZA_STORE_ID,
                customer_id: &record.id,
                customer: identity,
                is_blocked: record.is_blocked,
                ip_address: &record.ip_address,
                affiliate: None,
                stripe_customer_id: record.stripe_customer_id.as_deref(),
                mollie_customer_id: None,
                marketing_options: None,
                blocked_note: record.blocked_note.as_deref(),
                blocked_at: record.blocked_at.as_deref(),
            }],
        }
    }
}

/// What get and find return.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublicCustomer<'a> {
    id: &'a str,
    date_created: &'a str,
    email_address: &'a str,
    status: &'static str,
    total_spend: u32,
    average_spend: u32,
    total_orders: u32,
    ip_address: &'a str,
    balance: Box<RawValue>,
    external_integrations: BTreeMap<&'a str, &'a str>,
    tickets: Empty,
    /// On an older page alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    subscriptions: Option<Empty>,
    affiliate: Option<PublicAffiliate<'a>>,
    #[serde(flatten)]
    block: Option<Block<'a>>,
}

/// Whether a customer is blocked: not on an older page.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Block<'a> {
    is_blocked: bool,
    blocked_note: Option<&'a str>,
    blocked_at: Option<&'a str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct PublicAffiliate<'a> {
    id: &'a str,
    date_created: &'a str,
    is_enabled: bool,
    link: &'a str,
    balance: u32,
    return_percentage: Option<u32>,
    percentage_off: Option<u32>,
}

/// There are no orders in the sandbox.
const STATUS: &str = "New";

impl<'a> PublicCustomer<'a> {
    pub(super) fn of(record: &'a Record, reading: Reading) -> Self {
        let affiliate = |affiliate: &'a Affiliate| PublicAffiliate {
            id: &affiliate.id,
            date_created: &record.date_created,
            is_enabled: true,
            link: &affiliate.code,
            balance: 0,
            return_percentage: None,
            percentage_off: None,
        };
        Self {
            id: &record.id,
            date_created: &record.date_created,
            email_address: &record.email,
            status: STATUS,
            total_spend: 0,
            average_spend: 0,
            total_orders: 0,
            ip_address: &record.ip_address,
            balance: raw_json(&record.balance),
            external_integrations: BTreeMap::new(),
            tickets: [],
            subscriptions: (reading != Reading::Newer).then_some([]),
            affiliate: record.affiliate.as_ref().map(affiliate),
            block: (reading != Reading::Reference).then_some(Block {
                is_blocked: record.is_blocked,
                blocked_note: record.blocked_note.as_deref(),
                blocked_at: record.blocked_at.as_deref(),
            }),
        }
    }
}

/// What a listing holds of a customer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PublicCustomerReference<'a> {
    id: &'a str,
    date_created: &'a str,
    email_address: &'a str,
    status: &'static str,
    is_affiliate: bool,
    total_spend: u32,
    average_spend: u32,
    total_orders: u32,
    /// Not on an older page.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_blocked: Option<bool>,
}

impl<'a> PublicCustomerReference<'a> {
    pub(super) fn of(record: &'a Record, reading: Reading) -> Self {
        Self {
            id: &record.id,
            date_created: &record.date_created,
            email_address: &record.email,
            status: STATUS,
            is_affiliate: record.affiliate.is_some(),
            total_spend: 0,
            average_spend: 0,
            total_orders: 0,
            is_blocked: (reading != Reading::Reference).then_some(record.is_blocked),
        }
    }
}

/// A page, and how many there are in all.
#[derive(Debug, Serialize)]
pub(super) struct Page<'a> {
    success: bool,
    pages: u64,
    data: Vec<PublicCustomerReference<'a>>,
}

impl<'a> Page<'a> {
    pub(super) fn of(pages: u64, data: Vec<PublicCustomerReference<'a>>) -> Self {
        Self {
            success: true,
            pages,
            data,
        }
    }
}
