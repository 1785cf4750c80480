//! How the sandbox hosts the stand-in.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::state::KohortPay;
use super::tables::{CLEAR, TABLES};
use crate::access::{KOHORTPAY_LIVE_KEY, KOHORTPAY_TEST_KEY};
use crate::error::BoxError;
use crate::hosting::{Host, Hosted, HostedApi};
use crate::provider::Provider;
use crate::store::database::execute_all;

/// KohortPay's stand-in, which every [`Sandbox::builder`](crate::Sandbox::builder) hosts.
#[derive(Clone, Copy, Debug, Default)]
pub struct KohortPayApi;

#[async_trait]
impl HostedApi for KohortPayApi {
    fn provider(&self) -> Provider {
        Provider::KOHORTPAY
    }

    async fn start(&self, host: Host) -> Result<Hosted, BoxError> {
        execute_all(host.pool(), TABLES).await?;
        let base_url = host.base_url().to_owned();
        Ok(Hosted::new(Arc::new(KohortPay::new(host)).router())
            .with_variable("KOHORTPAY_BASE_URL", base_url)
            .with_variable("KOHORTPAY_API_KEY", KOHORTPAY_TEST_KEY)
            .with_credential("test_key", KOHORTPAY_TEST_KEY)
            .with_credential("live_key", KOHORTPAY_LIVE_KEY))
    }

    fn error_body(&self, status: u16, message: &str) -> Value {
        let r#type = if status >= 500 {
            "api_error"
        } else {
            "invalid_request_error"
        };
        let code = if status == 401 {
            "Unauthorized"
        } else {
            "undocumented"
        };
        json!({ "error": { "type": r#type, "message": message, "code": code } })
    }

    fn record_and_error_body(&self, message: &str) -> Value {
        json!({
            "id": "1",
            "error": { "type": "invalid_request_error", "message": message, "code": "undocumented" },
        })
    }

    async fn clear_customers(&self, host: &Host) -> Result<(), BoxError> {
        Ok(execute_all(host.pool(), CLEAR).await?)
    }
}
