//! What a provider takes as metadata, and what a write does with the rest.

use customer_core::adapter::FieldFates;
use customer_core::strategies;
use customer_core::{
    Capabilities, CustomerUpdate, Field, FieldCapability, LengthUnit, Metadata, MetadataRules,
    NewCustomer, Preview,
};
use proptest::prelude::*;

fn capabilities(rules: MetadataRules) -> Capabilities {
    let metadata = FieldCapability::new(Field::Metadata);
    Capabilities::new().with_field(metadata.on_create().on_update().with_metadata(rules))
}

/// What a create and an update do with the metadata; both are to do the same.
fn preview(rules: MetadataRules, metadata: &Metadata) -> Preview {
    let capabilities = capabilities(rules);
    let customer = NewCustomer::new().with_metadata(metadata.clone());
    let update = CustomerUpdate::new().with_metadata(metadata.clone());
    let created = FieldFates::for_create(&capabilities, &customer).finish();
    let updated = FieldFates::for_update(&capabilities, &update).finish();
    assert_eq!(created, updated);
    created
}

fn problem(rules: MetadataRules, metadata: &Metadata) -> Option<String> {
    let preview = preview(rules, metadata);
    preview.problems.first().map(ToString::to_string)
}

#[test]
fn metadata_beyond_a_limit_is_invalid_and_neither_keys_nor_values_are_shown() {
    let characters = MetadataRules::new().with_lengths(4, 3, LengthUnit::Characters);
    let bytes = MetadataRules::new().with_lengths(4, 3, LengthUnit::Bytes);
    let entries = MetadataRules::new().with_entries(1);
    for (rules, metadata, expected) in [
        (entries, Metadata::new().with("a", "1"), None),
        (
            entries,
            Metadata::new().with("a", "1").with("b", "2"),
            Some("metadata: takes at most 1 entries, and has 2"),
        ),
        (characters, Metadata::new().with("größ", "äöü"), None),
        (
            characters,
            Metadata::new().with("größe", ""),
            Some("metadata: a key takes at most 4 characters, and has 5"),
        ),
        (
            characters,
            Metadata::new().with("a", "1234"),
            Some("metadata: a value takes at most 3 characters, and has 4"),
        ),
        // The JSON of a value that is no text counts.
        (
            characters,
            Metadata::new().with("a", true),
            Some("metadata: a value takes at most 3 characters, and has 4"),
        ),
        (
            bytes,
            Metadata::new().with("größ", ""),
            Some("metadata: a key takes at most 4 bytes, and has 6"),
        ),
        (
            bytes,
            Metadata::new().with("a", "äö"),
            Some("metadata: a value takes at most 3 bytes, and has 4"),
        ),
    ] {
        assert_eq!(problem(rules, &metadata).as_deref(), expected);
    }
}

#[test]
fn a_value_that_is_no_text_is_unrepresentable_where_texts_alone_are_held() {
    let rules = MetadataRules::new().texts_only();
    let mixed = preview(rules, &Metadata::new().with("a", "1").with("b", 2));
    assert_eq!(mixed.problems, []);
    assert_eq!(
        mixed.fields.unrepresentable[0].why,
        "the provider holds texts alone, and a value is none"
    );
    let texts = preview(rules, &Metadata::new().with("a", "1"));
    assert!(texts.fields.is_lossless());
}

#[test]
fn metadata_that_has_no_place_breaks_no_limit() {
    let rules = MetadataRules::new().with_entries(0);
    let capabilities =
        Capabilities::new().with_field(FieldCapability::new(Field::Metadata).with_metadata(rules));
    let customer = NewCustomer::new().with_metadata(Metadata::new().with("a", 1));
    let preview = FieldFates::for_create(&capabilities, &customer).finish();
    assert_eq!(preview.problems, []);
    assert_eq!(preview.fields.unrepresentable.len(), 1);
}

#[test]
fn a_loss_tells_the_reason_of_the_capability_and_not_its_note() {
    let field = |field: Field| FieldCapability::new(field).with_note("a note");
    let capabilities = Capabilities::new().with_fields([
        field(Field::Phone).with_reason("a reason"),
        field(Field::Reference).on_update(),
        field(Field::Locale).readable(),
    ]);
    let customer = NewCustomer::new()
        .with_phone(customer_core::PhoneNumber::parse("+15555555555").unwrap())
        .with_reference("r")
        .with_locale(customer_core::Locale::parse("fr-FR").unwrap());
    let preview = FieldFates::for_create(&capabilities, &customer).finish();
    let reasons: Vec<_> = preview
        .fields
        .unrepresentable
        .iter()
        .map(|loss| &*loss.why)
        .collect();
    assert_eq!(
        reasons,
        [
            "a reason",
            "the provider does not take it",
            "the provider takes it later, and not at creation"
        ]
    );
}

#[test]
fn remarks_of_a_capability_name_its_limits() {
    let rules = MetadataRules::new()
        .with_entries(50)
        .with_lengths(40, 500, LengthUnit::Bytes)
        .texts_only();
    let capability = FieldCapability::new(Field::Metadata)
        .with_metadata(rules)
        .with_note("not returned")
        .with_reason("a reason");
    assert_eq!(
        capability.remarks(),
        "at most 50 entries; keys of at most 40 bytes; values of at most 500 bytes; values are texts; not returned"
    );
}

proptest! {
    #[test]
    fn metadata_is_held_exactly_where_every_rule_is_kept(
        metadata in strategies::metadata(),
        entries in 0..4_usize,
        length in 0..12_usize,
        in_bytes in any::<bool>(),
        texts_only in any::<bool>(),
    ) {
        let unit = if in_bytes { LengthUnit::Bytes } else { LengthUnit::Characters };
        let mut rules = MetadataRules::new().with_entries(entries).with_lengths(length, length, unit);
        rules.texts_only = texts_only;
        let long = |text: &str| (if in_bytes { text.len() } else { text.chars().count() }) > length;
        let is_text = |value: &customer_core::MetadataValue| value.as_str().is_some();
        let too_long = metadata.iter().any(|(key, value)| {
            long(key) || long(&value.as_str().unwrap_or_else(|| value.as_json().into()))
        });
        let has_other = texts_only && !metadata.iter().all(|(_, value)| is_text(value));
        let preview = preview(rules, &metadata);
        let own: Vec<_> = preview.problems.iter().filter(|one| one.reason.contains("at most")).collect();
        prop_assert_eq!(preview.fields.is_lossless(), !has_other);
        prop_assert_eq!(!own.is_empty(), !has_other && (metadata.len() > entries || too_long));
    }
}
