//! The API key decides the mode: test or live.

use axum::extract::FromRequestParts;
use hyper::http::request::Parts;

use super::failure::Failure;
use crate::access::{KOHORTPAY_LIVE_KEY, KOHORTPAY_TEST_KEY};
use crate::http::request::bearer_token;

/// The mode of a request's key. Each mode has its own customers. As an extractor it refuses a request without a valid key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Test,
    Live,
}

impl Mode {
    pub(super) fn is_live(self) -> bool {
        self == Self::Live
    }
}

impl<S: Sync> FromRequestParts<S> for Mode {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        match bearer_token(&parts.headers) {
            Some(KOHORTPAY_TEST_KEY) => Ok(Self::Test),
            Some(KOHORTPAY_LIVE_KEY) => Ok(Self::Live),
            _ => Err(Failure::unauthorized()),
        }
    }
}
