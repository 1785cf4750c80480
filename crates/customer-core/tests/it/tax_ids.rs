//! Tax ids: several of one kind, and kinds in any case.

use customer_core::adapter::FieldFates;
use customer_core::strategies;
use customer_core::{
    Business, Capabilities, CustomerUpdate, Field, FieldCapability, FieldPath, NewCustomer, Patch,
    TaxIdKind, TaxIds, TaxNumbers,
};
use proptest::prelude::*;

const ONE: &str = "27AAEPM0111C1ZQ";
const OTHER: &str = "29AAEPM0111C1ZM";

fn two() -> TaxIds {
    TaxIds::new()
        .with(TaxIdKind::Gstin, ONE)
        .with(TaxIdKind::Gstin, OTHER)
}

fn gstin() -> FieldCapability {
    FieldCapability::new(Field::BusinessTaxId(TaxIdKind::Gstin))
        .on_create()
        .on_update()
}

fn texts(paths: &[FieldPath]) -> Vec<String> {
    paths.iter().map(ToString::to_string).collect()
}

#[test]
fn a_second_number_of_a_kind_is_unrepresentable_where_the_provider_holds_one() {
    let customer = NewCustomer::new().with_business(Business::new().with_tax_ids(two()));
    let mut update = CustomerUpdate::new();
    let numbers = TaxNumbers::new(ONE).with(OTHER);
    update.business.tax_ids = [(TaxIdKind::Gstin, Patch::Set(numbers))].into();
    let paths = ["business.tax_ids.gstin", "business.tax_ids.gstin[1]"];
    assert_eq!(texts(&customer.given()), paths);
    assert_eq!(texts(&update.given()), paths);
    for (capability, sent) in [(gstin(), 1), (gstin().several(), 2)] {
        let capabilities = Capabilities::new().with_field(capability);
        for fates in [
            FieldFates::for_create(&capabilities, &customer),
            FieldFates::for_update(&capabilities, &update),
        ] {
            let fields = fates.finish().fields;
            assert_eq!(texts(&fields.sent), paths[..sent]);
            let lost = fields.unrepresentable.iter();
            let lost: Vec<_> = lost
                .map(|loss| format!("{}: {}", loss.field, loss.why))
                .collect();
            let second = "business.tax_ids.gstin[1]: the provider holds one number of this kind";
            assert_eq!(lost, [second][..2 - sent]);
        }
    }
}

#[test]
fn a_number_that_is_given_twice_stands_once() {
    let ids = two().with(TaxIdKind::Gstin, ONE);
    assert_eq!(ids, two());
    assert_eq!(ids.iter().count(), 2);
    let json = format!(r#"{{"gstin":["{ONE}","{OTHER}","{ONE}"]}}"#);
    assert_eq!(serde_json::from_str::<TaxIds>(&json).unwrap(), ids);
}

#[test]
fn kinds_that_differ_by_case_alone_are_one_kind() {
    assert_eq!(TaxIdKind::from("VAT"), TaxIdKind::Vat);
    assert_eq!(TaxIdKind::from("SIRET"), TaxIdKind::from("siret"));
    let ids = TaxIds::new()
        .with(TaxIdKind::Other("VAT".to_owned()), "FR1")
        .with(TaxIdKind::Vat, "FR2");
    assert_eq!(ids.get(&TaxIdKind::Vat), Some("FR1"));
    assert_eq!(ids.iter().count(), 2);
    let error = serde_json::from_str::<TaxIds>(r#"{"VAT":"FR1","vat":"FR2"}"#);
    assert!(
        error
            .unwrap_err()
            .to_string()
            .starts_with("`tax_ids.vat` stands twice")
    );
    let path: FieldPath = "business.tax_ids.VAT[1]".parse().unwrap();
    assert_eq!(path.to_string(), "business.tax_ids.vat[1]");
    assert_eq!(path.number(), 1);
}

#[test]
fn one_number_is_a_text_in_json_and_several_are_a_list() {
    for (ids, json) in [
        (
            TaxIds::new().with(TaxIdKind::Vat, "FR1"),
            r#"{"vat":"FR1"}"#.to_owned(),
        ),
        (two(), format!(r#"{{"gstin":["{ONE}","{OTHER}"]}}"#)),
    ] {
        assert_eq!(serde_json::to_string(&ids).unwrap(), json);
        assert_eq!(serde_json::from_str::<TaxIds>(&json).unwrap(), ids);
    }
    for json in [
        r#"{"vat":[]}"#,
        r#"{"vat":[1]}"#,
        r#"{"vat":null}"#,
        r#"{"vat":{}}"#,
    ] {
        assert!(serde_json::from_str::<TaxIds>(json).is_err(), "{json}");
    }
    assert_eq!(
        format!("{:?}", TaxNumbers::new(ONE)),
        "TaxNumbers(<1 entry>)"
    );
}

proptest! {
    #[test]
    fn no_number_that_is_added_is_lost(ids in prop::collection::vec((strategies::tax_id_kind(), "[A-C]{1,2}"), 0..8)) {
        let all: TaxIds = ids.iter().cloned().collect();
        for (kind, number) in &ids {
            prop_assert!(all.iter().any(|(other, one)| other == kind && one == number));
        }
        let mut distinct = ids;
        distinct.sort();
        distinct.dedup();
        prop_assert_eq!(all.iter().count(), distinct.len());
        let json = serde_json::to_string(&all).unwrap();
        prop_assert_eq!(serde_json::from_str::<TaxIds>(&json).unwrap(), all);
    }

    #[test]
    fn every_path_reads_back_from_its_text(customer in strategies::new_customer()) {
        for path in customer.given() {
            prop_assert_eq!(path.to_string().parse::<FieldPath>().unwrap(), path);
        }
    }
}
