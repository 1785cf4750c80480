//! What happens to every request: it is recorded, a matching fault is applied, and it is executed even if its caller disconnects.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, Collected};
use hyper::body::Incoming;
use hyper::header::{CONTENT_LENGTH, DATE, HeaderValue};
use hyper::{Request, StatusCode, Uri};
use tower_service::Service;

use super::connection::ConnectionControl;
use super::gate::Gate;
use super::host;
use super::recorder::Recorder;
use crate::clock;
use crate::faults::{self, Effect, Faults, ResetPoint, Script, Step};
use crate::hosting::{Host, HostedApi, Replayed};

/// No request of these APIs is larger.
const LARGEST_BODY: usize = 1024 * 1024;

/// The front of one provider's stand-in.
pub(crate) struct Front {
    pub(crate) api: Arc<dyn HostedApi>,
    pub(crate) host: Host,
    /// The path of the provider's base URL.
    pub(crate) base_path: String,
    pub(crate) router: Router,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) gate: Arc<Gate>,
}

impl fmt::Debug for Front {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Front")
            .field("host", &self.host)
            .finish_non_exhaustive()
    }
}

/// No response: the connection is reset.
#[derive(Debug)]
pub(super) struct Reset;

impl fmt::Display for Reset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an injected fault resets the connection")
    }
}

impl std::error::Error for Reset {}

fn reset(control: &ConnectionControl) -> Result<Response, Reset> {
    control.reset_at_end();
    Err(Reset)
}

impl Front {
    pub(super) async fn respond(
        &self,
        request: Request<Incoming>,
        control: Arc<ConnectionControl>,
    ) -> Result<Response, Reset> {
        let mut response = self.respond_without_date(request, control).await?;
        if let Ok(date) = HeaderValue::from_str(&clock::http_date()) {
            response.headers_mut().insert(DATE, date);
        }
        Ok(response)
    }

    async fn respond_without_date(
        &self,
        request: Request<Incoming>,
        control: Arc<ConnectionControl>,
    ) -> Result<Response, Reset> {
        let _in_flight = self.gate.request_in_flight();
        if self.gate.is_closed() {
            return reset(&control);
        }
        if let Some(refusal) = host::refusal(request.version(), request.uri(), request.headers()) {
            return Ok(refusal);
        }
        let (head, body) = request.into_parts();
        let method = head.method.as_str();
        let entry = self
            .recorder
            .begin(self.host.provider(), method, &head.uri, &head.headers);
        let path = self.below_base_path(&head.uri);
        let fault = self.faults.take(self.host.provider(), method, path);
        if resets_at(fault.as_ref(), ResetPoint::BeforeReading) {
            return reset(&control);
        }
        let request = match read(body).await {
            Ok(bytes) => {
                self.recorder.body(entry, &bytes);
                Request::from_parts(head, Body::from(bytes))
            }
            Err(status) => return Ok(self.recorder.response(entry, status.into_response()).await),
        };
        let Some((effect, acts)) = fault else {
            let response = self.execute(request, Duration::ZERO).await;
            return Ok(self.recorder.response(entry, response).await);
        };
        let response = self.apply_fault(request, effect, acts, &control).await?;
        self.recorder
            .head(entry, response.status().as_u16(), response.headers());
        Ok(response)
    }

    /// Responds to a request that was read, as the fault says.
    async fn apply_fault(
        &self,
        request: Request<Body>,
        effect: Effect,
        acts: bool,
        control: &Arc<ConnectionControl>,
    ) -> Result<Response, Reset> {
        if let Some(answer) = faults::response(&*self.api, &effect, control) {
            if acts {
                self.execute(request, Duration::ZERO).await;
            }
            return Ok(answer);
        }
        match effect {
            Effect::Delay { milliseconds } if acts => {
                let response = self.execute(request, Duration::ZERO).await;
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                Ok(response)
            }
            Effect::Delay { milliseconds } => {
                let time = Duration::from_millis(milliseconds);
                Ok(self.execute(request, time).await)
            }
            Effect::Reset {
                point: ResetPoint::BeforeReading | ResetPoint::AfterReading,
            } => reset(control),
            Effect::Reset { point } => {
                let response = self.execute(request, Duration::ZERO).await;
                match point {
                    ResetPoint::InHead => {
                        control.reset_in_head();
                        Ok(response)
                    }
                    ResetPoint::InBody => Ok(truncated(response, control, Step::Reset).await),
                    _ => reset(control),
                }
            }
            Effect::CutBody => {
                let response = self.execute(request, Duration::ZERO).await;
                Ok(truncated(response, control, Step::Close).await)
            }
            Effect::TrickleBody {
                bytes,
                pause_milliseconds,
            } => {
                let response = self.execute(request, Duration::ZERO).await;
                let pause = Duration::from_millis(pause_milliseconds);
                Ok(trickled(response, control, bytes, pause).await)
            }
            // The others have responses of their own, or do not apply to requests.
            _ => Ok(self.execute(request, Duration::ZERO).await),
        }
    }

    /// The path of a request without the path of the base URL.
    fn below_base_path<'a>(&self, uri: &'a Uri) -> &'a str {
        let path = uri.path();
        path.strip_prefix(&self.base_path).unwrap_or(path)
    }

    /// Executes a request after a delay, in a task of its own, so that it completes even if the caller disconnects.
    async fn execute(&self, request: Request<Body>, delay: Duration) -> Response {
        let mut router = self.router.clone();
        let is_write = self
            .api
            .is_write(request.method(), self.below_base_path(request.uri()));
        let host = self.host.clone();
        let task = tokio::spawn(async move {
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            let response = router.call(request).await;
            let acted = |it: &Response| {
                it.status().is_success() && it.extensions().get::<Replayed>().is_none()
            };
            if is_write && response.as_ref().is_ok_and(acted) {
                host.commits().add_write();
            }
            response
        });
        match task.await {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

fn resets_at(fault: Option<&(Effect, bool)>, wanted: ResetPoint) -> bool {
    matches!(fault, Some((Effect::Reset { point }, _)) if *point == wanted)
}

/// Reads a body to its end, also one that is too large: a client that is still sending does not read a response.
async fn read(mut body: Incoming) -> Result<Bytes, StatusCode> {
    let mut bytes = BytesMut::new();
    let mut is_too_large = false;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else {
            return Err(StatusCode::BAD_REQUEST);
        };
        let Ok(piece) = frame.into_data() else {
            continue;
        };
        is_too_large |= bytes.len() + piece.len() > LARGEST_BODY;
        if !is_too_large {
            bytes.extend_from_slice(&piece);
        }
    }
    if is_too_large {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    Ok(bytes.freeze())
}

/// A response's head with `Content-Length`, and its body.
async fn with_content_length(response: Response) -> (hyper::http::response::Parts, Bytes) {
    let (mut head, body) = response.into_parts();
    // The routers' bodies are in memory: they do not fail.
    let body = body.collect().await.map(Collected::to_bytes);
    let body = body.unwrap_or_default();
    head.headers
        .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    (head, body)
}

/// The first half of a response's body, and then the end.
async fn truncated(response: Response, control: &Arc<ConnectionControl>, end: Step) -> Response {
    let (head, body) = with_content_length(response).await;
    let half = body.slice(..body.len() / 2);
    let steps = [Step::Send(half), Step::Flush, end];
    Response::from_parts(head, Body::new(Script::new(Arc::clone(control), steps)))
}

/// A response's body piece by piece.
async fn trickled(
    response: Response,
    control: &Arc<ConnectionControl>,
    bytes: usize,
    pause: Duration,
) -> Response {
    let (head, body) = with_content_length(response).await;
    let pieces = body.chunks(bytes.max(1));
    let steps = pieces.flat_map(|piece| {
        let piece = body.slice_ref(piece);
        [Step::Send(piece), Step::Pause(pause)]
    });
    let script = Script::new(Arc::clone(control), steps);
    Response::from_parts(head, Body::new(script))
}
