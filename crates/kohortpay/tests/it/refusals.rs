//! A refusal is one whatever the types of its members, and a write is done where its record came.

use customer_core::{
    BlockRequest, CustomerId, CustomerProvider, CustomerProviderExt, ErrorKind, GetOptions,
    NewCustomer, Result, WriteOptions,
};
use kohortpay::Kohortpay;
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
async fn a_write_with_a_returned_record_is_done() {
    for (body, done) in [
        (r#"{"id":"cus_1"}"#, true),
        (r#"{"id":"cus_1","error":null,"errors":[]}"#, true),
        (r#"{"id":"cus_1","error":"none","errors":""}"#, true),
        (r#"{"id":"cus_1","error":"Bad Gateway"}"#, false),
        (r#"{"id":"cus_1","error":true}"#, false),
        (r#"{"id":"cus_1","errors":"It failed."}"#, false),
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
