//! KohortPay's customers.

mod admission;
mod answers;
mod customers;
mod failure;
mod records;
mod requests;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use sqlx::SqlitePool;

use failure::Failure;

use crate::commits::Commits;
use crate::seed::Seeds;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct KohortPay {
    pool: SqlitePool,
    commits: Arc<Commits>,
    seeds: Seeds,
}

impl KohortPay {
    pub(crate) fn new(pool: SqlitePool, commits: Arc<Commits>, seeds: Seeds) -> Self {
        Self {
            pool,
            commits,
            seeds,
        }
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/customers", post(customers::create))
            .route("/customers/{customer}", get(customers::get))
            .fallback(async || Failure::not_found("there is no such route"))
            .method_not_allowed_fallback(async || Failure::method_not_allowed())
            .with_state(self)
    }
}
