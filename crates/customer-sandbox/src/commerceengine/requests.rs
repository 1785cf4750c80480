//! Bodies of requests, read strictly.

use std::collections::BTreeMap;

use super::address_records::Address;
use super::records::{Business, Channels, LoginMethod, NewerBusiness, Record};
use crate::http::fields::{Fields, Presence};
use crate::http::formats;

/// Reads *Business*.
pub(super) fn business(fields: &mut Fields<'_>) -> Business {
    Business {
        business_type: fields.text("business_type", Presence::Optional, formats::not_blank),
        name: fields.text("name", Presence::Optional, formats::not_blank),
        pan_number: fields.text("pan_number", Presence::Optional, formats::pan),
        gstin: fields.text("gstin", Presence::Optional, formats::gstin),
        newer: None,
    }
}

/// Members of a business that the newer form alone has.
const NEWER_MEMBERS: [&str; 3] = ["type", "metadata", "registered_address"];

/// Reads the business of a user, in either form; of a mixture the members of the older one are refused.
/// The newer form has no PAN and no GSTIN: they stay as they are.
fn user_business(fields: &mut Fields<'_>, present: Option<&Business>) -> Business {
    if !NEWER_MEMBERS.iter().any(|name| fields.has(name)) {
        return business(fields);
    }
    let number = |number: fn(&Business) -> &Option<String>| {
        present.and_then(|present| number(present).clone())
    };
    Business {
        business_type: fields.text("type", Presence::Required, formats::any),
        name: fields.text("name", Presence::Required, formats::any),
        pan_number: number(|business| &business.pan_number),
        gstin: number(|business| &business.gstin),
        newer: Some(NewerBusiness {
            metadata: fields
                .object("metadata", Presence::Optional, |fields| {
                    let names = fields.names();
                    let texts = names.into_iter().map(|name| {
                        let text = fields.required_text(&name, formats::any);
                        (name, text)
                    });
                    texts.collect::<BTreeMap<_, _>>()
                })
                .unwrap_or_default(),
            registered_address: fields.object(
                "registered_address",
                Presence::Nullable,
                address_with_id,
            ),
        }),
    }
}

/// Reads *Address*, but for its id.
pub(super) fn address(fields: &mut Fields<'_>) -> Address {
    let nullable = Presence::Nullable;
    Address {
        first_name: fields.required_text("first_name", formats::not_blank),
        last_name: fields.text("last_name", nullable, formats::any),
        country_code: fields
            .text("country_code", Presence::Optional, formats::calling_code)
            .unwrap_or_else(|| "+91".to_owned()),
        phone: fields.required_text("phone", formats::ten_digits),
        email: fields.required_text("email", formats::email),
        address_line1: fields.required_text("address_line1", formats::not_blank),
        address_line2: fields.text("address_line2", nullable, formats::any),
        landmark: fields.text("landmark", nullable, formats::any),
        pincode: fields.required_text("pincode", formats::six_digits),
        city: fields.required_text("city", formats::not_blank),
        state: fields.required_text("state", formats::not_blank),
        country: fields.required_text("country", formats::india),
        tax_identification_number: fields.text(
            "tax_identification_number",
            nullable,
            formats::tax_number,
        ),
        business_name: fields.text("business_name", nullable, formats::any),
        is_default_billing: fields
            .boolean("is_default_billing", Presence::Optional)
            .unwrap_or_default(),
        is_default_shipping: fields
            .boolean("is_default_shipping", Presence::Optional)
            .unwrap_or_default(),
        nickname: fields.text("nickname", nullable, formats::any),
    }
}

/// Reads an address that may have an id: it has to be a ULID and is ignored.
pub(super) fn address_with_id(fields: &mut Fields<'_>) -> Address {
    fields.text("id", Presence::Nullable, |id| {
        if crate::store::identifiers::is_ulid(id) {
            Ok(())
        } else {
            Err("must be a ULID")
        }
    });
    address(fields)
}

/// Reads the writable fields of *User* into a user: absent fields stay, null clears.
pub(super) fn user(fields: &mut Fields<'_>, record: &mut Record) {
    let mut text =
        |name: &str, form: fn(&str) -> formats::FormatResult, field: &mut Option<String>| {
            if fields.has(name) {
                *field = fields.text(name, Presence::Nullable, form);
            }
        };
    text("first_name", formats::any, &mut record.first_name);
    text("last_name", formats::any, &mut record.last_name);
    text("email", formats::email, &mut record.email);
    text("phone", formats::ten_digits, &mut record.phone);
    text(
        "country_code",
        formats::calling_code,
        &mut record.country_code,
    );
    if let Some(methods) = fields.list("login_methods", Presence::Optional, login_method) {
        record.login_methods = Some(methods);
    }
    if fields.has("customer_group_id") {
        record.customer_group_id =
            fields.text("customer_group_id", Presence::Nullable, formats::not_blank);
    }
    if fields.has("business") {
        let present = record.business.take();
        record.business = fields.object("business", Presence::Nullable, |fields| {
            user_business(fields, present.as_ref())
        });
    }
    let notifications = &mut record.notifications;
    fields.object("notification_preferences", Presence::Optional, |fields| {
        channels(fields, "transactional", &mut notifications.transactional);
        channels(fields, "promotional", &mut notifications.promotional);
        channels(fields, "newsletter", &mut notifications.newsletter);
    });
}

fn login_method(text: &str) -> Result<LoginMethod, &'static str> {
    match text {
        "email" => Ok(LoginMethod::Email),
        "phone" => Ok(LoginMethod::Phone),
        "whatsapp" => Ok(LoginMethod::Whatsapp),
        "password" => Ok(LoginMethod::Password),
        _ => Err("must be email, phone, whatsapp or password"),
    }
}

fn channels(fields: &mut Fields<'_>, name: &str, channels: &mut Channels) {
    fields.object(name, Presence::Optional, |fields| {
        let mut flag = |name: &str, channel: &mut bool| {
            if let Some(wanted) = fields.boolean(name, Presence::Optional) {
                *channel = wanted;
            }
        };
        flag("email", &mut channels.email);
        flag("sms", &mut channels.sms);
        flag("whatsapp", &mut channels.whatsapp);
    });
}
