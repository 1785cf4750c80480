//! KohortPay's customers.

mod admission;
mod answers;
mod changes;
mod customers;
mod failure;
mod listings;
mod records;
mod requests;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, patch, post};
use sqlx::SqlitePool;

use failure::Failure;
use listings::Seeded;

use crate::commits::Commits;
use crate::emails::EmailMatching;
use crate::seed::Seeds;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct KohortPay {
    pool: SqlitePool,
    commits: Arc<Commits>,
    seeds: Seeds,
    matching: EmailMatching,
    seeded: Seeded,
}

impl KohortPay {
    pub(crate) fn new(
        pool: SqlitePool,
        commits: Arc<Commits>,
        seeds: Seeds,
        matching: EmailMatching,
    ) -> Self {
        Self {
            pool,
            commits,
            seeds,
            matching,
            seeded: Seeded::default(),
        }
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/customers", post(customers::create).get(listings::list))
            .route(
                "/customers/{customer}",
                get(customers::get)
                    .patch(changes::update)
                    .delete(changes::delete),
            )
            .route("/customers/{customer}/block", patch(changes::block))
            .route("/customers/{customer}/unblock", patch(changes::unblock))
            .fallback(async || Failure::not_found("there is no such route"))
            .method_not_allowed_fallback(async || Failure::method_not_allowed())
            .with_state(self)
    }
}
