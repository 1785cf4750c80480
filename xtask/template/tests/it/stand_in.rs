//! A stand-in of {=title=}'s API: as much of the documented behaviour as the adapter needs.
//!
//! TO WRITE: the provider's own envelope of errors, its validation, and the endpoints that you add. Where it has idempotency
//! keys, a response that is repeated has `customer_sandbox::Replayed` in its extensions.

//% if paging != "none" or body == "form"
use customer_sandbox::axum::extract::{Path, Query, State};
//% else
use customer_sandbox::axum::extract::{Path, State};
//% endif
use customer_sandbox::axum::http::StatusCode;
use customer_sandbox::axum::response::{IntoResponse, Response};
use customer_sandbox::axum::{Json, Router, routing};
use customer_sandbox::{BoxError, Host, Hosted, HostedApi, Provider, RecordError};
use customer_testkit::async_trait;
use serde_json::{Value, json};

pub(crate) const {=ENV=}: Provider = Provider::from_static("{=name=}");

pub(crate) struct {=Type=}Api;

#[async_trait]
impl HostedApi for {=Type=}Api {
    fn provider(&self) -> Provider {
        {=ENV=}
    }

    async fn start(&self, host: Host) -> Result<Hosted, BoxError> {
        let base_url = host.base_url().to_owned();
        let router = Router::new()
//% if paging == "none"
            .route("/customers", routing::post(create))
//% else
            .route("/customers", routing::post(create).get(list))
//% endif
            .route("/customers/{id}", routing::get(get))
            .with_state(host);
        Ok(Hosted::new(router)
            .with_variable("{=ENV=}_BASE_URL", base_url)
            .with_variable("{=ENV=}_API_KEY", "key_of_the_sandbox")
            .with_credential("api_key", "key_of_the_sandbox"))
    }

    fn error_body(&self, status: u16, message: &str) -> Value {
        json!({ "error": { "code": format!("status_{status}"), "message": message } })
    }
}

/// The collection of the customers.
const CUSTOMERS: &str = "customers";

//% if body == "form"
async fn create(State(host): State<Host>, body: String) -> Result<Response, Refusal> {
    let uri = format!("/?{body}").parse().map_err(|_| Refusal(StatusCode::BAD_REQUEST))?;
    let form = Query::<Vec<(String, String)>>::try_from_uri(&uri);
    let Query(form) = form.map_err(|_| Refusal(StatusCode::BAD_REQUEST))?;
    let members = form.into_iter().map(|(name, text)| (name, Value::from(text)));
    let mut customer = Value::Object(members.collect());
//% else
async fn create(
    State(host): State<Host>,
    Json(mut customer): Json<Value>,
) -> Result<Response, Refusal> {
//% endif
    let mut records = host.records().begin().await?;
//% if id_style == "number"
    let number = records.list::<Value>(CUSTOMERS).await?.len() + 1;
    let id = number.to_string();
    customer["id"] = Value::from(number);
//% else
    let id = host.{=new_id=};
    customer["id"] = Value::from(id.as_str());
//% endif
    customer["created_at"] = Value::from(host.now().to_rfc3339());
    records.insert(CUSTOMERS, &id, &customer).await?;
    records.commit().await?;
    host.count_create();
    Ok((StatusCode::CREATED, Json(customer)).into_response())
}

async fn get(State(host): State<Host>, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let found = host.records().begin().await?.get(CUSTOMERS, &id).await?;
    found.map(Json).ok_or(Refusal(StatusCode::NOT_FOUND))
}
//% if paging != "none"

async fn list(
    State(host): State<Host>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Json<Value>, Refusal> {
    let asked = |name: &str| {
        let found = query.iter().find(|(other, _)| other == name);
        found.map(|(_, value)| value.as_str())
    };
    let number = |name: &str| asked(name).and_then(|text| text.parse::<usize>().ok());
    let customers = host.records().begin().await?.list::<Value>(CUSTOMERS).await?;
//% if paging == "offset"
    let from = number("offset").unwrap_or(0);
//% elif paging == "cursor"
    let from = number("cursor").unwrap_or(0);
//% else
    let after = asked("starting_after");
    let after = after.and_then(|id| customers.iter().position(|(other, _)| other == id));
    let from = after.map_or(0, |at| at + 1);
//% endif
    let from = from.min(customers.len());
    let to = customers.len().min(from + number("limit").unwrap_or(20).min(100));
    let page: Vec<_> = customers[from..to].iter().map(|(_, customer)| customer).collect();
//% if paging == "offset"
    Ok(Json(json!({ "data": page, "total": customers.len() })))
//% elif paging == "cursor"
    let next = (to < customers.len()).then(|| to.to_string());
    Ok(Json(json!({ "data": page, "next_cursor": next })))
//% else
    Ok(Json(json!({ "data": page, "has_more": to < customers.len() })))
//% endif
}
//% endif

/// A refusal, in the provider's envelope.
struct Refusal(StatusCode);

impl From<RecordError> for Refusal {
    fn from(_: RecordError) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = {=Type=}Api.error_body(self.0.as_u16(), "refused");
        (self.0, Json(body)).into_response()
    }
}
