//! The shop's records to and from the domain.

use customer_core::adapter::{
    FieldFates, Member, Prepared, Private, Record, UnknownFields, UnreadableMembers, WireValue,
};
use customer_core::{
    Block, BlockRequest, Capabilities, Customer, CustomerUpdate, EmailAddress, EmailUniqueness,
    Field, FieldCapability, Locale, Lookup, MetadataRules, NewCustomer, Operation, Patch,
    PersonName, PhoneNumber, ProviderName, Status, WriteMarker,
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
    let text = |field: Field, text: Option<&str>| fates.held(field, text.map(Private::from)).into();
    let name = customer.name.as_ref();
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
                first_name: text(
                    Field::GivenName,
                    name.and_then(|name| name.given.as_deref()),
                ),
                last_name: text(
                    Field::FamilyName,
                    name.and_then(|name| name.family.as_deref()),
                ),
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
    let text = |field: Field, patch: Patch<&str>| -> Member<Private<String>> {
        match patch {
            Patch::Clear if slip == Slip::ClearAsEmptyText => "".into(),
            patch if fates.is_held(field) => patch.map(Private::from).into(),
            _ => Member::Absent,
        }
    };
    let of = |patch: &'_ Patch<String>| patch.as_ref().map(String::clone);
    let (given, family) = (of(&update.name.given), of(&update.name.family));
    let metadata = if fates.is_held(Field::Metadata) {
        update.metadata.clone()
    } else {
        Patch::Keep
    };
    let request = wire::UpdateCustomer {
        phone: text(Field::Phone, update.phone.as_ref().map(PhoneNumber::as_str)),
        first_name: text(Field::GivenName, given.as_ref().map(String::as_str)),
        last_name: text(Field::FamilyName, family.as_ref().map(String::as_str)),
        metadata: metadata.into(),
        unknown: UnknownFields::default(),
        unreadable: UnreadableMembers::default(),
    };
    let is_empty = serde_json::to_string(&request).is_ok_and(|json| json == "{}");
    Prepared::new((!is_empty).then_some(request), fates.finish())
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
    let text = |text: &Member<Private<String>>| text.filled().map(str::to_owned);
    let mut customer = Customer::new(PROVIDER, of.id.as_str());
    customer.account = Some(account.into());
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
        _ => customer.with_native(record),
    }
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
