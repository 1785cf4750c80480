//! What the handlers share, and the routes.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, patch, post};
use sqlx::SqlitePool;

use super::failure::Failure;
use super::listing::Seeded;
use super::{blocking, customers, listing};

use crate::seeds::seed::Seeds;
use crate::store::commits::Commits;
use crate::store::email_matching::EmailMatching;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct KohortPay {
    pub(super) pool: SqlitePool,
    pub(super) commits: Arc<Commits>,
    pub(super) seeds: Seeds,
    pub(super) matching: EmailMatching,
    pub(super) seeded: Seeded,
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
            .route("/customers", post(customers::create).get(listing::list))
            .route(
                "/customers/{customer}",
                get(customers::get)
                    .patch(blocking::update)
                    .delete(blocking::delete),
            )
            .route("/customers/{customer}/block", patch(blocking::block))
            .route("/customers/{customer}/unblock", patch(blocking::unblock))
            .fallback(async || Failure::not_found("there is no such route"))
            .method_not_allowed_fallback(async || Failure::method_not_allowed())
            .with_state(self)
    }
}
