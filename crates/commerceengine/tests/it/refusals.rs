//! A refusal is one whatever the types of its members, and a write is done where that is said.

use commerceengine::CommerceEngine;
use customer_core::{
    AddressId, CustomerId, CustomerProvider, CustomerProviderExt, CustomerUpdate, ErrorKind,
    GetOptions, Result, WriteOptions,
};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, asha, office, provider};

async fn answering(status: u16, body: &str) -> (MockServer, CommerceEngine) {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(status).set_body_raw(body, "application/json");
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let engine = provider(&server.uri(), ACCESS);
    (server, engine)
}

async fn get(engine: &CommerceEngine) -> Result<()> {
    let got = engine
        .get_customer(&CustomerId::new(ID), &GetOptions::new())
        .await;
    got.map(drop)
}

async fn create(engine: &CommerceEngine) -> Result<()> {
    engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .map(drop)
}

async fn update(engine: &CommerceEngine) -> Result<()> {
    let update = CustomerUpdate::new().with_given_name("Asha");
    engine
        .update_customer(&CustomerId::new(ID), &update, &WriteOptions::new())
        .await
        .map(drop)
}

async fn add_address(engine: &CommerceEngine) -> Result<()> {
    engine
        .add_customer_address(&CustomerId::new(ID), &office(), &WriteOptions::new())
        .await
        .map(drop)
}

async fn delete(engine: &CommerceEngine) -> Result<()> {
    engine.delete(&CustomerId::new(ID)).await.map(drop)
}

async fn remove(engine: &CommerceEngine) -> Result<()> {
    engine
        .remove_address(&CustomerId::new(ID), &AddressId::new(ID))
        .await
        .map(drop)
}

async fn deactivate(engine: &CommerceEngine) -> Result<()> {
    engine.client().deactivate_user(ID).await
}

async fn every_write(engine: &CommerceEngine) -> [Result<()>; 6] {
    [
        create(engine).await,
        update(engine).await,
        add_address(engine).await,
        delete(engine).await,
        remove(engine).await,
        deactivate(engine).await,
    ]
}

fn kind(result: Result<()>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

#[tokio::test]
async fn a_refusal_is_recognized_whatever_the_types_of_its_members() {
    for (body, code) in [
        (
            r#"{"success":false,"code":1001,"message":"No."}"#,
            Some("1001"),
        ),
        (
            r#"{"success":false,"code":"new","message":["No."],"errors":"x"}"#,
            Some("new"),
        ),
        (
            r#"{"success":"false","code":"new","content":{}}"#,
            Some("new"),
        ),
        (r#"{"success":0,"message":{"en":"No."}}"#, None),
        (r#"{"success":null,"code":"new"}"#, Some("new")),
        (r#"{"success":true,"success":false,"code":{}}"#, None),
        (
            r#"{"success":false,"message":"Zo\ud83d","errors":[{"id":"phone"}]}"#,
            None,
        ),
        ("\u{feff}{\"success\":false}", None),
    ] {
        let (_server, engine) = answering(200, body).await;
        let read = get(&engine).await.unwrap_err();
        assert_eq!(
            (read.kind(), read.code()),
            (ErrorKind::Rejected, code),
            "{body}: {read}"
        );
        for result in every_write(&engine).await {
            let error = result.expect_err(body);
            assert_eq!(
                (error.kind(), error.code()),
                (ErrorKind::Rejected, code),
                "{body}: {error}"
            );
        }
    }
    let (_server, engine) = answering(
        200,
        r#"{"success":"false","code":"unauthorized","errors":7}"#,
    )
    .await;
    assert_eq!(kind(get(&engine).await), Some(ErrorKind::Unauthenticated));
}

#[tokio::test]
async fn a_removal_is_done_with_an_empty_body_or_a_success_envelope() {
    for (body, done) in [
        ("", true),
        ("{}", true),
        ("[]", true),
        ("null", false),
        (r#"{"success":true}"#, true),
        (
            r#"{"message":"Removed.","success":true,"content":{}}"#,
            true,
        ),
        (r#"{"success":"true","content":null}"#, true),
        (r#"{"success":1}"#, true),
        (r#"{"content":{}}"#, true),
        (r#"{"message":"","content":null,"errors":{}}"#, true),
        (r#"{"message":"Removed."}"#, false),
        (r#"{"success":"maybe"}"#, false),
        (r#"{"success":null}"#, false),
        (r#"{"success":true,"errors":{"id":["x"]}}"#, false),
        (r#"{"foo":1}"#, false),
        ("[{}]", false),
        ("true", false),
        ("<html>", false),
    ] {
        let (_server, engine) = answering(200, body).await;
        for result in [
            delete(&engine).await,
            remove(&engine).await,
            deactivate(&engine).await,
        ] {
            let expected = (!done).then_some(ErrorKind::OutcomeUnknown);
            assert_eq!(kind(result), expected, "{body}");
        }
        if !done {
            let error = remove(&engine).await.unwrap_err();
            assert!(error.pending().is_some(), "{body}");
        }
    }
}

/// What stands for `success` beside a record, and is neither true nor false.
const UNCLEAR: [&str; 7] = ["null", r#""no""#, r#""""#, "[]", "{}", "2", r#""\ud83d""#];

#[tokio::test]
async fn a_record_beside_a_success_that_is_not_true_leaves_a_write_unknown() {
    let record = json!({"id": ID});
    let content = json!({"user": record, "customer_detail": record, "address": record});
    for flag in UNCLEAR {
        let body = format!(r#"{{"message":"m","success":{flag},"content":{content}}}"#);
        let (_server, engine) = answering(200, &body).await;
        for written in [
            create(&engine).await,
            update(&engine).await,
            add_address(&engine).await,
        ] {
            let kind = written.unwrap_err().kind();
            assert_eq!(kind, ErrorKind::OutcomeUnknown, "{flag}");
        }
        get(&engine).await.unwrap();
    }
    let (_server, engine) = answering(200, &json!({"content": content}).to_string()).await;
    create(&engine).await.unwrap();
    update(&engine).await.unwrap();
    add_address(&engine).await.unwrap();
}
