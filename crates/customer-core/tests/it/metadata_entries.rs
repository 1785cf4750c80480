//! A change of single entries of the metadata.

use customer_core::adapter::FieldFates;
use customer_core::strategies;
use customer_core::{
    Capabilities, Customer, CustomerUpdate, Field, FieldCapability, FieldPath, LengthUnit,
    Metadata, MetadataRules, MetadataValue, Patch, Preview, ProviderName,
};
use proptest::prelude::*;

fn preview(rules: Option<MetadataRules>, update: &CustomerUpdate) -> Preview {
    let capability = FieldCapability::new(Field::Metadata).on_update();
    let capability = match rules {
        Some(rules) => capability.with_metadata(rules),
        None => capability,
    };
    FieldFates::for_update(&Capabilities::new().with_field(capability), update).finish()
}

fn entries() -> CustomerUpdate {
    CustomerUpdate::new()
        .with_metadata_entry("tier", MetadataValue::from("gold"))
        .with_metadata_entry("old", Patch::Clear)
        .with_metadata_entry("kept", Patch::Keep)
}

fn whole() -> CustomerUpdate {
    CustomerUpdate::new().with_metadata(Metadata::new().with("tier", "gold"))
}

const MERGED: Option<MetadataRules> = Some(MetadataRules::new().merged());

fn texts<'a>(paths: impl IntoIterator<Item = &'a FieldPath>) -> Vec<String> {
    paths.into_iter().map(ToString::to_string).collect()
}

#[test]
fn single_entries_are_sent_where_the_provider_merges_and_unrepresentable_elsewhere() {
    let paths = ["metadata.old", "metadata.tier"];
    assert_eq!(texts(&entries().given()), paths);
    assert_eq!(texts(&preview(MERGED, &entries()).fields.sent), paths);
    for rules in [None, Some(MetadataRules::new())] {
        let fields = preview(rules, &entries()).fields;
        assert_eq!(
            texts(fields.unrepresentable.iter().map(|loss| &loss.field)),
            paths
        );
        let why = &fields.unrepresentable[0].why;
        assert_eq!(why, "the provider replaces metadata as a whole");
    }
}

#[test]
fn metadata_as_a_whole_is_sent_where_the_provider_replaces_it() {
    for rules in [None, Some(MetadataRules::new())] {
        assert_eq!(texts(&preview(rules, &whole()).fields.sent), ["metadata"]);
        let clear = CustomerUpdate::new().with_metadata(Patch::Clear);
        assert_eq!(texts(&preview(rules, &clear).fields.sent), ["metadata"]);
    }
    let fields = preview(MERGED, &whole()).fields;
    assert_eq!(
        fields.altered[0].how,
        "the entries that it does not name stay as they are"
    );
    let clear = CustomerUpdate::new().with_metadata(Patch::Clear);
    assert_eq!(preview(MERGED, &clear).fields.unrepresentable.len(), 1);
}

#[test]
fn the_whole_and_single_entries_together_are_invalid() {
    let mut both = entries();
    both.metadata = Patch::Clear;
    let problems = preview(MERGED, &both).problems;
    assert_eq!(
        problems[0].to_string(),
        "metadata: is given as a whole and entry by entry; give one of the two"
    );
}

#[test]
fn entries_are_checked_under_the_rules_of_the_metadata() {
    let update =
        |key: &str, value: MetadataValue| CustomerUpdate::new().with_metadata_entry(key, value);
    let rules = MetadataRules::new()
        .merged()
        .with_lengths(4, 4, LengthUnit::Characters);
    let problem = |update: &CustomerUpdate| {
        let problems = preview(Some(rules), update).problems;
        problems.first().map(ToString::to_string)
    };
    assert_eq!(problem(&update("tier", "gold".into())), None);
    assert_eq!(
        problem(&update("tier", "golden".into())).unwrap(),
        "metadata: a value takes at most 4 characters, and has 6"
    );
    let null = MetadataValue::from_json("null").unwrap();
    assert_eq!(
        problem(&update("tier", null)).unwrap(),
        "metadata.tier: null clears an entry, and cannot be set"
    );
    assert!(problem(&update(" ", "x".into())).is_some());
    let texts = Some(rules.texts_only());
    assert_eq!(
        preview(texts, &update("tier", 1.into()))
            .fields
            .unrepresentable
            .len(),
        1
    );
}

#[test]
fn the_report_is_compared_with_the_entries_that_come_back() {
    let update = entries().with_metadata_entry("gone", MetadataValue::from(1));
    let report = preview(MERGED, &update).fields;
    let mut returned = Customer::new(ProviderName::from_static("example"), "1");
    assert_eq!(report.clone().reconciled_update(&update, &returned), report);
    returned.metadata = Some(Metadata::new().with("tier", "gold").with("old", 1));
    let report = report.reconciled_update(&update, &returned);
    assert_eq!(texts(&report.sent), ["metadata.tier"]);
    let altered = report.altered.iter();
    let altered: Vec<_> = altered
        .map(|one| format!("{}: {}", one.field, one.how))
        .collect();
    assert_eq!(
        altered,
        [
            "metadata.gone: the provider did not keep it",
            "metadata.old: it was to be cleared, and the provider still has a value",
        ]
    );
}

#[test]
fn in_json_null_clears_an_entry_and_a_key_that_stands_twice_is_refused() {
    let json = r#"{"metadata_entries":{"old":null,"tier":"gold"}}"#;
    let mut update = entries();
    update.metadata_entries.remove("kept");
    assert_eq!(
        serde_json::from_str::<CustomerUpdate>(json).unwrap(),
        update
    );
    assert_eq!(serde_json::to_string(&entries()).unwrap(), json);
    let twice = r#"{"metadata_entries":{"a":1,"a":null}}"#;
    assert!(serde_json::from_str::<CustomerUpdate>(twice).is_err());
    assert!(!format!("{update:?}").contains("tier"));
}

proptest! {
    #[test]
    fn an_update_sets_what_it_sets_clears_what_it_clears_and_keeps_the_rest(
        update in strategies::customer_update().boxed(),
        before in strategies::customer().boxed(),
    ) {
        let mut after = before.clone();
        update.apply_to(&mut after);
        let mut twice = after.clone();
        update.apply_to(&mut twice);
        prop_assert_eq!(&twice, &after);
        let entry = |customer: &Customer, key: &str| customer.metadata.as_ref().and_then(|metadata| metadata.get(key)).cloned();
        for (key, patch) in &update.metadata_entries {
            let mut expected = entry(&before, key);
            patch.clone().apply(&mut expected);
            prop_assert_eq!(entry(&after, key), expected);
        }
        if update.metadata.is_keep() {
            for (key, value) in before.metadata.iter().flatten() {
                if !update.metadata_entries.contains_key(key) {
                    let kept = entry(&after, key);
                    prop_assert_eq!(kept.as_ref(), Some(value));
                }
            }
        }
        let (values, old) = (after.values(), before.values());
        let find = |values: &[(FieldPath, std::borrow::Cow<'_, str>)], path: &FieldPath| {
            values.iter().find(|(other, _)| other == path).map(|(_, value)| value.to_string())
        };
        let changes = update.changes();
        let changed = |path: &FieldPath| changes.iter().any(|(other, _)| other.field() == path.field());
        for (path, value) in changes.iter().filter(|(path, _)| !matches!(path.field(), Field::MetadataEntry(_))) {
            prop_assert_eq!(find(&values, path), value.as_deref().map(str::to_owned), "{}", path);
        }
        for (path, value) in old.iter().filter(|(path, _)| !changed(path) && *path.field() != Field::Metadata) {
            prop_assert_eq!(find(&values, path), Some(value.to_string()), "{}", path);
        }
    }
}
