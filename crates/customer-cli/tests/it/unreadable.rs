//! An unreadable field of a provider's record gives a warning and loses no customer.

use wiremock::matchers::{method, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::World;

async fn server_with(status: u16, body: &str) -> MockServer {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json");
    Mock::given(method("GET"))
        .respond_with(response.clone())
        .mount(&server)
        .await;
    Mock::given(path_regex(".*"))
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

const KOHORTPAY: &str = r#"{"id":"cus_1","emailAddress":"jane@example.com","firstName":["Jane"],
    "phoneNumber":"","metadata":[],"isBlocked":false,"deletedAt":5,"createdAt":"2021-07-22T00:00:00+0000",
    "updatedAt":"2021-07-22 00:00:00","tier":1e400}"#;

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_with_unreadable_fields_is_returned_with_warnings() {
    let server = server_with(200, &format!("\u{feff}{KOHORTPAY}")).await;
    let world = World::speaking_to("kohortpay", &server.uri());
    let run = world.run("get kohortpay:cus_1 --output json").exits_with(0);
    assert!(run.out.contains("\"tier\":1e400"), "{run:?}");
    // A number beyond a float cannot be taken apart here.
    let json: serde_json::Value = serde_json::from_str(&run.out.replace("1e400", "1")).unwrap();
    let customer = &json["results"][0]["customer"];
    assert_eq!(customer["id"], "cus_1");
    assert_eq!(customer["email"], "jane@example.com");
    assert_eq!(customer["created"], "2021-07-22T00:00:00Z");
    for nothing in ["name", "phone", "status", "updated"] {
        assert!(customer[nothing].is_null(), "{nothing}: {customer}");
    }
    let places: Vec<_> = customer["unreadable"]
        .as_array()
        .unwrap()
        .iter()
        .map(|place| place["path"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["firstName", "deletedAt", "updatedAt"]);
    for place in places {
        assert!(
            run.err.contains(&format!("{place} could not be read")),
            "{run:?}"
        );
    }
    let run = world.run("get kohortpay:cus_1").exits_with(0);
    assert!(
        run.err
            .contains("warning: kohortpay customer cus_1: deletedAt"),
        "{run:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_whose_response_has_unreadable_fields_is_done() {
    let server = server_with(201, KOHORTPAY).await;
    let world = World::speaking_to("kohortpay", &server.uri());
    let run = world
        .run("create --provider kohortpay --email jane@example.com --output ndjson")
        .exits_with(0);
    assert!(run.out.contains("\"id\":\"cus_1\""), "{run:?}");
    assert!(run.err.contains("firstName could not be read"), "{run:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_listing_warns_of_each_unreadable_field_once() {
    let customers: Vec<_> = (0..25)
        .map(|id| {
            format!(r#"{{"id":"{id}","dateCreated":{id},"emailAddress":"a{id}@example.com"}}"#)
        })
        .collect();
    let body = format!(
        r#"{{"success":true,"pages":1,"data":[{}]}}"#,
        customers.join(",")
    );
    let server = server_with(200, &body).await;
    let world = World::speaking_to("komerza", &server.uri());
    let run = world
        .run("list --provider komerza --output ndjson")
        .exits_with(0);
    assert_eq!(run.out.lines().count(), 25);
    assert_eq!(run.err.matches("could not be read").count(), 1, "{run:?}");
    assert!(
        run.out
            .lines()
            .all(|line| line.contains(r#""unreadable":[{"path":"dateCreated""#))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn unreadable_fields_of_an_address_are_in_its_json_and_on_stderr() {
    let address = r#"{"id":"a1","city":["Pune"],"pincode":"411030"}"#;
    let other = r#"{"id":"a2","city":["Pune"],"pincode":"411030"}"#;
    let content = format!(
        r#""user":{{"id":"1"}},"addresses":[{address},{other}],"pagination":{{"total_pages":1}}"#
    );
    let body = format!(r#"{{"message":"ok","success":true,"content":{{{content}}}}}"#);
    let server = server_with(200, &body).await;
    let world = World::speaking_to("commerceengine", &server.uri());
    for command in [
        "addresses list --provider commerceengine 1 --output json",
        "get --provider commerceengine 1 --addresses --output json",
    ] {
        let run = world.run(command).exits_with(0);
        let json: serde_json::Value = serde_json::from_str(&run.out).unwrap();
        let result = &json["results"][0];
        let addresses = if command.starts_with("get") {
            &result["customer"]["addresses"]
        } else {
            &result["addresses"]
        };
        for address in addresses.as_array().unwrap() {
            assert_eq!(address["unreadable"][0]["path"], "city", "{address}");
            assert_eq!(address["postal_code"], "411030");
        }
        let warning = "warning: commerceengine address a1: city could not be read";
        assert_eq!(run.err.matches(warning).count(), 1, "{run:?}");
        assert_eq!(run.err.matches("could not be read").count(), 1, "{run:?}");
    }
}
