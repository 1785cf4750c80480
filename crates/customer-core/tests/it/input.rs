//! What people paste and type into fields: what cannot be seen is named, and what belongs to a script
//! stays.

use customer_core::adapter::FieldFates;
use customer_core::{
    Address, AddressRole, BlockRequest, Business, BusinessUpdate, Capabilities, CustomerUpdate,
    ErrorKind, Fidelity, Metadata, NewCustomer, Patch, PersonName, TaxIdKind, TaxIds, TaxNumbers,
};

/// Text that no field of one line takes, and the code point that its error names.
const UNFIT: [(&str, &str); 16] = [
    ("Asha\u{7}", "U+0007"),
    ("Asha\0", "U+0000"),
    ("As\u{1b}[2Jha", "U+001B"),
    ("Asha\u{7f}", "U+007F"),
    ("Asha\u{9b}", "U+009B"),
    ("Asha\tRao", "U+0009"),
    ("Asha\nRao", "U+000A"),
    ("Asha\r\nRao", "U+000D"),
    ("Asha\u{2028}Rao", "U+2028"),
    ("Asha\u{2029}Rao", "U+2029"),
    (" ", "U+0020"),
    ("\u{a0}\u{3000}", "U+00A0"),
    ("\u{200b}\u{200e}", "U+200B"),
    ("\u{3164}", "U+3164"),
    ("\u{fe0f}\u{ad}", "U+FE0F"),
    ("\u{301}", "U+0301"),
];

/// Text with characters that cannot be seen and have their work to do.
const FIT: [&str; 5] = [
    "می\u{200c}خواهم",
    "👩\u{200d}💻 & Co.",
    "E\u{301}douard",
    "שלום\u{200f}",
    "Jose\u{a0}Luis",
];

/// A customer with this text in one of its fields, by the field's path.
fn customers(text: &str) -> Vec<(&'static str, NewCustomer)> {
    let new = NewCustomer::new;
    let mut all = vec![
        (
            "name.given",
            new().with_name(PersonName::new().with_given(text)),
        ),
        (
            "name.family",
            new().with_name(PersonName::new().with_family(text)),
        ),
        (
            "business.name",
            new().with_business(Business::new().with_name(text)),
        ),
        (
            "business.type",
            new().with_business(Business::new().with_business_type(text)),
        ),
        (
            "business.tax_ids",
            new().with_business(
                Business::new().with_tax_ids(TaxIds::new().with(TaxIdKind::Vat, text)),
            ),
        ),
        (
            "business.tax_ids",
            new().with_business(
                Business::new().with_tax_ids(TaxIds::new().with(TaxIdKind::from(text), "1")),
            ),
        ),
        ("reference", new().with_reference(text)),
        (
            "metadata",
            new().with_metadata(Metadata::new().with(text, 1)),
        ),
    ];
    all.extend(
        addresses(text)
            .into_iter()
            .map(|(path, address)| (path, new().with_address(address))),
    );
    all
}

fn addresses(text: &str) -> Vec<(&'static str, Address)> {
    let new = Address::new;
    vec![
        (
            "addresses[0].name.given",
            new().with_name(PersonName::new().with_given(text)),
        ),
        (
            "addresses[0].name.family",
            new().with_name(PersonName::new().with_family(text)),
        ),
        ("addresses[0].company", new().with_company(text)),
        ("addresses[0].lines", new().with_lines(["1 High St", text])),
        ("addresses[0].landmark", new().with_landmark(text)),
        ("addresses[0].city", new().with_city(text)),
        ("addresses[0].region", new().with_region(text)),
        ("addresses[0].postal_code", new().with_postal_code(text)),
        ("addresses[0].label", new().with_label(text)),
        (
            "addresses[0].role",
            new().with_role(AddressRole::from(text)),
        ),
        (
            "addresses[0].tax_ids",
            new().with_tax_ids(TaxIds::new().with(TaxIdKind::Tin, text)),
        ),
    ]
}

fn updates(text: &str) -> Vec<(&'static str, CustomerUpdate)> {
    let new = CustomerUpdate::new;
    let business = |change: &dyn Fn(&mut BusinessUpdate)| {
        let mut business = BusinessUpdate::default();
        change(&mut business);
        new().with_business(business)
    };
    let set = || Patch::Set(text.to_owned());
    vec![
        ("name.given", new().with_given_name(text)),
        ("name.family", new().with_family_name(text)),
        ("business.name", business(&|of| of.name = set())),
        ("business.type", business(&|of| of.business_type = set())),
        (
            "business.tax_ids.vat",
            business(&|of| {
                let patch = set().map(TaxNumbers::from);
                of.tax_ids.insert(TaxIdKind::Vat, patch);
            }),
        ),
        ("reference", new().with_reference(set())),
        (
            "metadata",
            new().with_metadata(Metadata::new().with(text, 1)),
        ),
    ]
}

#[test]
fn a_create_with_invisible_or_control_characters_is_invalid_and_names_the_code_point() {
    for (text, named) in UNFIT {
        for (path, customer) in customers(text) {
            let problems = customer.problems();
            assert_eq!(problems.len(), 1, "{path} with {text:?}: {problems:?}");
            assert_eq!(problems[0].field, path, "{text:?}");
            assert!(problems[0].reason.contains(named), "{}", problems[0].reason);
            assert!(!problems[0].reason.contains("Asha"), "the text is repeated");
        }
    }
}

#[test]
fn an_update_with_invisible_or_control_characters_is_invalid() {
    for (text, named) in UNFIT {
        for (path, update) in updates(text) {
            let problems = update.problems();
            assert_eq!(problems.len(), 1, "{path} with {text:?}: {problems:?}");
            assert_eq!(problems[0].field, path);
            assert!(problems[0].reason.contains(named), "{}", problems[0].reason);
        }
    }
}

#[test]
fn addresses_and_blocks_with_control_characters_are_invalid_strict_or_lossy() {
    let capabilities = Capabilities::default();
    for (text, named) in UNFIT {
        for (path, address) in addresses(text) {
            let preview = FieldFates::for_address(&capabilities, &address).finish();
            let error = preview.check(Fidelity::Lossy).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            let problem = &error.fields()[0];
            assert_eq!(problem.field, path);
            assert!(problem.reason.contains(named), "{}", problem.reason);
        }
    }
    for (text, named) in [
        ("spam\u{7}", "U+0007"),
        ("spam\u{85}", "U+0085"),
        ("spam\u{2028}", "U+2028"),
        ("\u{200b}", "U+200B"),
        ("\n\t", "U+000A"),
    ] {
        let block = BlockRequest::new().with_reason(text);
        let preview = FieldFates::for_block(&capabilities, &block).finish();
        let error = preview.check(Fidelity::Lossy).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.fields()[0].field, "reason");
        assert!(error.fields()[0].reason.contains(named), "{text:?}");
    }
}

#[test]
fn a_block_may_have_a_reason_of_several_lines() {
    let block = BlockRequest::new().with_reason("Chargebacks:\r\n\t12 May\n\t3 June");
    let preview = FieldFates::for_block(&Capabilities::default(), &block).finish();
    assert_eq!(preview.problems, []);
}

#[test]
fn characters_that_a_script_needs_are_valid() {
    for text in FIT {
        for (path, customer) in customers(text) {
            assert_eq!(customer.problems(), [], "{path} with {text:?}");
        }
        for (path, update) in updates(text) {
            assert_eq!(update.problems(), [], "{path} with {text:?}");
        }
    }
}
