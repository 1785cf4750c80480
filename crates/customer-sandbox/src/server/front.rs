//! What every request passes: it is recorded, struck by the fault that waits for it, and carried out even if its caller goes away.

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
use hyper::{Request, StatusCode};
use tower_service::Service;

use super::connection::Line;
use super::gate::Gate;
use super::host;
use super::recorder::Recorder;
use crate::clock;
use crate::faults::{self, Effect, Faults, ResetPoint, Script, Step};
use crate::provider::Provider;

/// No request of these APIs is larger.
const LARGEST_BODY: usize = 1024 * 1024;

/// The front of one provider's stand-in.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) provider: Provider,
    /// The path of the provider's base URL.
    pub(crate) mount: String,
    pub(crate) router: Router,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) gate: Arc<Gate>,
}

/// No answer: the connection is reset.
#[derive(Debug)]
pub(super) struct Reset;

impl fmt::Display for Reset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the connection is reset on cue")
    }
}

impl std::error::Error for Reset {}

fn reset(line: &Line) -> Result<Response, Reset> {
    line.reset_at_end();
    Err(Reset)
}

impl Front {
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
        line: Arc<Line>,
    ) -> Result<Response, Reset> {
        let mut response = self.answer_by_the_machines_clock(request, line).await?;
        if let Ok(date) = HeaderValue::from_str(&clock::http_date()) {
            response.headers_mut().insert(DATE, date);
        }
        Ok(response)
    }

    async fn answer_by_the_machines_clock(
        &self,
        request: Request<Incoming>,
        line: Arc<Line>,
    ) -> Result<Response, Reset> {
        let _under_way = self.gate.under_way();
        if self.gate.is_closed() {
            return reset(&line);
        }
        if let Some(refusal) = host::refusal(request.version(), request.uri(), request.headers()) {
            return Ok(refusal);
        }
        let (head, body) = request.into_parts();
        let method = head.method.as_str();
        let entry = self
            .recorder
            .begin(self.provider, method, &head.uri, &head.headers);
        let path = head.uri.path();
        let path = path.strip_prefix(&self.mount).unwrap_or(path);
        let struck = self.faults.take(self.provider, method, path);
        if is_reset(struck.as_ref(), ResetPoint::BeforeReading) {
            return reset(&line);
        }
        let request = match read(body).await {
            Ok(bytes) => {
                self.recorder.body(entry, &bytes);
                Request::from_parts(head, Body::from(bytes))
            }
            Err(status) => return Ok(self.recorder.answer(entry, status.into_response()).await),
        };
        let Some((effect, acts)) = struck else {
            let response = self.carry_out(request, Duration::ZERO).await;
            return Ok(self.recorder.answer(entry, response).await);
        };
        let response = self.struck(request, effect, acts, &line).await?;
        self.recorder
            .head(entry, response.status().as_u16(), response.headers());
        Ok(response)
    }

    /// Answers a request that was read, as the fault has it.
    async fn struck(
        &self,
        request: Request<Body>,
        effect: Effect,
        acts: bool,
        line: &Arc<Line>,
    ) -> Result<Response, Reset> {
        if let Some(answer) = faults::answer(self.provider, &effect, line) {
            if acts {
                self.carry_out(request, Duration::ZERO).await;
            }
            return Ok(answer);
        }
        match effect {
            Effect::Delay { milliseconds } if acts => {
                let response = self.carry_out(request, Duration::ZERO).await;
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
                Ok(response)
            }
            Effect::Delay { milliseconds } => {
                let time = Duration::from_millis(milliseconds);
                Ok(self.carry_out(request, time).await)
            }
            Effect::Reset {
                point: ResetPoint::BeforeReading | ResetPoint::AfterReading,
            } => reset(line),
            Effect::Reset { point } => {
                let response = self.carry_out(request, Duration::ZERO).await;
                match point {
                    ResetPoint::InHead => {
                        line.reset_in_head();
                        Ok(response)
                    }
                    ResetPoint::InBody => Ok(broken_off(response, line, Step::Reset).await),
                    _ => reset(line),
                }
            }
            Effect::CutBody => {
                let response = self.carry_out(request, Duration::ZERO).await;
                Ok(broken_off(response, line, Step::Close).await)
            }
            Effect::TrickleBody {
                bytes,
                pause_milliseconds,
            } => {
                let response = self.carry_out(request, Duration::ZERO).await;
                let pause = Duration::from_millis(pause_milliseconds);
                Ok(trickled(response, line, bytes, pause).await)
            }
            // The others have answers of their own, or do not wait for a request.
            _ => Ok(self.carry_out(request, Duration::ZERO).await),
        }
    }

    /// A task of its own: what a caller asked for is done, after the delay, also when it hangs up.
    async fn carry_out(&self, request: Request<Body>, delay: Duration) -> Response {
        let mut router = self.router.clone();
        let task = tokio::spawn(async move {
            if !delay.is_zero() {
                tokio::time::sleep(delay).await;
            }
            router.call(request).await
        });
        match task.await {
            Ok(Ok(response)) => response,
            Ok(Err(never)) => match never {},
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

fn is_reset(struck: Option<&(Effect, bool)>, wanted: ResetPoint) -> bool {
    matches!(struck, Some((Effect::Reset { point }, _)) if *point == wanted)
}

/// Reads a body, to its end in any case: who is still sending cannot be answered.
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

/// The answer with its length announced, and its body apart.
async fn taken_apart(response: Response) -> (hyper::http::response::Parts, Bytes) {
    let (mut head, body) = response.into_parts();
    // The routers' bodies are in memory: they do not fail.
    let body = body.collect().await.map(Collected::to_bytes);
    let body = body.unwrap_or_default();
    head.headers
        .insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
    (head, body)
}

/// The first half of an answer's body, and then the end.
async fn broken_off(response: Response, line: &Arc<Line>, end: Step) -> Response {
    let (head, body) = taken_apart(response).await;
    let half = body.slice(..body.len() / 2);
    let steps = [Step::Send(half), Step::Flush, end];
    Response::from_parts(head, Body::new(Script::new(Arc::clone(line), steps)))
}

/// An answer's body piece by piece.
async fn trickled(response: Response, line: &Arc<Line>, bytes: usize, pause: Duration) -> Response {
    let (head, body) = taken_apart(response).await;
    let pieces = body.chunks(bytes.max(1));
    let steps = pieces.flat_map(|piece| {
        let piece = body.slice_ref(piece);
        [Step::Send(piece), Step::Pause(pause)]
    });
    let script = Script::new(Arc::clone(line), steps);
    Response::from_parts(head, Body::new(script))
}
