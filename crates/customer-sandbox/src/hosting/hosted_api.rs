//! What a stand-in says of itself.

use async_trait::async_trait;
use axum::http::Method;
use serde_json::{Value, json};

use super::host::Host;
use super::hosted::Hosted;
use crate::error::BoxError;
use crate::provider::Provider;

/// A stand-in of a provider's API, for the sandbox to host: [`SandboxBuilder::stand_in`](crate::SandboxBuilder::stand_in).
///
/// The stand-in brings its routes, and says what is particular to its provider. The sandbox brings all the rest: a listener on loopback,
/// the record of requests and responses, faults, refused connections, the file of the state, seeded customers, the clock, the counts
/// and the control API. The stand-ins of this crate are hosted in the same way.
///
/// A stand-in of a shop that creates customers and gets them by id:
///
/// ```
/// use customer_sandbox::axum::extract::{Path, State};
/// use customer_sandbox::axum::http::StatusCode;
/// use customer_sandbox::axum::{Json, Router, routing};
/// use customer_sandbox::{BoxError, Fault, Host, Hosted, HostedApi, Provider, RecordError, Sandbox};
/// use serde_json::{Value, json};
///
/// const SHOP: Provider = Provider::from_static("shop");
///
/// #[derive(Debug)]
/// struct ShopApi;
///
/// #[async_trait::async_trait]
/// impl HostedApi for ShopApi {
///     fn provider(&self) -> Provider {
///         SHOP
///     }
///
///     async fn start(&self, host: Host) -> Result<Hosted, BoxError> {
///         let base_url = host.base_url().to_owned();
///         let router = Router::new()
///             .route("/customers", routing::post(create))
///             .route("/customers/{id}", routing::get(get))
///             .with_state(host);
///         Ok(Hosted::new(router)
///             .with_variable("SHOP_BASE_URL", base_url)
///             .with_variable("SHOP_API_KEY", "shop_sandbox"))
///     }
///
///     fn error_body(&self, status: u16, message: &str) -> Value {
///         json!({ "errors": [{ "code": status, "detail": message }] })
///     }
/// }
///
/// async fn create(
///     State(host): State<Host>,
///     Json(mut customer): Json<Value>,
/// ) -> Result<(StatusCode, Json<Value>), Failure> {
///     let id = host.new_prefixed_id("c_");
///     customer["id"] = Value::from(id.as_str());
///     customer["created_at"] = Value::from(host.now().to_rfc3339());
///     let mut records = host.records().begin().await?;
///     records.insert("customers", &id, &customer).await?;
///     records.commit().await?;
///     host.count_create();
///     Ok((StatusCode::CREATED, Json(customer)))
/// }
///
/// async fn get(State(host): State<Host>, Path(id): Path<String>) -> Result<Json<Value>, Failure> {
///     let found = host.records().begin().await?.get("customers", &id).await?;
///     found.map(Json).ok_or(Failure(StatusCode::NOT_FOUND))
/// }
///
/// struct Failure(StatusCode);
///
/// impl From<RecordError> for Failure {
///     fn from(_: RecordError) -> Self {
///         Self(StatusCode::INTERNAL_SERVER_ERROR)
///     }
/// }
///
/// impl customer_sandbox::axum::response::IntoResponse for Failure {
///     fn into_response(self) -> customer_sandbox::axum::response::Response {
///         let body = ShopApi.error_body(self.0.as_u16(), "refused");
///         (self.0, Json(body)).into_response()
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), customer_sandbox::Error> {
/// let sandbox = Sandbox::builder().stand_in(ShopApi).start().await?;
///
/// // What a client of the shop needs …
/// let shop = sandbox.stand_in(SHOP);
/// assert_eq!(shop.variables["SHOP_BASE_URL"], shop.base_url);
///
/// // … and all that a test asks of a stand-in.
/// sandbox.faults().push(Fault::status(503).provider(SHOP).method("POST"));
/// assert_eq!(sandbox.request_count(SHOP), 0);
/// assert_eq!(sandbox.committed(SHOP), 0);
/// # Ok(())
/// # }
/// ```
#[async_trait]
pub trait HostedApi: Send + Sync + 'static {
    /// The provider's name: by it faults, counts and recorded requests are told apart. It is also that of the adapter.
    fn provider(&self) -> Provider;

    /// The path of the base URL, such as `/api/v1`; none unless this says otherwise. The routes of faults begin below it.
    fn base_path(&self) -> String {
        String::new()
    }

    /// Starts the stand-in, once, on the sandbox's own thread, before the first request. It may store the
    /// [seeded customers](Host::seeded_customers) here. In a file there may be records of an earlier run.
    ///
    /// # Errors
    ///
    /// Whatever keeps the stand-in from working; the sandbox then does not start.
    async fn start(&self, host: Host) -> Result<Hosted, BoxError>;

    /// Whether a request changes something where it succeeds: [`Sandbox::carried_out`](crate::Sandbox::carried_out) counts those. The
    /// path is that below the base URL. By default every method writes, save those that HTTP calls safe.
    fn is_write(&self, method: &Method, path: &str) -> bool {
        let _ = path;
        !method.is_safe()
    }

    /// The body with which the provider refuses a request, for faults with a status: the code that is documented for the status where
    /// there is one.
    fn error_body(&self, status: u16, message: &str) -> Value {
        json!({ "error": { "status": status, "message": message } })
    }

    /// A body with a record and an error at once, for the fault of that name: a client that looks for only one of them misses the
    /// other. By default it is the body of an error with an `id`.
    fn record_and_error_body(&self, message: &str) -> Value {
        let mut body = self.error_body(500, message);
        if let Value::Object(members) = &mut body {
            members.insert("id".to_owned(), Value::from("1"));
        }
        body
    }

    /// Forgets every customer and what belongs to it, for [`Sandbox::clear_customers`](crate::Sandbox::clear_customers). By default this
    /// removes all [records](Host::records).
    ///
    /// # Errors
    ///
    /// Whatever keeps it from doing so.
    async fn clear_customers(&self, host: &Host) -> Result<(), BoxError> {
        Ok(host.records().clear().await?)
    }

    /// Ends every access token, for [`Sandbox::expire_access_tokens`](crate::Sandbox::expire_access_tokens). By default there are
    /// none.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from doing so.
    async fn expire_access_tokens(&self, host: &Host) -> Result<(), BoxError> {
        let _ = host;
        Ok(())
    }
}
