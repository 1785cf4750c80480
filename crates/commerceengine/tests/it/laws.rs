//! What holds for every customer and every answer.

use std::borrow::Cow;

use commerceengine::wire::{self, AddressInput, BusinessInput, CreateCustomer, UpdateUser};
use commerceengine::{PROVIDER, convert};
use customer_core::adapter::Checked;
use customer_core::{
    Address, AddressId, Customer, EmailAddress, Fidelity, Field, FieldPath, NewCustomer, Patch,
    PersonName, WriteOptions, strategies,
};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{
    CREATE_RESPONSE, ID, STORE, address_in_india, altered, customer, holdable_customer, lost,
    record, sent, whole_address,
};

type Values<'a> = Vec<(FieldPath, Cow<'a, str>)>;

fn value<'a>(values: &'a Values<'_>, path: &FieldPath) -> Option<&'a str> {
    let found = values.iter().find(|(other, _)| other == path);
    found.map(|(_, value)| &**value)
}

fn of_text(path: &str) -> FieldPath {
    path.parse().unwrap()
}

/// The address as Commerce Engine would hold and return it.
fn held(input: &AddressInput) -> Address {
    let body = serde_json::to_value(input).unwrap();
    convert::address(&serde_json::from_value(body).unwrap())
}

/// The customer as Commerce Engine would return it, its address at this index.
fn registered(request: &CreateCustomer, index: usize) -> Customer {
    let body = json!({"id": ID, "business": request.business});
    let detail: wire::CustomerDetail = serde_json::from_value(body).unwrap();
    let mut customer = convert::customer_detail(Some(STORE), record(detail));
    if let Some(input) = request.address.as_ref() {
        let mut addresses = vec![Address::new(); index];
        addresses.push(held(input));
        customer.addresses = Some(addresses);
    }
    customer
}

fn lossy() -> WriteOptions {
    WriteOptions::new().with_fidelity(Fidelity::Lossy)
}

fn reads<T: DeserializeOwned>(json: &Value) -> T {
    match serde_json::from_str(&json.to_string()) {
        Ok(typed) => typed,
        Err(error) => panic!("{error} in {json}"),
    }
}

/// Reads, and what can be read can be written and read again.
fn steady<T: DeserializeOwned + Serialize>(text: &str) {
    if let Ok(typed) = serde_json::from_str::<T>(text) {
        let again = serde_json::to_value(&typed).unwrap();
        reads::<T>(&again);
    }
}

/// What a create, a read and a listing of addresses answer.
fn documented_answers() -> Value {
    let user = json!({
        "id": "1", "first_name": "Asha", "last_name": "Rao", "email": "asha@example.com",
        "is_email_verified": true, "phone": "9876543210", "country_code": "+91",
        "is_phone_verified": true, "profile_image_url": "u", "is_anonymous": false,
        "is_logged_in": true, "login_methods": ["email", "whatsapp"],
        "notification_preferences": {"transactional": {"email": true, "sms": true, "whatsapp": true}},
        "customer_id": "1", "customer_group": {"id": "2", "name": "n", "slug": "s",
            "description": "d", "is_default": true, "active": true},
        "business": {"type": "llp", "name": "n", "metadata": {"name": "n"},
            "registered_address": {"id": "3", "first_name": "Asha", "city": "Pune"}},
        "created_at": "2026-01-02T03:04:05Z", "modified_at": "2026-01-02T03:04:05Z",
    });
    let addresses = json!([{
        "id": "4", "first_name": "Asha", "last_name": "Rao", "country_code": "+91",
        "phone": "9876543210", "email": "asha@example.com", "address_line1": "a",
        "address_line2": "b", "landmark": "l", "pincode": "400020", "city": "c", "state": "s",
        "country": "India", "tax_identification_number": "GB123456789", "business_name": "b",
        "is_default_billing": true, "is_default_shipping": true, "nickname": "n",
        "is_phone_verified": true, "is_email_verified": true,
    }]);
    let pagination = json!({"total_records": 1, "total_pages": 1, "limit": 25, "next_page": 2,
        "previous_page": 1});
    let envelope = |content: Value| json!({"message": "m", "success": true, "content": content});
    json!([
        serde_json::from_str::<Value>(CREATE_RESPONSE).unwrap(),
        envelope(json!({"user": user})),
        envelope(json!({"addresses": addresses, "pagination": pagination})),
    ])
}

const REQUIRED: &[&str] = &[
    "id",
    "success",
    "content",
    "customer_detail",
    "user",
    "address",
    "addresses",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_given_field_has_one_fate(customer in customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        assert!(prepared.preview.fields.is_partition_of(&customer.given()), "{:?}", prepared.preview.fields);
    }

    #[test]
    fn every_part_of_an_address_has_one_fate(
        address in prop_oneof![strategies::address().boxed(), address_in_india().boxed()],
        id in "[0-9A-HJKMNP-TV-Z]{26}",
    ) {
        let given = NewCustomer::new().with_address(address.clone()).given();
        let capabilities = convert::capabilities();
        let added = convert::add_address_request(&capabilities, &address);
        assert!(added.preview.fields.is_partition_of(&given), "{:?}", added.preview.fields);
        let replaced = convert::update_address_request(&capabilities, &AddressId::new(id), &address);
        assert!(replaced.preview.fields.is_partition_of(&given), "{:?}", replaced.preview.fields);
    }

    #[test]
    fn every_change_has_one_fate(update in strategies::customer_update()) {
        let prepared = convert::update_request(&convert::capabilities(), &update);
        assert!(prepared.preview.fields.is_partition_of(&update.given()), "{:?}", prepared.preview.fields);
    }

    #[test]
    fn sent_fields_read_back_equal(customer in customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        let Ok((request, report)) = prepared.accept(&lossy())
        else {
            return Ok(());
        };
        let at = sent(&report).iter().find_map(|path| of_text(path).address_index());
        let returned = registered(&request, at.unwrap_or_default());
        let (given, back) = (customer.values(), returned.values());
        for path in &report.sent {
            prop_assert_eq!(value(&given, path), value(&back, path), "{}", path);
        }
        prop_assert_eq!(report.clone().reconciled(&customer, &returned), report);
    }

    #[test]
    fn fields_stored_with_the_address_are_sent_there(customer in holdable_customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        let Ok((request, report)) = prepared.accept(&lossy())
        else {
            return Ok(());
        };
        let altered = altered(&report);
        let address = request.address.as_ref().map(held).unwrap_or_default();
        let of_customer = |field: Field| altered.contains(&field.to_string());
        if of_customer(Field::Email) {
            prop_assert_eq!(&address.email, &customer.email);
        }
        if of_customer(Field::Phone) {
            prop_assert_eq!(&address.phone, &customer.phone);
        }
        let name = address.name.unwrap_or_default();
        let expected = customer.name.clone().unwrap_or_default();
        if of_customer(Field::GivenName) {
            prop_assert_eq!(&name.given, &expected.given);
        }
        if of_customer(Field::FamilyName) {
            prop_assert_eq!(&name.family, &expected.family);
        }
        // Nobody of the customer is left out without a word.
        for field in [Field::Email, Field::Phone, Field::GivenName, Field::FamilyName] {
            let path = field.to_string();
            prop_assert!(!sent(&report).contains(&path));
            if altered.contains(&path) {
                prop_assert!(!lost(&report).contains(&path));
            }
        }
        // All but the order and the ends of lines is there.
        if let Some(at) = report.sent.iter().find_map(FieldPath::address_index) {
            let words = |lines: &[String]| lines.join(" ").replace([',', ' '], "");
            prop_assert_eq!(words(&address.lines), words(&customer.addresses[at].lines));
        }
    }

    #[test]
    fn an_accepted_request_is_one_that_the_client_sends(customer in customer(), address in whole_address().boxed()) {
        let capabilities = convert::capabilities();
        let prepared = convert::create_request(&capabilities, &customer);
        if let Ok((request, _)) = prepared.accept(&lossy()) {
            prop_assert_eq!(request.problems(), []);
        }
        let prepared = convert::add_address_request(&capabilities, &address);
        if let Ok((request, _)) = prepared.accept(&lossy()) {
            prop_assert_eq!(request.id.as_ref(), None);
            prop_assert_eq!(request.problems(), []);
        }
    }

    #[test]
    fn most_customers_that_can_be_held_are_accepted(customer in holdable_customer()) {
        let preview = convert::create_request(&convert::capabilities(), &customer).preview;
        for problem in preview.problems {
            // The address asks for an e-mail that nobody gave; a tax id may be of a wrong form; or
            // there is nothing to send at all.
            let known = problem.field.contains("email")
                || problem.field.contains("tax_ids")
                || problem.field == "addresses";
            prop_assert!(known, "{}", problem);
        }
    }

    #[test]
    fn an_address_that_was_sent_reads_back_equal(address in whole_address(), id in "[0-9A-HJKMNP-TV-Z]{26}") {
        let given = NewCustomer::new().with_address(address.clone());
        let capabilities = convert::capabilities();
        let id = AddressId::new(id);
        let replaced = convert::update_address_request(&capabilities, &id, &address);
        for prepared in [convert::add_address_request(&capabilities, &address), replaced] {
            let accepted = prepared.accept(&lossy());
            let Ok((request, report)) = accepted else { continue };
            let back = NewCustomer::new().with_address(held(&request));
            let (given, back) = (given.values(), back.values());
            for path in &report.sent {
                prop_assert_eq!(value(&given, path), value(&back, path), "{}", path);
            }
        }
    }

    #[test]
    fn a_change_of_the_user_reads_back_equal(update in strategies::customer_update(), before in user_json()) {
        let prepared = convert::update_request(&convert::capabilities(), &update);
        let accepted = prepared.accept(&lossy());
        let Ok((request, report)) = accepted else { return Ok(()) };
        let user = request.user.unwrap_or_default();
        prop_assert_eq!(user.problems(), []);
        let once = applied(&before, &user);
        // To apply it twice is to apply it once.
        prop_assert_eq!(applied(&once, &user), once.clone());
        let read = |body: &Value| convert::user(None, record(reads::<wire::User>(body)), None);
        let (before, after) = (read(&before), read(&once));
        let changes = update.changes();
        let change = |path: &FieldPath| changes.iter().find(|(other, _)| other == path);
        let name = &update.name;
        if name.given.is_keep() && name.family.is_keep() && !name.full.is_keep() {
            // A full name is split into both parts, and leaves nothing of the old name behind.
            let full = |name: Option<&PersonName>| name.and_then(PersonName::to_full);
            let given = name.full.value().map(|full| PersonName::new().with_full(full.as_str()));
            prop_assert_eq!(full(after.name.as_ref()), full(given.as_ref()));
        }
        for field in [Field::Email, Field::Phone, Field::GivenName, Field::FamilyName] {
            let is_name = [Field::GivenName, Field::FamilyName].contains(&field);
            let path = FieldPath::from(field);
            let (before, after) = (before.values(), after.values());
            match change(&path) {
                None if is_name && !name.full.is_keep() => {}
                // What is kept is not touched.
                None => prop_assert_eq!(value(&before, &path), value(&after, &path)),
                Some((_, new)) => {
                    prop_assert!(report.sent.contains(&path));
                    prop_assert_eq!(new.as_deref(), value(&after, &path), "{}", path);
                }
            }
        }
    }

    #[test]
    fn a_change_of_the_business_reads_back_equal(
        update in strategies::customer_update(),
        before in proptest::option::of(strategies::business()),
    ) {
        let prepared = convert::update_request(&convert::capabilities(), &update);
        let accepted = prepared.accept(&lossy());
        let Ok((request, report)) = accepted else { return Ok(()) };
        let Some(change) = request.business else { return Ok(()) };
        let present = before.as_ref().map(older_reading);
        let input = change.onto(present.as_ref()).unwrap();
        let once = reads::<wire::Business>(&serde_json::to_value(&input).unwrap());
        prop_assert_eq!(change.onto(Some(&once)).unwrap(), input);

        let of = |business: Option<&wire::Business>| {
            let mut customer = NewCustomer::new();
            customer.business = business.map(convert::business);
            customer
        };
        let (before, after) = (of(present.as_ref()), of(Some(&once)));
        let (before, after) = (before.values(), after.values());
        let changes = update.changes();
        for path in customer_core::Field::all().into_iter().map(FieldPath::from) {
            if !path.to_string().starts_with("business.") || !is_held(&path) {
                continue;
            }
            match changes.iter().find(|(other, _)| *other == path) {
                None => prop_assert_eq!(value(&before, &path), value(&after, &path)),
                Some((_, new)) => {
                    prop_assert!(report.sent.contains(&path));
                    prop_assert_eq!(new.as_deref(), value(&after, &path), "{}", path);
                }
            }
        }
    }

    #[test]
    fn any_json_is_read_or_refused(json in strategies::any_json(), text in strategies::any_text()) {
        for text in [json.to_string(), text] {
            steady::<wire::Envelope<wire::CustomerContent>>(&text);
            steady::<wire::Envelope<wire::UserContent>>(&text);
            steady::<wire::Envelope<wire::AddressContent>>(&text);
            steady::<wire::Envelope<wire::AddressesContent>>(&text);
            steady::<wire::CustomerDetail>(&text);
            steady::<wire::User>(&text);
            steady::<wire::Address>(&text);
            steady::<wire::Business>(&text);
            steady::<wire::Pagination>(&text);
            steady::<wire::NotificationPreferences>(&text);
            steady::<wire::CustomerGroup>(&text);
            steady::<CreateCustomer>(&text);
            steady::<wire::UpdateCustomer>(&text);
            steady::<UpdateUser>(&text);
            steady::<AddressInput>(&text);
            steady::<BusinessInput>(&text);
        }
    }

    #[test]
    fn every_record_converts_to_a_customer(json in strategies::any_json(), text in strategies::any_text()) {
        // Every text of the provider's, in the place of every other.
        let place = |name: &str| if json[name].is_string() { json[name].clone() } else { json!(text) };
        let address = json!({
            "first_name": place("a"), "country_code": place("b"), "phone": place("c"),
            "email": place("d"), "address_line1": place("e"), "pincode": place("f"),
            "country": place("g"), "tax_identification_number": place("h"),
        });
        // An empty id is none.
        let id = format!("1{text}");
        let body = json!({
            "id": id, "email": text, "phone": text, "country_code": text, "created_at": text,
            "login_methods": [text], "anything": json,
            "business": {"type": text, "pan_number": text, "registered_address": address},
        });
        let customer = convert::user(Some(&text), record(reads::<wire::User>(&body)), None);
        prop_assert_eq!(customer.id.as_str(), &id);
        // A blank text says nothing.
        let said = !text.trim().is_empty();
        prop_assert_eq!(customer.email, said.then(|| EmailAddress::lenient(text.as_str())));
        if said {
            prop_assert_eq!(customer.addresses.unwrap().len(), 1);
        }
    }

    #[test]
    fn records_with_added_or_missing_members_are_read(
        answers in strategies::disturbed_json(&documented_answers(), REQUIRED, &["metadata"]),
    ) {
        let created = reads::<wire::Envelope<wire::CustomerContent>>(&answers[0]);
        let detail = created.content.into_value().unwrap().customer_detail;
        prop_assert_eq!(convert::customer_detail(None, record(detail)).provider, PROVIDER);
        let read = reads::<wire::Envelope<wire::UserContent>>(&answers[1]);
        let customer = convert::user(None, record(read.content.into_value().unwrap().user), None);
        prop_assert_eq!(customer.provider, PROVIDER);
        let listed = reads::<wire::Envelope<wire::AddressesContent>>(&answers[2]);
        for address in listed.content.into_value().unwrap().addresses {
            prop_assert_eq!(convert::address(&address).id, Some(AddressId::new("4")));
        }
    }

    #[test]
    fn unknown_fields_are_kept(unknown in strategies::any_json()) {
        let body = json!({"message": "m", "success": true, "addedToo": unknown, "content": {
            "added": unknown,
            "user": {"id": "1", "first_name": null, "last_name": null, "email": null, "phone": null,
                "country_code": null, "profile_image_url": null, "customer_group": null,
                "business": {"type": "llp", "added": unknown}, "added": unknown},
        }});
        let envelope: wire::Envelope<wire::UserContent> = serde_json::from_value(body.clone()).unwrap();
        prop_assert_eq!(serde_json::to_value(envelope).unwrap(), body);
    }

}

#[test]
fn only_a_customer_needs_an_id() {
    let text = r#"{"email": "asha@example.com"}"#;
    let error = serde_json::from_str::<wire::User>(text).unwrap_err();
    assert!(error.to_string().contains("`id`"));
    let user = reads::<wire::User>(&json!({"id": "1", "customer_group": {"name": "n"}}));
    assert!(user.customer_group.as_ref().unwrap().id.is_absent());
}

/// The fields of a business that there is place for.
fn is_held(path: &FieldPath) -> bool {
    let capabilities = convert::capabilities();
    capabilities
        .field(path.field())
        .is_some_and(|capability| capability.update)
}

fn older_reading(business: &customer_core::Business) -> wire::Business {
    use customer_core::TaxIdKind::{Gstin, Pan};

    reads(&json!({
        "business_type": business.business_type,
        "name": business.name,
        "pan_number": business.tax_ids.get(&Pan),
        "gstin": business.tax_ids.get(&Gstin),
    }))
}

/// A user as it may be before an update.
fn user_json() -> impl Strategy<Value = Value> {
    let text = || proptest::option::of(strategies::line());
    let phone = proptest::option::of("[2-9][0-9]{9}");
    (
        text(),
        text(),
        phone,
        proptest::option::of(strategies::email_address()),
    )
        .prop_map(|(first_name, last_name, phone, email)| {
            let code = phone.as_ref().map(|_| "+91");
            json!({"id": ID, "first_name": first_name, "last_name": last_name, "phone": phone,
                "country_code": code, "email": email})
        })
}

/// What is left out stays, null clears.
fn applied(user: &Value, update: &UpdateUser) -> Value {
    let mut user = user.clone();
    let changes: Value = serde_json::to_value(update).unwrap();
    for (name, value) in changes.as_object().unwrap() {
        user[name] = value.clone();
    }
    user
}

#[test]
fn an_update_of_nothing_sends_nothing() {
    let update = customer_core::CustomerUpdate::new();
    let prepared = convert::update_request(&convert::capabilities(), &update);
    assert_eq!(prepared.request, None);
    let nothing = UpdateUser::new().with_email(Patch::Keep);
    assert_eq!(serde_json::to_string(&nothing).unwrap(), "{}");
}
