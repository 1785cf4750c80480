//! Whether a record can have the contents that our write gave it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use crate::{
    Capabilities, Customer, EmailAddress, Field, FieldPath, Metadata, PendingWrite, PersonName,
    PhoneNumber, Unreadable,
};

/// Whether the record has other contents than a record of this write:
///
/// - a field that was sent as given has another value, or the provider says that it has none, or what
///   it says cannot be read;
/// - a field that creations write has a value, and none was given.
///
/// A field that the record's form does not have says nothing. The write marker's key is passed over.
pub(super) fn contradicts(
    customer: &Customer,
    pending: &PendingWrite,
    capabilities: &Capabilities,
) -> bool {
    let Some(given) = &pending.given else {
        return false;
    };
    let marker = pending.marker.as_ref().map(crate::WriteMarker::key);
    let returned = own_fields(customer.values());
    let given_values = own_fields(given.values());
    let empty = EmptyFields::of(customer);
    let differs = given_values.iter().any(|(path, value)| {
        pending.sent.contains(path)
            && match returned.get(path) {
                _ if path.field() == &Field::Metadata => {
                    !same_metadata(given.metadata.as_ref(), customer.metadata.as_ref(), marker)
                        && (customer.metadata.is_some() || empty.has(path.field(), capabilities))
                }
                Some(other) => !is_kept_as(path.field(), value, other),
                None => empty.has(path.field(), capabilities),
            }
    });
    let is_unreadable = given_values
        .keys()
        .any(|path| pending.sent.contains(path) && empty.is_unreadable(path.field(), capabilities));
    let has_more = returned.keys().any(|path| {
        !given_values.contains_key(path)
            && capabilities
                .field(path.field())
                .is_some_and(|capability| capability.create)
            && match path.field() {
                Field::Metadata => !same_metadata(None, customer.metadata.as_ref(), marker),
                // A name may come back in other places than it was given in.
                Field::FullName | Field::GivenName | Field::FamilyName => {
                    full_name(given.name.as_ref()) != full_name(customer.name.as_ref())
                }
                _ => true,
            }
    });
    let has_more_addresses = given.addresses.is_empty()
        && customer
            .addresses
            .as_ref()
            .is_some_and(|addresses| !addresses.is_empty());
    let may_have_another_marker =
        marker.is_some() && empty.is_unreadable(&Field::Metadata, capabilities);
    differs || is_unreadable || has_more || has_more_addresses || may_have_another_marker
}

fn full_name(name: Option<&PersonName>) -> Option<String> {
    name.and_then(PersonName::to_full)
}

/// Whether the record says what metadata it has, be it none, and all of that can be read.
pub(super) fn has_readable_metadata(customer: &Customer, capabilities: &Capabilities) -> bool {
    let empty = EmptyFields::of(customer);
    (customer.metadata.is_some() || empty.has(&Field::Metadata, capabilities))
        && !empty.is_unreadable(&Field::Metadata, capabilities)
}

/// The fields outside addresses, whose order no provider documents.
fn own_fields(values: Vec<(FieldPath, Cow<'_, str>)>) -> BTreeMap<FieldPath, Cow<'_, str>> {
    values
        .into_iter()
        .filter(|(path, _)| path.address_index().is_none())
        .collect()
}

/// Whether a provider that was given this value may return the other one for it.
fn is_kept_as(field: &Field, given: &str, kept: &str) -> bool {
    match field {
        Field::Email => EmailAddress::lenient(given).may_be_kept_as(&EmailAddress::lenient(kept)),
        Field::Phone => {
            PhoneNumber::parse(kept).map_or(given == kept, |phone| phone.as_str() == given)
        }
        _ => given == kept,
    }
}

/// Whether both hold the same values under the same keys, but for the marker's.
fn same_metadata(given: Option<&Metadata>, kept: Option<&Metadata>, marker: Option<&str>) -> bool {
    let values = |metadata: Option<&Metadata>| -> BTreeMap<String, Value> {
        metadata
            .into_iter()
            .flatten()
            .filter(|(key, _)| Some(key.as_str()) != marker)
            .map(|(key, value)| {
                let json = value.to_value();
                (key.clone(), json.unwrap_or_else(|_| value.as_json().into()))
            })
            .collect()
    };
    values(given) == values(kept)
}

/// The members of a provider's record that are null or empty, and those that cannot be read.
struct EmptyFields {
    empty: Vec<String>,
    unreadable: Vec<Unreadable>,
}

impl EmptyFields {
    fn of(customer: &Customer) -> Self {
        let members: BTreeMap<String, &RawValue> = customer
            .native_json()
            .and_then(|json| serde_json::from_str(json).ok())
            .unwrap_or_default();
        let empty = members
            .into_iter()
            .filter(|(_, value)| is_empty(value.get()))
            .map(|(name, _)| name);
        Self {
            empty: empty.collect(),
            unreadable: customer.unreadable(),
        }
    }

    /// Whether the provider says that the field has no value.
    fn has(&self, field: &Field, capabilities: &Capabilities) -> bool {
        capabilities
            .field(field)
            .is_some_and(|capability| self.empty.iter().any(|name| *name == capability.wire))
    }

    /// Whether what the provider says of the field cannot be read, or not all of it.
    fn is_unreadable(&self, field: &Field, capabilities: &Capabilities) -> bool {
        capabilities.field(field).is_some_and(|capability| {
            let is_of_it = |path: &str| {
                path.strip_prefix(&*capability.wire)
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
            };
            !capability.wire.is_empty() && self.unreadable.iter().any(|place| is_of_it(&place.path))
        })
    }
}

/// Whether JSON text holds nothing that can be seen.
fn is_empty(json: &str) -> bool {
    ["null", "{}", "[]"].contains(&json)
        || serde_json::from_str::<Cow<'_, str>>(json).is_ok_and(|text| text.trim().is_empty())
}
