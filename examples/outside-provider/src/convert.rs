//! Ledgerly's records to and from the domain: pure functions, where the fate of each field is decided.

use std::time::Duration;

use customer_core::adapter::{Answers, FieldFates, Prepared, Private, Record};
use customer_core::{
    Capabilities, Customer, CustomerUpdate, EmailAddress, EmailUniqueness, Field, FieldCapability,
    LengthUnit, Lookup, Metadata, MetadataRules, MetadataValue, Mode, NewCustomer, Operation,
    Patch, PersonName, PhoneNumber, ProviderName, WriteMarker,
};

use crate::wire::{self, MetadataChange};

/// This provider's name.
pub const PROVIDER: ProviderName = ProviderName::from_static("ledgerly");

/// For how long Ledgerly knows an idempotency key.
const KEYS_KNOWN_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// Why metadata is lost: a bracket in a key reads as nesting, and an empty value removes its key.
const NO_PLACE: &str = "a key has a bracket or is empty, or a value is empty";

/// What Ledgerly can do.
pub fn capabilities() -> Capabilities {
    let writes = [
        Operation::CreateCustomer,
        Operation::UpdateCustomer,
        Operation::DeleteCustomer,
    ];
    let reads = [
        Operation::GetCustomer,
        Operation::FindCustomersByEmail,
        Operation::ListCustomers,
    ];
    let metadata = MetadataRules::new()
        .with_entries(wire::METADATA_ENTRIES)
        .with_lengths(
            wire::METADATA_KEY_LENGTH,
            wire::METADATA_VALUE_LENGTH,
            LengthUnit::Characters,
        )
        .texts_only()
        .merged();
    let field = |field| {
        FieldCapability::new(field)
            .on_create()
            .on_update()
            .readable()
    };
    writes
        .into_iter()
        .chain(reads)
        .fold(Capabilities::new(), Capabilities::with_native)
        .with_idempotency_keys(writes)
        .with_lookup(Lookup::IdempotencyKey {
            within: KEYS_KNOWN_FOR,
        })
        .with_email_uniqueness(EmailUniqueness::MayRepeat)
        .with_fields([
            field(Field::Email).with_wire("email"),
            field(Field::FullName)
                .with_wire("name")
                .with_length(1, wire::NAME_LENGTH),
            field(Field::Phone)
                .with_wire("phone")
                .with_length(1, wire::PHONE_LENGTH),
            field(Field::Metadata)
                .with_wire("metadata")
                .with_metadata(metadata)
                .with_note("keys without brackets, values that are not empty"),
        ])
}

/// The request that registers a customer, and what it does with each field.
pub fn create_request(
    capabilities: &Capabilities,
    customer: &NewCustomer,
) -> Prepared<wire::CreateCustomer> {
    let mut fates = FieldFates::for_create(capabilities, customer);
    if customer.metadata.as_ref().is_some_and(has_no_place) {
        fates.lose(Field::Metadata, NO_PLACE);
    }
    let email = customer.email.as_ref().map(EmailAddress::as_str);
    let phone = customer.phone.as_ref().map(PhoneNumber::as_str);
    let request = wire::CreateCustomer {
        email: fates.held(Field::Email, email.map(Private::from)).into(),
        name: fates.name().full.map(Private::from).into(),
        phone: fates.held(Field::Phone, phone.map(Private::from)).into(),
        metadata: fates
            .held(Field::Metadata, customer.metadata.clone())
            .into(),
        ..wire::CreateCustomer::new()
    };
    Prepared::new(Some(request), fates.finish())
}

/// Writes the marker into the request.
pub fn mark(request: &mut wire::CreateCustomer, marker: &WriteMarker) {
    let metadata = request.metadata.as_ref().cloned().unwrap_or_default();
    request.metadata = metadata.with(marker.key(), marker.value()).into();
}

/// The request that changes a customer, and what it does with each field.
pub fn update_request(
    capabilities: &Capabilities,
    update: &CustomerUpdate,
) -> Prepared<wire::UpdateCustomer> {
    let mut fates = FieldFates::for_update(capabilities, update);
    if update.metadata.value().is_some_and(has_no_place) {
        fates.lose(Field::Metadata, NO_PLACE);
    }
    let entries = update
        .metadata
        .value()
        .filter(|_| fates.is_held(Field::Metadata));
    let mut metadata = entries.cloned().unwrap_or_default();
    for (key, patch) in &update.metadata_entries {
        let field = Field::MetadataEntry(key.clone());
        let is_empty = patch.value().is_some_and(is_empty_text);
        if !wire::has_place(key) || is_empty {
            fates.lose(field.clone(), NO_PLACE);
        }
        if !fates.is_held(field) {
            continue;
        }
        match patch {
            Patch::Keep => {}
            // An empty text removes a key.
            Patch::Clear => drop(metadata.insert(key.clone(), "")),
            Patch::Set(value) => drop(metadata.insert(key.clone(), value.clone())),
        }
    }
    let email = update.email.as_ref().map(EmailAddress::as_str);
    let phone = update.phone.as_ref().map(PhoneNumber::as_str);
    let request = wire::UpdateCustomer {
        email: fates.held(Field::Email, changed(email)).into(),
        name: changed(fates.name_update().full.as_ref().map(String::as_str)).into(),
        phone: fates.held(Field::Phone, changed(phone)).into(),
        metadata: (!metadata.is_empty())
            .then_some(MetadataChange::Merge(metadata))
            .into(),
    };
    Prepared::new(Some(request), fates.finish())
}

/// What a form says of a change: a member without text clears.
fn changed(patch: Patch<&str>) -> Option<Private<String>> {
    match patch {
        Patch::Keep => None,
        Patch::Clear => Some(Private::from("")),
        Patch::Set(text) => Some(Private::from(text)),
    }
}

/// Whether a form cannot hold an entry.
fn has_no_place(metadata: &Metadata) -> bool {
    let mut entries = metadata.iter();
    entries.any(|(key, value)| !wire::has_place(key) || is_empty_text(value))
}

fn is_empty_text(value: &MetadataValue) -> bool {
    value.as_str().is_some_and(|text| text.is_empty())
}

/// The customer that any endpoint returned. `None` means that the provider did not say.
pub fn customer(record: Record<wire::Customer>) -> Customer {
    let mut customer = Customer::new(PROVIDER, record.id.as_str());
    customer.email = record.email.filled().map(EmailAddress::lenient);
    customer.name = record
        .name
        .filled()
        .map(|name| PersonName::new().with_full(name));
    customer.phone = record.phone.filled().map(PhoneNumber::lenient);
    customer.metadata = record.metadata.as_ref().cloned();
    customer.mode = record.live.as_ref().map(|live| match live {
        true => Mode::Live,
        false => Mode::Test,
    });
    customer.created = record.created_at.instant();
    customer.updated = record.updated_at.instant();
    customer.with_native(record).with_answers(answers)
}

/// The members that hold what is written: the report of a write is compared with them.
fn answers(customer: &Customer) -> Answers {
    let Some(record) = customer.native::<wire::Customer>() else {
        return Answers::new();
    };
    Answers::new()
        .with(Field::Email, &record.email)
        .with(Field::FullName, &record.name)
        .with(Field::Phone, &record.phone)
        .with(Field::Metadata, &record.metadata)
}
