//! What the handlers share, and the routes.

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, patch, post};
use sqlx::SqlitePool;

use super::failure::Failure;
use super::rate_limit::Limiter;
use super::seed_filter::Seeded;
use super::{auth, blocking, customers, listing};

use crate::reading::Reading;
use crate::seeds::seed::Seeds;
use crate::store::commits::Commits;
use crate::store::email_matching::EmailMatching;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Komerza {
    pub(super) pool: SqlitePool,
    pub(super) commits: Arc<Commits>,
    pub(super) seeds: Seeds,
    pub(super) matching: EmailMatching,
    pub(super) seeded: Seeded,
    pub(super) limiter: Option<Limiter>,
    pub(super) reading: Reading,
}

impl Komerza {
    pub(crate) fn new(
        pool: SqlitePool,
        commits: Arc<Commits>,
        seeds: Seeds,
        matching: EmailMatching,
        enforces_rate_limit: bool,
        reading: Reading,
    ) -> Self {
        Self {
            pool,
            commits,
            seeds,
            matching,
            seeded: Seeded::default(),
            limiter: enforces_rate_limit.then(Limiter::default),
            reading,
        }
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        let customers = Router::new()
            .route("/", post(customers::create).get(listing::list))
            .route("/filters", get(listing::filter_counts))
            .route("/search/{text}", get(listing::search))
            .route("/{customer}", get(customers::get))
            .route("/{customer}/email", get(customers::find_by_email))
            .route("/{customer}/balance", patch(blocking::set_balance));
        let blacklist = Router::new()
            .route("/block", post(blocking::block))
            .route("/unblock", post(blocking::unblock))
            .route("/ipRules", get(blocking::ip_rules));
        Router::new()
            .nest("/stores/{store}/customers", customers)
            .nest("/stores/{store}/blacklist/customers/{customer}", blacklist)
            .fallback(async || Failure::not_found("there is no such route"))
            .method_not_allowed_fallback(async || Failure::method_not_allowed())
            .layer(middleware::from_fn_with_state(
                Arc::clone(&self),
                auth::at_the_door,
            ))
            .with_state(self)
    }
}
