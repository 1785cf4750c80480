//! What every request passes: it is recorded, read, and carried out even if its caller goes away.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, Limited};
use hyper::body::{Body as _, Incoming};
use hyper::{Request, StatusCode};
use tower_service::Service;

use crate::provider::Provider;
use crate::recorder::Recorder;

/// No request of these APIs is larger.
const LARGEST_BODY: usize = 1024 * 1024;

/// The front of one provider's stand-in.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) provider: Provider,
    pub(crate) router: Router,
    pub(crate) recorder: Arc<Recorder>,
}

impl Front {
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Result<Response, Infallible> {
        let (head, body) = request.into_parts();
        let entry = self.recorder.begin(
            self.provider,
            head.method.as_str(),
            &head.uri,
            &head.headers,
        );
        let response = match read(body).await {
            Ok(bytes) => {
                self.recorder.body(entry, &bytes);
                let request = Request::from_parts(head, Body::from(bytes));
                self.carry_out(request).await
            }
            Err(status) => status.into_response(),
        };
        Ok(self.recorder.answer(entry, response).await)
    }

    /// A task of its own: what a caller asked for is done also when it hangs up.
    async fn carry_out(&self, request: Request<Body>) -> Response {
        let mut router = self.router.clone();
        let task = tokio::spawn(async move { router.call(request).await });
        match task.await {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

async fn read(body: Incoming) -> Result<bytes::Bytes, StatusCode> {
    if body.size_hint().lower() > LARGEST_BODY as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match Limited::new(body, LARGEST_BODY).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<http_body_util::LengthLimitError>() => {
            Err(StatusCode::PAYLOAD_TOO_LARGE)
        }
        Err(_) => Err(StatusCode::BAD_REQUEST),
    }
}
