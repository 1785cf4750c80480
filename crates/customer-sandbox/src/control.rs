//! The control API: how another process drives a running sandbox.

use std::sync::{Arc, Weak};

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hyper::StatusCode;
use tokio::net::TcpListener;

use crate::recorder::PrintedRequest;
use crate::respond;
use crate::sandbox::Running;

/// The sandbox holds its parts; the control API only asks for them.
type Parts = State<Weak<Running>>;

/// Serves until the sandbox's runtime ends.
pub(crate) async fn serve(listener: TcpListener, running: Weak<Running>) {
    let router = Router::new()
        .route("/access", get(access))
        .route("/requests", get(requests).delete(clear_requests))
        .with_state(running);
    // Serving ends with the runtime, and with nothing else.
    let _ = axum::serve(listener, router).await;
}

/// The sandbox is about to stop.
const GONE: StatusCode = StatusCode::SERVICE_UNAVAILABLE;

fn parts(weak: &Weak<Running>) -> Result<Arc<Running>, StatusCode> {
    weak.upgrade().ok_or(GONE)
}

async fn access(State(running): Parts) -> Result<Response, StatusCode> {
    Ok(respond::json(StatusCode::OK, &parts(&running)?.access))
}

async fn requests(State(running): Parts) -> Result<Response, StatusCode> {
    let requests: Vec<PrintedRequest> = parts(&running)?
        .recorder
        .requests()
        .into_iter()
        .map(PrintedRequest::from)
        .collect();
    Ok(respond::json(StatusCode::OK, &requests))
}

async fn clear_requests(State(running): Parts) -> Result<Response, StatusCode> {
    parts(&running)?.recorder.clear();
    Ok(StatusCode::NO_CONTENT.into_response())
}
