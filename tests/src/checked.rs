//! A sandbox that holds everything which is sent to it, and everything it answers, to the contracts.
//!
//! ```
//! use customer_tests::checked::CheckedSandbox;
//!
//! # async fn example() -> Result<(), customer_sandbox::Error> {
//! let sandbox = CheckedSandbox::start().await?;
//! // … an adapter speaks to `sandbox.komerza().base_url`; where the test ends, every exchange is checked.
//! # Ok(())
//! # }
//! ```

use std::fmt::Write as _;
use std::ops::{Deref, Range};
use std::sync::{Mutex, PoisonError};

use customer_sandbox::{Error, RecordedRequest, Sandbox};

use crate::adapters::adapter;
use crate::contract::{Contract, ContractError, Exchange, Violation};

/// A [`Sandbox`] whose recorded exchanges are checked against the contracts when it is dropped, both sides and strictly.
///
/// Of a request without a response, with a fault, or of more than 64 KiB, the request alone is checked.
///
/// # Panics
///
/// When it is dropped outside a panic and an exchange breaks its contract. The message names operations, places and rules, and no
/// values. It also panics where requests were forgotten before they were checked: a test of more than 4096 requests calls
/// [`check`](Self::check) on the way.
#[derive(Debug)]
pub struct CheckedSandbox {
    sandbox: Sandbox,
    /// The requests that are meant to be refused, by their place since the last check.
    refused: Mutex<Vec<Range<usize>>>,
}

impl CheckedSandbox {
    /// Starts a sandbox whose state is in memory, on free loopback ports.
    ///
    /// # Errors
    ///
    /// As [`Sandbox::start`].
    pub async fn start() -> Result<Self, Error> {
        Ok(Self::over(Sandbox::start().await?))
    }

    /// Checks this sandbox, for one that is started with options.
    pub fn over(sandbox: Sandbox) -> Self {
        Self {
            sandbox,
            refused: Mutex::default(),
        }
    }

    /// Until the guard is dropped, requests may break their contract, and have to be refused for it; of their exchanges the answer is
    /// checked alone. Each of them must be refused, and one must be made: else the guard is left over from another test.
    #[must_use = "requests may break their contract while the guard lives"]
    pub fn expect_refused(&self) -> ExpectRefused<'_> {
        ExpectRefused {
            sandbox: self,
            first: self.sandbox.requests().len(),
        }
    }

    /// Checks the exchanges so far and forgets them; the counts of requests begin again.
    ///
    /// # Panics
    ///
    /// Where one breaks its contract.
    pub fn check(&self) {
        let broken = self.problems();
        self.forget();
        assert!(
            broken.is_empty(),
            "exchanges break their contract:{}",
            shown_lines(&broken)
        );
    }

    /// As [`check`](Self::check): what is forgotten is checked first.
    ///
    /// # Panics
    ///
    /// Where an exchange breaks its contract.
    pub fn clear_requests(&self) {
        self.check();
    }

    /// Forgets the exchanges so far without checking them: for what a failed case left behind.
    pub fn forget(&self) {
        self.refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clear();
        self.sandbox.clear_requests();
    }

    /// What is wrong with the exchanges so far, a line each.
    fn problems(&self) -> Vec<String> {
        let requests = self.sandbox.requests();
        let made: u64 = self
            .sandbox
            .providers()
            .into_iter()
            .map(|provider| self.sandbox.request_count(provider))
            .sum();
        let mut broken = Vec::new();
        if made != requests.len() as u64 {
            broken.push(format!(
                "{made} requests were made and {} are remembered: check on the way",
                requests.len()
            ));
        }
        let refused = self.refused.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, request) in requests.into_iter().enumerate() {
            let to_be_refused = refused.iter().any(|range| range.contains(&place));
            let (provider, method) = (request.provider, request.method.clone());
            for (operation, violation) in check(request, to_be_refused) {
                broken.push(format!("{provider} {method} {operation}: {violation}"));
            }
        }
        broken
    }
}

/// What is wrong with one exchange.
fn check(request: RecordedRequest, to_be_refused: bool) -> Vec<(String, String)> {
    let contract = match Contract::load(request.provider) {
        Ok(contract) => contract,
        // One of the list that has none yet.
        Err(ContractError::Missing { provider }) if adapter(provider).is_some() => {
            return Vec::new();
        }
        Err(error) => return vec![(String::new(), error.to_string())],
    };
    let answered = request.status.is_some()
        && request.response_headers.is_some()
        && request.response_body.is_some();
    let exchange = exchange(request);
    let operation = contract
        .operation_id(&exchange)
        .unwrap_or("an endpoint that is not declared")
        .to_owned();
    let mut found = Vec::new();
    if to_be_refused && answered && exchange.status < 400 {
        found.push(format!("{}, where it was to be refused", exchange.status));
    }
    let checked = match (to_be_refused, answered) {
        (false, true) => contract.check(&exchange),
        (false, false) => contract.check_request(&exchange),
        (true, true) => contract.check_response(&exchange),
        (true, false) => Ok(()),
    };
    found.extend(
        checked
            .err()
            .unwrap_or_default()
            .iter()
            .map(Violation::to_string),
    );
    found
        .into_iter()
        .map(|found| (operation.clone(), found))
        .collect()
}

/// What was recorded, as the contracts read it.
pub fn exchange(request: RecordedRequest) -> Exchange {
    Exchange {
        method: request.method,
        path: request.path,
        query: request.query.unwrap_or_default(),
        request_headers: request.headers,
        request_body: request.body.to_vec(),
        status: request.status.unwrap_or_default(),
        response_headers: request.response_headers.unwrap_or_default(),
        response_body: request.response_body.unwrap_or_default().to_vec(),
    }
}

/// The `operationId` of the endpoint that a recorded request called, if it is declared.
pub fn operation_id(request: RecordedRequest) -> Option<&'static str> {
    Contract::load(request.provider)
        .ok()?
        .operation_id(&exchange(request))
}

fn shown_lines(lines: &[String]) -> String {
    const SHOWN: usize = 20;
    let mut text = String::new();
    for line in lines.iter().take(SHOWN) {
        // Writing to a text cannot fail.
        let _ = write!(text, "\n  {line}");
    }
    if lines.len() > SHOWN {
        let _ = write!(text, "\n  and {} more", lines.len() - SHOWN);
    }
    text
}

impl Deref for CheckedSandbox {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl Drop for CheckedSandbox {
    fn drop(&mut self) {
        // A second panic would end the process, and hide the first.
        if !std::thread::panicking() {
            self.check();
        }
    }
}

/// While it lives, requests are to be refused. Made by [`CheckedSandbox::expect_refused`].
///
/// # Panics
///
/// When it is dropped outside a panic and no request was made.
#[derive(Debug)]
pub struct ExpectRefused<'a> {
    sandbox: &'a CheckedSandbox,
    first: usize,
}

impl Drop for ExpectRefused<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let end = self.sandbox.sandbox.requests().len();
        assert!(
            end > self.first,
            "no request was made while it was to be refused"
        );
        self.sandbox
            .refused
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(self.first..end);
    }
}
