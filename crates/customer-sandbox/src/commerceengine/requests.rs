//! Bodies of requests, read strictly.

use super::records::{Address, Business};
use crate::fields::{Fields, Presence};
use crate::forms;

/// Reads *Business*.
pub(super) fn business(fields: &mut Fields<'_>) -> Business {
    Business {
        business_type: fields.text("business_type", Presence::Optional, forms::filled),
        name: fields.text("name", Presence::Optional, forms::filled),
        pan_number: fields.text("pan_number", Presence::Optional, forms::pan),
        gstin: fields.text("gstin", Presence::Optional, forms::gstin),
    }
}

/// Reads *Address*, but for its id.
pub(super) fn address(fields: &mut Fields<'_>) -> Address {
    let nullable = Presence::Nullable;
    Address {
        first_name: fields.required_text("first_name", forms::filled),
        last_name: fields.text("last_name", nullable, forms::any),
        country_code: fields
            .text("country_code", Presence::Optional, forms::calling_code)
            .unwrap_or_else(|| "+91".to_owned()),
        phone: fields.required_text("phone", forms::ten_digits),
        email: fields.required_text("email", forms::email),
        address_line1: fields.required_text("address_line1", forms::filled),
        address_line2: fields.text("address_line2", nullable, forms::any),
        landmark: fields.text("landmark", nullable, forms::any),
        pincode: fields.required_text("pincode", forms::six_digits),
        city: fields.required_text("city", forms::filled),
        state: fields.required_text("state", forms::filled),
        country: fields.required_text("country", forms::india),
        tax_identification_number: fields.text(
            "tax_identification_number",
            nullable,
            forms::tax_number,
        ),
        business_name: fields.text("business_name", nullable, forms::any),
        is_default_billing: fields
            .boolean("is_default_billing", Presence::Optional)
            .unwrap_or_default(),
        is_default_shipping: fields
            .boolean("is_default_shipping", Presence::Optional)
            .unwrap_or_default(),
        nickname: fields.text("nickname", nullable, forms::any),
    }
}

/// Reads the address of a create, which may print an id: it is a ULID, and the server gives its own.
pub(super) fn address_of_create(fields: &mut Fields<'_>) -> Address {
    fields.text("id", Presence::Nullable, |id| {
        if crate::identifiers::is_ulid(id) {
            Ok(())
        } else {
            Err("must be a ULID")
        }
    });
    address(fields)
}
