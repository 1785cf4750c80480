//! Tokens of Commerce Engine, as a client handles them.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::{Answer, Bench};

/// What a token says, once its form is looked at.
pub(crate) fn claims(token: &str) -> Value {
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 3, "{token}");
    let read = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
    let header: Value = serde_json::from_slice(&read(parts[0])).unwrap();
    assert_eq!(header, json!({ "alg": "HS256", "typ": "JWT" }));
    assert_eq!(read(parts[2]).len(), 32);
    serde_json::from_slice(&read(parts[1])).unwrap()
}

/// Spends a refresh token, with the old access token in the header or without it.
pub(crate) async fn refresh(bench: &Bench, bearer: Option<&str>, token: &str) -> Answer {
    let url = format!(
        "{}/auth/refresh-token",
        bench.sandbox.commerceengine().base_url
    );
    let body = json!({ "refresh_token": token }).to_string();
    bench
        .ask("POST", &url, bearer.unwrap_or_default(), &body)
        .await
}
