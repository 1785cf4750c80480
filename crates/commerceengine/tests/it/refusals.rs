//! A refusal is one whatever the types of its members, and a write is done where that is said.

use commerceengine::CommerceEngine;
use customer_core::{
    AddressId, CustomerId, CustomerProvider, CustomerProviderExt, CustomerUpdate, ErrorKind,
    GetOptions, Operation, PendingWrite, Result, Settlement, WriteOptions,
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

#[tokio::test]
async fn a_record_together_with_an_error_leaves_a_write_unknown() {
    let id = format!(r#"{{"id":"{ID}"}}"#);
    for body in [
        format!(
            r#"{{"success":false,"content":{{"customer_detail":{id},"user":{id},"address":{id}}}}}"#
        ),
        format!(
            r#"{{"success":true,"content":{{"customer_detail":{id},"user":{id},"address":{id}}},"error":{{"code":"x"}}}}"#
        ),
        format!(
            r#"{{"success":true,"content":{{"customer_detail":{id},"user":{id},"address":{id}}},"errors":{{"phone":["x"]}}}}"#
        ),
    ] {
        let (_server, engine) = answering(200, &body).await;
        assert_eq!(
            kind(get(&engine).await),
            Some(ErrorKind::UnexpectedResponse),
            "{body}"
        );
        for result in every_write(&engine).await {
            assert_eq!(kind(result), Some(ErrorKind::OutcomeUnknown), "{body}");
        }
        assert!(create(&engine).await.unwrap_err().pending().is_some());
    }
}

#[tokio::test]
async fn fields_and_messages_of_other_error_formats_are_reported() {
    for (body, named, message) in [
        (
            json!({"statusCode": 400, "message": ["phone must be ten digits"], "error": "Bad Request"}),
            vec!["phone"],
            "phone must be ten digits",
        ),
        (
            json!({"title": "Invalid.", "errors": {"Pincode": ["asha@example.com"]}}),
            vec!["Pincode"],
            "Invalid.",
        ),
        (
            json!({"success": false, "message": "Invalid.", "errors": [{"field": "address.pincode"}, {"path": ["phone"]}]}),
            vec!["address.pincode", "phone"],
            "Invalid.",
        ),
        (
            json!({"success": false, "message": "Invalid.", "errors": ["phone must be ten digits", "address", "Asha Rao"]}),
            vec!["phone"],
            "Invalid.",
        ),
    ] {
        let (_server, engine) = answering(422, &body.to_string()).await;
        let error = create(&engine).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{body}");
        let fields: Vec<_> = error
            .fields()
            .iter()
            .map(|problem| &*problem.field)
            .collect();
        assert_eq!(fields, named, "{body}");
        assert_eq!(error.message(), message, "{body}");
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

#[tokio::test]
async fn an_empty_id_is_unreadable() {
    let record = json!({"id": " ", "first_name": "Asha"});
    let content = json!({"user": record, "customer_detail": record});
    let body = json!({"message": "m", "success": true, "content": content});
    let (_server, engine) = answering(200, &body.to_string()).await;
    let kind = get(&engine).await.unwrap_err().kind();
    assert_eq!(kind, ErrorKind::UnexpectedResponse);
    for written in [create(&engine).await, update(&engine).await] {
        assert_eq!(written.unwrap_err().kind(), ErrorKind::OutcomeUnknown);
    }
}

#[tokio::test]
async fn a_refusal_is_recognized_whatever_the_case_of_its_member_names() {
    let record =
        r#""content":{"customer_detail":{"id":"1"},"user":{"id":"1"},"address":{"id":"1"}}"#;
    for before in [
        r#""success":true,"Success":false"#,
        r#""success":true,"SUCCESS":false"#,
        r#""success":true,"\u0053uccess":false"#,
        r#""Success":false,"success":true"#,
    ] {
        let body = format!(r#"{{{before},"code":"Nope","message":"No."}}"#);
        let (_server, engine) = answering(200, &body).await;
        for written in every_write(&engine).await {
            assert_eq!(kind(written), Some(ErrorKind::Rejected), "{body}");
        }
    }
    for error in ["Error", "ERROR", r"\u0045rror", "Errors"] {
        let body = format!(r#"{{"success":true,{record},"{error}":{{"code":"late"}}}}"#);
        let (_server, engine) = answering(200, &body).await;
        assert_eq!(
            kind(create(&engine).await),
            Some(ErrorKind::OutcomeUnknown),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_404_proves_a_deletion_only_with_the_providers_own_code() {
    let pending = PendingWrite::to(Operation::DeleteCustomer, &CustomerId::new(ID));
    let (_server, engine) = answering(
        404,
        r#"{"success":false,"message":"No.","code":"not_found"}"#,
    )
    .await;
    assert_eq!(engine.settle(&pending).await.unwrap(), Settlement::Gone);
    for body in [
        "<html>nginx</html>",
        r#"{"message":"no Route matched with those values"}"#,
        "",
    ] {
        let (_server, engine) = answering(404, body).await;
        assert_eq!(
            engine.settle(&pending).await.unwrap_err().kind(),
            ErrorKind::NotFound,
            "{body}"
        );
    }
}
