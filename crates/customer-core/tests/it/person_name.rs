//! A person's name where a provider has one string for it, two parts, or both.

use customer_core::adapter::{FieldFates, join_name, split_full_name};
use customer_core::strategies;
use customer_core::{
    Address, AddressPart, Capabilities, CustomerUpdate, Field, FieldCapability, FieldReport,
    NewCustomer, Patch, PersonName,
};
use proptest::prelude::*;

const FULL: &[Field] = &[Field::FullName];
const PARTS: &[Field] = &[Field::GivenName, Field::FamilyName];
const BOTH: &[Field] = &[Field::FullName, Field::GivenName, Field::FamilyName];

fn capabilities(fields: &[Field]) -> Capabilities {
    let fields = fields.iter().cloned().map(FieldCapability::new);
    Capabilities::new().with_fields(fields.map(|field| field.on_create().on_update()))
}

fn name(full: &str, given: &str, family: &str) -> PersonName {
    let mut name = PersonName::new();
    let part = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (name.full, name.given, name.family) = (part(full), part(given), part(family));
    name
}

/// The fates, one a line.
fn told(report: &FieldReport) -> Vec<String> {
    let sent = report.sent.iter().map(|path| format!("{path} sent"));
    let altered = report.altered.iter();
    let altered = altered.map(|one| format!("{} altered: {}", one.field, one.how));
    let lost = report.unrepresentable.iter();
    let lost = lost.map(|one| format!("{} lost: {}", one.field, one.why));
    sent.chain(altered).chain(lost).collect()
}

#[test]
fn a_name_is_split_joined_or_lost_as_the_provider_has_places_for_it() {
    let full = |text: &str| name(text, "", "");
    let parts = |given: &str, family: &str| name("", given, family);
    for (fields, given, held, expected) in [
        (
            PARTS,
            full(" Asha  Devi Rao "),
            parts("Asha Devi", "Rao"),
            &[
                "name.full altered: the last word is kept as the family name, what stands before it as the given name",
            ][..],
        ),
        (
            PARTS,
            full("Asha"),
            parts("Asha", ""),
            &["name.full altered: its one word is kept as the given name"],
        ),
        (
            PARTS,
            name("Asha Rao", "Asha", "Rao"),
            parts("Asha", "Rao"),
            &[
                "name.given sent",
                "name.family sent",
                "name.full altered: the given and the family name say the same, and are kept",
            ],
        ),
        (
            PARTS,
            name("Dr. Asha Rao", "Asha", "Rao"),
            parts("Asha", "Rao"),
            &[
                "name.given sent",
                "name.family sent",
                "name.full lost: the given and the family name say another, and there is no place beside them",
            ],
        ),
        (
            FULL,
            parts("Asha", "Rao"),
            full("Asha Rao"),
            &[
                "name.given altered: the given and the family name are kept as the full name",
                "name.family altered: the given and the family name are kept as the full name",
            ],
        ),
        (
            FULL,
            parts("", "Rao"),
            full("Rao"),
            &["name.family altered: kept as the full name"],
        ),
        (
            FULL,
            name("Asha Rao", "Asha", "Rao"),
            full("Asha Rao"),
            &[
                "name.full sent",
                "name.given altered: the full name says the same, and is kept",
                "name.family altered: the full name says the same, and is kept",
            ],
        ),
        (
            FULL,
            name("Asha Rao", "Usha", ""),
            full("Asha Rao"),
            &[
                "name.full sent",
                "name.given lost: the full name says another, and there is no place beside it",
            ],
        ),
        (
            BOTH,
            name("Dr. Asha Rao", "Asha", "Rao"),
            name("Dr. Asha Rao", "Asha", "Rao"),
            &["name.full sent", "name.given sent", "name.family sent"],
        ),
        (
            BOTH,
            full("Asha Rao"),
            full("Asha Rao"),
            &["name.full sent"],
        ),
        (
            &[Field::GivenName],
            full("Asha Rao"),
            PersonName::new(),
            &["name.full lost: there is a place for the given name alone"],
        ),
        (
            &[Field::GivenName],
            full("Asha"),
            parts("Asha", ""),
            &["name.full altered: its one word is kept as the given name"],
        ),
        (
            &[],
            full("Asha"),
            PersonName::new(),
            &["name.full lost: the provider has no place for it"],
        ),
    ] {
        let customer = NewCustomer::new().with_name(given);
        let fates = FieldFates::for_create(&capabilities(fields), &customer);
        assert_eq!(fates.name(), held, "{customer:?}");
        assert_eq!(told(&fates.finish().fields), expected);
    }
}

#[test]
fn an_update_of_one_part_is_lost_where_the_full_name_alone_has_a_place() {
    use Patch::{Clear, Keep, Set};

    let update = |full: Patch<&str>, given: Patch<&str>, family: Patch<&str>| {
        let mut update = CustomerUpdate::new();
        let owned = |patch: Patch<&str>| patch.map(str::to_owned);
        update.name.full = owned(full);
        update.name.given = owned(given);
        update.name.family = owned(family);
        update
    };
    for (fields, given, held, lost) in [
        (FULL, (Keep, Set("Asha"), Keep), (Keep, Keep, Keep), 1),
        (
            FULL,
            (Keep, Set("Asha"), Set("Rao")),
            (Set("Asha Rao"), Keep, Keep),
            0,
        ),
        (
            FULL,
            (Keep, Set("Asha"), Clear),
            (Set("Asha"), Keep, Keep),
            0,
        ),
        (FULL, (Keep, Clear, Clear), (Clear, Keep, Keep), 0),
        (
            FULL,
            (Set("Asha Rao"), Set("Asha"), Keep),
            (Set("Asha Rao"), Keep, Keep),
            1,
        ),
        (
            PARTS,
            (Set("Asha Rao"), Keep, Keep),
            (Keep, Set("Asha"), Set("Rao")),
            0,
        ),
        // What is replaced leaves no family name behind.
        (
            PARTS,
            (Set("Asha"), Keep, Keep),
            (Keep, Set("Asha"), Clear),
            0,
        ),
        (PARTS, (Clear, Keep, Keep), (Keep, Clear, Clear), 0),
        (
            PARTS,
            (Clear, Set("Asha"), Keep),
            (Keep, Set("Asha"), Keep),
            1,
        ),
        (
            PARTS,
            (Keep, Set("Asha"), Keep),
            (Keep, Set("Asha"), Keep),
            0,
        ),
    ] {
        let given = update(given.0, given.1, given.2);
        let held = update(held.0, held.1, held.2).name;
        let fates = FieldFates::for_update(&capabilities(fields), &given);
        assert_eq!(fates.name_update(), held, "{given:?}");
        let report = fates.finish().fields;
        assert_eq!(report.unrepresentable.len(), lost, "{report:?}");
    }
}

#[test]
fn a_required_part_is_there_where_the_full_name_is_split_into_it() {
    let required = |field: Field| {
        FieldCapability::new(field)
            .on_create()
            .on_update()
            .required()
    };
    let capabilities = Capabilities::new().with_fields([
        required(Field::GivenName),
        required(Field::FamilyName).with_length(1, 5),
    ]);
    let problems = |name: PersonName| {
        let customer = NewCustomer::new().with_name(name);
        let preview = FieldFates::for_create(&capabilities, &customer).finish();
        let problems = preview.problems.iter().map(ToString::to_string);
        problems.collect::<Vec<_>>()
    };
    assert_eq!(problems(name("Asha Rao", "", "")), [""; 0]);
    assert_eq!(problems(name("Asha", "", "")), ["name.family: is required"]);
    assert_eq!(
        problems(name("Asha Venkataraman", "", "")),
        ["name.full: as name.family: takes 1 to 5 characters, and has 12"]
    );
    let mut update = CustomerUpdate::new();
    update.name.full = Patch::Clear;
    let preview = FieldFates::for_update(&capabilities, &update).finish();
    assert_eq!(
        preview.problems[0].to_string(),
        "name.full: the provider requires it; it cannot be cleared"
    );
}

#[test]
fn the_name_of_an_address_is_split_too() {
    let part = |part: AddressPart| FieldCapability::new(Field::Address(part)).on_update();
    let parts = [AddressPart::GivenName, AddressPart::FamilyName];
    let capabilities = Capabilities::new().with_fields(parts.map(part));
    let address = Address::new().with_name(PersonName::new().with_full("Asha Rao"));
    let fates = FieldFates::for_address(&capabilities, &address);
    assert_eq!(fates.address_name(0), name("", "Asha", "Rao"));
    assert_eq!(fates.address_name(1), PersonName::new());
    let altered = &fates.finish().fields.altered[0];
    assert_eq!(altered.field.to_string(), "addresses[0].name.full");
}

#[test]
fn a_name_that_is_lost_by_the_adapter_is_not_held() {
    let customer = NewCustomer::new().with_name(PersonName::new().with_full("Asha Rao"));
    let mut fates = FieldFates::for_create(&capabilities(PARTS), &customer);
    fates.lose(Field::FullName, "why");
    assert_eq!(fates.name(), PersonName::new());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn joining_what_was_split_gives_the_full_name_back(
        full in prop_oneof![strategies::line().boxed(), prop::collection::vec(strategies::line(), 1..4).prop_map(|lines| lines.join(" \u{3000}")).boxed()],
    ) {
        let (given, family) = split_full_name(&full);
        let normal = full.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(join_name(Some(&given), family.as_deref()), Some(normal));
        let mut parts = PersonName::new().with_given(given);
        parts.family = family;
        let parts = NewCustomer::new().with_name(parts);
        prop_assert_eq!(parts.problems(), []);
    }

    #[test]
    fn a_name_of_which_nothing_is_lost_says_the_same_in_any_place(
        given in strategies::person_name(),
        fields in prop::sample::select(vec![FULL, PARTS, BOTH]),
    ) {
        let customer = NewCustomer::new().with_name(given.clone());
        let fates = FieldFates::for_create(&capabilities(fields), &customer);
        let held = fates.name();
        let report = fates.finish().fields;
        assert!(report.is_partition_of(&customer.given()), "{report:?}");
        prop_assert!(fields.contains(&Field::FullName) || held.full.is_none());
        prop_assert!(fields.contains(&Field::GivenName) || held.given.is_none() && held.family.is_none());
        // Something is held of every name, and where nothing is lost it says what was given.
        prop_assert!(!held.is_empty());
        if report.is_lossless() {
            prop_assert_eq!(held.to_full(), given.to_full());
        }
    }

    #[test]
    fn an_update_of_a_name_has_one_fate_a_field_and_uses_no_other_place(
        update in strategies::customer_update(),
        fields in prop::sample::select(vec![FULL, PARTS, BOTH, &[]]),
    ) {
        let fates = FieldFates::for_update(&capabilities(fields), &update);
        let held = fates.name_update();
        prop_assert!(fields.contains(&Field::FullName) || held.full.is_keep());
        prop_assert!(fields.contains(&Field::GivenName) || held.given.is_keep() && held.family.is_keep());
        let report = fates.finish().fields;
        assert!(report.is_partition_of(&update.given()), "{report:?}");
    }
}
