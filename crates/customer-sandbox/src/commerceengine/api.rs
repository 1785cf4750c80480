//! How the sandbox hosts the stand-in.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::records;
use super::routes;
use super::state::CommerceEngine;
use super::tables::TABLES;
use super::tokens;
use crate::access::{COMMERCEENGINE_API_KEY, COMMERCEENGINE_STORE_ID};
use crate::error::BoxError;
use crate::hosting::{Host, Hosted, HostedApi};
use crate::provider::Provider;
use crate::store::database::execute_all;

/// Commerce Engine's stand-in, which every [`Sandbox::builder`](crate::Sandbox::builder) hosts.
#[derive(Clone, Copy, Debug, Default)]
pub struct CommerceEngineApi;

#[async_trait]
impl HostedApi for CommerceEngineApi {
    fn provider(&self) -> Provider {
        Provider::COMMERCEENGINE
    }

    fn base_path(&self) -> String {
        routes::base_path()
    }

    async fn start(&self, host: Host) -> Result<Hosted, BoxError> {
        execute_all(host.pool(), TABLES).await?;
        let pair = tokens::initial_pair(&host).await?;
        let base_url = host.base_url().to_owned();
        // No variable has the refresh token: it can be used once, and the next process would have none.
        Ok(Hosted::new(Arc::new(CommerceEngine::new(host)).router())
            .with_variable("COMMERCEENGINE_BASE_URL", base_url)
            .with_variable("COMMERCEENGINE_STORE_ID", COMMERCEENGINE_STORE_ID)
            .with_variable("COMMERCEENGINE_ACCESS_TOKEN", &pair.access_token)
            .with_credential("store_id", COMMERCEENGINE_STORE_ID)
            .with_credential("api_key", COMMERCEENGINE_API_KEY)
            .with_credential("access_token", pair.access_token)
            .with_credential("refresh_token", pair.refresh_token))
    }

    fn error_body(&self, status: u16, message: &str) -> Value {
        let code = if status == 401 {
            "unauthorized"
        } else {
            "undocumented"
        };
        json!({ "message": message, "success": false, "code": code })
    }

    fn record_and_error_body(&self, message: &str) -> Value {
        let record = json!({ "id": "1" });
        json!({
            "message": message,
            "success": false,
            "code": "undocumented",
            "content": { "customer_detail": record, "user": record, "address": record },
        })
    }

    async fn clear_customers(&self, host: &Host) -> Result<(), BoxError> {
        Ok(records::clear(host.pool()).await?)
    }

    async fn expire_access_tokens(&self, host: &Host) -> Result<(), BoxError> {
        Ok(tokens::expire_all(host.pool()).await?)
    }
}
