//! Which requests are allowed: those with an access token that is stored and not expired.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use hyper::http::request::Parts;
use sqlx::{Sqlite, Transaction};

use super::failure::Failure;
use super::session::{self, Session};
use super::state::CommerceEngine;
use crate::clock;

/// The beginning of every request to customers, users and addresses: its session, and the transaction in which it is carried out.
/// As an extractor it refuses a request without a valid access token.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) session: Session,
    pub(super) transaction: Transaction<'static, Sqlite>,
}

impl FromRequestParts<Arc<CommerceEngine>> for Caller {
    type Rejection = Failure;

    async fn from_request_parts(
        parts: &mut Parts,
        engine: &Arc<CommerceEngine>,
    ) -> Result<Self, Failure> {
        let mut transaction = engine.pool.begin().await?;
        match session::of_access_token(&mut transaction, &parts.headers).await? {
            None => Err(Failure::unauthorized(
                "the access token is missing or wrong",
            )),
            Some((_, expires)) if expires <= clock::unix_seconds() => {
                Err(Failure::unauthorized("the access token has expired"))
            }
            Some((session, _)) => Ok(Self {
                session,
                transaction,
            }),
        }
    }
}
