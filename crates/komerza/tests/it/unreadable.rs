//! One bad member does not lose a customer.

use customer_core::adapter::{Record, WireValue};
use customer_core::{Customer, Operation, Status};
use customer_http::{HeaderMap, Request, Response, StatusCode};
use komerza::wire::{self};
use komerza::{PROVIDER, convert};
use serde::de::DeserializeOwned;

use crate::support::STORE;

fn answer(body: String) -> Response {
    let request = Request::get(Operation::GetCustomer, "/");
    Response::from_parts(PROVIDER, &request, StatusCode::OK, HeaderMap::new(), body)
}

fn record<T: WireValue + DeserializeOwned>(json: &str) -> Record<T> {
    let body = format!(r#"{{"success":true,"data":{json}}}"#);
    answer(body).record(&["data"]).unwrap()
}

fn got(json: &str) -> Customer {
    convert::public_customer(&STORE.into(), record(json))
}

#[test]
fn an_unreadable_status_is_none() {
    let status = |members: &str| got(&format!(r#"{{"id":"1",{members}}}"#)).status;
    for unknown in [
        r#""isBlocked":"yes""#,
        r#""isBlocked":0"#,
        r#""isBlocked":"false","blockedAt":"2023-11-07T05:31:56Z""#,
        r#""blockedAt":5"#,
        r#""blockedAt":"soon""#,
        r#""isBlocked":null"#,
        r#""blockedAt":"""#,
    ] {
        assert_eq!(status(unknown), None, "{unknown}");
    }
    assert_eq!(
        status(r#""isBlocked":false,"blockedAt":"""#),
        Some(Status::Active)
    );
    let Some(Status::Blocked(block)) = status(r#""isBlocked":true,"blockedAt":5,"blockedNote":"""#)
    else {
        panic!("not blocked")
    };
    assert_eq!((block.at, block.reason), (None, None));
}

#[test]
fn an_account_elsewhere_that_is_no_text_is_listed_and_the_others_are_kept() {
    for odd in [r#"{"a":[1]}"#, "[1]", "7", "true", r#""\ud83d""#, "null"] {
        let json =
            format!(r#"{{"id":"1","externalIntegrations":{{"discord":{odd},"forum":"asha"}}}}"#);
        let typed = record::<wire::PublicCustomer>(&json);
        let accounts = typed.external_integrations.as_ref().unwrap();
        assert_eq!(accounts["forum"].as_str(), "asha", "{odd}");
        let customer = got(&json);
        let places = customer.unreadable().into_iter().map(|place| place.path);
        assert_eq!(places.collect::<Vec<_>>(), ["externalIntegrations.discord"]);
        assert_eq!(serde_json::to_string(&*typed).unwrap(), json);
    }
}
