//! A refusal is one whatever the types of its members, and a write is done where its record came.

use customer_core::{
    BlockRequest, CustomerId, CustomerProvider, CustomerProviderExt, ErrorKind, GetOptions,
    ListQuery, NewCustomer, Operation, PendingWrite, Result, Settlement, WriteOptions,
};
use kohortpay::Kohortpay;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, email, provider};

async fn answering(status: u16, body: &str) -> (MockServer, Kohortpay) {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(status).set_body_raw(body, "application/json");
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let provider = provider(&server.uri(), KEY);
    (server, provider)
}

async fn get(kohortpay: &Kohortpay) -> Result<()> {
    kohortpay
        .get_customer(&CustomerId::new("cus_1"), &GetOptions::new())
        .await
        .map(drop)
}

async fn create(kohortpay: &Kohortpay) -> Result<()> {
    let customer = NewCustomer::new().with_email(email("asha@example.com"));
    kohortpay
        .create_customer(&customer, &WriteOptions::new())
        .await
        .map(drop)
}

async fn every_write(kohortpay: &Kohortpay) -> [Result<()>; 5] {
    let id = CustomerId::new("cus_1");
    let options = WriteOptions::new();
    [
        create(kohortpay).await,
        kohortpay.delete(&id).await.map(drop),
        kohortpay.restore(&id).await.map(drop),
        kohortpay
            .block_customer(&id, &BlockRequest::new(), &options)
            .await
            .map(drop),
        kohortpay.unblock(&id).await.map(drop),
    ]
}

fn kind(result: Result<()>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

#[tokio::test]
async fn a_refusal_is_recognized_whatever_the_types_of_its_members() {
    for (body, code) in [
        (
            r#"{"error":{"type":"invalid_request_error","code":1001,"message":"No."}}"#,
            Some("1001"),
        ),
        (
            r#"{"error":{"type":7,"code":"New","message":["No.","Never."]}}"#,
            Some("New"),
        ),
        (r#"{"error":{"code":["New"],"message":{"en":"No."}}}"#, None),
        (
            r#"{"error":{"code":"New","code":"Other","message":"Zo\ud83d"}}"#,
            Some("New"),
        ),
        (r#"{"error":null,"error":{"code":"New"}}"#, Some("New")),
        (
            r#"{"\u0065rror":{"code":"New"},"count":1e999}"#,
            Some("New"),
        ),
        ("\u{feff}{\"error\":{\"code\":\"New\"}}", Some("New")),
    ] {
        let (_server, kohortpay) = answering(200, body).await;
        let read = get(&kohortpay).await.unwrap_err();
        assert_eq!(
            (read.kind(), read.code()),
            (ErrorKind::Rejected, code),
            "{body}: {read}"
        );
        for result in every_write(&kohortpay).await {
            let error = result.expect_err(body);
            assert_eq!(
                (error.kind(), error.code()),
                (ErrorKind::Rejected, code),
                "{body}: {error}"
            );
        }
    }
    let (_server, kohortpay) =
        answering(200, r#"{"error":{"type":"api_error","message":[]}}"#).await;
    assert_eq!(
        kind(create(&kohortpay).await),
        Some(ErrorKind::OutcomeUnknown)
    );
}

#[tokio::test]
async fn a_customer_together_with_an_error_leaves_a_write_unknown() {
    for body in [
        r#"{"id":"cus_1","error":{"type":"invalid_request_error","code":"New"}}"#,
        r#"{"error":{"code":"Unauthorized"},"id":"cus_1","emailAddress":"asha@example.com"}"#,
        r#"{"id":"cus_1","error":{}}"#,
    ] {
        let (_server, kohortpay) = answering(201, body).await;
        assert_eq!(
            kind(get(&kohortpay).await),
            Some(ErrorKind::UnexpectedResponse),
            "{body}"
        );
        for result in every_write(&kohortpay).await {
            let error = result.expect_err(body);
            assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{body}: {error}");
            assert!(error.pending().is_some(), "{body}");
        }
    }
    let page = r#"{"data":[{"id":"cus_1"}],"count":1,"error":{"code":"New"}}"#;
    let (_server, kohortpay) = answering(200, page).await;
    let listed = kohortpay.list_customers(&ListQuery::new()).await;
    assert_eq!(kind(listed.map(drop)), Some(ErrorKind::UnexpectedResponse));
}

#[tokio::test]
async fn a_write_with_a_returned_record_is_done() {
    for (body, done) in [
        (r#"{"id":"cus_1"}"#, true),
        (r#"{"id":"cus_1","error":null,"errors":[]}"#, true),
        ("", false),
        ("{}", false),
        (r#"{"success":true}"#, false),
        (
            r#"{"statusCode":400,"message":["no"],"error":"Bad Request"}"#,
            false,
        ),
    ] {
        let (_server, kohortpay) = answering(200, body).await;
        for result in every_write(&kohortpay).await {
            let expected = (!done).then_some(ErrorKind::OutcomeUnknown);
            assert_eq!(kind(result), expected, "{body}");
        }
    }
}

#[tokio::test]
async fn fields_and_messages_of_other_error_formats_are_reported() {
    for (body, named, message) in [
        (
            json!({"statusCode": 400, "message": ["emailAddress must be an email"], "error": "Bad Request"}),
            vec!["emailAddress"],
            "emailAddress must be an email",
        ),
        (
            json!({"title": "Invalid.", "detail": "No.", "errors": {"PhoneNumber": ["+33 1 23 45 67 89"]}}),
            vec!["PhoneNumber"],
            "Invalid.: No.",
        ),
        (
            json!({"error": {"type": "invalid_request_error", "message": "Invalid.", "errors": [{"property": "shippingAddress.city"}]}}),
            vec!["shippingAddress.city"],
            "Invalid.",
        ),
        (
            json!({"error": {"message": ["locale must be one of en_US, fr_FR"]}}),
            vec!["locale"],
            "locale must be one of en_US, fr_FR",
        ),
    ] {
        let (_server, kohortpay) = answering(400, &body.to_string()).await;
        let error = create(&kohortpay).await.unwrap_err();
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

#[tokio::test]
async fn an_error_is_recognized_whatever_the_case_of_its_member_names() {
    for name in ["Error", "ERROR", r"\u0045rror"] {
        let error =
            format!(r#""{name}":{{"type":"invalid_request_error","message":"No.","code":"Nope"}}"#);
        let (_server, kohortpay) = answering(200, &format!("{{{error}}}")).await;
        for written in every_write(&kohortpay).await {
            assert_eq!(kind(written), Some(ErrorKind::Rejected), "{name}");
        }
        let both = format!(r#"{{"id":"cus_1","emailAddress":"asha@example.com",{error}}}"#);
        let (_server, kohortpay) = answering(201, &both).await;
        for written in every_write(&kohortpay).await {
            assert_eq!(kind(written), Some(ErrorKind::OutcomeUnknown), "{name}");
        }
    }
}

#[tokio::test]
async fn a_404_proves_a_deletion_only_with_the_providers_own_code() {
    let pending = PendingWrite::to(Operation::DeleteCustomer, &CustomerId::new("cus_1"));
    let (_server, kohortpay) = answering(
        404,
        r#"{"error":{"type":"invalid_request_error","message":"No.","code":"NotFound"}}"#,
    )
    .await;
    assert_eq!(kohortpay.settle(&pending).await.unwrap(), Settlement::Gone);
    for body in [
        "<html>nginx</html>",
        r#"{"message":"no Route matched with those values"}"#,
        "",
    ] {
        let (_server, kohortpay) = answering(404, body).await;
        assert_eq!(
            kohortpay.settle(&pending).await.unwrap_err().kind(),
            ErrorKind::NotFound,
            "{body}"
        );
    }
}
