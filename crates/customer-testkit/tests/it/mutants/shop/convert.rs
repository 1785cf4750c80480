//! The shop's records to and from the domain.

use customer_core::adapter::{
    Answers, FieldFates, Member, Prepared, Private, Record, UnknownFields, UnreadableMembers,
    WireValue,
};
use customer_core::{
    Address, AddressPart, Block, BlockRequest, Capabilities, Customer, CustomerUpdate,
    EmailAddress, EmailUniqueness, Field, FieldCapability, FieldPath, Locale, Lookup,
    MetadataRules, NewCustomer, Operation, Patch, PersonName, PhoneNumber, ProviderName, Status,
    WriteMarker,
};

use super::slip::Slip;
use super::wire;

pub(crate) const PROVIDER: ProviderName = ProviderName::from_static("shop");

pub(crate) fn capabilities(slip: Slip) -> Capabilities {
    let name = |field| {
        FieldCapability::new(field)
            .on_create()
            .on_update()
            .readable()
            .with_length(1, wire::NAME)
    };
    let phone = FieldCapability::new(Field::Phone)
        .on_update()
        .readable()
        .with_wire("phone");
    let phone = match slip {
        Slip::CapabilityDeniesPhone => phone,
        _ => phone.on_create(),
    };
    let email = FieldCapability::new(Field::Email);
    let metadata =
        FieldCapability::new(Field::Metadata).with_metadata(MetadataRules::new().texts_only());
    let reason = FieldCapability::new(Field::BlockReason);
    Capabilities::new()
        .with_native(Operation::CreateCustomer)
        .with_native(Operation::GetCustomer)
        .with_composed(
            Operation::FindCustomersByEmail,
            "a filter that matches in part",
        )
        .with_native(Operation::ListCustomers)
        .with_native(Operation::UpdateCustomer)
        .with_native(Operation::DeleteCustomer)
        .with_native(Operation::BlockCustomer)
        .with_native(Operation::UnblockCustomer)
        .with_native(Operation::ListAddresses)
        .with_native(Operation::AddAddress)
        .with_lookup(Lookup::Email)
        .with_email_uniqueness(EmailUniqueness::Unique)
        .with_field(email.on_create().readable().required().with_wire("email"))
        .with_field(phone)
        .with_field(name(Field::GivenName).with_wire("first_name"))
        .with_field(name(Field::FamilyName).with_wire("last_name"))
        .with_field(
            FieldCapability::new(Field::Locale)
                .on_create()
                .readable()
                .with_wire("language"),
        )
        .with_field(
            metadata
                .on_create()
                .on_update()
                .readable()
                .with_wire("metadata"),
        )
        .with_fields([AddressPart::Lines, AddressPart::City].map(|part| {
            let part = FieldCapability::new(Field::Address(part));
            part.on_update().readable()
        }))
        .with_field(reason.on_update().readable().with_wire("block_reason"))
}

pub(crate) fn create_request(
    capabilities: &Capabilities,
    customer: &NewCustomer,
    slip: Slip,
) -> Prepared<wire::CreateCustomer> {
    let mut fates = FieldFates::for_create(capabilities, customer);
    if slip == Slip::CapabilityDeniesPhone {
        // For the fates it can be written.
        fates = FieldFates::for_create(&self::capabilities(Slip::Nothing), customer);
    }
    if slip == Slip::NamesRefusedAtTheLast {
        let unlimited = self::capabilities(slip);
        let fields = unlimited.fields().cloned().map(|mut capability| {
            capability.length = None;
            capability
        });
        let unlimited = Capabilities::new().with_fields(fields);
        fates = FieldFates::for_create(&unlimited, customer);
    }
    let locale = customer.locale.as_ref();
    let language = locale.and_then(Locale::language).map(str::to_owned);
    if locale.map(Locale::as_str) != language.as_deref() && slip != Slip::AlterationNotReported {
        match &language {
            Some(_) => fates.alter(Field::Locale, "the shop keeps the language alone"),
            None => fates.lose(Field::Locale, "it has no language"),
        }
    }
    if let (Slip::LossRepeatsValue, Some(reference)) = (slip, &customer.reference) {
        fates.lose(
            Field::Reference,
            format!("there is no place for {reference}"),
        );
    }
    let text = |field: Field, text: Option<&str>| fates.held(field, text.map(Private::from)).into();
    let name = fates.name();
    let sends = |other: Slip| slip != other;
    let request = fates
        .held(Field::Email, customer.email.as_ref())
        .map(|email| {
            let phone = customer.phone.as_ref().map(PhoneNumber::as_str);
            let reference = customer.reference.as_deref();
            let reference = reference.filter(|_| slip == Slip::ReferenceLostAndSent);
            let language = language.filter(|_| sends(Slip::LanguageAlteredAndNotSent));
            wire::CreateCustomer {
                email: email.as_str().into(),
                phone: text(
                    Field::Phone,
                    phone.filter(|_| sends(Slip::PhoneReportedAndNotSent)),
                ),
                first_name: name.given.as_deref().map(Private::from).into(),
                last_name: name.family.as_deref().map(Private::from).into(),
                language: fates.held(Field::Locale, language).into(),
                metadata: fates
                    .held(Field::Metadata, customer.metadata.clone())
                    .into(),
                reference: reference.map(Private::from).into(),
                unknown: UnknownFields::default(),
                unreadable: UnreadableMembers::default(),
            }
        });
    Prepared::new(request, fates.finish())
}

pub(crate) fn add_marker(request: &mut wire::CreateCustomer, marker: &WriteMarker) {
    let metadata = std::mem::take(&mut request.metadata).into_value();
    let metadata = metadata.unwrap_or_default();
    request.metadata = metadata.with(marker.key(), marker.value()).into();
}

pub(crate) fn update_request(
    capabilities: &Capabilities,
    update: &CustomerUpdate,
    slip: Slip,
) -> Prepared<wire::UpdateCustomer> {
    let fates = FieldFates::for_update(capabilities, update);
    let text = |patch: Patch<&str>| -> Member<Private<String>> {
        match patch {
            Patch::Clear if slip == Slip::ClearAsEmptyText => "".into(),
            patch => patch.map(Private::from).into(),
        }
    };
    let name = fates.name_update();
    let phone = if fates.is_held(Field::Phone) {
        update.phone.as_ref()
    } else {
        Patch::Keep
    };
    let metadata = if fates.is_held(Field::Metadata) {
        update.metadata.clone()
    } else {
        Patch::Keep
    };
    let request = wire::UpdateCustomer {
        phone: text(phone.map(PhoneNumber::as_str)),
        first_name: text(name.given.as_ref().map(String::as_str)),
        last_name: text(name.family.as_ref().map(String::as_str)),
        metadata: metadata.into(),
        unknown: UnknownFields::default(),
        unreadable: UnreadableMembers::default(),
    };
    let is_empty = serde_json::to_string(&request).is_ok_and(|json| json == "{}");
    Prepared::new((!is_empty).then_some(request), fates.finish())
}

pub(crate) fn address_request(
    capabilities: &Capabilities,
    address: &Address,
    slip: Slip,
) -> Prepared<wire::NewAddress> {
    let mut fates = FieldFates::for_address(capabilities, address);
    let (lines, city) = (
        FieldPath::address(0, AddressPart::Lines),
        FieldPath::address(0, AddressPart::City),
    );
    if address.lines.len() > 1 {
        fates.alter(&lines, "the lines are joined into one");
    }
    let street = (!address.lines.is_empty()).then(|| address.lines.join(", "));
    let request = wire::NewAddress {
        street: fates.held(&lines, street.map(Private::from)).into(),
        city: fates
            .held(&city, address.city.clone().map(Private::from))
            .into(),
        unknown: UnknownFields::default(),
        unreadable: UnreadableMembers::default(),
    };
    let is_empty = request.street.is_absent() && request.city.is_absent();
    let mut preview = fates.finish();
    if slip == Slip::PartWithoutFate {
        preview.fields.altered.clear();
    }
    Prepared::new((!is_empty).then_some(request), preview)
}

pub(crate) fn address(record: &wire::Address) -> Address {
    let mut address = Address::new().with_id(&*record.id);
    address.lines = record
        .street
        .filled()
        .map(str::to_owned)
        .into_iter()
        .collect();
    address.city = record.city.filled().map(str::to_owned);
    address
}

pub(crate) fn block_request(
    capabilities: &Capabilities,
    block: &BlockRequest,
    slip: Slip,
) -> Prepared<wire::BlockCustomer> {
    let fates = FieldFates::for_block(capabilities, block);
    let reason = fates.held(Field::BlockReason, block.reason.as_deref());
    let request = wire::BlockCustomer {
        reason: reason.map(Private::from).into(),
        unknown: UnknownFields::default(),
        unreadable: UnreadableMembers::default(),
    };
    let mut preview = fates.finish();
    if slip == Slip::ReasonWithoutFate {
        preview.fields.sent.clear();
    }
    Prepared::new(Some(request), preview)
}

pub(crate) fn customer<T>(record: Record<T>, account: &str, slip: Slip) -> Customer
where
    T: WireValue + AsRef<wire::Customer> + Send + Sync + 'static,
{
    let of = record.clone();
    let of = (*of).as_ref();
    let text = |text: &Member<Private<String>>| match slip {
        Slip::EmptyTextIsAValue => text.as_ref().map(|text| text.as_str().to_owned()),
        _ => text.filled().map(str::to_owned),
    };
    let provider = match slip {
        Slip::OtherProviderName => ProviderName::from_static("stall"),
        _ => PROVIDER,
    };
    let mut customer = Customer::new(provider, of.id.as_str());
    customer.account = match (slip, of.email.filled()) {
        (Slip::AccountIsEmail, Some(email)) => Some(email.into()),
        _ => Some(account.into()),
    };
    customer.email = text(&of.email).map(EmailAddress::lenient);
    customer.phone = text(&of.phone).map(PhoneNumber::lenient);
    let mut name = PersonName::new();
    name.given = text(&of.first_name);
    name.family = text(&of.last_name);
    customer.name = (!name.is_empty()).then_some(name);
    customer.locale = of.language.filled().map(Locale::lenient);
    customer.metadata = of.metadata.as_ref().cloned();
    customer.status = status(of, slip);
    customer.created = of.created_at.instant();
    customer.updated = of.updated_at.instant();
    match slip {
        Slip::RecordNotKept => customer,
        _ => customer.with_native(record).with_answers(answers::<T>),
    }
}

fn answers<T: AsRef<wire::Customer> + 'static>(customer: &Customer) -> Answers {
    let record = customer.native::<T>().map(AsRef::as_ref);
    record.map_or_else(Answers::new, |record| {
        Answers::new()
            .with(Field::Email, &record.email)
            .with(Field::Phone, &record.phone)
            .with(Field::GivenName, &record.first_name)
            .with(Field::FamilyName, &record.last_name)
            .with(Field::Metadata, &record.metadata)
    })
}

fn status(record: &wire::Customer, slip: Slip) -> Option<Status> {
    match record.state.as_ref() {
        Some(wire::State::Active) => Some(Status::Active),
        Some(wire::State::Blocked) => {
            let mut block = Block::new();
            block.reason = record.block_reason.filled().map(str::to_owned);
            Some(Status::Blocked(block))
        }
        _ if slip == Slip::ActiveUnlessBlocked => Some(Status::Active),
        _ => None,
    }
}
