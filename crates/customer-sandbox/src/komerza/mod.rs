//! Komerza's store customers.

mod admission;
mod answers;
mod balance;
mod customers;
mod failure;
mod records;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};
use sqlx::SqlitePool;

pub use admission::KomerzaScope;
pub(crate) use admission::key_with_scopes;
use failure::Failure;

use crate::commits::Commits;
use crate::seed::Seeds;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Komerza {
    pool: SqlitePool,
    commits: Arc<Commits>,
    seeds: Seeds,
}

impl Komerza {
    pub(crate) fn new(pool: SqlitePool, commits: Arc<Commits>, seeds: Seeds) -> Self {
        Self {
            pool,
            commits,
            seeds,
        }
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/stores/{store}/customers", post(customers::create))
            .route("/stores/{store}/customers/{customer}", get(customers::get))
            .route(
                "/stores/{store}/customers/{customer}/email",
                get(customers::find_by_email),
            )
            .fallback(async || Failure::not_found("there is no such route"))
            .method_not_allowed_fallback(async || Failure::method_not_allowed())
            .with_state(self)
    }
}
