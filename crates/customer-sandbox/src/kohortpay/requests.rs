//! Bodies of requests, read strictly.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use serde_json::value::RawValue;

use super::failure::Failure;
use super::records::{Record, StoredAddress, USER};
use crate::clock;
use crate::http::fields::{Fields, Presence, Problem};
use crate::http::formats::{self, FormatResult};
use crate::store::identifiers;

/// Reads the body of a create.
pub(super) fn create(mut fields: Fields<'_>, livemode: bool) -> Result<Record, Vec<Problem>> {
    let now = clock::now_in_milliseconds();
    let record = Record {
        id: identifiers::prefixed("cus_"),
        livemode,
        email: fields.required_text("emailAddress", formats::email),
        first_name: fields.text("firstName", Presence::Nullable, formats::any),
        last_name: fields.text("lastName", Presence::Nullable, formats::any),
        phone: fields.text(
            "phoneNumber",
            Presence::Nullable,
            formats::phone_with_country_code,
        ),
        address: address(&mut fields, "address"),
        shipping_address: address(&mut fields, "shippingAddress"),
        metadata: metadata(&mut fields),
        locale: fields.text("locale", Presence::Optional, locale),
        client_reference_id: fields.text("clientReferenceId", Presence::Optional, formats::any),
        created_at: now.clone(),
        updated_at: now,
        updated_by: USER.to_owned(),
        blocked_at: None,
        deleted_at: None,
    };
    fields.finish()?;
    Ok(record)
}

/// Reads an address in one of its two shapes. Both are accepted in both fields; a mixture is refused.
fn address(fields: &mut Fields<'_>, name: &str) -> Option<StoredAddress> {
    let text = fields.raw(name, Presence::Optional)?;
    let read = fields.within(name, text, |address| {
        let optional = if address.has("addressLine1") {
            address.required_text("addressLine1", formats::not_blank);
            for required in ["city", "postalCode", "country"] {
                address.required_text(required, formats::not_blank);
            }
            [
                "addressLine2",
                "state",
                "companyName",
                "vatNumber",
                "registrationNumber",
            ]
            .as_slice()
        } else {
            ["street", "city", "state", "postalCode", "country"].as_slice()
        };
        for name in optional {
            address.text(name, Presence::Optional, formats::any);
        }
    });
    read.map(|()| StoredAddress::new(text.get()))
}

fn metadata(fields: &mut Fields<'_>) -> Option<String> {
    let text: &RawValue = fields.raw("metadata", Presence::Optional)?;
    if text.get().starts_with('{') {
        Some(text.get().to_owned())
    } else {
        fields.refuse("metadata", "must be an object");
        None
    }
}

fn locale(text: &str) -> FormatResult {
    match text {
        "en_US" | "fr_FR" => Ok(()),
        _ => Err("must be en_US or fr_FR"),
    }
}

/// Refuses a request with a body. An empty JSON object counts as no body.
#[derive(Debug)]
pub(super) struct NoBody;

impl<S: Send + Sync> FromRequest<S> for NoBody {
    type Rejection = Failure;

    async fn from_request(request: Request, state: &S) -> Result<Self, Failure> {
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| Failure::bad_request(rejection.body_text()))?;
        if !body.is_empty() {
            Fields::of_body(&body)
                .and_then(Fields::finish)
                .map_err(Failure::invalid)?;
        }
        Ok(Self)
    }
}
