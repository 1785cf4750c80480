//! What is sent, and what is shown: pure functions, where the fate of each field is decided.

use std::borrow::Cow;

use super::{parts, record};
use crate::adapter::{FieldFates, Prepared};
use crate::{
    Address, AddressId, AddressPart, BlockRequest, BusinessUpdate, Capabilities, Customer,
    CustomerUpdate, Deletion, Field, FieldCapability, FieldPath, NewCustomer, Operation, Patch,
    Status, TaxIdKind, TaxNumbers, WriteMarker,
};

/// The request that registers a customer: what can be held, and no more.
pub(super) fn create_request(
    capabilities: &Capabilities,
    customer: &NewCustomer,
) -> Prepared<NewCustomer> {
    let mut fates = FieldFates::for_create(capabilities, customer);
    for (path, value) in customer.values() {
        let address = path.address_index();
        let address = address.and_then(|index| customer.addresses.get(index));
        check_value(&mut fates, capabilities, &path, Some(&value), address);
    }
    let keeps = |field: Field| fates.is_held(field);
    let name = fates.name();
    let business = customer.business.as_ref();
    let addresses = customer.addresses.iter().enumerate();
    let addresses = addresses.map(|(index, address)| held_address(&fates, index, address));
    let request = NewCustomer {
        email: parts::kept(customer.email.as_ref(), keeps(Field::Email)),
        phone: parts::kept(customer.phone.as_ref(), keeps(Field::Phone)),
        name: (!name.is_empty()).then_some(name),
        addresses: addresses.flatten().collect(),
        business: business
            .and_then(|business| parts::business(business, |path| fates.is_held(path))),
        locale: parts::kept(customer.locale.as_ref(), keeps(Field::Locale)),
        reference: parts::kept(customer.reference.as_ref(), keeps(Field::Reference)),
        metadata: parts::kept(customer.metadata.as_ref(), keeps(Field::Metadata)),
    };
    let request = (request != NewCustomer::new()).then_some(request);
    Prepared::new(request, fates.finish())
}

/// Writes the marker into the metadata of a create.
pub(super) fn add_marker(request: &mut NewCustomer, marker: &WriteMarker) {
    let metadata = request.metadata.take().unwrap_or_default();
    request.metadata = Some(metadata.with(marker.key(), marker.value()));
}

/// The request that changes a customer.
pub(super) fn update_request(
    capabilities: &Capabilities,
    update: &CustomerUpdate,
) -> Prepared<CustomerUpdate> {
    let mut fates = FieldFates::for_update(capabilities, update);
    for (path, value) in update.changes() {
        check_value(&mut fates, capabilities, &path, value.as_deref(), None);
    }
    let tax_ids = update.business.tax_ids.iter();
    let tax_ids = tax_ids.map(|(kind, patch)| (kind.clone(), held_numbers(&fates, kind, patch)));
    let entries = update.metadata_entries.iter().map(|(key, patch)| {
        let field = Field::MetadataEntry(key.clone());
        (key.clone(), held(&fates, field, patch))
    });
    let metadata = held(&fates, Field::Metadata, &update.metadata);
    let rules = capabilities
        .field(&Field::Metadata)
        .and_then(|metadata| metadata.metadata);
    // What is merged changes the entries that it names.
    let (metadata, metadata_entries) = match metadata {
        Patch::Set(metadata) if rules.is_some_and(|rules| rules.merges()) => {
            let entries = metadata
                .into_iter()
                .map(|(key, value)| (key, Patch::Set(value)));
            (Patch::Keep, entries.collect())
        }
        metadata => (metadata, entries.collect()),
    };
    let request = CustomerUpdate {
        email: held(&fates, Field::Email, &update.email),
        phone: held(&fates, Field::Phone, &update.phone),
        name: fates.name_update(),
        business: BusinessUpdate {
            business_type: held(&fates, Field::BusinessType, &update.business.business_type),
            name: held(&fates, Field::BusinessName, &update.business.name),
            tax_ids: tax_ids.collect(),
        },
        locale: held(&fates, Field::Locale, &update.locale),
        reference: held(&fates, Field::Reference, &update.reference),
        metadata,
        metadata_entries,
    };
    let request = (!request.is_keep()).then_some(request);
    Prepared::new(request, fates.finish())
}

/// The request that adds an address, or replaces the one with an id.
pub(super) fn address_request(
    capabilities: &Capabilities,
    replaced: Option<&AddressId>,
    address: &Address,
) -> Prepared<Address> {
    let mut fates = FieldFates::for_address(capabilities, address);
    let id = FieldPath::address(0, AddressPart::Id);
    if replaced.is_some() && address.id.as_ref() != replaced {
        let how = "the address keeps the id under which it is replaced";
        fates.alter(&id, how);
    }
    let capability = capabilities.address_field(id.field(), address);
    if replaced.is_none() && !capability.is_some_and(|capability| capability.create) {
        fates.lose(&id, "the provider gives the id of an address that is added");
    }
    let given = NewCustomer::new().with_address(address.clone());
    for (path, value) in given.values() {
        check_value(&mut fates, capabilities, &path, Some(&value), Some(address));
    }
    let request = held_address(&fates, 0, address);
    Prepared::new(request, fates.finish())
}

/// The request that blocks a customer.
pub(super) fn block_request(
    capabilities: &Capabilities,
    block: &BlockRequest,
) -> Prepared<BlockRequest> {
    let fates = FieldFates::for_block(capabilities, block);
    let request = BlockRequest {
        reason: parts::kept(block.reason.as_ref(), fates.is_held(Field::BlockReason)),
    };
    Prepared::new(Some(request), fates.finish())
}

/// The customer as the provider returns it: without the fields that it does not return.
pub(super) fn shown(capabilities: &Capabilities, stored: &Customer) -> Customer {
    let reads = |field: Field| capabilities.field(&field).is_some_and(|field| field.read);
    let mut customer = stored.clone();
    customer.email = parts::kept(stored.email.as_ref(), reads(Field::Email));
    customer.phone = parts::kept(stored.phone.as_ref(), reads(Field::Phone));
    let name = stored.name.as_ref();
    customer.name = name.and_then(|name| parts::name(name, reads));
    let business = stored.business.as_ref();
    customer.business =
        business.and_then(|business| parts::business(business, |path| reads(path.field().clone())));
    customer.locale = parts::kept(stored.locale.as_ref(), reads(Field::Locale));
    customer.reference = parts::kept(stored.reference.as_ref(), reads(Field::Reference));
    customer.metadata = parts::kept(stored.metadata.as_ref(), reads(Field::Metadata));
    customer.addresses = has_addresses(capabilities).then(|| {
        let addresses = stored.addresses.iter().flatten();
        let addresses = addresses.map(|address| shown_address(capabilities, address));
        addresses.collect()
    });
    if !reads(Field::BlockReason) {
        forget_reason(&mut customer.status);
    }
    match record::of(capabilities, &customer) {
        Some(record) => customer.with_native(record),
        None => customer,
    }
}

/// The address as the provider returns it.
pub(super) fn shown_address(capabilities: &Capabilities, address: &Address) -> Address {
    parts::address(address, |path| {
        let field = path.field();
        // What an address is replaced or removed by.
        let is_needed = *field == Field::Address(AddressPart::Id)
            && [Operation::UpdateAddress, Operation::RemoveAddress]
                .iter()
                .any(|operation| capabilities.supports(*operation));
        let capability = capabilities.address_field(field, address);
        is_needed || capability.is_some_and(|capability| capability.read)
    })
}

/// Loses a value that is none of those which the provider takes.
fn check_value(
    fates: &mut FieldFates,
    capabilities: &Capabilities,
    path: &FieldPath,
    value: Option<&str>,
    address: Option<&Address>,
) {
    let capability: Option<&FieldCapability> = match address {
        Some(address) => capabilities.address_field(path.field(), address),
        None => capabilities.field(path.field()),
    };
    let (Some(capability), Some(value)) = (capability, value) else {
        return;
    };
    if capability.values.is_empty() || capability.values.contains(&Cow::Borrowed(value)) {
        return;
    }
    let why = format!("only {} have a place", capability.values.join(", "));
    fates.lose(path, why);
    if capability.required {
        fates.require(path);
    }
}

fn held<T: Clone>(fates: &FieldFates, field: Field, patch: &Patch<T>) -> Patch<T> {
    if fates.is_held(field) {
        patch.clone()
    } else {
        Patch::Keep
    }
}

/// The change of the tax ids of one kind, of which not all may be held.
fn held_numbers(
    fates: &FieldFates,
    kind: &TaxIdKind,
    patch: &Patch<TaxNumbers>,
) -> Patch<TaxNumbers> {
    let first = FieldPath::from(Field::BusinessTaxId(kind.clone()));
    let Patch::Set(numbers) = patch else {
        return held(fates, first.field().clone(), patch);
    };
    let numbers = numbers.iter().enumerate();
    let numbers = numbers.filter(|(place, _)| fates.is_held(first.clone().nth(*place)));
    numbers.fold(Patch::Keep, |all, (_, number)| {
        Patch::Set(match all {
            Patch::Set(all) => all.with(number),
            Patch::Keep | Patch::Clear => TaxNumbers::new(number),
        })
    })
}

/// The parts of an address that are held, if there are any.
fn held_address(fates: &FieldFates, index: usize, address: &Address) -> Option<Address> {
    let mut held = parts::address(address, |path| match path.field() {
        Field::Address(part) => {
            fates.is_held(FieldPath::address(index, part.clone()).nth(path.number()))
        }
        _ => false,
    });
    let name = fates.address_name(index);
    held.name = (!name.is_empty()).then_some(name);
    (held != Address::new()).then_some(held)
}

/// Whether anything of addresses is returned.
fn has_addresses(capabilities: &Capabilities) -> bool {
    let mut fields = capabilities.fields();
    fields.any(|capability| capability.read && matches!(capability.field, Field::Address(_)))
}

fn forget_reason(status: &mut Option<Status>) {
    if let Some(
        Status::Blocked(block)
        | Status::Deleted(Deletion {
            blocked: Some(block),
            ..
        }),
    ) = status
    {
        block.reason = None;
    }
}
