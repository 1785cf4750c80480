//! A stand-in of another crate is hosted as those of this crate are: recorded, counted, with faults, refused connections, records in a
//! file, seeded customers, the clock and the control API.

use customer_sandbox::axum::extract::{Path, Query, State};
use customer_sandbox::axum::http::{Method, StatusCode};
use customer_sandbox::axum::response::{IntoResponse, Response};
use customer_sandbox::axum::routing::{get, post};
use customer_sandbox::axum::{Json, Router};
use customer_sandbox::{
    BoxError, Error, Fault, Host, Hosted, HostedApi, Provider, RecordError, Replayed, ResetPoint,
    Sandbox, SandboxBuilder,
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Answer, Bench};

const HERBARIUM: Provider = Provider::from_static("herbarium");
const KEY: &str = "hb_sandbox";

/// A herbarium's members: registered, read, listed, and searched with a POST.
#[derive(Debug)]
struct HerbariumApi;

#[async_trait::async_trait]
impl HostedApi for HerbariumApi {
    fn provider(&self) -> Provider {
        HERBARIUM
    }

    fn base_path(&self) -> String {
        "/v2".to_owned()
    }

    async fn start(&self, host: Host) -> Result<Hosted, BoxError> {
        let mut records = host.records().begin().await?;
        for seeded in host.seeded_customers() {
            let id = format!("m_seed{}", seeded.index());
            let member = json!({ "id": id, "email": seeded.email() });
            records.insert("members", &id, &member).await?;
        }
        records.commit().await?;
        let base_url = host.base_url().to_owned();
        let members = Router::new()
            .route("/members", post(register).get(list))
            .route("/members/search", post(search))
            .route("/members/replayed", post(replayed))
            .route("/members/{id}", get(read))
            .with_state(host);
        Ok(Hosted::new(Router::new().nest("/v2", members))
            .with_variable("HERBARIUM_BASE_URL", base_url)
            .with_variable("HERBARIUM_KEY", KEY)
            .with_credential("key", KEY))
    }

    fn is_write(&self, method: &Method, path: &str) -> bool {
        !method.is_safe() && path != "/members/search"
    }

    fn error_body(&self, status: u16, message: &str) -> Value {
        json!({ "fault": message, "number": status })
    }
}

struct Failure(StatusCode);

impl From<RecordError> for Failure {
    fn from(_: RecordError) -> Self {
        Self(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let body = HerbariumApi.error_body(self.0.as_u16(), "refused");
        (self.0, Json(body)).into_response()
    }
}

async fn register(
    State(host): State<Host>,
    Json(mut member): Json<Value>,
) -> Result<(StatusCode, Json<Value>), Failure> {
    let id = host.new_prefixed_id("m_");
    member["id"] = Value::from(id.as_str());
    member["since"] = Value::from(host.now().timestamp());
    let mut records = host.records().begin().await?;
    records.insert("members", &id, &member).await?;
    records.commit().await?;
    host.count_create();
    Ok((StatusCode::CREATED, Json(member)))
}

async fn read(State(host): State<Host>, Path(id): Path<String>) -> Result<Json<Value>, Failure> {
    let found = host.records().begin().await?.get("members", &id).await?;
    found.map(Json).ok_or(Failure(StatusCode::NOT_FOUND))
}

/// The stored response of a member that was registered before.
async fn replayed() -> Response {
    let mut response = (StatusCode::CREATED, Json(json!({ "id": "m_1" }))).into_response();
    response.extensions_mut().insert(Replayed);
    response
}

#[derive(Deserialize)]
struct Page {
    skip: u64,
    take: u64,
}

async fn list(
    State(host): State<Host>,
    Query(Page { skip, take }): Query<Page>,
) -> Result<Json<Value>, Failure> {
    let mut records = host.records().begin().await?;
    let page: Vec<(String, Value)> = records.page("members", skip, take).await?;
    let total = records.count("members").await?;
    let members: Vec<Value> = page.into_iter().map(|(_, member)| member).collect();
    Ok(Json(json!({ "members": members, "total": total })))
}

async fn search(
    State(host): State<Host>,
    Json(wanted): Json<Value>,
) -> Result<Json<Value>, Failure> {
    let mut records = host.records().begin().await?;
    let all: Vec<(String, Value)> = records.list("members").await?;
    let found = all
        .into_iter()
        .filter(|(_, member)| member["email"] == wanted["email"]);
    Ok(Json(found.map(|(_, member)| member).collect()))
}

trait AskHerbarium {
    async fn herbarium(&self, method: &str, path: &str, body: &str) -> Answer;
}

impl AskHerbarium for Bench {
    async fn herbarium(&self, method: &str, path: &str, body: &str) -> Answer {
        let url = format!("{}{path}", self.sandbox.stand_in(HERBARIUM).base_url);
        self.ask(method, &url, KEY, body).await
    }
}

async fn bench() -> Bench {
    let builder = Sandbox::builder().stand_in(HerbariumApi);
    Bench::of(builder.start().await.unwrap())
}

const ADA: &str = r#"{"email":"ada@example.com"}"#;

#[tokio::test]
async fn a_foreign_stand_in_is_recorded_counted_and_told_to_clients() {
    let bench = bench().await;
    let made = bench.herbarium("POST", "/members", ADA).await;
    assert_eq!(made.status, 201, "{made:?}");
    let found = bench.herbarium("POST", "/members/search", ADA).await;
    assert_eq!(found.json[0]["id"], made.json["id"]);
    let unknown = bench.herbarium("GET", "/members/m_0", "").await;
    assert_eq!(
        (unknown.status, &unknown.json["number"]),
        (404, &json!(404))
    );

    let sandbox = &bench.sandbox;
    assert_eq!(sandbox.request_count(HERBARIUM), 3);
    assert_eq!(sandbox.committed(HERBARIUM), 1);
    assert_eq!(sandbox.carried_out(HERBARIUM), 1, "a search is no write");
    let requests = sandbox.requests();
    assert_eq!(requests[0].provider, HERBARIUM);
    assert_eq!(requests[0].path, "/v2/members");
    assert_eq!(requests[0].body, ADA);
    assert_eq!(
        requests[0].response_body.as_deref(),
        Some(made.text.as_bytes())
    );
    for ours in [
        Provider::KOMERZA,
        Provider::COMMERCEENGINE,
        Provider::KOHORTPAY,
    ] {
        assert_eq!(sandbox.request_count(ours), 0, "{ours}");
    }

    let access = sandbox.stand_in(HERBARIUM);
    assert!(access.base_url.ends_with("/v2"));
    assert_eq!(access.variables["HERBARIUM_BASE_URL"], access.base_url);
    assert_eq!(access.variables["HERBARIUM_KEY"], KEY);
    assert!(!format!("{sandbox:?}").contains(KEY));

    sandbox.clear_customers().await.unwrap();
    let path = format!("/members/{}", made.text_at("/id"));
    assert_eq!(bench.herbarium("GET", &path, "").await.status, 404);
}

#[tokio::test]
async fn a_replayed_response_is_not_counted_as_carried_out() {
    let bench = bench().await;
    let made = bench.herbarium("POST", "/members", ADA).await;
    let again = bench.herbarium("POST", "/members/replayed", ADA).await;
    assert_eq!((made.status, again.status), (201, 201));
    assert_eq!(bench.sandbox.request_count(HERBARIUM), 2);
    assert_eq!(bench.sandbox.carried_out(HERBARIUM), 1);
}

#[tokio::test]
async fn faults_meet_requests_to_a_foreign_stand_in_with_its_own_envelope() {
    let bench = bench().await;
    let faults = bench.sandbox.faults();
    let on_members = |fault: Fault| fault.provider(HERBARIUM).route("/members").method("POST");

    faults.push(on_members(Fault::status(503)).retry_after("1"));
    let refused = bench.herbarium("POST", "/members", ADA).await;
    assert_eq!(refused.status, 503);
    assert_eq!(
        refused.json,
        json!({ "fault": "an injected fault", "number": 503 })
    );
    assert_eq!(bench.sandbox.committed(HERBARIUM), 0);

    faults.push(on_members(Fault::record_and_error()));
    let both = bench.herbarium("POST", "/members", ADA).await;
    assert_eq!((both.status, &both.json["id"]), (200, &json!("1")));
    assert_eq!(both.json["fault"], "an injected fault");

    faults.push(on_members(Fault::reset(ResetPoint::AfterCommitting)));
    let url = format!("{}/members", bench.sandbox.stand_in(HERBARIUM).base_url);
    let sent = bench.client.post(&url).json(&json!({})).send().await;
    assert!(sent.is_err());
    assert_eq!(bench.sandbox.committed(HERBARIUM), 1);
    assert_eq!(bench.sandbox.carried_out(HERBARIUM), 1);
    assert!(faults.list().is_empty());

    // A fault of another provider does not meet it.
    faults.push(Fault::status(500).provider(Provider::KOMERZA));
    assert_eq!(bench.herbarium("POST", "/members", ADA).await.status, 201);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_to_a_foreign_stand_in_alone_are_refused() {
    let bench = bench().await;
    let refuse = Fault::refuse_connections(None).provider(HERBARIUM);
    bench.sandbox.faults().push(refuse.clone());
    assert_eq!(bench.sandbox.faults().list(), [refuse]);
    let url = format!("{}/members/m_0", bench.sandbox.stand_in(HERBARIUM).base_url);
    let refused = bench.client.get(&url).send().await.unwrap_err();
    assert!(refused.is_connect(), "{refused:?}");
    let ours = bench.kohortpay("GET", "/customers/cus_1", "").await;
    assert_eq!(ours.status, 404);
    bench.sandbox.faults().clear();
    assert_eq!(bench.client.get(&url).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn records_of_a_foreign_stand_in_survive_a_restart_among_seeded_customers() {
    let directory = tempfile::tempdir().unwrap();
    let start = async |seeds: u64| {
        let builder = SandboxBuilder::empty()
            .stand_in(HerbariumApi)
            .directory(directory.path().join("state"))
            .seed(seeds);
        Bench::of(builder.start().await.unwrap())
    };
    let bench = start(3).await;
    let made = bench.herbarium("POST", "/members", ADA).await;
    bench.sandbox.shutdown().await;

    let bench = start(3).await;
    let path = format!("/members/{}", made.text_at("/id"));
    assert_eq!(bench.herbarium("GET", &path, "").await.json, made.json);
    let listed = bench.herbarium("GET", "/members?skip=2&take=5", "").await;
    assert_eq!(listed.json["total"], 4);
    assert_eq!(
        listed.json["members"],
        json!([{ "id": "m_seed2", "email": "customer-0000002@seed.example" }, made.json])
    );
    // Counts are those of the process.
    assert_eq!(bench.sandbox.committed(HERBARIUM), 0);
}

#[tokio::test]
async fn a_foreign_stand_in_has_the_clock_of_the_sandbox() {
    let ahead = chrono::TimeDelta::days(400);
    let builder = SandboxBuilder::empty()
        .stand_in(HerbariumApi)
        .clock_offset(ahead);
    let bench = Bench::of(builder.start().await.unwrap());
    let start = chrono::Utc::now();
    let member = bench.herbarium("POST", "/members", ADA).await;
    let since = member.json["since"].as_i64().unwrap();
    assert!(since >= (start + ahead).timestamp(), "{since}");
    bench
        .sandbox
        .set_clock_offset(chrono::TimeDelta::zero())
        .await
        .unwrap();
    let member = bench.herbarium("POST", "/members", ADA).await;
    assert!(member.json["since"].as_i64().unwrap() < since);
}

#[tokio::test]
async fn the_control_api_drives_a_foreign_stand_in() {
    let bench = bench().await;
    let control = bench.sandbox.control_url().to_owned();
    let ask = async |method: &str, path: &str, body: &str| {
        let url = format!("{control}{path}");
        bench.ask(method, &url, "", body).await
    };
    let access = ask("GET", "/access", "").await;
    let stand_in = &access.json["stand_ins"]["herbarium"];
    let base_url = &bench.sandbox.stand_in(HERBARIUM).base_url;
    assert_eq!(stand_in["base_url"], base_url.as_str());
    assert_eq!(stand_in["variables"]["HERBARIUM_KEY"], KEY);

    let fault = r#"{"provider":"herbarium","effect":{"kind":"status","status":429}}"#;
    assert_eq!(ask("POST", "/faults", fault).await.status, 201);
    assert_eq!(bench.herbarium("POST", "/members", ADA).await.status, 429);
    assert_eq!(bench.herbarium("POST", "/members", ADA).await.status, 201);

    let committed = ask("GET", "/committed", "").await;
    let counts = json!({ "commerceengine": 0, "herbarium": 1, "kohortpay": 0, "komerza": 0 });
    assert_eq!(committed.json, counts);
    let requests = ask("GET", "/requests", "").await;
    assert_eq!(requests.json[1]["provider"], "herbarium");
    assert!(!requests.text.contains(KEY));

    let other = fault.replace("herbarium", "florist");
    let refused = ask("POST", "/faults", &format!("[{fault},{other}]")).await;
    assert_eq!(refused.status, 400);
    assert_eq!(
        refused.json["error"],
        "the sandbox hosts no stand-in of `florist`; it hosts komerza, commerceengine, kohortpay and herbarium"
    );
    assert!(
        bench.sandbox.faults().list().is_empty(),
        "none of a list with a wrong one"
    );
}

#[tokio::test]
async fn only_the_stand_ins_that_were_given_are_hosted() {
    let sandbox = SandboxBuilder::empty()
        .stand_in(HerbariumApi)
        .start()
        .await
        .unwrap();
    assert_eq!(sandbox.providers(), [HERBARIUM]);
    assert_eq!(sandbox.access().stand_ins.len(), 1);
    let asked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        sandbox.request_count(Provider::KOMERZA)
    }));
    let message = *asked.unwrap_err().downcast::<String>().unwrap();
    assert_eq!(
        message,
        "the sandbox hosts no stand-in of `komerza`; it hosts herbarium"
    );

    let twice = SandboxBuilder::empty()
        .stand_in(HerbariumApi)
        .stand_in(HerbariumApi);
    let error = twice.start().await.unwrap_err();
    assert!(matches!(error, Error::HostedTwice(HERBARIUM)), "{error}");
}

/// Does not start.
struct Broken;

#[async_trait::async_trait]
impl HostedApi for Broken {
    fn provider(&self) -> Provider {
        HERBARIUM
    }

    async fn start(&self, _: Host) -> Result<Hosted, BoxError> {
        Err("no soil".into())
    }
}

#[tokio::test]
async fn a_stand_in_that_does_not_start_fails_the_sandbox_with_its_error() {
    let started = Sandbox::builder().stand_in(Broken).start().await;
    let error = started.unwrap_err();
    assert_eq!(error.to_string(), "the stand-in of herbarium does not work");
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), "no soil");
}
