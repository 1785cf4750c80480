//! The control API: how another process drives a running sandbox.

use std::collections::BTreeMap;
use std::sync::{Arc, Weak};

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Router, middleware};
use bytes::Bytes;
use hyper::{HeaderMap, StatusCode};
use serde::Serialize;
use tokio::net::TcpListener;

use super::running::Running;
use crate::faults::Fault;
use crate::http::{request, response};
use crate::provider::Provider;
use crate::server::PrintedRequest;
use crate::server::only_loopback;

/// The control API holds no strong reference: it must not keep the sandbox alive.
type Parts = State<Weak<Running>>;

/// Serves until the sandbox's runtime ends.
pub(crate) async fn serve(listener: TcpListener, running: Weak<Running>) {
    let router = Router::new()
        .route("/access", get(access))
        .route("/requests", get(requests).delete(clear_requests))
        .route("/committed", get(committed))
        .route(
            "/faults",
            get(faults).post(push_faults).delete(clear_faults),
        )
        .with_state(running)
        .layer(middleware::from_fn(only_loopback));
    // Serving ends with the runtime, and with nothing else.
    let _ = axum::serve(listener, router).await;
}

/// The sandbox is about to stop.
const STOPPING: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

fn parts(weak: &Weak<Running>) -> Result<Arc<Running>, StatusCode> {
    weak.upgrade().ok_or(STOPPING)
}

async fn access(State(running): Parts) -> Result<Response, StatusCode> {
    Ok(response::json(StatusCode::OK, &parts(&running)?.access))
}

async fn requests(State(running): Parts) -> Result<Response, StatusCode> {
    let requests: Vec<PrintedRequest> = parts(&running)?
        .recorder
        .requests()
        .into_iter()
        .map(PrintedRequest::from)
        .collect();
    Ok(response::json(StatusCode::OK, &requests))
}

async fn clear_requests(State(running): Parts) -> Result<Response, StatusCode> {
    parts(&running)?.recorder.clear();
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// How many creates each stand-in committed.
async fn committed(State(running): Parts) -> Result<Response, StatusCode> {
    let running = parts(&running)?;
    let counts: BTreeMap<Provider, u64> = running
        .stand_ins
        .iter()
        .map(|stand_in| (stand_in.host.provider(), stand_in.host.commits().creates()))
        .collect();
    Ok(response::json(StatusCode::OK, &counts))
}

async fn faults(State(running): Parts) -> Result<Response, StatusCode> {
    let faults = parts(&running)?.faults.list();
    Ok(response::json(StatusCode::OK, &faults))
}

#[derive(Serialize)]
struct Refusal {
    error: String,
}

fn refused(error: String) -> Response {
    response::json(StatusCode::BAD_REQUEST, &Refusal { error })
}

/// Takes one fault, or a list of them.
async fn push_faults(
    State(running): Parts,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, StatusCode> {
    let running = parts(&running)?;
    // A page in a browser cannot send this media type to another origin without asking first.
    if !request::is_json(&headers) {
        return Ok(refused("send the fault as application/json".to_owned()));
    }
    let is_list = body.trim_ascii_start().starts_with(b"[");
    let read: Result<Vec<Fault>, serde_json::Error> = if is_list {
        serde_json::from_slice(&body)
    } else {
        serde_json::from_slice(&body).map(|fault| vec![fault])
    };
    match read {
        Ok(faults) => {
            if let Err(error) = faults.iter().try_for_each(|it| running.faults.check(it)) {
                return Ok(refused(error.to_string()));
            }
            let pushed = faults.clone();
            let push = move || {
                for fault in faults {
                    running.faults.push(fault);
                }
            };
            run_blocking(push).await?;
            Ok(response::json(StatusCode::CREATED, &pushed))
        }
        Err(error) => Ok(refused(error.to_string())),
    }
}

async fn clear_faults(State(running): Parts) -> Result<Response, StatusCode> {
    let running = parts(&running)?;
    run_blocking(move || running.faults.clear()).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Faults wait for the listeners, which run on this thread, so the wait has to be on another.
async fn run_blocking(work: impl FnOnce() + Send + 'static) -> Result<(), StatusCode> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| STOPPING)
}
