//! One bad member does not lose a customer.

use commerceengine::wire::{self, AddressInput, CreateCustomer, UpdateUser};
use commerceengine::{PROVIDER, convert};
use customer_core::adapter::{Record, WireValue};
use customer_core::{Customer, Operation, strategies};
use customer_http::{HeaderMap, Request, Response, StatusCode};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{CREATE_REQUEST, CREATE_RESPONSE, STORE};

fn answer(body: String) -> Response {
    let request = Request::get(Operation::GetCustomer, "/");
    Response::from_parts(PROVIDER, &request, StatusCode::OK, HeaderMap::new(), body)
}

fn record<T: WireValue + DeserializeOwned>(json: &str) -> Record<T> {
    let body = format!(r#"{{"message":["ok"],"success":true,"content":{{"it":{json}}}}}"#);
    answer(body).record(&["content", "it"]).unwrap()
}

fn detail(json: &str) -> Customer {
    convert::customer_detail(Some(STORE), record(json))
}

fn user(json: &str) -> Customer {
    convert::user(Some(STORE), record(json), None)
}

/// As an address of a customer of whom nothing else is known.
fn address(json: &str) -> Customer {
    let record: Record<wire::Address> = record(json);
    let mut customer = Customer::new(PROVIDER, "1");
    customer.addresses = Some(vec![convert::address(&record)]);
    customer.with_native(record)
}

fn of_create() -> Value {
    let envelope: Value = serde_json::from_str(CREATE_RESPONSE).unwrap();
    envelope["content"]["customer_detail"].clone()
}

/// What an address may hold, on newer pages too.
fn an_address() -> Value {
    json!({
        "id": "4", "first_name": "Asha", "last_name": "Rao", "country_code": "+91",
        "phone": "9876543210", "email": "asha@example.com", "address_line1": "a",
        "address_line2": "b", "landmark": "l", "pincode": "400020", "city": "c", "state": "s",
        "country": "India", "tax_identification_number": "GB123456789", "business_name": "b",
        "is_default_billing": true, "is_default_shipping": true, "nickname": "n",
        "is_phone_verified": true, "is_email_verified": true,
    })
}

fn a_user() -> Value {
    json!({
        "id": "1", "first_name": "Asha", "last_name": "Rao", "email": "asha@example.com",
        "is_email_verified": true, "phone": "9876543210", "country_code": "+91",
        "is_phone_verified": true, "profile_image_url": "u", "is_anonymous": false,
        "is_logged_in": true, "login_methods": ["email", "whatsapp"],
        "notification_preferences": {"transactional": {"email": true, "sms": true, "whatsapp": true}},
        "customer_id": "1", "customer_group": {"id": "2", "name": "n", "slug": "s",
            "description": "d", "is_default": true, "active": true},
        "business": {"type": "llp", "name": "n", "metadata": {"name": "n"},
            "registered_address": an_address()},
        "created_at": "2026-01-02T03:04:05Z", "modified_at": "2026-01-02T03:04:05Z",
    })
}

/// The fields of the customer that hang on a place of the record.
fn hangs_on(path: &str) -> &'static [&'static str] {
    match path {
        "first_name" | "last_name" => &["name"],
        "email" => &["email"],
        "phone" | "country_code" => &["phone"],
        "created_at" => &["created"],
        "modified_at" => &["updated"],
        "business" | "business.registered_address" => &["business", "addresses"],
        path if path.starts_with("business.registered_address.") => &["addresses"],
        path if path.starts_with("business.") => &["business"],
        _ => &[],
    }
}

type Read = fn(&str) -> Customer;

fn records() -> [(Value, Read); 2] {
    [(of_create(), detail), (a_user(), user)]
}

fn one_replaced() -> impl Strategy<Value = (Value, Read, strategies::Replaced)> {
    let each = records().map(|(record, read)| {
        strategies::replaced(&record)
            .prop_map(move |replaced| (record.clone(), read, replaced))
            .boxed()
    });
    proptest::strategy::Union::new(each)
}

fn again<T: WireValue + DeserializeOwned + PartialEq>(json: &str) {
    let typed = record::<T>(json);
    let written = serde_json::to_string(&*typed).unwrap();
    assert!(*record::<T>(&written) == *typed, "{written}");
}

fn read_again<T: DeserializeOwned + Serialize>(json: &Value) -> Value {
    let typed: T = serde_json::from_str(&json.to_string()).unwrap();
    serde_json::to_value(&typed).unwrap()
}

/// Some members null, some not there; `id` stays.
fn nulls_and_gaps(documented: Value) -> impl Strategy<Value = Value> {
    proptest::collection::vec(0..3_u8, 64).prop_map(move |coins| {
        let mut coins = coins.into_iter().cycle();
        thinned(&documented, &mut coins)
    })
}

fn thinned(value: &Value, coins: &mut impl Iterator<Item = u8>) -> Value {
    let Value::Object(members) = value else {
        return value.clone();
    };
    let mut kept = serde_json::Map::new();
    for (name, member) in members {
        match coins.next() {
            _ if name == "id" => drop(kept.insert(name.clone(), member.clone())),
            Some(0) => drop(kept.insert(name.clone(), Value::Null)),
            Some(1) => {}
            _ => drop(kept.insert(name.clone(), thinned(member, coins))),
        }
    }
    kept.into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn one_unreadable_member_loses_nothing_else((record, read, replaced) in one_replaced()) {
        let documented = read(&record.to_string());
        let customer = read(&replaced.json);
        prop_assert_eq!(&customer.id, &documented.id);
        if replaced.path.starts_with("business.metadata") {
            prop_assert_eq!(customer.unreadable(), []);
        } else {
            replaced.check(&documented, &customer, hangs_on(&replaced.path))?;
        }
    }

    #[test]
    fn one_unreadable_member_of_an_address_loses_nothing_else(replaced in strategies::replaced(&an_address())) {
        let (before, after) = (address(&an_address().to_string()), address(&replaced.json));
        replaced.check(&before, &after, &["addresses"])?;
        // Part by part.
        let parts = |customer: &Customer| {
            serde_json::to_value(&customer.addresses.as_ref().unwrap()[0]).unwrap()
        };
        let (before, after) = (parts(&before), parts(&after));
        let differ = before.as_object().unwrap().keys().filter(|name| before[*name] != after[*name]);
        prop_assert!(differ.count() <= 1, "{}", after);
    }

    #[test]
    fn unreadable_members_are_written_back_unchanged((_, _, replaced) in one_replaced()) {
        prop_assume!(!replaced.now.contains(r#""\ud83d":"#));
        again::<wire::User>(&replaced.json);
        again::<wire::CustomerDetail>(&replaced.json);
        again::<wire::Address>(&replaced.json);
    }

    #[test]
    fn null_and_absent_members_stay_apart_when_written_back(
        detail in nulls_and_gaps(of_create()),
        user in nulls_and_gaps(a_user()),
        address in nulls_and_gaps(an_address()),
        request in nulls_and_gaps(serde_json::from_str(CREATE_REQUEST).unwrap()),
        page in nulls_and_gaps(json!({"total_records": 1, "total_pages": 1, "limit": 25,
            "next_page": 2, "previous_page": 1})),
    ) {
        prop_assert_eq!(read_again::<wire::CustomerDetail>(&detail), detail);
        prop_assert_eq!(read_again::<wire::User>(&user), user.clone());
        prop_assert_eq!(read_again::<UpdateUser>(&user), user.clone());
        prop_assert_eq!(read_again::<wire::Address>(&address), address.clone());
        prop_assert_eq!(read_again::<AddressInput>(&address), address.clone());
        prop_assert_eq!(read_again::<CreateCustomer>(&request), request);
        // Beside a member that cannot be read, too.
        let (mut odd_user, mut odd_address) = (user.clone(), address.clone());
        odd_user["first_name"] = json!([5]);
        odd_address["city"] = json!([5]);
        let again = serde_json::to_value(&*record::<wire::User>(&odd_user.to_string())).unwrap();
        prop_assert_eq!(again, odd_user);
        let again = record::<wire::Address>(&odd_address.to_string());
        prop_assert_eq!(serde_json::to_value(&*again).unwrap(), odd_address);
        let content = json!({"success": true, "message": null,
            "content": {"addresses": [address], "pagination": page}});
        prop_assert_eq!(read_again::<wire::Envelope<wire::AddressesContent>>(&content), content);
    }
}

#[test]
fn empty_values_are_none() {
    for empty in ["\"\"", "\" \"", "null"] {
        let members = ["email", "phone", "country_code", "first_name", "last_name"];
        let members = members.map(|name| format!(r#""{name}":{empty}"#)).join(",");
        let business = r#"{"business_type":"","name":"","pan_number":"","gstin":""}"#;
        let customer = detail(&format!(r#"{{"id":"1",{members},"business":{business}}}"#));
        assert_eq!(
            (customer.email.as_ref(), customer.phone.as_ref()),
            (None, None)
        );
        assert_eq!(
            (customer.name.as_ref(), customer.business.as_ref()),
            (None, None)
        );
        assert_eq!(customer.unreadable(), []);
    }
}

#[test]
fn an_empty_list_is_no_business_and_no_registered_address() {
    for nothing in ["[]", "{}"] {
        let customer = user(&format!(r#"{{"id":"1","business":{nothing}}}"#));
        assert_eq!((customer.business, customer.addresses), (None, None));
        let business = format!(r#"{{"name":"Rao","registered_address":{nothing}}}"#);
        let customer = user(&format!(r#"{{"id":"1","business":{business}}}"#));
        assert_eq!(
            (customer.business.is_some(), customer.addresses),
            (true, None)
        );
    }
}

#[test]
fn a_json_list_is_not_read_as_an_object() {
    for body in [
        r#"{"business":["llp","Rao","AAEPM0111C"]}"#,
        r#"{"address":["1","Asha"]}"#,
        "[]",
    ] {
        assert!(
            serde_json::from_str::<CreateCustomer>(body).is_err(),
            "{body}"
        );
    }
    let customer = user(r#"{"id":"1","business":["llp","Rao"],"email":"a@example.com"}"#);
    assert_eq!(customer.business, None);
    assert_eq!(customer.unreadable()[0].path, "business");
}

#[test]
fn unreadable_pagination_does_not_lose_a_page_of_addresses() {
    let body = r#"{"success":true,"content":{"addresses":[{"id":"1","city":[]}],
        "pagination":{"total_records":"many","next_page":2,"limit":1e400}}}"#;
    let answer = answer(body.to_owned());
    let page = answer
        .records_and::<wire::Address, wire::Pagination>(&["content"], "addresses", "pagination")
        .unwrap();
    let pagination = page.sibling.unwrap();
    assert!(pagination.total_records.is_unreadable());
    assert_eq!(pagination.next_page.as_ref(), Some(&2));
    assert!(page.records[0].as_ref().unwrap().city.is_unreadable());
}

#[test]
fn an_object_without_a_known_member_is_listed_as_unreadable() {
    for (business, listed) in [
        (r#"{"value":{"name":"Rao LLP"}}"#, true),
        (r#"{"$date":"2021-07-22T00:00:00Z"}"#, true),
        (r#"{"a":1,"a":1}"#, true),
        (r#"{"a":1,"name":null}"#, false),
        ("{}", false),
    ] {
        let json = format!(r#"{{"id":"1","business":{business}}}"#);
        let customer = user(&json);
        let places: Vec<_> = customer
            .unreadable()
            .into_iter()
            .map(|place| place.path)
            .collect();
        assert_eq!(
            places,
            if listed { vec!["business"] } else { vec![] },
            "{json}"
        );
        assert_eq!(customer.native_json(), Some(&*json));
    }
}
