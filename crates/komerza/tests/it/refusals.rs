//! A refusal is one whatever the types of its members, and a write is done where that is said.

use customer_core::{
    Amount, BlockRequest, CustomerId, CustomerProvider, CustomerProviderExt, Error, ErrorKind,
    GetOptions, ListQuery, NewCustomer, PendingWrite, Result, Settlement, WriteOptions,
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

fn fields(error: &Error) -> Vec<&str> {
    let fields = error.fields().iter();
    fields.map(|problem| problem.field.as_str()).collect()
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
async fn a_record_together_with_an_error_leaves_a_write_unknown() {
    for body in [
        r#"{"success":false,"code":"ObjectConflict","data":{"id":"1","emailAddress":"asha@example.com"}}"#,
        r#"{"success":true,"data":{"id":"1","emailAddress":"asha@example.com"},"error":{"code":"X"}}"#,
        r#"{"data":{"id":"1"},"errors":[{"field":"emailAddress"}],"success":true}"#,
    ] {
        let (_server, komerza) = answering(200, body).await;
        assert_eq!(
            kind(get(&komerza).await),
            Some(ErrorKind::UnexpectedResponse),
            "{body}"
        );
        for result in every_write(&komerza).await {
            assert_eq!(kind(result), Some(ErrorKind::OutcomeUnknown), "{body}");
        }
        let error = create(&komerza).await.unwrap_err();
        assert!(error.pending().is_some(), "{body}");
    }
    // With the status of an error the record is beside the point.
    let (_server, komerza) = answering(
        409,
        r#"{"success":false,"code":"ObjectConflict","data":{"id":"1"}}"#,
    )
    .await;
    assert_eq!(kind(create(&komerza).await), Some(ErrorKind::AlreadyExists));
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
            json!({"type": "https://tools.ietf.org/html/rfc9110#section-15.5.1", "title": "Invalid.", "status": 400, "errors": {"EmailAddress": ["asha@example.com is taken"]}}),
            vec!["EmailAddress"],
            "Invalid.",
        ),
        (
            json!({"title": "Invalid.", "detail": "asha@example.com is odd", "errors": [{"pointer": "#/emailAddress"}, {"field": "note"}]}),
            vec!["emailAddress", "note"],
            "Invalid.: <e-mail> is odd",
        ),
        (
            json!({"success": false, "message": "Invalid.", "invalidFields": ["emailAddress", "Asha Rao", "asha@example.com"]}),
            vec!["emailAddress"],
            "Invalid.",
        ),
        (
            json!({"success": false, "message": ["Invalid."], "invalidFields": [{"name": "emailAddress", "value": "Asha"}]}),
            vec!["emailAddress"],
            "Invalid.",
        ),
    ] {
        let (_server, komerza) = answering(400, &body.to_string()).await;
        let error = create(&komerza).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{body}");
        assert_eq!(fields(&error), named, "{body}");
        assert_eq!(error.message(), message, "{body}");
        assert!(
            !format!("{error} {error:?}").to_lowercase().contains("asha"),
            "{error:?}"
        );
    }
    let many: Vec<_> = (0..1000).map(|number| format!("field{number}")).collect();
    let body = json!({"success": false, "message": vec!["no "; 100_000], "invalidFields": many});
    let (_server, komerza) = answering(400, &body.to_string()).await;
    let error = create(&komerza).await.unwrap_err();
    assert!(error.fields().len() <= 100 && error.message().chars().count() <= 301);
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

#[tokio::test]
async fn an_empty_id_is_unreadable() {
    let body = json!({"success": true, "data": {"id": "", "emailAddress": "asha@example.com"}});
    let (_server, komerza) = answering(200, &body.to_string()).await;
    let kind = get(&komerza).await.unwrap_err().kind();
    assert_eq!(kind, ErrorKind::UnexpectedResponse);
    let kind = create(&komerza).await.unwrap_err().kind();
    assert_eq!(kind, ErrorKind::OutcomeUnknown);

    let body = json!({"success": true, "pages": 1, "data": [{"id": ""}, {"id": "2"}]});
    let (_server, komerza) = answering(200, &body.to_string()).await;
    let page = komerza.list_customers(&ListQuery::new()).await.unwrap();
    let ids = page.customers.iter();
    let ids: Vec<_> = ids
        .map(|one| one.as_ref().ok().map(|one| one.id.as_str()))
        .collect();
    assert_eq!(ids, [None, Some("2")]);
}

#[tokio::test]
async fn a_refusal_is_recognized_whatever_the_case_of_its_member_names() {
    let record = r#""data":{"id":"1","emailAddress":"asha@example.com"}"#;
    for before in [
        r#""success":true,"Success":false"#,
        r#""success":true,"SUCCESS":false"#,
        r#""success":true,"\u0053uccess":false"#,
        r#""Success":false,"success":true"#,
    ] {
        let body = format!(r#"{{{before},"code":"Nope","message":"No."}}"#);
        let (_server, komerza) = answering(200, &body).await;
        for written in every_write(&komerza).await {
            assert_eq!(kind(written), Some(ErrorKind::Rejected), "{body}");
        }
    }
    for error in ["Error", "ERROR", r"\u0045rror", "Errors"] {
        let body = format!(r#"{{"success":true,{record},"{error}":{{"code":"late"}}}}"#);
        let (_server, komerza) = answering(200, &body).await;
        assert_eq!(
            kind(create(&komerza).await),
            Some(ErrorKind::OutcomeUnknown),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_404_means_not_found_only_with_komerzas_own_code() {
    let customer = NewCustomer::new().with_email(email("asha@example.com"));
    let pending = PendingWrite::create(&customer);
    let own = r#"{"success":false,"message":"No.","code":"NotFound","data":null}"#;
    let (_server, komerza) = answering(404, own).await;
    assert_eq!(komerza.settle(&pending).await.unwrap(), Settlement::NotDone);
    for body in [
        "<html>nginx</html>",
        r#"{"message":"no Route matched with those values"}"#,
        "",
    ] {
        let (_server, komerza) = answering(404, body).await;
        let settled = komerza.settle(&pending).await;
        assert_eq!(settled.unwrap_err().kind(), ErrorKind::NotFound, "{body}");
        let found = komerza
            .find_or_create(&customer, &WriteOptions::new())
            .await;
        assert_eq!(found.unwrap_err().kind(), ErrorKind::NotFound, "{body}");
    }
}
