//! What is held of an address, what is not, and why.

use commerceengine::convert;
use commerceengine::wire::AddressInput;
use customer_core::adapter::Member;
use customer_core::{
    Address, AddressRole, Country, ErrorKind, NewCustomer, PersonName, Preview, TaxIdKind, TaxIds,
    WriteOptions,
};
use serde_json::{Value, json};

use crate::support::{
    altered, asha, email, lost, marine_drive, named, office, phone, sent, traders,
};

fn create(customer: &NewCustomer) -> Preview {
    convert::create_request(&convert::capabilities(), customer).preview
}

fn created(customer: &NewCustomer) -> Value {
    let prepared = convert::create_request(&convert::capabilities(), customer);
    let accepted = prepared.accept(&WriteOptions::lossy());
    serde_json::to_value(accepted.unwrap().0).unwrap()
}

fn add(address: &Address) -> (Option<AddressInput>, Preview) {
    let prepared = convert::add_address_request(&convert::capabilities(), address);
    (prepared.request, prepared.preview)
}

fn tax_ids(ids: &[(TaxIdKind, &str)]) -> TaxIds {
    ids.iter()
        .map(|(kind, number)| (kind.clone(), (*number).to_owned()))
        .collect()
}

#[test]
fn name_and_contact_of_the_customer_are_stored_with_the_address() {
    let preview = create(&asha());
    assert_eq!(preview.problems, []);
    assert!(preview.fields.is_lossless());
    assert_eq!(
        altered(&preview.fields),
        ["email", "phone", "name.given", "name.family"]
    );
    assert!(
        preview
            .fields
            .altered
            .iter()
            .all(|alteration| alteration.how.starts_with("kept as the "))
    );
    assert_eq!(
        created(&asha()),
        json!({"address": {
            "first_name": "Asha", "last_name": "Rao", "country_code": "+91", "phone": "9876543210",
            "email": "asha.rao@example.com", "address_line1": "12 Marine Drive",
            "address_line2": "Flat 4", "pincode": "400020", "city": "Mumbai",
            "state": "Maharashtra", "country": "India", "is_default_billing": true,
            "landmark": null, "tax_identification_number": null, "business_name": null,
            "nickname": null,
        }})
    );
}

#[test]
fn the_customers_name_is_unrepresentable_where_the_address_has_its_own() {
    let mut customer = asha();
    customer.addresses = vec![office()];
    let preview = create(&customer);
    assert_eq!(
        lost(&preview.fields),
        ["email", "phone", "name.given", "name.family"]
    );
    assert_eq!(created(&customer)["address"]["first_name"], "Ravi");

    // Where it says the same, the address's part is sent and the customer's is kept with it.
    customer.addresses = vec![
        office()
            .with_email(email("asha.rao@example.com"))
            .with_name(PersonName::new().with_given("Asha").with_family("Menon")),
    ];
    let preview = create(&customer);
    assert_eq!(lost(&preview.fields), ["phone", "name.family"]);
    assert_eq!(altered(&preview.fields), ["email", "name.given"]);
    for part in ["email", "name.given", "name.family", "phone"] {
        assert!(sent(&preview.fields).contains(&format!("addresses[0].{part}")));
    }
}

#[test]
fn a_create_holds_one_address() {
    let customer = asha().with_address(office());
    let preview = create(&customer);
    let lost = lost(&preview.fields);
    assert!(lost.iter().all(|path| path.starts_with("addresses[1].")));
    assert_eq!(lost.len(), 9);
    let why = &preview.fields.unrepresentable[0].why;
    assert!(why.contains("add_address"), "{why}");

    // The first that may be held is: one elsewhere gives way.
    let abroad = office().with_country(Country::parse("FR").unwrap());
    let mut customer = asha();
    customer.addresses.insert(0, abroad);
    let preview = create(&customer);
    assert_eq!(preview.problems, []);
    assert!(
        preview
            .fields
            .unrepresentable
            .iter()
            .all(|loss| loss.field.address_index() == Some(0))
    );
    assert_eq!(created(&customer)["address"]["first_name"], "Asha");
}

#[test]
fn an_address_outside_india_is_unrepresentable_and_holds_no_contact() {
    let mut customer = asha().with_business(traders());
    customer.addresses[0].country = Some(Country::parse("FR").unwrap());
    let preview = create(&customer);
    assert_eq!(preview.problems, []);
    assert_eq!(
        sent(&preview.fields),
        [
            "business.type",
            "business.name",
            "business.tax_ids.pan",
            "business.tax_ids.gstin"
        ]
    );
    assert_eq!(altered(&preview.fields).len(), 0);
    assert_eq!(
        created(&customer),
        json!({"business": {
            "business_type": "private_limited", "name": "Rao Traders",
            "pan_number": "AAEPM0111C", "gstin": "27AAEPM0111C1ZQ",
        }})
    );
    let (request, preview) = add(&office().with_country(Country::parse("LK").unwrap()));
    assert_eq!((request, preview.problems), (None, vec![]));
    assert_eq!(preview.fields.sent, []);
}

#[test]
fn a_customer_without_address_and_business_is_refused() {
    for customer in [
        NewCustomer::new(),
        NewCustomer::new().with_email(email("asha.rao@example.com")),
        NewCustomer::new().with_business(
            customer_core::Business::new().with_tax_ids(tax_ids(&[(TaxIdKind::Vat, "GB123")])),
        ),
    ] {
        let preview = create(&customer);
        assert_eq!(named(&preview.problems), ["addresses"]);
        let error = preview.check(customer_core::Fidelity::Lossy).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().contains("by an address"), "{error}");
    }
    // Eleven digits are told of now: an address would be refused for them next.
    let customer = NewCustomer::new().with_phone(phone("+9198765432101"));
    assert_eq!(named(&create(&customer).problems), ["phone", "addresses"]);
}

fn first(customer: &mut NewCustomer) -> &mut Address {
    &mut customer.addresses[0]
}

#[test]
fn missing_and_malformed_fields_are_named() {
    let with = |change: fn(&mut NewCustomer)| {
        let mut customer = asha();
        change(&mut customer);
        customer
    };
    let rows: [(NewCustomer, &str); 22] = [
        (with(|c| c.name = None), "addresses[0].name.given"),
        (with(|c| c.phone = None), "addresses[0].phone"),
        (with(|c| c.email = None), "addresses[0].email"),
        (with(|c| first(c).lines.clear()), "addresses[0].lines"),
        (
            with(|c| first(c).lines = vec![" ".to_owned()]),
            "addresses[0].lines",
        ),
        (with(|c| first(c).city = None), "addresses[0].city"),
        (with(|c| first(c).region = None), "addresses[0].region"),
        (
            with(|c| first(c).postal_code = None),
            "addresses[0].postal_code",
        ),
        (with(|c| first(c).country = None), "addresses[0].country"),
        (
            with(|c| first(c).country = Some(Country::lenient("Atlantis"))),
            "addresses[0].country",
        ),
        (
            with(|c| first(c).postal_code = Some("40002".into())),
            "addresses[0].postal_code",
        ),
        (
            with(|c| first(c).postal_code = Some("4000200".into())),
            "addresses[0].postal_code",
        ),
        (
            with(|c| first(c).postal_code = Some("40002O".into())),
            "addresses[0].postal_code",
        ),
        (
            with(|c| first(c).postal_code = Some("٤٠٠٠٢٠".into())),
            "addresses[0].postal_code",
        ),
        (with(|c| c.phone = Some(phone("+9198765432101"))), "phone"),
        (with(|c| c.phone = Some(phone("+14155550123"))), "phone"),
        (with(|c| c.phone = Some(phone("+353123456789"))), "phone"),
        (
            with(|c| first(c).phone = Some(phone("+91987654321"))),
            "addresses[0].phone",
        ),
        (with(|c| first(c).id = Some("12".into())), "addresses[0].id"),
        (
            with(|c| first(c).id = Some("01K0TESTADDRESS0000000000I".into())),
            "addresses[0].id",
        ),
        (
            with(|c| first(c).tax_ids = tax_ids(&[(TaxIdKind::Gstin, "IN27AAEPM0111C1ZQ")])),
            "addresses[0].tax_ids",
        ),
        (
            with(|c| first(c).tax_ids = tax_ids(&[(TaxIdKind::Tin, " ")])),
            "addresses[0].tax_ids",
        ),
    ];
    for (customer, field) in rows {
        let preview = create(&customer);
        assert_eq!(named(&preview.problems), [field]);
        // Lossy does not help: it is refused, not lost.
        let error = preview.check(customer_core::Fidelity::Lossy).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{field}");
    }
}

#[test]
fn business_numbers_must_have_their_form() {
    for (kind, number) in [
        (TaxIdKind::Pan, "AAEPM0111"),
        (TaxIdKind::Gstin, "27AAEPM0111C1Q5"),
    ] {
        let business = customer_core::Business::new()
            .with_name("Rao")
            .with_tax_ids(tax_ids(&[(kind, number)]));
        let preview = create(&NewCustomer::new().with_business(business));
        assert_eq!(named(&preview.problems), ["business.tax_ids"]);
    }
}

#[test]
fn an_added_address_needs_its_own_name_and_contact() {
    let (_, preview) = add(&marine_drive());
    assert_eq!(
        named(&preview.problems),
        [
            "addresses[0].name.given",
            "addresses[0].phone",
            "addresses[0].email"
        ]
    );
    let (request, preview) = add(&office());
    assert_eq!(preview.problems, []);
    assert!(preview.fields.is_lossless());
    assert_eq!(request.unwrap().id, Member::Absent);
    // The id of an address that is added is not ours to give.
    let (_, preview) = add(&office().with_id("01K0TESTADDRESS00000000001"));
    assert_eq!(lost(&preview.fields), ["addresses[0].id"]);
}

#[test]
fn a_replaced_address_keeps_its_id_and_its_roles_are_those_given() {
    let id = "01K0TESTADDRESS00000000001".into();
    let update = |address: &Address| {
        let prepared = convert::update_address_request(&convert::capabilities(), &id, address);
        assert_eq!(prepared.preview.problems, []);
        let body = serde_json::to_value(prepared.request.unwrap()).unwrap();
        (body, prepared.preview.fields)
    };
    let (body, report) = update(&office().with_id(id.clone()));
    assert_eq!(body.get("id"), None);
    assert!(sent(&report).contains(&"addresses[0].id".to_owned()));
    let (body, report) = update(&office().with_id("another, of any form"));
    assert_eq!(body.get("id"), None);
    assert_eq!(altered(&report), ["addresses[0].id"]);

    let marks = |body: &Value| {
        (
            body.get("is_default_billing").cloned(),
            body.get("is_default_shipping").cloned(),
        )
    };
    let (body, _) = update(&office());
    assert_eq!(marks(&body), (None, None));
    let (body, _) = update(&office().with_role(AddressRole::Shipping));
    assert_eq!(marks(&body), (Some(json!(false)), Some(json!(true))));
}

#[test]
fn only_billing_and_shipping_roles_can_be_held() {
    use AddressRole::{Billing, Registered, Shipping};

    let marks = |roles: &[AddressRole]| {
        let mut address = office();
        address.roles = roles.to_vec();
        let (request, preview) = add(&address);
        let request = request.unwrap();
        (
            request.is_default_billing.into_value(),
            request.is_default_shipping.into_value(),
            lost(&preview.fields),
        )
    };
    let none: Vec<String> = Vec::new();
    let role = vec!["addresses[0].role".to_owned()];
    let other = || AddressRole::Other("holiday".to_owned());
    assert_eq!(marks(&[]), (None, None, none.clone()));
    assert_eq!(marks(&[Billing]), (Some(true), None, none.clone()));
    assert_eq!(marks(&[Shipping]), (None, Some(true), none.clone()));
    assert_eq!(marks(&[Billing, Shipping]), (Some(true), Some(true), none));
    // A role that is given twice is the same role.
    let mut twice = office();
    twice.roles = vec![Billing, Shipping, Billing];
    assert_eq!(altered(&add(&twice).1.fields), ["addresses[0].role"]);
    assert_eq!(marks(&[Registered]), (None, None, role.clone()));
    assert_eq!(marks(&[other()]), (None, None, role.clone()));
    assert_eq!(marks(&[Billing, Registered]), (None, None, role));
}

#[test]
fn address_lines_are_joined_into_two() {
    let lines = |given: &[&str]| {
        let (request, preview) = add(&office().with_lines(given.iter().copied()));
        let body = serde_json::to_value(request.unwrap()).unwrap();
        let line = |name: &str| body.get(name).and_then(Value::as_str).map(str::to_owned);
        let is_altered = altered(&preview.fields) == ["addresses[0].lines"];
        (line("address_line1"), line("address_line2"), is_altered)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(lines(&["a"]), (some("a"), None, false));
    assert_eq!(lines(&["a", "b"]), (some("a"), some("b"), false));
    assert_eq!(
        lines(&["a", "b", "c", "d"]),
        (some("a"), some("b, c, d"), true)
    );
}

/// The tax ids that are given; the number that is sent, the kinds that are altered, those that are lost.
type TaxIdRow<'a> = (
    &'a [(TaxIdKind, &'a str)],
    Option<&'a str>,
    &'a [&'a str],
    &'a [&'a str],
);

#[test]
fn one_tax_id_is_held_in_the_form_that_is_documented() {
    use TaxIdKind::{Gstin, Pan, RegistrationNumber, Tin, Vat};

    let held = |ids: &[(TaxIdKind, &str)]| {
        let (request, preview) = add(&office().with_tax_ids(tax_ids(ids)));
        let body = serde_json::to_value(request.unwrap()).unwrap();
        let number = body.get("tax_identification_number").cloned();
        let strip = |paths: Vec<String>| -> Vec<String> {
            let strip = |path: String| path.replace("addresses[0].tax_ids.", "");
            paths.into_iter().map(strip).collect()
        };
        (
            number.and_then(|number| number.as_str().map(str::to_owned)),
            strip(altered(&preview.fields)),
            strip(lost(&preview.fields)),
        )
    };
    let gstin = (Gstin, "27AAEPM0111C1ZQ");
    let rows: [TaxIdRow<'_>; 13] = [
        (&[], None, &[], &[]),
        (
            std::slice::from_ref(&gstin),
            Some("IN27AAEPM0111C1ZQ"),
            &[],
            &[],
        ),
        (&[(Vat, "GB123456789")], Some("GB123456789"), &[], &[]),
        (&[(Vat, "FRXX999999999")], Some("FRXX999999999"), &[], &[]),
        (&[(Tin, "123456789")], Some("123456789"), &[], &[]),
        (&[(Tin, "AAEPM0111C")], Some("AAEPM0111C"), &[], &[]),
        // What would read back as another kind is altered.
        (&[(Vat, "123456789")], Some("123456789"), &["vat"], &[]),
        (&[(Tin, "GB123456789")], Some("GB123456789"), &["tin"], &[]),
        (
            &[(Vat, "IN27AAEPM0111C1ZQ")],
            Some("IN27AAEPM0111C1ZQ"),
            &["vat"],
            &[],
        ),
        // The most telling is held, the others are not.
        (
            &[(Tin, "1"), (Vat, "GB123456789"), (Gstin, "27AAEPM0111C1ZQ")],
            Some("IN27AAEPM0111C1ZQ"),
            &[],
            &["vat", "tin"],
        ),
        (&[(Pan, "AAEPM0111C")], None, &[], &["pan"]),
        (
            &[(RegistrationNumber, "1")],
            None,
            &[],
            &["registration_number"],
        ),
        (
            &[(TaxIdKind::Other("siret".to_owned()), "1"), (Tin, "2")],
            Some("2"),
            &[],
            &["siret"],
        ),
    ];
    for (given, number, altered, lost) in rows {
        let expected = (
            number.map(str::to_owned),
            altered.iter().map(ToString::to_string).collect::<Vec<_>>(),
            lost.iter().map(ToString::to_string).collect::<Vec<_>>(),
        );
        assert_eq!(held(given), expected);
    }
}

#[test]
fn the_documented_tax_numbers_are_recognized_by_kind() {
    for (text, kind, number) in [
        ("123456789", TaxIdKind::Tin, "123456789"),
        ("GB123456789", TaxIdKind::Vat, "GB123456789"),
        ("IN27AAEPM0111C1ZQ", TaxIdKind::Gstin, "27AAEPM0111C1ZQ"),
        ("<string>", TaxIdKind::Tin, "<string>"),
        ("IN", TaxIdKind::Tin, "IN"),
        ("é", TaxIdKind::Tin, "é"),
    ] {
        let wire = serde_json::from_value(json!({"tax_identification_number": text})).unwrap();
        let address = convert::address(&wire);
        assert_eq!(address.tax_ids.get(&kind), Some(number), "{text}");
    }
    let none = serde_json::from_value(json!({"tax_identification_number": ""})).unwrap();
    assert!(convert::address(&none).tax_ids.is_empty());
}

#[test]
fn a_returned_phone_is_joined_from_calling_code_and_number() {
    let read = |code: Value, digits: Value| {
        let body = json!({"country_code": code, "phone": digits});
        let address = convert::address(&serde_json::from_value(body).unwrap());
        address.phone.map(|phone| phone.to_string())
    };
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        read(json!("+91"), json!("9876543210")),
        text("+919876543210")
    );
    assert_eq!(
        read(json!(null), json!("9876543210")),
        text("+919876543210")
    );
    assert_eq!(
        read(json!("+44"), json!("2079460958")),
        text("+442079460958")
    );
    // What is no number is kept as the text that came.
    assert_eq!(read(json!("IN"), json!("x")), text("IN x"));
    assert_eq!(read(json!(null), json!("x")), text("x"));
    assert_eq!(
        read(json!("+91"), json!("+919876543210")),
        text("+919876543210")
    );
    assert_eq!(read(json!("+91"), json!(null)), None);
}
