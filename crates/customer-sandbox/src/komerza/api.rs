//! How the sandbox hosts the stand-in.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::state::Komerza;
use super::tables::{CLEAR, TABLES};
use crate::access::{KOMERZA_API_KEY, KOMERZA_STORE_ID};
use crate::error::BoxError;
use crate::hosting::{Host, Hosted, HostedApi};
use crate::provider::Provider;
use crate::store::database::execute_all;

/// Komerza's stand-in, which every [`Sandbox::builder`](crate::Sandbox::builder) hosts.
#[derive(Clone, Copy, Debug, Default)]
pub struct KomerzaApi;

#[async_trait]
impl HostedApi for KomerzaApi {
    fn provider(&self) -> Provider {
        Provider::KOMERZA
    }

    async fn start(&self, host: Host) -> Result<Hosted, BoxError> {
        execute_all(host.pool(), TABLES).await?;
        let base_url = host.base_url().to_owned();
        Ok(Hosted::new(Arc::new(Komerza::new(host)).router())
            .with_variable("KOMERZA_BASE_URL", base_url)
            .with_variable("KOMERZA_STORE_ID", KOMERZA_STORE_ID)
            .with_variable("KOMERZA_API_KEY", KOMERZA_API_KEY)
            .with_credential("store_id", KOMERZA_STORE_ID)
            .with_credential("api_key", KOMERZA_API_KEY))
    }

    fn error_body(&self, status: u16, message: &str) -> Value {
        let code = match status {
            400 => "ValidationError",
            401 => "BadToken",
            403 => "AccessDenied",
            404 => "NotFound",
            409 => "ObjectConflict",
            429 => "RateLimited",
            500.. => "InternalServerError",
            _ => "undocumented",
        };
        json!({ "success": false, "message": message, "code": code, "data": null })
    }

    fn record_and_error_body(&self, message: &str) -> Value {
        json!({ "success": false, "message": message, "code": "ObjectConflict", "data": { "id": "1" } })
    }

    async fn clear_customers(&self, host: &Host) -> Result<(), BoxError> {
        Ok(execute_all(host.pool(), CLEAR).await?)
    }
}
