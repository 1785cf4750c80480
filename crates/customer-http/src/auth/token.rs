//! Short-lived tokens that are renewed: once for all waiting calls, and never twice with one refresh token.

use std::fmt;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use async_trait::async_trait;
use customer_core::{Error, ErrorKind, Result, RetryAdvice};
use tokio::sync::watch;

use crate::Secret;
use crate::auth::token_pair::REFRESH_ENDED;
use crate::auth::token_store::save_within;
use crate::clock::clock::{Timeout, TokioClock, later, lock};
use crate::{Authorization, Clock, Credentials, TokenPair, TokenStore};

/// After a renewal ahead of time failed, how long the token that still works is used before the
/// next try.
const HOLD_OFF: Duration = Duration::from_secs(10);

/// How long a store may take, where nothing else is set.
const SAVE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a renewal may take, where nothing else is set: longer than a call of ours, so that one
/// that the transport still retries is not given up.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(300);

/// An adapter's way to a new pair.
///
/// [`RefreshingToken`] calls it from a task of its own, one call at a time, and goes by the kind of
/// error: after [`OutcomeUnknown`](ErrorKind::OutcomeUnknown),
/// [`UnexpectedResponse`](ErrorKind::UnexpectedResponse) and [`TimedOut`](ErrorKind::TimedOut) the
/// refresh token may be spent and is not used again. Requests sent with an
/// [`HttpClient`](crate::HttpClient) as writes have the right kinds.
#[async_trait]
pub trait TokenRefresher: fmt::Debug + Send + Sync {
    /// Buys a new pair. The refresh token is spent by it.
    ///
    /// # Errors
    ///
    /// There is no new pair, or it is not known whether there is one.
    async fn refresh(&self, access: &Secret, refresh: &Secret) -> Result<TokenPair>;

    /// Gets a pair without having one: an anonymous start. Not every provider has that.
    ///
    /// # Errors
    ///
    /// When there is no pair.
    async fn start(&self) -> Result<TokenPair> {
        Err(Error::new(
            ErrorKind::Unauthenticated,
            "there is no token, and none to start from",
        ))
    }
}

/// An [`Authorization`] with a bearer token that is renewed ahead of its end, and when it is
/// answered with 401.
///
/// - One renewal serves all calls that wait for it. It runs in a task of its own, so it goes on
///   when the call that began it is dropped.
/// - A refresh token is never spent twice. When it is not known whether a renewal spent it, calls
///   fail with [`Unauthenticated`](ErrorKind::Unauthenticated) and say so, until
///   [`replace`](Self::replace) brings a pair; the access token is used as long as it works. A
///   refusal and a connection that was never made leave the token as it was: the next call tries
///   again.
/// - A refresh token with a known expiry is not spent past it: calls fail with
///   [`Unauthenticated`](ErrorKind::Unauthenticated) and say so, unless the token
///   [starts again](RefreshingTokenBuilder::start_again).
/// - A [`TokenStore`] is given each new pair before a waiting call goes on, for a
///   [bounded time](RefreshingTokenBuilder::save_timeout). Where it hangs, panics or fails, the pair
///   is used anyway: a warning is logged, [`is_pair_unsaved`](Self::is_pair_unsaved) says so,
///   and the next renewal tries to save again.
/// - A renewal ends [in time](RefreshingTokenBuilder::renewal_timeout), whatever it waits for.
///
/// A clone is a handle on the same token.
#[derive(Debug, Clone)]
pub struct RefreshingToken(Arc<Shared>);

/// Sets up a [`RefreshingToken`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until `build`"]
pub struct RefreshingTokenBuilder {
    pair: Option<TokenPair>,
    options: Options,
}

#[derive(Debug, Clone)]
struct Options {
    refresher: Arc<dyn TokenRefresher>,
    store: Option<Arc<dyn TokenStore>>,
    ahead: Duration,
    save_timeout: Duration,
    renewal_timeout: Duration,
    clock: Arc<dyn Clock>,
    starts_again: bool,
}

impl RefreshingTokenBuilder {
    /// Sets the pair to begin with. Without one, the first call starts from nothing.
    pub fn pair(mut self, pair: TokenPair) -> Self {
        self.pair = Some(pair);
        self
    }

    /// Sets what keeps new pairs.
    pub fn store(mut self, store: Arc<dyn TokenStore>) -> Self {
        self.options.store = Some(store);
        self
    }

    /// Sets how long before its end a token is renewed; 60 s by default, and never more than half of
    /// what is left of its life when it comes.
    pub fn refresh_ahead(mut self, ahead: Duration) -> Self {
        self.options.ahead = ahead;
        self
    }

    /// Sets how long the store may take to save a pair; 10 s by default. Saving is given up
    /// then, and the pair is used without.
    pub fn save_timeout(mut self, timeout: Duration) -> Self {
        self.options.save_timeout = timeout;
        self
    }

    /// Sets how long a renewal may take, saving aside; five minutes by default. It is given
    /// up then, and since the refresh token may be spent, it is not used again. Set it longer than
    /// the calls that the [`TokenRefresher`] sends may take.
    pub fn renewal_timeout(mut self, timeout: Duration) -> Self {
        self.options.renewal_timeout = timeout;
        self
    }

    /// Sets the clock: that of the [`HttpClient`](crate::HttpClient::clock) it is for.
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.options.clock = clock;
        self
    }

    /// Sets that a refresh token which has ended is followed by a new start, as if there had been no
    /// pair: for an anonymous start. Off by default: tokens that were given belong to somebody, who stays the same.
    pub fn start_again(mut self, start_again: bool) -> Self {
        self.options.starts_again = start_again;
        self
    }

    /// Builds the token.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the access token cannot be sent in a header.
    pub fn build(self) -> Result<RefreshingToken> {
        let mut state = State::default();
        let options = self.options;
        if let Some(pair) = self.pair {
            state.hold(pair, options.clock.system_time(), options.ahead)?;
        }
        let state = Mutex::new(state);
        Ok(RefreshingToken(Arc::new(Shared { options, state })))
    }
}

#[derive(Debug)]
struct Shared {
    options: Options,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    held: Option<Held>,
    /// Counts the pairs, so that a 401 is set against the token that it was given to.
    generation: u64,
    /// Why the refresh token must not be used.
    spent: Option<Arc<Error>>,
    in_flight: Option<RenewalWatch>,
    /// No renewal ahead of time before this.
    hold_off: Option<Instant>,
}

#[derive(Debug)]
struct Held {
    pair: TokenPair,
    credentials: Credentials,
    renew_at: Option<SystemTime>,
    /// It was answered with 401.
    rejected: bool,
    /// The store did not save it.
    is_unsaved: bool,
}

/// A renewal in flight, watched by the calls that wait for it.
type RenewalWatch = watch::Receiver<Option<RenewalResult>>;
type RenewalResult = Result<(), Arc<Error>>;

/// What to do for a call.
enum Step {
    Go(Credentials),
    Wait(RenewalWatch),
}

impl State {
    fn hold(&mut self, pair: TokenPair, now: SystemTime, ahead: Duration) -> Result<()> {
        let generation = self.generation + 1;
        let credentials = Credentials::bearer(pair.access())?.with_generation(generation);
        let renew_at = pair.expires_at().map(|end| {
            let left = end.duration_since(now).unwrap_or_default();
            end.checked_sub(ahead.min(left / 2)).unwrap_or(end)
        });
        self.generation = generation;
        self.held = Some(Held {
            pair,
            credentials,
            renew_at,
            rejected: false,
            is_unsaved: false,
        });
        self.spent = None;
        self.hold_off = None;
        Ok(())
    }
}

impl Held {
    fn works(&self, now: SystemTime) -> bool {
        !self.rejected && self.pair.expires_at().is_none_or(|end| now < end)
    }

    fn is_due(&self, now: SystemTime) -> bool {
        self.rejected || self.renew_at.is_some_and(|at| now >= at)
    }
}

impl RefreshingToken {
    /// Begins to set up a token that `refresher` renews.
    pub fn builder(refresher: Arc<dyn TokenRefresher>) -> RefreshingTokenBuilder {
        RefreshingTokenBuilder {
            pair: None,
            options: Options {
                refresher,
                store: None,
                ahead: Duration::from_secs(60),
                save_timeout: SAVE_TIMEOUT,
                renewal_timeout: RENEWAL_TIMEOUT,
                clock: Arc::new(TokioClock),
                starts_again: false,
            },
        }
    }

    /// The pair as it is now.
    pub fn pair(&self) -> Option<TokenPair> {
        lock(&self.0.state)
            .held
            .as_ref()
            .map(|held| held.pair.clone())
    }

    /// Whether the pair that is held would be lost with this process: the [`TokenStore`] did not
    /// save it, be it that it failed, panicked or did not end in time. It is false where there is no
    /// store, of a pair that was handed in, and while a pair is being saved.
    pub fn is_pair_unsaved(&self) -> bool {
        lock(&self.0.state)
            .held
            .as_ref()
            .is_some_and(|held| held.is_unsaved)
    }

    /// Puts another pair in the place of the one that is held, as after a new sign-in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] when the access token cannot be sent in a header.
    pub fn replace(&self, pair: TokenPair) -> Result<()> {
        let now = self.0.options.clock.system_time();
        lock(&self.0.state).hold(pair, now, self.0.options.ahead)
    }

    /// What a call may go out with, or what it has to wait for.
    fn next_step(&self) -> Result<Step> {
        let now = self.0.options.clock.system_time();
        let mut state = lock(&self.0.state);
        if let Some(held) = &state.held {
            let holds_off = state
                .hold_off
                .is_some_and(|until| self.0.options.clock.now() < until);
            let must_do = state.spent.is_some() || holds_off;
            if !held.is_due(now) || (must_do && held.works(now)) {
                return Ok(Step::Go(held.credentials.clone()));
            }
        }
        self.join(&mut state).map(Step::Wait)
    }

    /// Joins the renewal that is under way, or begins one.
    fn join(&self, state: &mut State) -> Result<RenewalWatch> {
        if let Some(in_flight) = &state.in_flight {
            return Ok(in_flight.clone());
        }
        if let Some(reason) = &state.spent {
            return Err(failed(reason));
        }
        let runtime = tokio::runtime::Handle::try_current().map_err(|error| {
            Error::configuration("there is no tokio runtime").with_source(error)
        })?;
        let (sender, in_flight) = watch::channel(None);
        state.in_flight = Some(in_flight.clone());
        let now = self.0.options.clock.system_time();
        let is_to_be_renewed =
            |pair: &TokenPair| !self.0.options.starts_again || pair.check_refresh(now).is_ok();
        let old = state.held.as_ref().map(|held| held.pair.clone());
        let old = old.filter(is_to_be_renewed);
        let generation = state.generation;
        let renewal = Renewal {
            shared: self.0.clone(),
            sender,
            generation,
            spends: old.is_some(),
        };
        runtime.spawn(renewal.run(old));
        Ok(in_flight)
    }
}

#[async_trait]
impl Authorization for RefreshingToken {
    async fn credentials(&self) -> Result<Credentials> {
        loop {
            let in_flight = match self.next_step()? {
                Step::Go(credentials) => return Ok(credentials),
                Step::Wait(in_flight) => in_flight,
            };
            if let Err(reason) = finished(in_flight).await {
                // Ahead of its end, a token does without the renewal that failed.
                let now = self.0.options.clock.system_time();
                let state = lock(&self.0.state);
                return match &state.held {
                    Some(held) if held.works(now) => Ok(held.credentials.clone()),
                    _ => Err(failed(&reason)),
                };
            }
        }
    }

    async fn renew(&self, rejected: &Credentials) -> Result<bool> {
        let in_flight = {
            let mut state = lock(&self.0.state);
            if state.generation != rejected.generation() {
                return Ok(true);
            }
            if let Some(held) = &mut state.held {
                held.rejected = true;
            }
            self.join(&mut state)?
        };
        finished(in_flight)
            .await
            .map_err(|reason| failed(&reason))?;
        Ok(true)
    }
}

async fn finished(mut in_flight: RenewalWatch) -> RenewalResult {
    match in_flight.wait_for(Option::is_some).await {
        Ok(result) => result.clone().unwrap_or(Ok(())),
        Err(_) => Err(Arc::new(interrupted())),
    }
}

/// The error of one call, of many that a renewal failed for.
fn failed(reason: &Arc<Error>) -> Error {
    let (kind, message) = match reason.kind() {
        kind @ (ErrorKind::RateLimited
        | ErrorKind::Unavailable
        | ErrorKind::ConnectionFailed
        | ErrorKind::Configuration) => (kind, "the access token could not be renewed"),
        ErrorKind::Unauthenticated if reason.message() == REFRESH_ENDED => {
            (ErrorKind::Unauthenticated, REFRESH_ENDED)
        }
        _ if may_be_spent(reason) => (
            ErrorKind::Unauthenticated,
            "the refresh token may be spent by a renewal without a response, and is not used again",
        ),
        _ => (
            ErrorKind::Unauthenticated,
            "the provider does not renew the access token",
        ),
    };
    let error = Error::new(kind, message).with_source(reason.clone());
    match reason.retry_after() {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    }
}

fn may_be_spent(error: &Error) -> bool {
    error.retry_advice() == RetryAdvice::OutcomeUnknown
        || matches!(
            error.kind(),
            ErrorKind::UnexpectedResponse | ErrorKind::TimedOut
        )
}

fn interrupted() -> Error {
    Error::new(
        ErrorKind::OutcomeUnknown,
        "the task that renewed the token ended before it was done",
    )
}

fn renewal_timed_out() -> Error {
    Error::new(
        ErrorKind::TimedOut,
        "the renewal of the token did not end in time",
    )
}

/// One renewal, in its task. Dropped before it is done (a panic, a runtime that shuts down), it
/// lands as interrupted.
struct Renewal {
    shared: Arc<Shared>,
    sender: watch::Sender<Option<RenewalResult>>,
    /// The pair that it renews.
    generation: u64,
    /// Whether a refresh token is spent by it.
    spends: bool,
}

impl Renewal {
    async fn run(self, old: Option<TokenPair>) {
        let options = &self.shared.options;
        let refresher = &options.refresher;
        let renewal = async {
            match &old {
                Some(pair) => {
                    pair.check_refresh(options.clock.system_time())?;
                    refresher.refresh(pair.access(), pair.refresh()).await
                }
                None => refresher.start().await,
            }
        };
        let mut timeout = Timeout::new(|| options.clock.timeout(options.renewal_timeout));
        let result = timeout.bound(pin!(renewal)).await;
        let result = result.unwrap_or_else(|| Err(renewal_timed_out()));
        let (pair, generation) = match result.and_then(|pair| self.hold(pair)) {
            Ok(held) => held,
            Err(error) => return self.land(Err(Arc::new(error))),
        };
        if let Some(store) = &options.store {
            let limit = || options.clock.timeout(options.save_timeout);
            if let Err(reason) = save_within(limit, store.clone(), pair).await {
                tracing::warn!(
                    reason,
                    "the renewed token could not be kept; it will be lost with this process"
                );
                self.note_unsaved(generation);
            }
        }
        self.land(Ok(()));
    }

    fn note_unsaved(&self, generation: u64) {
        let mut state = lock(&self.shared.state);
        if state.generation == generation
            && let Some(held) = &mut state.held
        {
            held.is_unsaved = true;
        }
    }

    /// The new pair counts from here on, also if keeping it fails or never ends.
    fn hold(&self, mut pair: TokenPair) -> Result<(TokenPair, u64)> {
        let now = self.shared.options.clock.system_time();
        let mut state = lock(&self.shared.state);
        if let Some(held) = state
            .held
            .as_ref()
            .filter(|_| state.generation != self.generation)
        {
            // Another pair was put in its place in the meantime: that one counts.
            return Ok((held.pair.clone(), state.generation));
        }
        if pair.expires_at().is_some_and(|end| end <= now) {
            // New and yet past its end: our clock is wrong, and a 401 will tell when it is time.
            pair = pair.without_expiry();
        }
        if pair.check_refresh(now).is_err() {
            // The same, and a refusal will tell.
            pair = pair.without_refresh_expiry();
        }
        state
            .hold(pair.clone(), now, self.shared.options.ahead)
            .map_err(|error| {
                Error::new(
                    ErrorKind::UnexpectedResponse,
                    "the new token cannot be sent",
                )
                .with_source(error)
            })?;
        Ok((pair, state.generation))
    }

    fn land(&self, result: RenewalResult) {
        let mut state = lock(&self.shared.state);
        state.in_flight = None;
        if let Err(reason) = &result {
            if self.spends && self.generation == state.generation && may_be_spent(reason) {
                state.spent = Some(reason.clone());
            }
            state.hold_off = Some(later(self.shared.options.clock.now(), HOLD_OFF));
        }
        // Sent under the lock: the next call finds either the renewal in flight or its result.
        self.sender.send_replace(Some(result));
    }
}

impl Drop for Renewal {
    fn drop(&mut self) {
        if self.sender.borrow().is_none() {
            self.land(Err(Arc::new(interrupted())));
        }
    }
}
