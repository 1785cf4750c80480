//! Komerza's codes and our kinds, a row each, over HTTP.

use customer_core::{
    CustomerId, CustomerProvider, CustomerProviderExt, EmailAddress, Error, ErrorKind, GetOptions,
    NewCustomer, RetryAdvice, WriteOptions,
};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, STORE, email, provider};

async fn answering(response: ResponseTemplate) -> (MockServer, komerza::Komerza) {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let provider = provider(&server.uri(), STORE, KEY);
    (server, provider)
}

async fn get(provider: &komerza::Komerza) -> Error {
    provider
        .get_customer(&CustomerId::new("1"), &GetOptions::new())
        .await
        .unwrap_err()
}

async fn create(provider: &komerza::Komerza) -> Error {
    let customer = NewCustomer::new().with_email(email("asha@example.com"));
    provider
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn every_documented_code_has_its_kind() {
    use ErrorKind as Kind;
    for (status, code, read, write) in [
        (
            400,
            "ValidationError",
            Kind::InvalidInput,
            Kind::InvalidInput,
        ),
        (400, "BadCaptcha", Kind::Rejected, Kind::Rejected),
        (400, "UnsupportedRequest", Kind::Rejected, Kind::Rejected),
        (400, "UploadFailed", Kind::Rejected, Kind::Rejected),
        (
            401,
            "BadToken",
            Kind::Unauthenticated,
            Kind::Unauthenticated,
        ),
        (
            401,
            "TwoFactorRequired",
            Kind::Unauthenticated,
            Kind::Unauthenticated,
        ),
        (
            401,
            "OAuthLoginRequired",
            Kind::Unauthenticated,
            Kind::Unauthenticated,
        ),
        (
            403,
            "AccessDenied",
            Kind::PermissionDenied,
            Kind::PermissionDenied,
        ),
        (
            403,
            "VerificationRequired",
            Kind::PermissionDenied,
            Kind::PermissionDenied,
        ),
        (
            403,
            "FeatureUnavailable",
            Kind::PermissionDenied,
            Kind::PermissionDenied,
        ),
        (
            403,
            "UpgradeRequired",
            Kind::PermissionDenied,
            Kind::PermissionDenied,
        ),
        (404, "NotFound", Kind::NotFound, Kind::NotFound),
        (
            409,
            "ObjectConflict",
            Kind::AlreadyExists,
            Kind::AlreadyExists,
        ),
        (429, "RateLimited", Kind::RateLimited, Kind::RateLimited),
        (
            500,
            "InternalServerError",
            Kind::Unavailable,
            Kind::OutcomeUnknown,
        ),
        (
            502,
            "InternalServerError",
            Kind::Unavailable,
            Kind::OutcomeUnknown,
        ),
        (
            200,
            "ObjectConflict",
            Kind::AlreadyExists,
            Kind::AlreadyExists,
        ),
        (200, "NewCode", Kind::Rejected, Kind::Rejected),
        (
            200,
            "InternalServerError",
            Kind::Unavailable,
            Kind::OutcomeUnknown,
        ),
        (418, "NewCode", Kind::Rejected, Kind::Rejected),
    ] {
        let body = json!({"success": false, "message": "No.", "code": code, "data": null});
        let (_server, provider) =
            answering(ResponseTemplate::new(status).set_body_json(body)).await;
        for (error, kind) in [
            (get(&provider).await, read),
            (create(&provider).await, write),
        ] {
            assert_eq!(error.kind(), kind, "{status} {code}: {error}");
            assert_eq!(error.code(), Some(code));
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.provider(), Some(&komerza::PROVIDER));
            assert_eq!(error.pending().is_some(), kind == Kind::OutcomeUnknown);
        }
    }
}

#[tokio::test]
async fn invalid_fields_are_named_whatever_their_form() {
    for (fields, expected) in [
        (json!({"emailAddress": ["bad"]}), vec!["emailAddress"]),
        (json!(["emailAddress"]), vec!["emailAddress"]),
        (json!("emailAddress"), vec![]),
        (json!(null), vec![]),
    ] {
        let body = json!({"success": false, "code": "ValidationError", "invalidFields": fields, "data": null});
        let (_server, provider) = answering(ResponseTemplate::new(400).set_body_json(body)).await;
        let error = create(&provider).await;
        let fields: Vec<_> = error
            .fields()
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(fields, expected);
    }
}

#[tokio::test]
async fn a_body_without_the_envelope_is_unexpected_for_a_read_and_unknown_for_a_write() {
    let id = "5f6dd5a4-9f0a-4a52-8f7e-1f9f2e1f6b0c";
    for (body, content_type) in [
        ("<html><body>Welcome</body></html>".to_owned(), "text/html"),
        (String::new(), "application/json"),
        (
            "{\"success\": true, \"data\": {\"id\":".to_owned(),
            "application/json",
        ),
        (
            "{\"success\": true, \"data\": null}".to_owned(),
            "application/json",
        ),
        (
            "{\"success\": true, \"data\": {\"emailAddress\": \"x\"}}".to_owned(),
            "application/json",
        ),
        (format!("[\"{id}\"]"), "application/json"),
    ] {
        let response = ResponseTemplate::new(200).set_body_raw(body.clone(), content_type);
        let (_server, provider) = answering(response).await;
        let read = get(&provider).await;
        assert_eq!(read.kind(), ErrorKind::UnexpectedResponse, "{body}: {read}");
        assert_eq!(read.status(), Some(200));
        let write = create(&provider).await;
        assert_eq!(write.kind(), ErrorKind::OutcomeUnknown, "{body}: {write}");
        assert_eq!(write.retry_advice(), RetryAdvice::OutcomeUnknown);
        assert!(
            write
                .pending()
                .is_some_and(|pending| pending.email().is_some())
        );
    }
}

#[tokio::test]
async fn a_missing_id_is_named_by_its_place() {
    let body = json!({"success": true, "data": {"emailAddress": "asha@example.com"}});
    let (_server, provider) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let error = get(&provider).await;
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(error.json_path(), Some("data"));
    assert!(error.to_string().contains("id"), "{error}");
}

#[tokio::test]
async fn a_find_ignores_customers_with_another_address() {
    let body = json!({"success": true, "data": {"id": "1", "emailAddress": "asha@example.com.au"}});
    let (_server, provider) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let asked = EmailAddress::parse("asha@example.com").unwrap();
    assert_eq!(provider.find_all_by_email(&asked).await.unwrap(), []);
    let asked = EmailAddress::parse("ASHA@example.com.au").unwrap();
    assert_eq!(provider.find_all_by_email(&asked).await.unwrap().len(), 1);
}
