//! KohortPay's errors and our kinds, a row each, over HTTP.

use customer_core::{
    CustomerId, CustomerProvider, CustomerProviderExt, Error, ErrorKind, GetOptions, NewCustomer,
    RetryAdvice, Timestamp, WriteOptions,
};
use kohortpay::Kohortpay;
use serde_json::json;
use wiremock::matchers::{any, method};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, email, provider};

async fn answering(response: ResponseTemplate) -> (MockServer, Kohortpay) {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let provider = provider(&server.uri(), KEY);
    (server, provider)
}

async fn get(provider: &Kohortpay) -> Error {
    provider
        .get_customer(&CustomerId::new("cus_1"), &GetOptions::new())
        .await
        .unwrap_err()
}

async fn create(provider: &Kohortpay) -> Error {
    let customer = NewCustomer::new().with_email(email("asha@example.com"));
    provider
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn every_documented_error_has_its_kind() {
    use ErrorKind as Kind;
    const OURS: &str = "invalid_request_error";
    const THEIRS: &str = "api_error";
    for (status, sort, code, read, write) in [
        // The one code that is documented.
        (
            401,
            OURS,
            "Unauthorized",
            Kind::Unauthenticated,
            Kind::Unauthenticated,
        ),
        (
            400,
            OURS,
            "Unauthorized",
            Kind::Unauthenticated,
            Kind::Unauthenticated,
        ),
        (
            200,
            OURS,
            "Unauthorized",
            Kind::Unauthenticated,
            Kind::Unauthenticated,
        ),
        // Of all others the status tells …
        (400, OURS, "NewCode", Kind::InvalidInput, Kind::InvalidInput),
        (
            401,
            OURS,
            "NewCode",
            Kind::Unauthenticated,
            Kind::Unauthenticated,
        ),
        (
            403,
            OURS,
            "NewCode",
            Kind::PermissionDenied,
            Kind::PermissionDenied,
        ),
        (404, OURS, "NewCode", Kind::NotFound, Kind::NotFound),
        (
            409,
            OURS,
            "NewCode",
            Kind::AlreadyExists,
            Kind::AlreadyExists,
        ),
        (418, OURS, "NewCode", Kind::Rejected, Kind::Rejected),
        (429, OURS, "NewCode", Kind::RateLimited, Kind::RateLimited),
        (
            500,
            THEIRS,
            "NewCode",
            Kind::Unavailable,
            Kind::OutcomeUnknown,
        ),
        (
            503,
            THEIRS,
            "NewCode",
            Kind::Unavailable,
            Kind::OutcomeUnknown,
        ),
        (
            500,
            "new_error",
            "NewCode",
            Kind::Unavailable,
            Kind::OutcomeUnknown,
        ),
        // … and behind a success the type.
        (200, OURS, "NewCode", Kind::Rejected, Kind::Rejected),
        (201, "new_error", "NewCode", Kind::Rejected, Kind::Rejected),
        (
            200,
            THEIRS,
            "NewCode",
            Kind::Unavailable,
            Kind::OutcomeUnknown,
        ),
    ] {
        let body = json!({"error": {"type": sort, "message": "No.", "code": code}});
        let (_server, provider) =
            answering(ResponseTemplate::new(status).set_body_json(body)).await;
        for (error, kind) in [
            (get(&provider).await, read),
            (create(&provider).await, write),
        ] {
            assert_eq!(error.kind(), kind, "{status} {sort} {code}: {error}");
            assert_eq!(error.code(), Some(code));
            assert_eq!(error.message(), "No.");
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.provider(), Some(&kohortpay::PROVIDER));
            assert_eq!(error.pending().is_some(), kind == Kind::OutcomeUnknown);
        }
    }
}

#[tokio::test]
async fn an_error_with_an_unreadable_message_is_an_error() {
    for error in [
        json!({}),
        json!({"type": 7}),
        json!({"code": ["x"], "message": {}}),
    ] {
        for status in [200, 404] {
            let body = json!({"error": error});
            let (_server, provider) =
                answering(ResponseTemplate::new(status).set_body_json(body)).await;
            let expected = if status == 200 {
                ErrorKind::Rejected
            } else {
                ErrorKind::NotFound
            };
            assert_eq!(get(&provider).await.kind(), expected, "{error}");
        }
    }
}

#[tokio::test]
async fn a_customer_with_a_field_named_error_is_no_error() {
    for error in [json!(null), json!(false), json!("none")] {
        let body = json!({"id": "cus_1", "error": error});
        let (_server, provider) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
        let got = provider.client().get_customer("cus_1").await.unwrap();
        assert_eq!(got.id, "cus_1");
    }
}

#[tokio::test]
async fn a_body_that_is_no_customer_is_unexpected_for_a_read_and_unknown_for_a_write() {
    for (body, content_type) in [
        ("<html><body>Welcome</body></html>", "text/html"),
        ("", "application/json"),
        ("{\"id\": \"cus_1\", \"emailAddress\":", "application/json"),
        ("{\"emailAddress\": \"x\"}", "application/json"),
        ("null", "application/json"),
        ("[\"cus_1\"]", "application/json"),
        ("{\"success\": false}", "application/json"),
        ("{\"id\": 7}", "application/json"),
    ] {
        let response = ResponseTemplate::new(201).set_body_raw(body, content_type);
        let (_server, provider) = answering(response).await;
        let read = get(&provider).await;
        assert_eq!(read.kind(), ErrorKind::UnexpectedResponse, "{body}: {read}");
        assert_eq!(read.status(), Some(201));
        let write = create(&provider).await;
        assert_eq!(write.kind(), ErrorKind::OutcomeUnknown, "{body}: {write}");
        assert_eq!(write.retry_advice(), RetryAdvice::OutcomeUnknown);
        let pending = write.pending().unwrap();
        assert!(pending.email().is_some());
    }
}

#[tokio::test]
async fn an_html_error_page_has_the_kind_of_its_status() {
    for (status, kind) in [
        (400, ErrorKind::InvalidInput),
        (404, ErrorKind::NotFound),
        (502, ErrorKind::OutcomeUnknown),
    ] {
        let response = ResponseTemplate::new(status).set_body_raw("<html>", "text/html");
        let (_server, provider) = answering(response).await;
        let error = create(&provider).await;
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
    }
}

#[tokio::test]
async fn a_missing_id_is_named_by_its_place() {
    let body = json!({"emailAddress": "asha@example.com"});
    let (_server, provider) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let error = get(&provider).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.json_path(), Some("."));
    assert!(error.to_string().contains("`id`"), "{error}");
}

#[tokio::test]
async fn every_unknown_write_has_its_pending_write() {
    let (_server, provider) = answering(ResponseTemplate::new(500)).await;
    let id = CustomerId::new("cus_1");
    let block = customer_core::BlockRequest::new();
    let options = WriteOptions::new();
    for error in [
        provider.delete(&id).await.unwrap_err(),
        provider.restore(&id).await.unwrap_err(),
        provider
            .block_customer(&id, &block, &options)
            .await
            .unwrap_err(),
        provider.unblock(&id).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
        let pending = error.pending().unwrap();
        assert_eq!(Some(pending.operation), error.operation());
        assert_eq!(pending.id.as_ref(), Some(&id));
    }
}

#[tokio::test]
async fn an_unknown_creation_is_settled_by_the_address() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(502))
        .mount(&server)
        .await;
    let provider = provider(&server.uri(), KEY);
    let error = create(&provider).await;
    let pending = error.pending().unwrap();
    let now = Timestamp::from(pending.start.at + chrono::TimeDelta::seconds(1));
    for (found, expected) in [
        (json!([]), "NotDone"),
        (
            json!([{"id": "cus_1", "emailAddress": "asha@example.com", "createdAt": now}]),
            "Done",
        ),
        (
            json!([{"id": "cus_1", "emailAddress": "Asha@example.com", "createdAt": now}]),
            "StillUnknown(OtherContents)",
        ),
        (
            json!([{"id": "cus_1", "emailAddress": "asha@example.com", "createdAt": "2021-07-22T00:00:00.000Z"}]),
            "NotDone",
        ),
    ] {
        let list = json!({"data": found, "count": 1});
        let mock = Mock::given(method("GET"))
            .respond_with(ResponseTemplate::new(200).set_body_json(list))
            .mount_as_scoped(&server)
            .await;
        let settled = provider.settle(pending).await.unwrap();
        assert!(
            format!("{settled:?}").starts_with(expected),
            "{found} {settled:?}"
        );
        drop(mock);
    }
}
