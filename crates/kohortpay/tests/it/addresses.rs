//! Where addresses and the business go, in a table.

use customer_core::{
    Address, AddressRole, Business, Country, EmailAddress, Locale, NewCustomer, PersonName,
    TaxIdKind, TaxIds,
};
use kohortpay::convert;
use serde_json::{Value, json};

use crate::support::{billing, email, google, shipping, tax_ids};

/// The body, and the fields that are not sent as they were given, each with its fate.
fn prepared(customer: &NewCustomer) -> (Value, Vec<String>) {
    let prepared = convert::create_request(&convert::capabilities(), customer);
    let report = prepared.preview.fields;
    let problems = prepared.preview.problems;
    let altered = report
        .altered
        .iter()
        .map(|one| format!("{} altered: {}", one.field, one.how));
    let lost = report
        .unrepresentable
        .iter()
        .map(|one| format!("{} lost: {}", one.field, one.why));
    let refused = problems.iter().map(|problem| format!("refused {problem}"));
    let body = serde_json::to_value(&prepared.request).unwrap();
    (body, altered.chain(lost).chain(refused).collect())
}

fn customer(addresses: impl IntoIterator<Item = Address>) -> NewCustomer {
    let mut customer = NewCustomer::new().with_email(email("asha@example.com"));
    customer.addresses.extend(addresses);
    customer
}

/// One address, with these roles.
fn place(roles: &[AddressRole]) -> Address {
    let mut address = shipping();
    address.roles = roles.to_vec();
    address
}

#[test]
fn an_address_without_a_role_is_the_billing_one() {
    let (body, fates) = prepared(&customer([place(&[]).with_lines(["1 rue"])]));
    assert_eq!(
        body["address"],
        json!({"street": "1 rue", "city": "Paris", "state": "Île-de-France", "postalCode": "75014", "country": "FR"})
    );
    assert_eq!(body.get("shippingAddress"), None);
    assert_eq!(fates, [""; 0]);

    // Unless another says that it is.
    let (body, fates) = prepared(&customer([Address::new().with_city("Pune"), billing()]));
    assert_eq!(body["address"]["city"], "Springfield");
    assert_eq!(
        fates,
        ["addresses[0].city lost: another address has the only place for its role"]
    );
}

#[test]
fn an_address_with_both_roles_goes_to_both_places() {
    let both = place(&[AddressRole::Billing, AddressRole::Shipping])
        .with_company("Google LLC")
        .with_tax_ids(tax_ids());
    let (body, fates) = prepared(&customer([both]));
    assert_eq!(
        body["address"]["street"],
        "Avenue des Champs-Élysées, Appartement 4B"
    );
    assert_eq!(body["address"]["country"], "FR");
    assert_eq!(body["shippingAddress"]["addressLine2"], "Appartement 4B");
    assert_eq!(body["shippingAddress"]["country"], "France");
    assert_eq!(body["shippingAddress"]["companyName"], "Google LLC");
    assert_eq!(
        fates,
        [
            "addresses[0].role altered: kept as two addresses, one for billing and one for shipping",
            "addresses[0].company altered: only the shipping address holds it",
            "addresses[0].lines altered: the billing address holds the lines joined by commas",
            "addresses[0].tax_ids.vat altered: only the shipping address holds it",
            "addresses[0].tax_ids.registration_number altered: only the shipping address holds it",
        ]
    );
}

#[test]
fn each_role_has_one_place() {
    let (body, fates) = prepared(&customer([
        Address::new()
            .with_role(AddressRole::Shipping)
            .with_lines(["1 rue"])
            .with_city("Lyon")
            .with_postal_code("69001")
            .with_country(Country::parse("FR").unwrap()),
        // Its other role has a place left, which asks for less.
        Address::new()
            .with_role(AddressRole::Shipping)
            .with_role(AddressRole::Billing)
            .with_city("Paris"),
        Address::new()
            .with_role(AddressRole::Shipping)
            .with_city("Nice"),
        Address::new()
            .with_role(AddressRole::Registered)
            .with_city("Lille"),
    ]));
    assert_eq!(body["shippingAddress"]["city"], "Lyon");
    assert_eq!(body["address"], json!({"city": "Paris"}));
    assert_eq!(
        fates,
        [
            "addresses[1].role altered: kept as the billing address alone",
            "addresses[2].role lost: another address has the only place for its role",
            "addresses[2].city lost: another address has the only place for its role",
            "addresses[3].role lost: there are a billing and a shipping address, and no other",
            "addresses[3].city lost: there are a billing and a shipping address, and no other",
        ]
    );
    let (_, fates) = prepared(&customer([place(&[
        AddressRole::Registered,
        AddressRole::Shipping,
    ])]));
    assert_eq!(
        fates,
        ["addresses[0].role altered: kept as the shipping address alone"]
    );
}

/// Lines; the billing address's line, and its fate; the shipping address's lines, and their fate.
type LinesRow<'a> = (
    &'a [&'a str],
    Value,
    Option<&'a str>,
    Value,
    Option<&'a str>,
);

#[test]
fn address_lines_are_joined_where_there_are_too_many() {
    const JOINED: &str = "addresses[0].lines altered: the lines are joined by commas";
    const REST: &str =
        "addresses[0].lines altered: the lines from the second on are joined by commas";
    const BREAKS: &str = "addresses[0].lines altered: line breaks and blank lines are taken out";
    let rows: [LinesRow<'_>; 6] = [
        (&["a"], json!("a"), None, json!(["a", null]), None),
        (
            &["a", "b"],
            json!("a, b"),
            Some(JOINED),
            json!(["a", "b"]),
            None,
        ),
        (
            &["a", "b", "c"],
            json!("a, b, c"),
            Some(JOINED),
            json!(["a", "b, c"]),
            Some(REST),
        ),
        (
            &["a\r\nb"],
            json!("a, b"),
            Some(JOINED),
            json!(["a", "b"]),
            Some(BREAKS),
        ),
        (
            &["a\u{2028}"],
            json!("a"),
            Some(BREAKS),
            json!(["a", null]),
            Some(BREAKS),
        ),
        (
            &["\n \na, b"],
            json!("a, b"),
            Some(BREAKS),
            json!(["a, b", null]),
            Some(BREAKS),
        ),
    ];
    // A line is one line: with a break in it the write is refused, whatever would become of it.
    let prepared_with = |address: Address, lines: &[&str]| {
        let (body, mut fates) = prepared(&customer([address.with_lines(lines.iter().copied())]));
        let refused = fates.len();
        fates.retain(|fate| !fate.starts_with("refused addresses[0].lines: has a line break"));
        let is_broken = lines.iter().any(|line| line.contains(['\n', '\u{2028}']));
        assert_eq!(refused - fates.len(), usize::from(is_broken), "{lines:?}");
        (body, fates)
    };
    for (lines, street, billing_fate, two, shipping_fate) in rows {
        let (body, fates) = prepared_with(billing(), lines);
        assert_eq!(body["address"]["street"], street, "{lines:?}");
        assert_eq!(fates, Vec::from_iter(billing_fate), "{lines:?}");
        let (body, fates) = prepared_with(shipping(), lines);
        let body = &body["shippingAddress"];
        assert_eq!(
            json!([body["addressLine1"], body["addressLine2"]]),
            two,
            "{lines:?}"
        );
        assert_eq!(fates, Vec::from_iter(shipping_fate), "{lines:?}");
    }
}

#[test]
fn blank_address_lines_do_not_count() {
    let (body, fates) = prepared(&customer([billing().with_lines([" ", "\n"])]));
    assert_eq!(body["address"].get("street"), None);
    assert_eq!(
        fates,
        [
            "addresses[0].lines lost: it is blank",
            "refused addresses[0].lines: has nothing in it that can be seen, such as U+0020; leave it \
             out instead"
        ]
    );
    let (_, fates) = prepared(&customer([shipping().with_lines([""])]));
    assert_eq!(
        fates,
        [
            "addresses[0].lines lost: it is blank",
            "refused addresses[0].lines: is empty; leave it out instead",
        ]
    );
}

#[test]
fn a_shipping_address_has_required_parts_and_a_billing_address_has_none() {
    let (_, fates) = prepared(&customer([Address::new().with_role(AddressRole::Shipping)]));
    assert_eq!(
        fates,
        [
            "refused addresses[0].lines: is required",
            "refused addresses[0].city: is required",
            "refused addresses[0].postal_code: is required",
            "refused addresses[0].country: is required",
        ]
    );
    let both = Address::new()
        .with_role(AddressRole::Billing)
        .with_role(AddressRole::Shipping)
        .with_city("Pune");
    let (_, fates) = prepared(&customer([both]));
    assert_eq!(fates.len(), 4, "{fates:?}");
    let (body, fates) = prepared(&customer([Address::new().with_city("Pune")]));
    assert_eq!(body["address"], json!({"city": "Pune"}));
    assert_eq!(fates, [""; 0]);
}

#[test]
fn an_address_without_representable_fields_is_not_sent() {
    let address = Address::new()
        .with_role(AddressRole::Billing)
        .with_landmark("the old mill")
        .with_name(PersonName::new().with_given("Asha"));
    let (body, fates) = prepared(&customer([address]));
    assert_eq!(body, json!({"emailAddress": "asha@example.com"}));
    assert_eq!(
        fates,
        [
            "addresses[0].role lost: nothing is given that its place holds",
            "addresses[0].name.given lost: nothing is given that its place holds",
            "addresses[0].landmark lost: nothing is given that its place holds",
        ]
    );
}

#[test]
fn unrepresentable_parts_are_lost_also_where_the_customer_has_the_same_value() {
    let address = shipping()
        .with_id("adr_1")
        .with_email(EmailAddress::parse("asha@example.com").unwrap())
        .with_label("home");
    let (_, fates) = prepared(&customer([address]));
    assert_eq!(
        fates,
        [
            "addresses[0].id lost: KohortPay gives the id",
            "addresses[0].email lost: the provider has no place for it",
            "addresses[0].label lost: the provider has no place for it",
        ]
    );
    let (_, fates) = prepared(&customer([billing()
        .with_company("Google LLC")
        .with_tax_ids(tax_ids())]));
    assert_eq!(
        fates,
        [
            "addresses[0].company lost: the provider has no place for it",
            "addresses[0].tax_ids.vat lost: the provider has no place for it",
            "addresses[0].tax_ids.registration_number lost: the provider has no place for it",
        ]
    );
}

#[test]
fn the_business_is_stored_with_the_shipping_address() {
    let business = google().with_tax_ids(tax_ids().with(TaxIdKind::Tin, "99"));
    let (body, fates) = prepared(&customer([shipping()]).with_business(business.clone()));
    assert_eq!(body["shippingAddress"]["companyName"], "Google LLC");
    assert_eq!(body["shippingAddress"]["vatNumber"], "FR123456789");
    assert_eq!(body["shippingAddress"]["registrationNumber"], "123456789");
    let kept = "altered: kept with the shipping address";
    assert_eq!(
        fates,
        [
            format!("business.name {kept}"),
            format!("business.tax_ids.vat {kept}"),
            format!("business.tax_ids.registration_number {kept}"),
            "business.tax_ids.tin lost: the provider has no place for it".to_owned(),
        ]
    );

    // The address's own go before; where they are the same, nothing is lost.
    let own = shipping()
        .with_company("Alphabet")
        .with_tax_ids(TaxIds::new().with(TaxIdKind::Vat, "FR123456789"));
    let (body, fates) = prepared(&customer([own]).with_business(google()));
    assert_eq!(body["shippingAddress"]["companyName"], "Alphabet");
    assert_eq!(
        fates,
        [
            format!("business.tax_ids.vat {kept}"),
            format!("business.tax_ids.registration_number {kept}"),
            "business.name lost: the shipping address has another of its own".to_owned(),
        ]
    );

    let (body, fates) =
        prepared(&customer([billing()]).with_business(Business::new().with_name("Google LLC")));
    assert_eq!(body.get("shippingAddress"), None);
    assert_eq!(
        fates,
        ["business.name lost: it goes with a shipping address, and there is none"]
    );
}

#[test]
fn only_two_locales_can_be_held() {
    for (locale, wire) in [
        ("en-US", Some("en_US")),
        ("fr-FR", Some("fr_FR")),
        ("fr_fr", Some("fr_FR")),
        ("fr", None),
        ("fr-CA", None),
        ("en-US-u-ca-indian", None),
    ] {
        let customer = customer([]).with_locale(Locale::parse(locale).unwrap());
        let (body, fates) = prepared(&customer);
        assert_eq!(body.get("locale").and_then(Value::as_str), wire, "{locale}");
        let lost = "locale lost: only en-US and fr-FR have a place";
        assert_eq!(fates, Vec::from_iter(wire.is_none().then_some(lost)));
    }
}
