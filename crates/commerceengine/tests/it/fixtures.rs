//! What Commerce Engine's reference prints is read, and written again with nothing lost.

use commerceengine::convert;
use commerceengine::wire::{
    Address, AddressesContent, CreateCustomer, CustomerContent, Envelope, LoginMethod, User,
    UserContent,
};
use customer_core::adapter::Member;
use customer_core::{
    AddressRole, Business, Country, NewCustomer, PersonName, TaxIdKind, TaxIds, WriteOptions,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{
    CREATE_REQUEST, CREATE_RESPONSE, ID, STORE, altered, email, phone, record, sent,
};

fn round_trip<T: DeserializeOwned + Serialize>(documented: &str) -> T {
    let typed: T = serde_json::from_str(documented).unwrap();
    let expected: Value = serde_json::from_str(documented).unwrap();
    assert_eq!(serde_json::to_value(&typed).unwrap(), expected);
    typed
}

#[test]
fn the_documented_payloads_round_trip() {
    round_trip::<CreateCustomer>(CREATE_REQUEST);
    round_trip::<Envelope<CustomerContent>>(CREATE_RESPONSE);
}

/// The documented example's values, with real ones where a placeholder has not the form that is asked
/// for.
fn documented_customer() -> NewCustomer {
    let business = Business::new()
        .with_business_type("<string>")
        .with_name("<string>")
        .with_tax_ids(
            TaxIds::new()
                .with(TaxIdKind::Pan, "AAEPM0111C")
                .with(TaxIdKind::Gstin, "27AAEPM0111C1ZQ"),
        );
    let address = customer_core::Address::new()
        .with_id("01K0TESTADDRESS00000000001")
        .with_name(
            PersonName::new()
                .with_given("<string>")
                .with_family("<string>"),
        )
        .with_phone(phone("+919876543210"))
        .with_email(email("jsmith@example.com"))
        .with_lines(["<string>", "<string>"])
        .with_landmark("<string>")
        .with_postal_code("400020")
        .with_city("<string>")
        .with_region("<string>")
        .with_country(Country::parse("IN").unwrap())
        .with_tax_ids(TaxIds::new().with(TaxIdKind::Tin, "123456789"))
        .with_company("<string>");
    NewCustomer::new()
        .with_business(business)
        .with_address(address)
}

#[test]
fn the_request_has_exactly_the_documented_keys() {
    let mut documented: Value = serde_json::from_str(CREATE_REQUEST).unwrap();
    for (pointer, value) in [
        ("/business/pan_number", "AAEPM0111C"),
        ("/business/gstin", "27AAEPM0111C1ZQ"),
        ("/address/id", "01K0TESTADDRESS00000000001"),
        ("/address/country_code", "+91"),
        ("/address/phone", "9876543210"),
        ("/address/email", "jsmith@example.com"),
        ("/address/pincode", "400020"),
        ("/address/country", "India"),
    ] {
        let place = documented.pointer_mut(pointer).unwrap();
        assert_eq!(*place, "<string>", "{pointer}");
        *place = value.into();
    }
    // A member of newer pages, which want null for what is not there.
    documented["address"]["nickname"] = Value::Null;
    let prepared = convert::create_request(&convert::capabilities(), &documented_customer());
    let (request, report) = prepared.accept(&WriteOptions::new()).unwrap();
    assert_eq!(serde_json::to_value(request).unwrap(), documented);
    // The id alone may be another in the end.
    assert_eq!(altered(&report), ["addresses[0].id"]);
    assert_eq!(sent(&report).len(), documented_customer().given().len() - 1);
}

#[test]
fn name_and_contact_of_the_customer_are_sent_under_the_keys_of_the_address() {
    let mut customer = documented_customer();
    let address = &mut customer.addresses[0];
    customer.name = address.name.take();
    customer.email = address.email.take();
    customer.phone = address.phone.take();
    let request = |customer| {
        let prepared = convert::create_request(&convert::capabilities(), customer);
        serde_json::to_value(prepared.request.unwrap()).unwrap()
    };
    assert_eq!(request(&customer), request(&documented_customer()));
}

#[test]
fn the_documented_payload_converts_to_a_customer() {
    let content = round_trip::<Envelope<CustomerContent>>(CREATE_RESPONSE)
        .content
        .into_value()
        .unwrap();
    let customer = convert::customer_detail(Some(STORE), record(content.customer_detail));
    assert_eq!(customer.id.as_str(), "<string>");
    assert_eq!(customer.account.as_ref().map(AsRef::as_ref), Some(STORE));
    // A placeholder is kept as the text that came.
    assert_eq!(customer.email.as_ref().map(AsRef::as_ref), Some("<string>"));
    assert_eq!(
        customer.phone.as_ref().map(AsRef::as_ref),
        Some("<string> <string>")
    );
    let name = PersonName::new()
        .with_given("<string>")
        .with_family("<string>");
    assert_eq!(customer.name, Some(name));
    let business = customer.business.as_ref().unwrap();
    assert_eq!(business.business_type.as_deref(), Some("<string>"));
    assert_eq!(business.tax_ids.get(&TaxIdKind::Gstin), Some("<string>"));
    // The address of a create is not echoed, and nothing is said of a status or a time.
    assert_eq!(customer.addresses, None);
    assert_eq!((&customer.status, customer.created), (&None, None));
    assert!(
        customer
            .native::<commerceengine::wire::CustomerDetail>()
            .is_some()
    );
}

/// As the reference describes it; it prints no whole example.
fn user() -> Value {
    json!({
        "id": ID, "first_name": "Asha", "last_name": null, "email": "asha.rao@example.com",
        "is_email_verified": true, "phone": "9876543210", "country_code": "+91",
        "is_phone_verified": false, "profile_image_url": null, "is_anonymous": false,
        "is_logged_in": true, "login_methods": ["email", "password"],
        "notification_preferences": {
            "transactional": {"email": true, "sms": true, "whatsapp": false},
            "promotional": {"email": false, "sms": false, "whatsapp": false},
            "newsletter": {"email": false, "sms": false, "whatsapp": false},
        },
        "customer_id": ID,
        "customer_group": {"id": "01K0TESTGR0P00000000000001", "name": "Trade", "slug": "trade",
            "description": "", "is_default": false, "active": true},
        "business": null,
        "created_at": "2026-01-02T03:04:05.678Z", "modified_at": "2026-02-02T03:04:05Z",
    })
}

fn address(id: &str) -> Value {
    json!({
        "id": id, "first_name": "Asha", "last_name": null, "country_code": "+91", "phone": "9876543210",
        "email": "asha.rao@example.com", "address_line1": "12 Marine Drive", "address_line2": null,
        "landmark": null, "pincode": "400020", "city": "Mumbai", "state": "Maharashtra",
        "country": "India", "tax_identification_number": "IN27AAEPM0111C1ZQ", "business_name": null,
        "is_default_billing": true, "is_default_shipping": false, "nickname": "Home",
        "is_phone_verified": true, "is_email_verified": false,
    })
}

#[test]
fn payloads_described_in_prose_round_trip() {
    let body = json!({"message": "ok", "success": true, "content": {"user": user()}});
    let content = round_trip::<Envelope<UserContent>>(&body.to_string());
    let methods = content.content.into_value().unwrap().user.login_methods;
    assert_eq!(
        methods,
        Member::Value(vec![LoginMethod::Email, LoginMethod::Password])
    );
    let pagination = json!({"total_records": 30, "total_pages": 2, "limit": 25, "next_page": 2,
        "previous_page": null});
    let body = json!({"message": "ok", "success": true, "content": {
        "addresses": [address("01K0TESTADDRESS00000000001")], "pagination": pagination,
    }});
    round_trip::<Envelope<AddressesContent>>(&body.to_string());
}

#[test]
fn a_user_becomes_a_customer() {
    let typed: User = serde_json::from_value(user()).unwrap();
    let customer = convert::user(Some(STORE), record(typed), None);
    assert_eq!(customer.phone, Some(phone("+919876543210")));
    assert_eq!(customer.name, Some(PersonName::new().with_given("Asha")));
    assert_eq!(
        customer.created.unwrap().to_rfc3339(),
        "2026-01-02T03:04:05.678+00:00"
    );
    assert_eq!(
        customer.updated.unwrap().to_rfc3339(),
        "2026-02-02T03:04:05+00:00"
    );
    assert_eq!((customer.business, customer.addresses), (None, None));
}

#[test]
fn both_readings_of_a_users_business_are_read() {
    let registered = address("01K0TESTADDRESS00000000009");
    for (business, expected) in [
        (
            json!({"business_type": "llp", "name": "Rao", "pan_number": "AAEPM0111C", "gstin": ""}),
            Business::new()
                .with_business_type("llp")
                .with_name("Rao")
                .with_tax_ids(TaxIds::new().with(TaxIdKind::Pan, "AAEPM0111C")),
        ),
        (
            json!({"type": "llp", "name": "Rao", "metadata": {"since": "1998"},
                "registered_address": registered}),
            Business::new().with_business_type("llp").with_name("Rao"),
        ),
    ] {
        let mut body = user();
        body["business"] = business;
        let typed = round_trip::<User>(&body.to_string());
        let customer = convert::user(None, record(typed), None);
        assert_eq!(customer.business, Some(expected));
        assert_eq!(customer.account, None);
    }
}

#[test]
fn a_registered_address_is_listed_once_among_the_addresses() {
    let mut body = user();
    body["business"] = json!({"type": "llp", "name": "Rao", "metadata": {},
        "registered_address": address("01K0TESTADDRESS00000000001")});
    let typed = || record(serde_json::from_value::<User>(body.clone()).unwrap());

    let alone = convert::user(None, typed(), None).addresses.unwrap();
    assert_eq!(alone.len(), 1);
    assert!(alone[0].has_role(&AddressRole::Registered));

    let listed: Address = serde_json::from_value(address("01K0TESTADDRESS00000000001")).unwrap();
    let other: Address = serde_json::from_value(address("01K0TESTADDRESS00000000002")).unwrap();
    let listed = vec![convert::address(&other), convert::address(&listed)];
    let customer = convert::user(None, typed(), Some(listed));
    let roles: Vec<_> = customer
        .addresses
        .iter()
        .flatten()
        .map(|address| address.roles.clone())
        .collect();
    assert_eq!(
        roles,
        [
            vec![AddressRole::Billing],
            vec![AddressRole::Billing, AddressRole::Registered]
        ]
    );
}
