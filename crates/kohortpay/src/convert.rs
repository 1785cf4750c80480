//! KohortPay's records to and from the domain: pure functions, where the fate of each field is decided.

mod addresses;

use customer_core::adapter::{Answers, FieldFates, Member, Prepared, Private, Record};
use customer_core::{
    AccountId, Address, AddressId, AddressPart, AddressRole, Block, BlockRequest, Capabilities,
    Customer, Deletion, EmailAddress, EmailUniqueness, Field, FieldCapability, FieldReport, Locale,
    Lookup, Mode, NewCustomer, Operation, PersonName, PhoneNumber, ProviderName, Status, TaxIdKind,
    WriteMarker,
};

use addresses::Slots;
pub use addresses::address;

use crate::wire;

/// This provider's name.
pub const PROVIDER: ProviderName = ProviderName::from_static("kohortpay");

/// What KohortPay can do. It holds a person, one billing and one shipping address; after creation the
/// reference documents no change but deleting, restoring, blocking and unblocking.
pub fn capabilities() -> Capabilities {
    Capabilities::new()
        .with_native(Operation::CreateCustomer)
        .with_native(Operation::GetCustomer)
        .with_composed(
            Operation::FindCustomersByEmail,
            "a search for each spelling of the address over all its pages, of which only the same mailbox is kept",
        )
        .with_native(Operation::ListCustomers)
        .with_native(Operation::DeleteCustomer)
        .with_composed(
            Operation::RestoreCustomer,
            "an update that sets deletedAt to null",
        )
        .with_native(Operation::BlockCustomer)
        .with_native(Operation::UnblockCustomer)
        .with_lookup(Lookup::EmailAsSpelled)
        .with_email_uniqueness(EmailUniqueness::NotDocumented)
        .with_default_address_role(AddressRole::Billing)
        .with_fields(person())
        .with_fields(business())
        // An address of both roles has to meet what either requires: the stricter one stands first.
        .with_fields(shipping_address())
        .with_fields(billing_address())
        .with_fields(every_address())
}

fn person() -> [FieldCapability; 7] {
    let field =
        |field: Field, wire: &'static str| FieldCapability::new(field).on_create().with_wire(wire);
    [
        field(Field::Email, "emailAddress").readable().required(),
        field(Field::Phone, "phoneNumber")
            .readable()
            .with_note("with its country code"),
        field(Field::GivenName, "firstName").readable(),
        field(Field::FamilyName, "lastName").readable(),
        field(Field::Locale, "locale")
            .with_values(["en-US", "fr-FR"])
            .with_note("not returned"),
        field(Field::Reference, "clientReferenceId")
            .with_note("50 characters at most are documented for orders; not returned"),
        field(Field::Metadata, "metadata").readable(),
    ]
}

fn business() -> [FieldCapability; 3] {
    let field = |field: Field, wire: &'static str| {
        FieldCapability::new(field)
            .on_create()
            .with_wire(wire)
            .with_note("kept with the shipping address, where there is one without its own")
    };
    [
        field(Field::BusinessName, "shippingAddress.companyName"),
        field(
            Field::BusinessTaxId(TaxIdKind::Vat),
            "shippingAddress.vatNumber",
        ),
        field(
            Field::BusinessTaxId(TaxIdKind::RegistrationNumber),
            "shippingAddress.registrationNumber",
        ),
    ]
}

fn shipping_address() -> [FieldCapability; 8] {
    let part = |part: AddressPart, wire: &'static str| {
        FieldCapability::new(Field::Address(part))
            .for_roles([AddressRole::Shipping])
            .on_create()
            .with_wire(wire)
    };
    [
        part(AddressPart::Lines, "shippingAddress.addressLine1")
            .required()
            .with_note("two lines; more are joined into the second, addressLine2; not returned"),
        part(AddressPart::City, "shippingAddress.city").required(),
        part(AddressPart::PostalCode, "shippingAddress.postalCode").required(),
        part(AddressPart::Country, "shippingAddress.country")
            .required()
            .with_note("as an English name; not returned"),
        part(AddressPart::Region, "shippingAddress.state"),
        part(AddressPart::Company, "shippingAddress.companyName"),
        part(
            AddressPart::TaxId(TaxIdKind::Vat),
            "shippingAddress.vatNumber",
        ),
        part(
            AddressPart::TaxId(TaxIdKind::RegistrationNumber),
            "shippingAddress.registrationNumber",
        ),
    ]
}

fn billing_address() -> [FieldCapability; 5] {
    let part = |part: AddressPart, wire: &'static str| {
        FieldCapability::new(Field::Address(part))
            .for_roles([AddressRole::Billing])
            .on_create()
            .with_wire(wire)
    };
    [
        part(AddressPart::Lines, "address.street")
            .with_note("one line; several are joined; not returned"),
        part(AddressPart::City, "address.city"),
        part(AddressPart::PostalCode, "address.postalCode"),
        part(AddressPart::Country, "address.country")
            .with_note("as a code of two letters; not returned"),
        part(AddressPart::Region, "address.state"),
    ]
}

fn every_address() -> [FieldCapability; 2] {
    [
        FieldCapability::new(Field::Address(AddressPart::Role))
            .for_roles([AddressRole::Billing, AddressRole::Shipping])
            .on_create()
            .readable()
            .with_note("one billing and one shipping address"),
        FieldCapability::new(Field::Address(AddressPart::Id))
            .readable()
            .with_wire("addressId, shippingAddressId")
            .with_reason("KohortPay gives the id"),
    ]
}

/// The request that registers a customer, and what it does with each field.
pub fn create_request(
    capabilities: &Capabilities,
    customer: &NewCustomer,
) -> Prepared<wire::CreateCustomer> {
    let slots = Slots::of(&customer.addresses);
    let mut fates = FieldFates::for_create(capabilities, &slots.placed(customer));
    slots.decide(&mut fates, customer);
    let locale = customer.locale.as_ref().and_then(wire_locale);
    if locale.is_none() {
        fates.lose(Field::Locale, "only en-US and fr-FR have a place");
    }

    let address = slots.street_address(&fates, customer);
    let shipping_address = slots.line_address(&fates, customer);
    let text = |field: Field, text: Option<&str>| fates.held(field, text.map(Private::from)).into();
    let name = fates.name();
    let email = fates.held(Field::Email, customer.email.as_ref());
    let request = email.map(|email| wire::CreateCustomer {
        first_name: name.given.map(Private::from).into(),
        last_name: name.family.map(Private::from).into(),
        phone_number: text(
            Field::Phone,
            customer.phone.as_ref().map(PhoneNumber::as_str),
        ),
        address: address.map(wire::Address::from).into(),
        shipping_address: shipping_address.map(wire::Address::from).into(),
        metadata: fates
            .held(Field::Metadata, customer.metadata.clone())
            .into(),
        locale: fates.held(Field::Locale, locale).into(),
        client_reference_id: text(Field::Reference, customer.reference.as_deref()),
        ..wire::CreateCustomer::new(email.as_str())
    });
    Prepared::new(request, fates.finish())
}

fn wire_locale(locale: &Locale) -> Option<wire::Locale> {
    match wire::Locale::from(locale.to_underscore().as_str()) {
        wire::Locale::Other(_) => None,
        known => Some(known),
    }
}

/// Writes the marker into the metadata of a create.
pub(crate) fn add_marker(request: &mut wire::CreateCustomer, marker: &WriteMarker) {
    let metadata = std::mem::take(&mut request.metadata).into_value();
    let metadata = metadata.unwrap_or_default();
    request.metadata = metadata.with(marker.key(), marker.value()).into();
}

/// What a block does with its reason: KohortPay has no place for one, and a block has no body.
pub fn block_request(capabilities: &Capabilities, block: &BlockRequest) -> Prepared<()> {
    Prepared::new(
        Some(()),
        FieldFates::for_block(capabilities, block).finish(),
    )
}

/// The customer that any endpoint returned.
///
/// Addresses are named by their ids and roles alone: to an id that stands in both places belongs one
/// address with both roles.
pub fn customer(record: Record<wire::Customer>) -> Customer {
    let text = |text: &Member<Private<String>>| text.filled().map(str::to_owned);
    let mut customer = Customer::new(PROVIDER, record.id.as_str());
    customer.account = record.organization_id.filled().map(AccountId::new);
    customer.email = text(&record.email_address).map(EmailAddress::lenient);
    customer.phone = text(&record.phone_number).map(PhoneNumber::lenient);
    let mut name = PersonName::new();
    name.given = text(&record.first_name);
    name.family = text(&record.last_name);
    customer.name = (!name.is_empty()).then_some(name);
    customer.addresses = address_ids(&record);
    customer.metadata = record.metadata.as_ref().cloned();
    customer.mode = record.livemode.as_ref().copied().map(mode);
    customer.status = status(&record);
    customer.created = record.created_at.instant();
    customer.updated = record.updated_at.instant();
    customer.with_native(record).with_answers(answers)
}

/// The members that hold what is written.
fn answers(customer: &Customer) -> Answers {
    let Some(record) = customer.native::<wire::Customer>() else {
        return Answers::new();
    };
    Answers::new()
        .with(Field::Email, &record.email_address)
        .with(Field::Phone, &record.phone_number)
        .with(Field::GivenName, &record.first_name)
        .with(Field::FamilyName, &record.last_name)
        .with(Field::Metadata, &record.metadata)
}

/// Addresses come back as their ids alone: an address whose id is null was not kept.
pub fn without_lost_addresses(
    fields: FieldReport,
    given: &NewCustomer,
    returned: &Customer,
) -> FieldReport {
    let Some(record) = returned.native::<wire::Customer>() else {
        return fields;
    };
    let is_lost =
        |id: &Member<String>| !(id.is_absent() || id.is_unreadable() || id.filled().is_some());
    let slots = Slots::of(&given.addresses);
    let lost = slots.indexes(
        is_lost(&record.address_id),
        is_lost(&record.shipping_address_id),
    );
    lost.into_iter()
        .fold(fields, FieldReport::with_address_not_kept)
}

fn mode(is_live: bool) -> Mode {
    if is_live { Mode::Live } else { Mode::Test }
}

fn address_ids(record: &wire::Customer) -> Option<Vec<Address>> {
    let places = [
        (&record.address_id, AddressRole::Billing),
        (&record.shipping_address_id, AddressRole::Shipping),
    ];
    let mut addresses: Vec<Address> = Vec::new();
    for (id, role) in places.clone() {
        let Some(id) = id.filled().map(AddressId::new) else {
            continue;
        };
        match addresses
            .iter_mut()
            .find(|one| one.id.as_ref() == Some(&id))
        {
            Some(same) => same.roles.push(role),
            None => addresses.push(Address::new().with_id(id).with_role(role)),
        }
    }
    // That there is no address is not said by an id that cannot be read.
    let is_unreadable = places.iter().any(|(id, _)| id.is_unreadable());
    (!addresses.is_empty() || !is_unreadable).then_some(addresses)
}

/// What decides the status and cannot be read leaves it unknown: a customer is not active because
/// `deletedAt` is a number.
fn status(record: &wire::Customer) -> Option<Status> {
    let is_blocked = match (&record.is_blocked, record.blocked_at.has_happened()) {
        (Member::Value(said), _) => Some(*said),
        // Where nothing is said of it, a block can still be seen.
        (Member::Absent | Member::Null, Some(true)) => Some(true),
        _ => None,
    };
    let block = (is_blocked == Some(true)).then(|| {
        let mut block = Block::new();
        block.at = record.blocked_at.instant();
        block.by = record.blocked_by.filled().map(str::to_owned);
        block
    });
    if record.deleted_at.has_happened()? {
        let mut deletion = Deletion::new();
        deletion.at = record.deleted_at.instant();
        deletion.blocked = block;
        return Some(Status::Deleted(deletion));
    }
    match block {
        Some(block) => Some(Status::Blocked(block)),
        None => is_blocked.map(|_| Status::Active),
    }
}
