//! Response bodies, as Commerce Engine spells them.

use std::collections::BTreeMap;

use axum::response::Response;
use hyper::StatusCode;
use serde::Serialize;

use super::address_records;
use super::records::{self, LoginMethod, Notifications, Record};
use crate::http::response;
use crate::reading::Reading;

/// `{ message, success, content }`
#[derive(Debug, Serialize)]
pub(super) struct Envelope<'a, T: ?Sized> {
    message: &'a str,
    success: bool,
    content: &'a T,
}

impl<T: Serialize + ?Sized> Envelope<'_, T> {
    /// A success.
    pub(super) fn of(message: &str, content: &T) -> Response {
        response::json(
            StatusCode::OK,
            &Envelope {
                message,
                success: true,
                content,
            },
        )
    }
}

/// What newer clients read in a success without content.
#[derive(Clone, Copy, Debug)]
pub(super) enum NoContent {
    /// `"content": {}`
    EmptyObject,
    /// No `content`.
    Missing,
}

/// `{ message, success }`
#[derive(Debug, Serialize)]
struct BareEnvelope<'a> {
    message: &'a str,
    success: bool,
}

#[derive(Debug, Serialize)]
struct EmptyObject {}

/// A success without content: null in the reference's reading, `newer` in that of newer clients.
pub(super) fn empty_response(reading: Reading, message: &str, newer: NoContent) -> Response {
    match (reading, newer) {
        (Reading::Both | Reading::Reference, _) => Envelope::of(message, &()),
        (Reading::Newer, NoContent::EmptyObject) => Envelope::of(message, &EmptyObject {}),
        (Reading::Newer, NoContent::Missing) => {
            let success = true;
            response::json(StatusCode::OK, &BareEnvelope { message, success })
        }
    }
}

/// A business as create and update return it. Unknown members are left out: none is documented as null.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_field_names)] // As documented.
pub(super) struct Business<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    business_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pan_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gstin: Option<&'a str>,
}

impl<'a> Business<'a> {
    fn of(business: &'a records::Business) -> Self {
        Self {
            business_type: business.business_type.as_deref(),
            name: business.name.as_deref(),
            pan_number: business.pan_number.as_deref(),
            gstin: business.gstin.as_deref(),
        }
    }
}

/// A business as newer pages print it on a user.
#[derive(Debug, Serialize)]
pub(super) struct NewerBusiness<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    name: &'a str,
    metadata: BTreeMap<&'a str, &'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    registered_address: Option<RegisteredAddress<'a>>,
}

/// The registered address of a business. It has no id.
#[derive(Debug, Serialize)]
struct RegisteredAddress<'a> {
    #[serde(flatten)]
    fields: &'a address_records::Address,
    is_phone_verified: bool,
    is_email_verified: bool,
}

impl<'a> NewerBusiness<'a> {
    fn of(business: &'a records::Business) -> Self {
        let newer = business.newer.as_ref();
        let entries = newer.into_iter().flat_map(|newer| &newer.metadata);
        let seat = newer.and_then(|newer| newer.registered_address.as_ref());
        Self {
            kind: business.business_type.as_deref().unwrap_or_default(),
            name: business.name.as_deref().unwrap_or_default(),
            metadata: entries
                .map(|(name, text)| (name.as_str(), text.as_str()))
                .collect(),
            registered_address: seat.map(|fields| RegisteredAddress {
                fields,
                is_phone_verified: false,
                is_email_verified: false,
            }),
        }
    }
}

/// A business on a user.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum UserBusiness<'a> {
    Older(Business<'a>),
    Newer(NewerBusiness<'a>),
}

impl<'a> UserBusiness<'a> {
    /// Where both readings are served, the form in which the business was written last.
    fn of(business: &'a records::Business, reading: Reading) -> Self {
        let is_newer = match reading {
            Reading::Reference => false,
            Reading::Newer => true,
            Reading::Both => business.newer.is_some(),
        };
        if is_newer {
            Self::Newer(NewerBusiness::of(business))
        } else {
            Self::Older(Business::of(business))
        }
    }
}

/// A group of customers. The sandbox has those that users were put into.
#[derive(Debug, Serialize)]
struct CustomerGroup<'a> {
    id: &'a str,
    name: &'static str,
    slug: &'static str,
    description: &'static str,
    is_default: bool,
    active: bool,
}

impl<'a> CustomerGroup<'a> {
    fn of(id: &'a str) -> Self {
        Self {
            id,
            name: "Customers",
            slug: "customers",
            description: "",
            is_default: false,
            active: true,
        }
    }
}

/// What create and update of a customer return.
#[derive(Debug, Serialize)]
pub(super) struct CustomerContent<'a> {
    pub(super) customer_detail: CustomerDetail<'a>,
}

/// A customer, without its address.
#[derive(Debug, Serialize)]
pub(super) struct CustomerDetail<'a> {
    id: &'a str,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    country_code: Option<&'a str>,
    phone: Option<&'a str>,
    email: Option<&'a str>,
    is_phone_verified: bool,
    is_email_verified: bool,
    business: Option<Business<'a>>,
}

impl<'a> CustomerDetail<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        Self {
            id: &record.id,
            first_name: record.first_name.as_deref(),
            last_name: record.last_name.as_deref(),
            country_code: record.country_code.as_deref(),
            phone: record.phone.as_deref(),
            email: record.email.as_deref(),
            is_phone_verified: false,
            is_email_verified: false,
            business: record.business.as_ref().map(Business::of),
        }
    }
}

/// What reads and updates of a user return.
#[derive(Debug, Serialize)]
pub(super) struct UserContent<'a> {
    pub(super) user: User<'a>,
}

/// A user. E-mail addresses and phone numbers are never verified in the sandbox.
#[derive(Debug, Serialize)]
#[allow(clippy::struct_excessive_bools)] // As documented.
pub(super) struct User<'a> {
    id: &'a str,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    email: Option<&'a str>,
    is_email_verified: bool,
    phone: Option<&'a str>,
    country_code: Option<&'a str>,
    is_phone_verified: bool,
    profile_image_url: Option<()>,
    is_anonymous: bool,
    is_logged_in: bool,
    login_methods: Vec<LoginMethod>,
    notification_preferences: Notifications,
    customer_id: &'a str,
    customer_group: Option<CustomerGroup<'a>>,
    business: Option<UserBusiness<'a>>,
    created_at: &'a str,
    modified_at: &'a str,
}

impl<'a> User<'a> {
    pub(super) fn of(record: &'a Record, reading: Reading) -> Self {
        let business = record.business.as_ref();
        Self {
            id: &record.id,
            first_name: record.first_name.as_deref(),
            last_name: record.last_name.as_deref(),
            email: record.email.as_deref(),
            is_email_verified: false,
            phone: record.phone.as_deref(),
            country_code: record.country_code.as_deref(),
            is_phone_verified: false,
            profile_image_url: None,
            is_anonymous: record.is_anonymous,
            is_logged_in: !record.is_anonymous && record.is_active,
            login_methods: record.login_methods(),
            notification_preferences: record.notifications,
            customer_id: &record.id,
            customer_group: record.customer_group_id.as_deref().map(CustomerGroup::of),
            business: business.map(|business| UserBusiness::of(business, reading)),
            created_at: &record.created_at,
            modified_at: &record.modified_at,
        }
    }
}

/// An address.
#[derive(Debug, Serialize)]
pub(super) struct Address {
    id: String,
    #[serde(flatten)]
    fields: address_records::Address,
    is_phone_verified: bool,
    is_email_verified: bool,
}

impl Address {
    pub(super) fn of(id: String, fields: address_records::Address) -> Self {
        Self {
            id,
            fields,
            is_phone_verified: false,
            is_email_verified: false,
        }
    }
}

/// What reads and writes of an address return.
#[derive(Debug, Serialize)]
pub(super) struct AddressContent {
    pub(super) address: Address,
}

/// A page of addresses.
#[derive(Debug, Serialize)]
pub(super) struct AddressesContent {
    pub(super) addresses: Vec<Address>,
    pub(super) pagination: Pagination,
}

/// The position of a page.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Pagination {
    total_records: u64,
    total_pages: u64,
    limit: u64,
    next_page: Option<u64>,
    previous_page: Option<u64>,
}

impl Pagination {
    /// The page of this number, from 1, where a page has `limit` records.
    pub(super) fn of(total_records: u64, page: u64, limit: u64) -> Self {
        let total_pages = total_records.div_ceil(limit.max(1));
        Self {
            total_records,
            total_pages,
            limit,
            next_page: (page < total_pages).then(|| page + 1),
            previous_page: (page > 1).then(|| (page - 1).min(total_pages.max(1))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_the_previous_and_the_next_page() {
        let neighbours = |total, page| {
            let pagination = Pagination::of(total, page, 2);
            (
                pagination.total_pages,
                pagination.previous_page,
                pagination.next_page,
            )
        };
        assert_eq!(neighbours(0, 1), (0, None, None));
        assert_eq!(neighbours(5, 1), (3, None, Some(2)));
        assert_eq!(neighbours(5, 2), (3, Some(1), Some(3)));
        assert_eq!(neighbours(5, 3), (3, Some(2), None));
        assert_eq!(neighbours(5, 9), (3, Some(3), None));
    }
}
