//! One bad member does not lose a customer.

use customer_core::adapter::{Member, Record};
use customer_core::{Customer, Metadata, Mode, Operation, Status, strategies};
use customer_http::{HeaderMap, Request, Response, StatusCode};
use kohortpay::wire;
use kohortpay::{PROVIDER, convert};
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::support::{CREATE_REQUEST, CREATE_RESPONSE};

fn answer(body: String) -> Response {
    let request = Request::get(Operation::GetCustomer, "/");
    Response::from_parts(PROVIDER, &request, StatusCode::OK, HeaderMap::new(), body)
}

fn record(json: &str) -> Record<wire::Customer> {
    answer(json.to_owned()).record(&[]).unwrap()
}

fn one(json: &str) -> Customer {
    convert::customer(record(json))
}

fn listed(json: &str) -> Customer {
    let body = format!(r#"{{"count":2,"data":[{{"id":"other"}},{json}]}}"#);
    let page = answer(body).records_and::<wire::Customer, u64>(&[], "data", "count");
    let page = page.unwrap();
    assert_eq!((page.sibling, page.records.len()), (Some(2), 2));
    let last = page.records.into_iter().next_back().unwrap();
    convert::customer(last.unwrap())
}

fn documented() -> Value {
    serde_json::from_str(CREATE_RESPONSE).unwrap()
}

/// The fields of the customer that hang on a place of the record.
fn hangs_on(path: &str) -> &'static [&'static str] {
    match path {
        "emailAddress" => &["email"],
        "phoneNumber" => &["phone"],
        "firstName" | "lastName" => &["name"],
        "organizationId" => &["account"],
        "addressId" | "shippingAddressId" => &["addresses"],
        "livemode" => &["mode"],
        "createdAt" => &["created"],
        "updatedAt" => &["updated"],
        "isBlocked" | "blockedAt" | "blockedBy" | "deletedAt" => &["status"],
        path if path.starts_with("metadata") => &["metadata"],
        _ => &[],
    }
}

fn read_again<T: DeserializeOwned + Serialize>(json: &Value) -> Value {
    let typed: T = serde_json::from_str(&json.to_string()).unwrap();
    serde_json::to_value(&typed).unwrap()
}

/// Some members null, some not there.
fn nulls_and_gaps(
    documented: &Value,
    required: &'static str,
) -> impl Strategy<Value = Value> + use<> {
    let documented = documented.clone();
    proptest::collection::vec(0..3_u8, 64).prop_map(move |coins| {
        let mut coins = coins.into_iter().cycle();
        thinned(&documented, required, &mut coins)
    })
}

fn thinned(value: &Value, required: &str, coins: &mut impl Iterator<Item = u8>) -> Value {
    let Value::Object(members) = value else {
        return value.clone();
    };
    let mut kept = serde_json::Map::new();
    for (name, member) in members {
        match coins.next() {
            _ if name == required => drop(kept.insert(name.clone(), member.clone())),
            Some(0) => drop(kept.insert(name.clone(), Value::Null)),
            Some(1) => {}
            _ => drop(kept.insert(name.clone(), thinned(member, required, coins))),
        }
    }
    kept.into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn one_unreadable_member_loses_nothing_else(replaced in strategies::replaced(&documented())) {
        for read in [one, listed] {
            let before = read(&documented().to_string());
            let customer = read(&replaced.json);
            prop_assert_eq!(&customer.id, &before.id);
            if replaced.path.starts_with("metadata.") {
                // Any JSON is a value of the metadata.
                prop_assert_eq!(customer.unreadable(), []);
            } else {
                replaced.check(&before, &customer, hangs_on(&replaced.path))?;
            }
        }
    }

    #[test]
    fn unreadable_members_are_written_back_unchanged(replaced in strategies::replaced(&documented())) {
        prop_assume!(!replaced.now.contains(r#""\ud83d":"#));
        let typed = record(&replaced.json);
        let written = serde_json::to_string(&*typed).unwrap();
        prop_assert!(*record(&written) == *typed, "{}", written);
    }

    #[test]
    fn null_and_absent_members_stay_apart_when_written_back(
        customer in nulls_and_gaps(&documented(), "id"),
        request in nulls_and_gaps(&serde_json::from_str(CREATE_REQUEST).unwrap(), "emailAddress"),
        deleted_at in prop::sample::select(vec![json!({}), json!({"deletedAt": null}),
            json!({"deletedAt": "2021-07-22T00:00:00.000Z"})]),
    ) {
        prop_assert_eq!(read_again::<wire::Customer>(&customer), customer.clone());
        // Beside a member that cannot be read, too.
        let mut odd = customer.clone();
        odd["firstName"] = json!([5]);
        prop_assert_eq!(serde_json::to_value(&*record(&odd.to_string())).unwrap(), odd);
        let list = json!({"data": [customer], "count": null});
        prop_assert_eq!(read_again::<wire::CustomerList>(&list), list);
        prop_assert_eq!(read_again::<wire::CreateCustomer>(&request), request);
        prop_assert_eq!(read_again::<wire::UpdateCustomer>(&deleted_at), deleted_at);
    }
}

#[test]
fn an_unreadable_status_is_none() {
    let status = |members: &str| one(&format!(r#"{{"id":"1",{members}}}"#)).status;
    let at = r#""2021-07-22T00:00:00.000Z""#;
    for unknown in [
        r#""isBlocked":false,"deletedAt":5"#.to_owned(),
        r#""isBlocked":true,"deletedAt":{}"#.to_owned(),
        r#""isBlocked":"yes""#.to_owned(),
        r#""isBlocked":"false","deletedAt":null"#.to_owned(),
        format!(r#""isBlocked":0,"blockedAt":{at}"#),
        r#""blockedAt":"\ud83d""#.to_owned(),
    ] {
        assert_eq!(status(&unknown), None, "{unknown}");
    }
    for empty in [r#""""#, r#"" ""#, "null"] {
        let members = format!(r#""isBlocked":false,"blockedAt":{empty},"deletedAt":{empty}"#);
        assert_eq!(status(&members), Some(Status::Active), "{empty}");
        assert_eq!(status(&format!(r#""blockedAt":{empty}"#)), None);
    }
    // That it is deleted can be told, and of the block nothing.
    let deleted = status(&format!(r#""isBlocked":"yes","deletedAt":{at}"#)).unwrap();
    assert!(matches!(&deleted, Status::Deleted(deletion) if deletion.blocked.is_none()));
}

#[test]
fn empty_values_are_none() {
    let customer = one(
        r#"{"id":"1","emailAddress":"","phoneNumber":"","firstName":" ","lastName":"",
            "organizationId":"","addressId":"","shippingAddressId":"","createdAt":"","updatedAt":""}"#,
    );
    assert_eq!(
        (customer.email.as_ref(), customer.phone.as_ref()),
        (None, None)
    );
    assert_eq!(
        (customer.name.as_ref(), customer.account.as_ref()),
        (None, None)
    );
    assert_eq!((customer.created, customer.updated), (None, None));
    assert_eq!(customer.addresses, Some(Vec::new()));
    assert_eq!(customer.unreadable(), []);
}

#[test]
fn metadata_of_a_php_backend_is_read() {
    assert_eq!(
        one(r#"{"id":"1","metadata":[]}"#).metadata,
        Some(Metadata::new())
    );
    let customer = one(r#"{"id":"1","metadata":{"a":1e400,"b":"\ud83d","a":2},"livemode":true}"#);
    let metadata = customer.metadata.as_ref().unwrap();
    assert_eq!(metadata.get("a").unwrap().as_json(), "2");
    assert_eq!(metadata.get("b").unwrap().as_json(), r#""\ud83d""#);
    assert_eq!(customer.mode, Some(Mode::Live));
    let places: Vec<_> = customer
        .unreadable()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        places,
        ["metadata.a: stands more than once; the last counts"]
    );
    let unread = one(r#"{"id":"1","metadata":[1]}"#);
    assert_eq!(
        (unread.metadata.as_ref(), unread.unreadable().len()),
        (None, 1)
    );
}

#[test]
fn a_json_list_is_not_read_as_an_object() {
    let body = r#"{"emailAddress":"a@example.com","address":["1 rue","Paris"]}"#;
    assert!(serde_json::from_str::<wire::CreateCustomer>(body).is_err());
    assert!(serde_json::from_str::<wire::StreetAddress>(r#"["1 rue"]"#).is_err());
    let restored: wire::UpdateCustomer = serde_json::from_str("{}").unwrap();
    assert_eq!(restored.deleted_at, Member::Absent);
}
