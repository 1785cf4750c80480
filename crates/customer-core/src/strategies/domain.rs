//! Strategies for what is put together from values.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;

use super::{country, email_address, locale, metadata, metadata_value, phone_number};
use crate::value::text::{self, Lines};
use crate::{
    Address, AddressId, AddressPart, AddressRole, Block, BlockRequest, Business, BusinessUpdate,
    Customer, CustomerId, CustomerUpdate, Deletion, Field, FieldPath, ListQuery, MetadataValue,
    Mode, NewCustomer, Patch, PersonName, PersonNameUpdate, ProviderName, Status, TaxIdKind,
    TaxIds, TaxNumbers,
};

/// A line of text that is not blank, in many scripts, up to 40 characters.
pub fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[A-Za-z][A-Za-z '.-]{0,30}[A-Za-z]",
        2 => "[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N} ,.'’/-]{0,30}[\\p{L}\\p{N}]",
        1 => "\\PC{0,18}[\\p{L}\\p{N}\\p{S}]\\PC{0,20}",
    ]
    .prop_filter("something to be seen, and one line", |text| {
        text::problem(text, Lines::One).is_none()
    })
}

/// An instant between 1970 and 2100, to the millisecond.
pub fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0..4_102_444_800_000_i64).prop_filter_map("in range", DateTime::from_timestamp_millis)
}

/// A person's name: one part of it at least, or one string, or both, which say the same or not.
pub fn person_name() -> BoxedStrategy<PersonName> {
    let part = || option::weighted(0.8, line());
    (part(), part(), 0..10_u8, line())
        .prop_filter_map("a name has a part", |(given, family, form, full)| {
            let parts = PersonName {
                full: None,
                given,
                family,
            };
            let full = match form {
                0 => parts.to_full(),
                1 => Some(full),
                2 => return Some(PersonName::new().with_full(full)),
                _ => None,
            };
            Some(PersonName { full, ..parts }).filter(|name| !name.is_empty())
        })
        .boxed()
}

/// A role: the known ones, and now and then another.
pub fn address_role() -> impl Strategy<Value = AddressRole> {
    prop_oneof![
        4 => Just(AddressRole::Billing),
        4 => Just(AddressRole::Shipping),
        1 => Just(AddressRole::Registered),
        1 => Just(AddressRole::Other("holiday".to_owned())),
    ]
}

/// The kind of a tax id: the known ones, and now and then another.
pub fn tax_id_kind() -> impl Strategy<Value = TaxIdKind> {
    prop_oneof![
        9 => prop::sample::select(TaxIdKind::KNOWN),
        1 => Just(TaxIdKind::Other("siret".to_owned())),
    ]
}

/// A number in the form of its kind.
pub fn tax_id(kind: &TaxIdKind) -> BoxedStrategy<String> {
    match kind {
        TaxIdKind::Pan => "[A-Z]{5}[0-9]{4}[A-Z]".boxed(),
        TaxIdKind::Gstin => {
            let state = "(0[1-9]|[12][0-9]|3[0-8]|97|99)";
            let rest = prop_oneof![
                4 => "[A-Z]{5}[0-9]{4}[A-Z][1-9A-Z]Z[0-9A-Z]",
                1 => "[A-Z]{4}[0-9A-Z][0-9]{4}[A-Z][1-9A-Z][CD][0-9A-Z]",
                1 => "[0-9]{2}[A-Z]{3}[0-9]{5}(NR|OS|UN|ON)[0-9A-Z]",
            ];
            (state, rest)
                .prop_map(|(state, rest)| state + &rest)
                .boxed()
        }
        TaxIdKind::Vat => prop_oneof![4 => "[A-Z]{2}[0-9]{8,11}", 1 => "[0-9]{8,11}"].boxed(),
        _ => "[0-9]{9,12}".boxed(),
    }
}

/// One number in the form of its kind, now and then two.
fn tax_numbers(kind: &TaxIdKind) -> BoxedStrategy<TaxNumbers> {
    let other = option::weighted(0.2, tax_id(kind));
    let numbers = (tax_id(kind), other);
    let numbers = numbers.prop_map(|(one, other)| {
        other
            .into_iter()
            .fold(TaxNumbers::new(one), TaxNumbers::with)
    });
    numbers.boxed()
}

/// Some tax ids, now and then several of one kind.
pub fn tax_ids() -> impl Strategy<Value = TaxIds> {
    vec(
        tax_id_kind().prop_flat_map(|kind| (Just(kind.clone()), tax_id(&kind))),
        0..3,
    )
    .prop_map(|ids| ids.into_iter().collect())
}

prop_compose! {
    /// A business with one part at least.
    pub fn business()(
        business_type in option::of(line()),
        name in line(),
        tax_ids in tax_ids(),
        named in any::<bool>(),
    ) -> Business {
        let mut business = Business { business_type, name: None, tax_ids };
        if named || business.is_empty() {
            business.name = Some(name);
        }
        business
    }
}

prop_compose! {
    fn place()(
        lines in vec(line(), 0..4),
        landmark in option::weighted(0.2, line()),
        city in option::weighted(0.8, line()),
        region in option::of(line()),
        postal_code in option::weighted(0.8, prop_oneof!["[1-9][0-9]{5}", "[0-9]{5}", "[A-Z]{1,2}[0-9]{1,2} [0-9][A-Z]{2}"]),
        country in option::weighted(0.8, country()),
    ) -> Address {
        Address { lines, landmark, city, region, postal_code, country, ..Address::new() }
    }
}

prop_compose! {
    /// An address with one part at least, of any country.
    pub fn address()(
        place in place(),
        id in option::weighted(0.1, "[0-9A-HJKMNP-TV-Z]{26}"),
        roles in prop_oneof![
            1 => Just(Vec::new()),
            5 => address_role().prop_map(|role| vec![role]),
            1 => Just(vec![AddressRole::Billing, AddressRole::Shipping]),
        ],
        name in option::weighted(0.3, person_name()),
        company in option::weighted(0.2, line()),
        phone in option::weighted(0.3, phone_number()),
        email in option::weighted(0.2, email_address()),
        tax_ids in tax_ids(),
        label in option::weighted(0.2, line()),
        city in line(),
    ) -> Address {
        let mut address =
            Address { id: id.map(AddressId::new), roles, name, company, phone, email, tax_ids, label, ..place };
        if address == (Address { roles: address.roles.clone(), ..Address::new() }) {
            address.city = Some(city);
        }
        address
    }
}

prop_compose! {
    /// A customer to be registered: every field may be there or not.
    pub fn new_customer()(
        email in option::weighted(0.9, email_address()),
        phone in option::of(phone_number()),
        name in option::weighted(0.8, person_name()),
        addresses in vec(address(), 0..3),
        business in option::weighted(0.3, business()),
        locale in option::of(locale()),
        reference in option::of(line()),
        metadata in option::of(metadata()),
    ) -> NewCustomer {
        NewCustomer { email, phone, name, addresses, business, locale, reference, metadata }
    }
}

/// Keep, clear or set.
pub fn patch<S: Strategy>(value: S) -> impl Strategy<Value = Patch<S::Value>>
where
    S::Value: Clone,
{
    prop_oneof![
        2 => Just(Patch::Keep),
        1 => Just(Patch::Clear),
        3 => value.prop_map(Patch::Set),
    ]
}

prop_compose! {
    fn business_update()(
        business_type in patch(line()),
        name in patch(line()),
        tax_ids in btree_map(tax_id_kind(), Just(()), 0..3).prop_flat_map(|kinds| {
            kinds
                .into_keys()
                .map(|kind| (Just(kind.clone()), patch(tax_numbers(&kind))))
                .collect::<Vec<_>>()
        }),
    ) -> BusinessUpdate {
        BusinessUpdate { business_type, name, tax_ids: tax_ids.into_iter().collect() }
    }
}

prop_compose! {
    /// A change of a customer.
    pub fn customer_update()(
        email in patch(email_address()),
        phone in patch(phone_number()),
        full in prop_oneof![4 => Just(Patch::Keep), 1 => patch(line())].boxed(),
        given in patch(line()),
        family in patch(line()),
        business in prop_oneof![2 => Just(BusinessUpdate::default()), 1 => business_update()],
        locale in patch(locale()),
        reference in patch(line()),
        metadata in patch(metadata()),
        metadata_entries in metadata_entries(),
    ) -> CustomerUpdate {
        let name = PersonNameUpdate { full, given, family };
        // As a whole or entry by entry.
        let metadata_entries = if metadata.is_keep() { metadata_entries } else { BTreeMap::new() };
        CustomerUpdate { email, phone, name, business, locale, reference, metadata, metadata_entries }
    }
}

/// Entries of metadata that are set or cleared.
fn metadata_entries() -> BoxedStrategy<BTreeMap<String, Patch<MetadataValue>>> {
    let is_null = |value: &MetadataValue| value.as_json() == "null";
    let value = metadata_value().prop_filter("null clears", move |value| !is_null(value));
    let change = prop_oneof![1 => Just(Patch::Clear), 3 => value.prop_map(Patch::Set)];
    prop_oneof![
        3 => Just(BTreeMap::new()),
        1 => btree_map("[a-z_]{1,8}", change, 0..3),
    ]
    .boxed()
}

/// A block, of which more or less is known.
pub fn block() -> impl Strategy<Value = Block> {
    (
        option::of(instant()),
        option::of(line()),
        option::of("usr_[0-9]{10}"),
    )
        .prop_map(|(at, reason, by)| Block { at, reason, by })
}

/// A request to block.
pub fn block_request() -> impl Strategy<Value = BlockRequest> {
    option::of(line()).prop_map(|reason| BlockRequest { reason })
}

/// Active, blocked or deleted.
pub fn status() -> impl Strategy<Value = Status> {
    prop_oneof![
        Just(Status::Active),
        block().prop_map(Status::Blocked),
        (option::of(instant()), option::of(block()))
            .prop_map(|(at, blocked)| Status::Deleted(Deletion { at, blocked })),
    ]
}

prop_compose! {
    /// A customer as a provider might return it, without a native record.
    pub fn customer()(
        new in new_customer(),
        id in "[a-z]{3}_[0-9A-Za-z]{10}",
        account in option::of("[a-z]{3}_[0-9A-Za-z]{10}"),
        mode in option::of(prop_oneof![Just(Mode::Live), Just(Mode::Test)]),
        status in option::of(status()),
        created in option::of(instant()),
        updated in option::of(instant()),
    ) -> Customer {
        let mut customer = Customer::new(ProviderName::from_static("example"), CustomerId::new(id));
        customer.account = account.map(Into::into);
        customer.email = new.email;
        customer.phone = new.phone;
        customer.name = new.name;
        customer.addresses = Some(new.addresses);
        customer.business = new.business;
        customer.locale = new.locale;
        customer.reference = new.reference;
        customer.metadata = new.metadata;
        customer.mode = mode;
        customer.status = status;
        customer.created = created;
        customer.updated = updated;
        customer
    }
}

/// A query from the beginning of a listing.
pub fn list_query() -> impl Strategy<Value = ListQuery> {
    (option::of(line()), option::of(1..200_u32)).prop_map(|(search, page_size)| ListQuery {
        search,
        page_size,
        cursor: None,
    })
}

/// The place of any field of a customer.
pub fn field_path() -> impl Strategy<Value = FieldPath> {
    (prop::sample::select(Field::all()), 0..10_usize).prop_map(|(field, index)| match field {
        Field::Address(part) => FieldPath::address(index, part),
        field => field.into(),
    })
}

/// A part of an address.
pub fn address_part() -> impl Strategy<Value = AddressPart> {
    prop::sample::select(Field::all()).prop_filter_map("of an address", |field| match field {
        Field::Address(part) => Some(part),
        _ => None,
    })
}
