//! A client, and short ways to ask.

use std::sync::Once;

use customer_sandbox::Sandbox;
use reqwest::{Client, Method, Response};
use serde_json::Value;

/// A plain client, as a program that knows no adapter would use it.
pub(crate) fn client() -> Client {
    static PROVIDER: Once = Once::new();
    // The workspace's other crates build reqwest without a provider of cryptography.
    PROVIDER.call_once(|| {
        let _ = rustls::crypto::ring::default_provider().install_default();
    });
    Client::builder()
        .user_agent("sandbox-tests")
        .no_proxy()
        .no_gzip()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .unwrap()
}

/// A sandbox in memory, and a client.
pub(crate) struct Bench {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Answer {
    async fn of(response: Response) -> Self {
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, text, json }
    }

    /// The keys of an object inside the answer, sorted.
    pub(crate) fn keys(&self, pointer: &str) -> Vec<String> {
        let object = self.json.pointer(pointer).and_then(Value::as_object);
        let mut keys: Vec<String> = object.unwrap().keys().cloned().collect();
        keys.sort_unstable();
        keys
    }

    /// A text inside the answer.
    pub(crate) fn text_at(&self, pointer: &str) -> &str {
        match self.json.pointer(pointer) {
            Some(Value::String(text)) => text,
            other => panic!("{pointer} is {other:?} in {}", self.text),
        }
    }
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::of(Sandbox::start().await.unwrap())
    }

    pub(crate) fn of(sandbox: Sandbox) -> Self {
        Self {
            sandbox,
            client: client(),
        }
    }

    /// Asks with a bearer token, where there is one, and a JSON body, where there is one.
    pub(crate) async fn ask(&self, method: &str, url: &str, token: &str, body: &str) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.client.request(method, url);
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if !body.is_empty() {
            request = request
                .header("content-type", "application/json")
                .body(body.to_owned());
        }
        Answer::of(request.send().await.unwrap()).await
    }

    /// Asks Komerza's stand-in, under the store.
    pub(crate) async fn komerza(&self, method: &str, path: &str, body: &str) -> Answer {
        let access = self.sandbox.komerza();
        let url = format!("{}/stores/{}{path}", access.base_url, access.store_id);
        self.ask(method, &url, &access.api_key, body).await
    }

    /// Asks Commerce Engine's stand-in, under the storefront.
    pub(crate) async fn engine(&self, method: &str, path: &str, body: &str) -> Answer {
        let access = self.sandbox.commerceengine();
        let url = format!("{}{path}", access.base_url);
        self.ask(method, &url, &access.access_token, body).await
    }

    /// Asks KohortPay's stand-in with the test key.
    pub(crate) async fn kohortpay(&self, method: &str, path: &str, body: &str) -> Answer {
        let access = self.sandbox.kohortpay();
        let url = format!("{}{path}", access.base_url);
        self.ask(method, &url, &access.test_key, body).await
    }
}
