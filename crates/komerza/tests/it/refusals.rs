//! A refusal is one whatever the types of its members, and a write is done where that is said.

use customer_core::{
    Amount, BlockRequest, CustomerId, CustomerProvider, CustomerProviderExt, ErrorKind, GetOptions,
    NewCustomer, Result, WriteOptions,
};
use komerza::Komerza;
use komerza::wire::SetBalance;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, STORE, email, provider};

async fn answering(status: u16, body: &str) -> (MockServer, Komerza) {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(status).set_body_raw(body, "application/json");
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let provider = provider(&server.uri(), STORE, KEY);
    (server, provider)
}

async fn get(komerza: &Komerza) -> Result<()> {
    let got = komerza
        .get_customer(&CustomerId::new("1"), &GetOptions::new())
        .await;
    got.map(drop)
}

async fn create(komerza: &Komerza) -> Result<()> {
    let customer = NewCustomer::new().with_email(email("asha@example.com"));
    let created = komerza
        .create_customer(&customer, &WriteOptions::new())
        .await;
    created.map(drop)
}

async fn set_balance(komerza: &Komerza) -> Result<()> {
    let balance = SetBalance::new(Amount::from(5));
    komerza.client().set_balance("1", &balance).await
}

async fn block(komerza: &Komerza) -> Result<()> {
    let blocked = komerza
        .block_customer(&"1".into(), &BlockRequest::new(), &WriteOptions::new())
        .await;
    blocked.map(drop)
}

async fn unblock(komerza: &Komerza) -> Result<()> {
    komerza.unblock(&"1".into()).await.map(drop)
}

async fn every_write(komerza: &Komerza) -> [Result<()>; 4] {
    [
        create(komerza).await,
        set_balance(komerza).await,
        block(komerza).await,
        unblock(komerza).await,
    ]
}

fn kind(result: Result<()>) -> Option<ErrorKind> {
    result.err().map(|error| error.kind())
}

#[tokio::test]
async fn a_refusal_is_recognized_whatever_the_types_of_its_members() {
    for (body, code) in [
        (
            r#"{"success":false,"code":1001,"message":"No.","data":null}"#,
            Some("1001"),
        ),
        (
            r#"{"success":false,"code":"NewCode","message":["No.","Never."]}"#,
            Some("NewCode"),
        ),
        (
            r#"{"success":false,"code":"NewCode","message":{"en":"No."}}"#,
            Some("NewCode"),
        ),
        (
            r#"{"success":false,"code":["x"],"message":7,"invalidFields":7}"#,
            None,
        ),
        (r#"{"success":"false","code":"NewCode"}"#, Some("NewCode")),
        (r#"{"success":"False","data":null}"#, None),
        (r#"{"success":0,"data":null}"#, None),
        (r#"{"success":"0"}"#, None),
        (
            r#"{"success":false,"invalidFields":[{"id":"emailAddress"}]}"#,
            None,
        ),
        (
            r#"{"success":null,"code":"NewCode","message":"No."}"#,
            Some("NewCode"),
        ),
        (r#"{"success":true,"success":false}"#, None),
        (r#"{"success":false,"success":true}"#, None),
        (r#"{"success":true,"data":null,"\u0073uccess":false}"#, None),
        (r#"{"success":false,"message":"a","message":"b"}"#, None),
        (r#"{"success":false,"message":"Zo\ud83d"}"#, None),
        (r#"{"message":"No.","success":false,"total":1e999}"#, None),
        ("\u{feff}{\"success\":false}", None),
        ("{\"Success\":false}", None),
    ] {
        let (_server, komerza) = answering(200, body).await;
        let read = get(&komerza).await.unwrap_err();
        assert_eq!(
            (read.kind(), read.code()),
            (ErrorKind::Rejected, code),
            "{body}: {read}"
        );
        for result in every_write(&komerza).await {
            let error = result.expect_err(body);
            assert_eq!(
                (error.kind(), error.code()),
                (ErrorKind::Rejected, code),
                "{body}: {error}"
            );
        }
    }
    // A known code says its kind, and the status of an error says its own, whatever the rest is.
    let (_server, komerza) = answering(
        200,
        r#"{"success":"false","code":"ObjectConflict","message":[1]}"#,
    )
    .await;
    assert_eq!(kind(create(&komerza).await), Some(ErrorKind::AlreadyExists));
    for body in [
        r#"{"success":true}"#,
        r#"{"success":"maybe","message":[[]]}"#,
        "[]",
        "7",
        "",
    ] {
        let (_server, komerza) = answering(404, body).await;
        assert_eq!(
            kind(get(&komerza).await),
            Some(ErrorKind::NotFound),
            "{body}"
        );
        assert_eq!(
            kind(block(&komerza).await),
            Some(ErrorKind::NotFound),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_balance_is_set_only_where_the_envelope_says_so() {
    for (body, done) in [
        (r#"{"success":true}"#, true),
        (
            r#"{"success":true,"message":null,"code":null,"data":null}"#,
            true,
        ),
        (r#"{"success":true,"errors":[],"data":{"id":"1"}}"#, true),
        (r#"{"success":"true"}"#, true),
        (r#"{"success":1}"#, true),
        ("\u{feff}{\"success\":true}", true),
        ("", false),
        ("{}", false),
        ("null", false),
        ("[]", false),
        (r#"{"foo":1}"#, false),
        (r#"{"success":"maybe"}"#, false),
        (r#"{"success":null}"#, false),
        (r#"{"success":{}}"#, false),
        (r#"{"success":true"#, false),
        (r#"{"success":true,"success":"maybe"}"#, false),
        (r#"{"success":true,"error":{"code":"X"}}"#, false),
        (r#"{"success":true,"error":"Bad Gateway"}"#, false),
        (r#"{"success":true,"error":"none"}"#, true),
        ("<html>Welcome</html>", false),
    ] {
        let (_server, komerza) = answering(200, body).await;
        let expected = (!done).then_some(ErrorKind::OutcomeUnknown);
        assert_eq!(kind(set_balance(&komerza).await), expected, "{body}");
    }
}

#[tokio::test]
async fn a_block_is_done_unless_the_response_contradicts_it() {
    let rule =
        r#"{"id":"1","dateCreated":"2023-11-07T05:31:56Z","type":1,"data":"::1","isEnabled":true}"#;
    let rules = format!("[{rule}]");
    let enveloped = format!(r#"{{"success":true,"data":{rules}}}"#);
    for (body, done) in [
        ("", true),
        (" \r\n", true),
        ("{}", true),
        ("null", true),
        ("true", true),
        ("[]", true),
        (&*rules, true),
        (rule, true),
        (&*enveloped, true),
        (r#"{"success":true}"#, true),
        (r#"{"success":"true","data":[]}"#, true),
        ("<html>Welcome</html>", false),
        ("Welcome", false),
        ("false", false),
        ("\"no\"", false),
        (r#"["no"]"#, false),
        (r#"{"success":"maybe"}"#, false),
        (r#"{"success":null}"#, false),
        (r#"{"success":true,"error":{"code":"X"}}"#, false),
        (
            r#"{"statusCode":400,"message":["no"],"error":"Bad Request"}"#,
            false,
        ),
        (r#"{"title":"Bad","status":400}"#, false),
        ("{", false),
    ] {
        let (_server, komerza) = answering(200, body).await;
        for result in [block(&komerza).await, unblock(&komerza).await] {
            match result {
                Ok(()) => assert!(done, "{body}"),
                Err(error) => {
                    assert!(!done, "{body}: {error}");
                    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{body}: {error}");
                    assert!(error.pending().is_some(), "{body}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_record_beside_a_success_that_is_not_true_leaves_a_create_unknown() {
    let record = json!({"id": "1"});
    for flag in ["null", r#""no""#, r#""""#, "[]", "{}", "2", r#""\ud83d""#] {
        let body = format!(r#"{{"success":{flag},"message":null,"code":null,"data":{record}}}"#);
        let (_server, komerza) = answering(200, &body).await;
        let kind = create(&komerza).await.unwrap_err().kind();
        assert_eq!(kind, ErrorKind::OutcomeUnknown, "{flag}");
        get(&komerza).await.unwrap();
    }
    let (_server, komerza) = answering(200, &json!({"data": record}).to_string()).await;
    create(&komerza).await.unwrap();
}
