//! A stand-in of Ledgerly's API: the behaviour that `docs/api.md` describes.

use std::collections::BTreeMap;

use customer_core::EmailAddress;
use customer_sandbox::axum::extract::{Path, Query, Request, State};
use customer_sandbox::axum::http::header::AUTHORIZATION;
use customer_sandbox::axum::http::{HeaderMap, StatusCode};
use customer_sandbox::axum::middleware::{self, Next};
use customer_sandbox::axum::response::{IntoResponse, Response};
use customer_sandbox::axum::{Json, Router, routing};
use customer_sandbox::{
    BoxError, Host, Hosted, HostedApi, Provider, RecordError, RecordTransaction, Replayed,
};
use customer_testkit::async_trait;
use ledgerly::wire;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub(crate) const LEDGERLY: Provider = Provider::from_static("ledgerly");

/// The key of the one account.
const KEY: &str = "test_4711_0123456789";

/// The collection of the customers.
const CUSTOMERS: &str = "customers";

/// The collection of the first responses by their idempotency keys.
const RESPONSES: &str = "responses";

/// For how long a key is known.
const KEY_SECONDS: i64 = 24 * 60 * 60;

pub(crate) struct LedgerlyApi;

#[async_trait]
impl HostedApi for LedgerlyApi {
    fn provider(&self) -> Provider {
        LEDGERLY
    }

    async fn start(&self, host: Host) -> Result<Hosted, BoxError> {
        let base_url = host.base_url().to_owned();
        let one = routing::get(get).post(update).delete(delete);
        let router = Router::new()
            .route("/customers", routing::post(create).get(list))
            .route("/customers/{id}", one)
            .layer(middleware::from_fn(authorize))
            .with_state(host);
        Ok(Hosted::new(router)
            .with_variable("LEDGERLY_BASE_URL", base_url)
            .with_variable("LEDGERLY_API_KEY", KEY)
            .with_credential("api_key", KEY))
    }

    fn error_body(&self, status: u16, message: &str) -> Value {
        let reason = match status {
            401 => "bad_key",
            403 => "not_permitted",
            404 => "no_such_customer",
            409 => "key_reused",
            422 => "invalid_members",
            429 => "too_many_calls",
            503 => "maintenance",
            _ => return json!({ "message": message }),
        };
        json!({ "fault": { "reason": reason, "text": message, "fields": [] } })
    }

    fn record_and_error_body(&self, message: &str) -> Value {
        let mut body = self.error_body(422, message);
        body["id"] = json!("cus_1");
        body
    }
}

async fn authorize(request: Request, next: Next) -> Response {
    let given = request.headers().get(AUTHORIZATION);
    if given.is_some_and(|given| given.as_bytes() == format!("Bearer {KEY}").as_bytes()) {
        next.run(request).await
    } else {
        Refusal::plain(StatusCode::UNAUTHORIZED).into_response()
    }
}

type Done = Result<(StatusCode, Value), Refusal>;

async fn create(
    State(host): State<Host>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Refusal> {
    let call = format!("create\n{body}");
    let mut write = match Write::begin(&host, &headers, call).await? {
        Begun::Replayed(response) => return Ok(response),
        Begun::First(write) => write,
    };
    let done = created(&host, &mut write.records, &body).await;
    let is_done = done.is_ok();
    let response = write.finish(&host, done).await?;
    if is_done {
        host.count_create();
    }
    Ok(response)
}

async fn created(host: &Host, records: &mut RecordTransaction, body: &str) -> Done {
    let change = Change::read(body, 1)?;
    let id = host.new_prefixed_id("cus_");
    let now = host.now().timestamp();
    let mut customer = json!({
        "id": id, "email": null, "name": null, "phone": null, "metadata": {}, "live": false,
        "created_at": now, "updated_at": now,
    });
    change.apply(&mut customer)?;
    records.insert(CUSTOMERS, &id, &customer).await?;
    Ok((StatusCode::CREATED, customer))
}

async fn update(
    State(host): State<Host>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: String,
) -> Result<Response, Refusal> {
    let call = format!("update {id}\n{body}");
    let mut write = match Write::begin(&host, &headers, call).await? {
        Begun::Replayed(response) => return Ok(response),
        Begun::First(write) => write,
    };
    let done = updated(&host, &mut write.records, &id, &body).await;
    write.finish(&host, done).await
}

async fn updated(host: &Host, records: &mut RecordTransaction, id: &str, body: &str) -> Done {
    let mut customer = found(records, id).await?;
    Change::read(body, 0)?.apply(&mut customer)?;
    customer["updated_at"] = Value::from(host.now().timestamp());
    records.put(CUSTOMERS, id, &customer).await?;
    Ok((StatusCode::OK, customer))
}

async fn delete(
    State(host): State<Host>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let mut write = match Write::begin(&host, &headers, format!("delete {id}")).await? {
        Begun::Replayed(response) => return Ok(response),
        Begun::First(write) => write,
    };
    let done = match write.records.remove(CUSTOMERS, &id).await? {
        true => Ok((StatusCode::OK, json!({ "id": id, "deleted": true }))),
        false => Err(Refusal::plain(StatusCode::NOT_FOUND)),
    };
    write.finish(&host, done).await
}

async fn get(State(host): State<Host>, Path(id): Path<String>) -> Result<Json<Value>, Refusal> {
    let mut records = host.records().begin().await?;
    found(&mut records, &id).await.map(Json)
}

async fn found(records: &mut RecordTransaction, id: &str) -> Result<Value, Refusal> {
    let found = records.get(CUSTOMERS, id).await?;
    found.ok_or(Refusal::plain(StatusCode::NOT_FOUND))
}

#[derive(Deserialize)]
struct ListQuery {
    limit: Option<usize>,
    starting_after: Option<String>,
    email: Option<String>,
}

async fn list(
    State(host): State<Host>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Value>, Refusal> {
    let limit = query.limit.unwrap_or(20);
    if !(1..=100).contains(&limit) {
        return Err(Refusal::of("limit"));
    }
    let mut records = host.records().begin().await?;
    let mut customers = records.list::<Value>(CUSTOMERS).await?;
    if let Some(after) = query.starting_after {
        let at = customers.iter().position(|(id, _)| *id == after);
        customers.drain(..=at.ok_or(Refusal::of("starting_after"))?);
    }
    if let Some(email) = query.email.map(|email| email.to_lowercase()) {
        customers.retain(|(_, customer)| {
            let other = customer["email"].as_str();
            other.is_some_and(|other| other.to_lowercase() == email)
        });
    }
    let has_more = customers.len() > limit;
    let page = customers.into_iter().take(limit);
    let page: Vec<_> = page.map(|(_, customer)| customer).collect();
    Ok(Json(json!({ "data": page, "has_more": has_more })))
}

/// The first response under an idempotency key, and the call that it answered.
#[derive(Serialize, Deserialize)]
struct Kept {
    call: String,
    status: u16,
    body: Value,
    at: i64,
}

/// A write that has not been done under its key.
struct Write {
    records: RecordTransaction,
    key: Option<String>,
    call: String,
}

enum Begun {
    First(Write),
    Replayed(Response),
}

impl Write {
    async fn begin(host: &Host, headers: &HeaderMap, call: String) -> Result<Begun, Refusal> {
        let mut records = host.records().begin().await?;
        let key = headers.get("idempotency-key");
        let key = key.and_then(|key| key.to_str().ok()).map(str::to_owned);
        let kept = match &key {
            Some(key) => records.get::<Kept>(RESPONSES, key).await?,
            None => None,
        };
        let now = host.now().timestamp();
        let kept = kept.filter(|kept| now - kept.at < KEY_SECONDS);
        match kept {
            Some(kept) if kept.call != call => Err(Refusal::plain(StatusCode::CONFLICT)),
            Some(kept) => {
                let status = StatusCode::from_u16(kept.status);
                let headers = [("Idempotency-Replayed", "true")];
                let mut response = (headers, Json(kept.body)).into_response();
                *response.status_mut() = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                response.extensions_mut().insert(Replayed);
                Ok(Begun::Replayed(response))
            }
            None => Ok(Begun::First(Self { records, key, call })),
        }
    }

    /// Keeps what was done and the response. What was refused has changed nothing.
    async fn finish(mut self, host: &Host, done: Done) -> Result<Response, Refusal> {
        let (status, body) = done.unwrap_or_else(|refusal| (refusal.status, refusal.body()));
        if let Some(key) = &self.key {
            let kept = Kept {
                call: self.call,
                status: status.as_u16(),
                body: body.clone(),
                at: host.now().timestamp(),
            };
            self.records.put(RESPONSES, key, &kept).await?;
        }
        self.records.commit().await?;
        Ok((status, Json(body)).into_response())
    }
}

/// What a form says of a customer.
#[derive(Default)]
struct Change {
    texts: BTreeMap<&'static str, String>,
    entries: BTreeMap<String, String>,
    clears_metadata: bool,
}

impl Change {
    /// Texts have at least this many characters: at creation 1, and in an update an empty one clears.
    fn read(body: &str, fewest: usize) -> Result<Self, Refusal> {
        let uri = format!("/?{body}").parse();
        let uri = uri.map_err(|_| Refusal::of("body"))?;
        let form = Query::<Vec<(String, String)>>::try_from_uri(&uri);
        let Query(form) = form.map_err(|_| Refusal::of("body"))?;
        let mut change = Self::default();
        for (name, text) in form {
            let has_length = |most| (fewest..=most).contains(&text.chars().count());
            let (is_in_form, member) = match name.as_str() {
                "email" => {
                    let is_cleared = text.is_empty() && fewest == 0;
                    (is_cleared || EmailAddress::parse(&text).is_ok(), "email")
                }
                "name" => (has_length(wire::NAME_LENGTH), "name"),
                "phone" => (has_length(wire::PHONE_LENGTH), "phone"),
                "metadata" if text.is_empty() => {
                    change.clears_metadata = true;
                    continue;
                }
                other => {
                    let key = other.strip_prefix("metadata[");
                    let key = key.and_then(|key| key.strip_suffix(']'));
                    let key = key.filter(|key| {
                        let length = key.chars().count();
                        (1..=wire::METADATA_KEY_LENGTH).contains(&length)
                            && !key.contains(['[', ']'])
                    });
                    match key {
                        Some(key) if has_length(wire::METADATA_VALUE_LENGTH) => {
                            change.entries.insert(key.to_owned(), text);
                            continue;
                        }
                        Some(_) => return Err(Refusal::of("metadata")),
                        None => return Err(Refusal::of(other)),
                    }
                }
            };
            if !is_in_form {
                return Err(Refusal::of(member));
            }
            change.texts.insert(member, text);
        }
        Ok(change)
    }

    fn apply(self, customer: &mut Value) -> Result<(), Refusal> {
        for (member, text) in self.texts {
            let text = Some(text).filter(|text| !text.is_empty());
            customer[member] = Value::from(text);
        }
        let Some(metadata) = customer["metadata"].as_object_mut() else {
            return Ok(());
        };
        if self.clears_metadata {
            metadata.clear();
        }
        for (key, text) in self.entries {
            match text.is_empty() {
                true => drop(metadata.remove(&key)),
                false => drop(metadata.insert(key, Value::from(text))),
            }
        }
        match metadata.len() <= wire::METADATA_ENTRIES {
            true => Ok(()),
            false => Err(Refusal::of("metadata")),
        }
    }
}

/// A refusal, in Ledgerly's envelope.
struct Refusal {
    status: StatusCode,
    field: Option<String>,
}

impl Refusal {
    fn plain(status: StatusCode) -> Self {
        Self {
            status,
            field: None,
        }
    }

    fn of(field: &str) -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            field: Some(field.to_owned()),
        }
    }

    fn body(&self) -> Value {
        let mut body = LedgerlyApi.error_body(self.status.as_u16(), "refused");
        if let Some(field) = &self.field {
            body["fault"]["fields"] = json!([field]);
        }
        body
    }
}

impl From<RecordError> for Refusal {
    fn from(_: RecordError) -> Self {
        Self::plain(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(self.body())).into_response()
    }
}
