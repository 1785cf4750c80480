//! Commerce Engine's records to and from the domain: pure functions, where the fate of each field is
//! decided.

mod address;
mod parts;
mod update;

use customer_core::adapter::{Answers, FieldFates, Member, Prepared, Private, Record};
use customer_core::{
    AccountId, Address, AddressPart, AddressRole, Business, Capabilities, Customer, EmailAddress,
    EmailUniqueness, Field, FieldCapability, FieldPath, FieldProblem, Lookup, NewCustomer,
    Operation, ProviderName, TaxIdKind, TaxIds,
};

pub use address::{
    add_address_request, address, address_answers, address_with_unreadable, update_address_request,
    with_unsaid_parts,
};
pub use update::{BusinessChange, UpdateRequest, update_request};

use crate::wire;
use address::{Receiver, address_input, is_outside_india};
use parts::{ELSEWHERE, person_name, phone_number};

/// This provider's name.
pub const PROVIDER: ProviderName = ProviderName::from_static("commerceengine");

const ONE_ADDRESS: &str = "one address at creation; add_address takes the rest";
const NO_PLACE: &str = "at creation it has a place in an address in India alone, and there is none";
const TAKEN: &str = "the address has another, and there is no place beside it";

/// What Commerce Engine can do.
pub fn capabilities() -> Capabilities {
    Capabilities::new()
        .with_native(Operation::CreateCustomer)
        .with_native(Operation::GetCustomer)
        .with_composed(
            Operation::UpdateCustomer,
            "name, e-mail and phone are the user's, the business is the customer's: an update of \
             both is two requests, and the first may be done when the second fails; the business \
             is replaced as a whole, so it is read before",
        )
        .with_native(Operation::DeleteCustomer)
        .with_native(Operation::ListAddresses)
        .with_native(Operation::AddAddress)
        .with_native(Operation::UpdateAddress)
        .with_native(Operation::RemoveAddress)
        .with_lookup(Lookup::None)
        .with_email_uniqueness(EmailUniqueness::NotDocumented)
        .with_fields(customer_fields())
        .with_fields(address_fields())
}

fn customer_fields() -> impl Iterator<Item = FieldCapability> {
    const CARRIED: &str = "at creation held by the first address, which must have a place for it";
    let person = [
        (Field::Email, "email", CARRIED),
        (
            Field::Phone,
            "country_code, phone",
            "a calling code of two digits and ten digits; at creation held by the first address, \
             which must have a place for it",
        ),
        (Field::GivenName, "first_name", CARRIED),
        (Field::FamilyName, "last_name", CARRIED),
    ];
    let business = [
        (Field::BusinessType, "business.business_type"),
        (Field::BusinessName, "business.name"),
        (Field::BusinessTaxId(TaxIdKind::Pan), "business.pan_number"),
        (Field::BusinessTaxId(TaxIdKind::Gstin), "business.gstin"),
    ];
    let business = business.map(|(field, wire)| (field, wire, ""));
    person
        .into_iter()
        .chain(business)
        .map(|(field, wire, note)| writable_and_readable(field, wire).with_note(note))
}

fn address_fields() -> impl Iterator<Item = FieldCapability> {
    use AddressPart as Part;

    const OF_CUSTOMER: &str = "required; at creation the customer's own stands in";
    const ONE_TAX_ID: &str = "one tax id an address";
    let required = [
        (
            Part::Lines,
            "address_line1, address_line2",
            "the second line takes those after it",
        ),
        (Part::City, "city", ""),
        (Part::Region, "state", ""),
        (Part::PostalCode, "pincode", "six digits"),
        (Part::Country, "country", "India alone"),
    ];
    let others = [
        (
            Part::Id,
            "id",
            "a ULID, at creation alone: Commerce Engine may give the address another",
        ),
        (
            Part::Role,
            "is_default_billing, is_default_shipping",
            "on newer pages",
        ),
        (Part::GivenName, "first_name", OF_CUSTOMER),
        (
            Part::FamilyName,
            "last_name",
            "at creation the customer's own stands in",
        ),
        (Part::Company, "business_name", ""),
        (Part::Landmark, "landmark", ""),
        (
            Part::Phone,
            "country_code, phone",
            "required: a calling code of two digits and ten digits; at creation the customer's own \
             stands in",
        ),
        (Part::Email, "email", OF_CUSTOMER),
        (
            Part::TaxId(TaxIdKind::Gstin),
            "tax_identification_number",
            ONE_TAX_ID,
        ),
        (
            Part::TaxId(TaxIdKind::Vat),
            "tax_identification_number",
            ONE_TAX_ID,
        ),
        (
            Part::TaxId(TaxIdKind::Tin),
            "tax_identification_number",
            ONE_TAX_ID,
        ),
        (Part::Label, "nickname", "on newer pages"),
    ];
    let part = |(part, wire, note): (Part, &'static str, &'static str)| {
        let roles = part == Part::Role;
        let capability = writable_and_readable(Field::Address(part), wire).with_note(note);
        if roles {
            capability.with_values(["billing", "shipping"])
        } else {
            capability
        }
    };
    let required = required.map(|row| part(row).required());
    required.into_iter().chain(others.map(part))
}

fn writable_and_readable(field: Field, wire: &'static str) -> FieldCapability {
    FieldCapability::new(field)
        .on_create()
        .on_update()
        .readable()
        .with_wire(wire)
}

/// The request that registers a customer, and what it does with each field: the business, and the
/// first address that may be in India, which carries what is said of the person.
pub fn create_request(
    capabilities: &Capabilities,
    customer: &NewCustomer,
) -> Prepared<wire::CreateCustomer> {
    let mut fates = FieldFates::for_create(capabilities, customer);
    let first = customer
        .addresses
        .iter()
        .position(|address| !is_outside_india(address));
    for (index, address) in customer.addresses.iter().enumerate() {
        if is_outside_india(address) {
            fates.lose_address(index, ELSEWHERE);
        } else if Some(index) != first {
            fates.lose_address(index, ONE_ADDRESS);
        }
    }
    let first = first.and_then(|index| Some((index, customer.addresses.get(index)?)));
    let name = fates.name();
    move_person_to_address(&mut fates, customer, first);

    let address = first.map(|(index, address)| {
        let receiver = Receiver {
            name: Some(&name),
            phone: customer.phone.as_ref(),
            email: customer.email.as_ref(),
        };
        let mut input = address_input(&mut fates, index, address, receiver);
        input.id = created_id(&mut fates, index, address).into();
        input
    });
    let business = business_input(&fates, customer.business.as_ref());

    if address.is_some() || business.is_some() {
        let mut request = wire::CreateCustomer::new();
        request.address = address.into();
        request.business = business.into();
        return Prepared::new(Some(request), fates.finish());
    }
    if let Some(Err(reason)) = customer.phone.as_ref().map(address::split_phone) {
        // Worth knowing before the address is added that it would stand in.
        fates.refuse(Field::Phone, reason);
    }
    let mut preview = fates.finish();
    preview.problems.push(FieldProblem::new(
        "addresses",
        "Commerce Engine registers a customer by an address in India or by a business",
    ));
    Prepared::new(None, preview)
}

/// At creation e-mail, phone and name of the customer are those of its address.
fn move_person_to_address(
    fates: &mut FieldFates,
    customer: &NewCustomer,
    address: Option<(usize, &Address)>,
) {
    let Some((index, address)) = address else {
        for field in [
            Field::Email,
            Field::Phone,
            Field::FullName,
            Field::GivenName,
            Field::FamilyName,
        ] {
            fates.lose(field, NO_PLACE);
        }
        return;
    };
    let (name, own) = (fates.name(), fates.address_name(index));
    let mut settle = |field: Field, what: &str, is_kept: bool| {
        if is_kept {
            fates.alter(field, format!("kept as the {what} of the address"));
        } else {
            fates.lose(field, TAKEN);
        }
    };
    let email = &address.email;
    settle(
        Field::Email,
        "e-mail",
        email.is_none() || *email == customer.email,
    );
    let phone = &address.phone;
    settle(
        Field::Phone,
        "phone",
        phone.is_none() || *phone == customer.phone,
    );
    let is_free = own.is_empty();
    settle(
        Field::FullName,
        "given and family name",
        is_free || own == name,
    );
    settle(Field::GivenName, "name", is_free || own.given == name.given);
    settle(
        Field::FamilyName,
        "name",
        is_free || own.family == name.family,
    );
}

/// The documented example of a create has an id in its address.
fn created_id(fates: &mut FieldFates, index: usize, address: &Address) -> Option<String> {
    let path = FieldPath::address(index, AddressPart::Id);
    let id = address.id.as_ref()?.as_str();
    if !wire::is_ulid(id) {
        fates.refuse(
            &path,
            "must be a ULID: 26 digits and capital letters without I, L, O and U",
        );
    }
    fates.alter(
        path,
        "offered as the id; Commerce Engine may give the address another",
    );
    Some(id.to_owned())
}

fn business_input(fates: &FieldFates, business: Option<&Business>) -> Option<wire::BusinessInput> {
    let business = business?;
    let text = |field: Field, value: Option<&str>| fates.held(field, value).map(Private::from);
    let tax_id = |kind: TaxIdKind| {
        let number = business.tax_ids.get(&kind);
        text(Field::BusinessTaxId(kind), number)
    };
    let mut input = wire::BusinessInput::new();
    let business_type = business.business_type.as_deref();
    input.business_type = text(Field::BusinessType, business_type)
        .map(Private::into_inner)
        .into();
    input.name = text(Field::BusinessName, business.name.as_deref()).into();
    input.pan_number = tax_id(TaxIdKind::Pan).into();
    input.gstin = tax_id(TaxIdKind::Gstin).into();
    (input != wire::BusinessInput::new()).then_some(input)
}

/// The customer that a create or an update of its business returned, of the store with this id.
pub fn customer_detail(store_id: Option<&str>, record: Record<wire::CustomerDetail>) -> Customer {
    let mut customer = Customer::new(PROVIDER, record.id.as_str());
    customer.account = store_id.map(AccountId::new);
    customer.email = record.email.filled().map(EmailAddress::lenient);
    customer.phone = phone_number(&record.country_code, &record.phone);
    customer.name = person_name(&record.first_name, &record.last_name);
    customer.business = record.business.as_ref().and_then(stated_business);
    customer.with_native(record).with_answers(|customer| {
        let record = customer.native::<wire::CustomerDetail>();
        record.map_or_else(Answers::new, |record| {
            let answers = Answers::new()
                .with(Field::Email, &record.email)
                .with(Field::Phone, &record.phone)
                .with(Field::GivenName, &record.first_name)
                .with(Field::FamilyName, &record.last_name);
            business_answers(answers, &record.business)
        })
    })
}

/// The customer that a read or an update of its user returned. `addresses` are those of the customer,
/// where they were asked for.
pub fn user(
    store_id: Option<&str>,
    record: Record<wire::User>,
    addresses: Option<Vec<Address>>,
) -> Customer {
    let mut customer = Customer::new(PROVIDER, record.id.as_str());
    customer.account = store_id.map(AccountId::new);
    customer.email = record.email.filled().map(EmailAddress::lenient);
    customer.phone = phone_number(&record.country_code, &record.phone);
    customer.name = person_name(&record.first_name, &record.last_name);
    customer.business = record.business.as_ref().and_then(stated_business);
    customer.addresses = addresses;
    if let Some(seat) = record
        .business
        .as_ref()
        .and_then(|business| business.registered_address.as_ref())
    {
        let seat = address(seat);
        if seat != Address::new() {
            add_registered_address(customer.addresses.get_or_insert_default(), seat);
        }
    }
    customer.created = record.created_at.instant();
    customer.updated = record.modified_at.instant();
    customer.with_native(record).with_answers(|customer| {
        let record = customer.native::<wire::User>();
        record.map_or_else(Answers::new, |record| {
            let answers = Answers::new()
                .with(Field::Email, &record.email)
                .with(Field::Phone, &record.phone)
                .with(Field::GivenName, &record.first_name)
                .with(Field::FamilyName, &record.last_name);
            business_answers(answers, &record.business)
        })
    })
}

/// Adds what a business says of its parts. One that is null says of all that they are not there, and the
/// newer reading says nothing of the tax ids.
fn business_answers(answers: Answers, business: &Member<wire::Business>) -> Answers {
    let (pan, gstin) = (
        Field::BusinessTaxId(TaxIdKind::Pan),
        Field::BusinessTaxId(TaxIdKind::Gstin),
    );
    let Some(record) = business.as_ref() else {
        return [Field::BusinessType, Field::BusinessName, pan, gstin]
            .into_iter()
            .fold(answers, |answers, field| answers.with(field, business));
    };
    answers
        .with_either(
            &Field::BusinessType.into(),
            &[&record.business_type, &record.kind],
        )
        .with(Field::BusinessName, &record.name)
        .with(pan, &record.pan_number)
        .with(gstin, &record.gstin)
}

/// The registered address may be one of the others.
fn add_registered_address(addresses: &mut Vec<Address>, seat: Address) {
    let same = |address: &&mut Address| seat.id.is_some() && address.id == seat.id;
    match addresses.iter_mut().find(same) {
        Some(address) => address.roles.push(AddressRole::Registered),
        None => addresses.push(seat.with_role(AddressRole::Registered)),
    }
}

/// The business, where anything is said of it.
fn stated_business(record: &wire::Business) -> Option<Business> {
    let business = business(record);
    (business != Business::new()).then_some(business)
}

/// Either reading of a business. All its fields are texts and none is null, so an empty one is how
/// Commerce Engine says that there is nothing.
pub fn business(record: &wire::Business) -> Business {
    let owned = |text: &Member<Private<String>>| text.filled().map(str::to_owned);
    let mut business = Business::new();
    business.business_type = [&record.business_type, &record.kind]
        .into_iter()
        .find_map(|text| text.filled())
        .map(str::to_owned);
    business.name = owned(&record.name);
    business.tax_ids = [
        (TaxIdKind::Pan, owned(&record.pan_number)),
        (TaxIdKind::Gstin, owned(&record.gstin)),
    ]
    .into_iter()
    .filter_map(|(kind, number)| Some((kind, number?)))
    .collect::<TaxIds>();
    business
}
