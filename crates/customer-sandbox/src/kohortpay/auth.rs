//! The key decides the world: test or live.

use hyper::HeaderMap;

use super::failure::Failure;
use crate::access::{KOHORTPAY_LIVE_KEY, KOHORTPAY_TEST_KEY};
use crate::http::request::bearer;

/// Test and live customers never meet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum World {
    Test,
    Live,
}

impl World {
    pub(super) fn is_live(self) -> bool {
        self == Self::Live
    }
}

/// Lets a request in, or says why not.
pub(super) fn admit(headers: &HeaderMap) -> Result<World, Failure> {
    match bearer(headers) {
        Some(KOHORTPAY_TEST_KEY) => Ok(World::Test),
        Some(KOHORTPAY_LIVE_KEY) => Ok(World::Live),
        _ => Err(Failure::unauthorized()),
    }
}
