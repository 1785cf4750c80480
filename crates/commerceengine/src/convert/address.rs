//! Addresses to and from the domain.

use customer_core::adapter::{
    Answers, FieldFates, Member, Place, Prepared, Private, UnreadableList, WireValue,
};
use customer_core::{
    Address, AddressId, AddressPart, AddressRole, Capabilities, Country, EmailAddress, Field,
    FieldPath, PersonName, PhoneNumber, TaxIdKind, TaxIds, is_gstin,
};

use super::parts::{ELSEWHERE, person_name, phone_number};
use crate::wire;
use crate::wire::AddressInput;

/// Before a GSTIN, in `tax_identification_number`.
const INDIA_PREFIX: &str = "IN";

/// The kinds of tax ids that an address may have, the most telling first. It holds one.
const TAX_ID_KINDS: [TaxIdKind; 3] = [TaxIdKind::Gstin, TaxIdKind::Vat, TaxIdKind::Tin];

/// Who receives at an address that says nothing of it: the customer, at creation.
#[derive(Clone, Copy, Default)]
pub(super) struct Receiver<'a> {
    pub(super) name: Option<&'a PersonName>,
    pub(super) phone: Option<&'a PhoneNumber>,
    pub(super) email: Option<&'a EmailAddress>,
}

/// The request that adds an address, and what it does with each part.
pub fn add_address_request(
    capabilities: &Capabilities,
    address: &Address,
) -> Prepared<AddressInput> {
    let mut fates = FieldFates::for_address(capabilities, address);
    if is_outside_india(address) {
        return without_address(fates);
    }
    fates.lose(
        FieldPath::address(0, AddressPart::Id),
        "Commerce Engine gives the id of an address that is added",
    );
    let input = address_input(&mut fates, 0, address, Receiver::default());
    Prepared::new(Some(input), fates.finish())
}

/// The request that replaces an address, and what it does with each part. An id that the address has
/// of its own is not looked at.
pub fn update_address_request(
    capabilities: &Capabilities,
    address_id: &AddressId,
    address: &Address,
) -> Prepared<AddressInput> {
    let mut fates = FieldFates::for_address(capabilities, address);
    if is_outside_india(address) {
        return without_address(fates);
    }
    if address.id.as_ref() != Some(address_id) {
        fates.alter(
            FieldPath::address(0, AddressPart::Id),
            "the address keeps the id under which it is replaced",
        );
    }
    // Without an id: the route says which address it is.
    let mut input = address_input(&mut fates, 0, address, Receiver::default());
    // A role that is given takes the place of the roles that were there.
    if input.is_default_billing.is_value() || input.is_default_shipping.is_value() {
        for mark in [
            &mut input.is_default_billing,
            &mut input.is_default_shipping,
        ] {
            *mark = Member::Value(*mark == Member::Value(true));
        }
    }
    Prepared::new(Some(input), fates.finish())
}

fn without_address(mut fates: FieldFates) -> Prepared<AddressInput> {
    fates.lose_address(0, ELSEWHERE);
    Prepared::new(None, fates.finish())
}

/// Whether the address is known to be in another country than India. A text that is no country is
/// not known to be anywhere.
pub(super) fn is_outside_india(address: &Address) -> bool {
    address
        .country
        .as_ref()
        .and_then(Country::alpha2)
        .is_some_and(|code| code != "IN")
}

/// The address at this index as it is sent; `receiver` stands in for what it says of nobody.
pub(super) fn address_input(
    fates: &mut FieldFates,
    index: usize,
    address: &Address,
    receiver: Receiver<'_>,
) -> AddressInput {
    let at = |part: AddressPart| FieldPath::address(index, part);
    let mut input = AddressInput::new();
    let own = fates.address_name(index);
    let name = receiver.name.filter(|_| own.is_empty()).unwrap_or(&own);
    input.first_name = text(name.given.as_deref());
    input.last_name = text_or_null(name.family.as_deref());
    if !input.first_name.is_value() {
        fates.refuse(at(AddressPart::GivenName), "is required");
    }

    let (phone, path) = match &address.phone {
        Some(phone) => (Some(phone), at(AddressPart::Phone)),
        None if receiver.phone.is_some() => (receiver.phone, Field::Phone.into()),
        None => (None, at(AddressPart::Phone)),
    };
    match phone.map(split_phone) {
        None => fates.refuse(path, "is required"),
        Some(Err(reason)) => fates.refuse(path, reason),
        Some(Ok((calling_code, ten_digits))) => {
            input.country_code = text(Some(&calling_code));
            input.phone = text(Some(ten_digits));
        }
    }

    let email = address.email.as_ref().or(receiver.email);
    input.email = text(email.map(EmailAddress::as_str));
    if email.is_none() {
        fates.refuse(at(AddressPart::Email), "is required");
    }

    (input.address_line1, input.address_line2) = lines(fates, index, &address.lines);
    input.landmark = text_or_null(address.landmark.as_deref());
    if let Some(code) = &address.postal_code
        && !wire::is_digits(code, 6)
    {
        fates.refuse(at(AddressPart::PostalCode), "must be six digits");
    }
    input.pincode = text(address.postal_code.as_deref());
    input.city = text(address.city.as_deref());
    input.state = text(address.region.as_deref());
    // Not another: an address elsewhere is not sent at all.
    input.country = address.country.as_ref().map(|_| "India".to_owned()).into();
    input.tax_identification_number =
        text_or_null(tax_id(fates, index, &address.tax_ids).as_deref());
    input.business_name = text_or_null(address.company.as_deref());
    roles(fates, index, address, &mut input);
    input.nickname = text_or_null(address.label.as_deref());
    input
}

fn text(value: Option<&str>) -> Member<Private<String>> {
    value.map(Private::from).into()
}

/// For a member that says null of what is not there.
fn text_or_null(value: Option<&str>) -> Member<Private<String>> {
    value.map_or(Member::Null, Member::from)
}

/// The calling code with its plus, and the ten digits behind it.
pub(super) fn split_phone(phone: &PhoneNumber) -> Result<(String, &str), String> {
    match (phone.calling_code(), phone.national_number()) {
        (Some(code), Some(number)) if code.len() == 2 && number.len() == 10 => {
            Ok((format!("+{code}"), number))
        }
        (Some(code), Some(number)) => Err(format!(
            "must be a calling code of two digits and ten digits behind it; it has {} and {}",
            code.len(),
            number.len()
        )),
        _ => Err("is not a phone number with a calling code".to_owned()),
    }
}

/// The two lines that there are.
fn lines(
    fates: &mut FieldFates,
    index: usize,
    given: &[String],
) -> (Member<Private<String>>, Member<Private<String>>) {
    match given {
        [] => (Member::Absent, Member::Null),
        [first] => (text(Some(first)), Member::Null),
        [first, second] => (text(Some(first)), text(Some(second))),
        [first, rest @ ..] => {
            fates.alter(
                FieldPath::address(index, AddressPart::Lines),
                "the second line and those after it are one, with commas",
            );
            (text(Some(first)), text(Some(&rest.join(", "))))
        }
    }
}

/// The one tax id that there is place for.
fn tax_id(fates: &mut FieldFates, index: usize, given: &TaxIds) -> Option<String> {
    let path = |kind: &TaxIdKind| FieldPath::address(index, AddressPart::TaxId(kind.clone()));
    let mut held = TAX_ID_KINDS
        .iter()
        .filter_map(|kind| given.get(kind).map(|number| (kind, number)));
    let (kind, number) = held.next()?;
    for (other, _) in held {
        fates.lose(path(other), "an address holds one tax id");
    }
    let sent = match kind {
        TaxIdKind::Gstin => format!("{INDIA_PREFIX}{number}"),
        _ => number.to_owned(),
    };
    let (read_as, _) = read_tax_id(&sent);
    if read_as != *kind {
        fates.alter(
            path(kind),
            format!("it has the form of a {read_as}, and reads back as one"),
        );
    }
    Some(sent)
}

/// What a tax identification number is, by its form: Commerce Engine does not say.
fn read_tax_id(text: &str) -> (TaxIdKind, String) {
    // A GSTIN is one with its country before it and without.
    let number = text.strip_prefix(INDIA_PREFIX).unwrap_or(text);
    if is_gstin(number) {
        return (TaxIdKind::Gstin, number.to_owned());
    }
    let kind = if is_vat(text) {
        TaxIdKind::Vat
    } else {
        TaxIdKind::Tin
    };
    (kind, text.to_owned())
}

/// Two letters of a country, and behind them digits, perhaps with letters. A PAN, which is India's
/// taxpayer number, is none.
fn is_vat(text: &str) -> bool {
    text.split_at_checked(2).is_some_and(|(country, number)| {
        country.bytes().all(|byte| byte.is_ascii_uppercase())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && number.bytes().any(|byte| byte.is_ascii_digit())
            && !customer_core::is_pan(text)
    })
}

/// The two roles that there are marks for. With another among them the role is not held.
fn roles(fates: &mut FieldFates, index: usize, address: &Address, input: &mut AddressInput) {
    let path = FieldPath::address(index, AddressPart::Role);
    let known = |role: &AddressRole| matches!(role, AddressRole::Billing | AddressRole::Shipping);
    if !address.roles.iter().all(known) {
        fates.lose(
            &path,
            "an address is marked for billing and for shipping alone",
        );
    }
    let mut roles: Vec<_> = address.roles.iter().collect();
    roles.sort_unstable();
    if roles.windows(2).any(|pair| pair.first() == pair.last()) {
        fates.alter(&path, "each role is said once");
    }
    if fates.is_held(&path) {
        let mark = |role: AddressRole| address.has_role(&role).then_some(true).into();
        input.is_default_billing = mark(AddressRole::Billing);
        input.is_default_shipping = mark(AddressRole::Shipping);
    }
}

/// The address that was returned.
pub fn address(record: &wire::Address) -> Address {
    let owned = |text: &Member<Private<String>>| text.filled().map(str::to_owned);
    let mut address = Address::new();
    address.id = record.id.filled().map(AddressId::new);
    if record.is_default_billing == Member::Value(true) {
        address.roles.push(AddressRole::Billing);
    }
    if record.is_default_shipping == Member::Value(true) {
        address.roles.push(AddressRole::Shipping);
    }
    address.name = person_name(&record.first_name, &record.last_name);
    address.company = owned(&record.business_name);
    address.lines = [&record.address_line1, &record.address_line2]
        .into_iter()
        .filter_map(owned)
        .collect();
    address.landmark = owned(&record.landmark);
    address.city = owned(&record.city);
    address.region = owned(&record.state);
    address.postal_code = owned(&record.pincode);
    address.country = record.country.filled().map(Country::lenient);
    address.phone = phone_number(&record.country_code, &record.phone);
    address.email = record.email.filled().map(EmailAddress::lenient);
    address.tax_ids = record
        .tax_identification_number
        .filled()
        .map(read_tax_id)
        .into_iter()
        .collect();
    address.label = owned(&record.nickname);
    address
}

/// The address that was returned by itself, with what of it could not be read.
pub fn address_with_unreadable(record: &wire::Address) -> Address {
    let mut found = UnreadableList::new();
    record.find_unreadable(&Place::ROOT, &[], &mut found);
    address(record).with_unreadable(found.into_vec())
}

/// The returned address with the lines and the roles that were given where the answer does not speak of
/// them: each stands in two members, and one that is absent says nothing.
pub fn with_unsaid_parts(record: &wire::Address, given: &Address, returned: &Address) -> Address {
    let members = [&record.address_line1, &record.address_line2];
    let lines = members.into_iter().enumerate().filter_map(|(index, line)| {
        if line.is_absent() {
            return given.lines.get(index).cloned();
        }
        line.filled().map(str::to_owned)
    });
    let marks = [
        (&record.is_default_billing, AddressRole::Billing),
        (&record.is_default_shipping, AddressRole::Shipping),
    ];
    let unsaid = marks
        .into_iter()
        .filter(|(mark, role)| mark.is_absent() && given.has_role(role))
        .map(|(_, role)| role);
    let mut compared = returned.clone();
    compared.lines = lines.collect();
    compared.roles.extend(unsaid);
    compared
}

/// The members that hold the parts of an address, as `addresses[0].…`.
pub fn address_answers(record: &wire::Address) -> Answers {
    use AddressPart as Part;

    let at = |part: Part| FieldPath::address(0, part);
    let answers = Answers::new()
        .with(at(Part::Id), &record.id)
        .with_either(
            &at(Part::Role),
            &[&record.is_default_billing, &record.is_default_shipping],
        )
        .with(at(Part::GivenName), &record.first_name)
        .with(at(Part::FamilyName), &record.last_name)
        .with(at(Part::Company), &record.business_name)
        .with_either(
            &at(Part::Lines),
            &[&record.address_line1, &record.address_line2],
        )
        .with(at(Part::Landmark), &record.landmark)
        .with(at(Part::City), &record.city)
        .with(at(Part::Region), &record.state)
        .with(at(Part::PostalCode), &record.pincode)
        .with(at(Part::Country), &record.country)
        .with(at(Part::Phone), &record.phone)
        .with(at(Part::Email), &record.email)
        .with(at(Part::Label), &record.nickname);
    // There is one place for all kinds: with another number in it, this one was not kept.
    TAX_ID_KINDS.into_iter().fold(answers, |answers, kind| {
        answers.with(at(Part::TaxId(kind)), &record.tax_identification_number)
    })
}
