//! Bodies that are sent as a script says: pieces, pauses, and an end by close or reset.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use hyper::body::{Body, Frame};
use tokio::time::Sleep;

use crate::server::ConnectionControl;

/// How large a piece of a huge body is.
const PIECE: usize = 64 * 1024;

/// A step of a body.
#[derive(Debug)]
pub(crate) enum Step {
    /// These bytes are sent.
    Send(Bytes),
    /// This many blanks are sent, in pieces of limited size.
    Blanks(u64),
    /// Nothing is sent for a while.
    Pause(Duration),
    /// What was sent so far is written out.
    Flush,
    /// The connection is closed, in order.
    Close,
    /// The connection is reset.
    Reset,
}

/// A body that does one step after another.
#[derive(Debug)]
pub(crate) struct Script {
    steps: VecDeque<Step>,
    control: Arc<ConnectionControl>,
    blanks: Bytes,
    pause: Option<Pin<Box<Sleep>>>,
}

impl Script {
    pub(crate) fn new(
        control: Arc<ConnectionControl>,
        steps: impl IntoIterator<Item = Step>,
    ) -> Self {
        Self {
            steps: steps.into_iter().collect(),
            control,
            blanks: Bytes::from(vec![b' '; PIECE]),
            pause: None,
        }
    }
}

impl Body for Script {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            if let Some(pause) = &mut self.pause {
                if pause.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                self.pause = None;
            }
            match self.steps.pop_front() {
                None => return Poll::Ready(None),
                Some(Step::Send(bytes)) => return Poll::Ready(Some(Ok(Frame::data(bytes)))),
                Some(Step::Blanks(0)) => {}
                Some(Step::Blanks(left)) => {
                    let piece = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
                    self.steps.push_front(Step::Blanks(left - piece as u64));
                    let piece = self.blanks.slice(..piece);
                    return Poll::Ready(Some(Ok(Frame::data(piece))));
                }
                Some(Step::Pause(time)) => self.pause = Some(Box::pin(tokio::time::sleep(time))),
                Some(Step::Flush) => {
                    // The server flushes whenever a body is pending.
                    context.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Some(Step::Close) => {
                    return Poll::Ready(Some(Err(io::ErrorKind::UnexpectedEof.into())));
                }
                Some(Step::Reset) => {
                    self.control.reset_at_end();
                    return Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into())));
                }
            }
        }
    }
}
