//! Bodies of answers, as Commerce Engine spells them.

use axum::response::Response;
use hyper::StatusCode;
use serde::Serialize;

use super::records::{self, Business, Notifications, Record};
use crate::respond;

/// `{ message, success, content }`
#[derive(Debug, Serialize)]
pub(super) struct Envelope<'a, T: ?Sized> {
    message: &'a str,
    success: bool,
    content: &'a T,
}

impl<T: Serialize + ?Sized> Envelope<'_, T> {
    /// An answer that says it went well.
    pub(super) fn of(message: &str, content: &T) -> Response {
        respond::json(
            StatusCode::OK,
            &Envelope {
                message,
                success: true,
                content,
            },
        )
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
    business: Option<&'a Business>,
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
            business: record.business.as_ref(),
        }
    }
}

/// What reads and updates of a user return.
#[derive(Debug, Serialize)]
pub(super) struct UserContent<'a> {
    pub(super) user: User<'a>,
}

/// A user. Nobody verifies an e-mail address or a phone number in the sandbox.
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
    profile_image_url: Option<&'a str>,
    is_anonymous: bool,
    is_logged_in: bool,
    login_methods: Vec<&'static str>,
    notification_preferences: Notifications,
    customer_id: &'a str,
    customer_group: Option<()>,
    business: Option<&'a Business>,
    created_at: &'a str,
    modified_at: &'a str,
}

impl<'a> User<'a> {
    pub(super) fn of(record: &'a Record) -> Self {
        let methods = [
            record.email.as_ref().map(|_| "email"),
            record.phone.as_ref().map(|_| "phone"),
        ];
        Self {
            id: &record.id,
            first_name: record.first_name.as_deref(),
            last_name: record.last_name.as_deref(),
            email: record.email.as_deref(),
            is_email_verified: false,
            phone: record.phone.as_deref(),
            country_code: record.country_code.as_deref(),
            is_phone_verified: false,
            profile_image_url: record.profile_image_url.as_deref(),
            is_anonymous: record.is_anonymous,
            is_logged_in: !record.is_anonymous && record.is_active,
            login_methods: methods.into_iter().flatten().collect(),
            notification_preferences: record.notifications,
            customer_id: &record.id,
            customer_group: None,
            business: record.business.as_ref(),
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
    fields: records::Address,
    is_phone_verified: bool,
    is_email_verified: bool,
}

impl Address {
    pub(super) fn of(id: String, fields: records::Address) -> Self {
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

/// Where a page stands.
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
    fn pages_point_to_their_neighbours() {
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
