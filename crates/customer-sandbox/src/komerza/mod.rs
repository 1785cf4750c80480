//! Komerza's store customers.

mod admission;
mod answers;
mod balance;
mod blacklist;
mod criteria;
mod customers;
mod failure;
mod limiter;
mod listings;
mod records;
mod seeded;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, patch, post};
use sqlx::SqlitePool;

pub use admission::KomerzaScope;
pub(crate) use admission::key_with_scopes;
use failure::Failure;
use limiter::Limiter;
use seeded::Seeded;

use crate::commits::Commits;
use crate::emails::EmailMatching;
use crate::reading::Reading;
use crate::seed::Seeds;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Komerza {
    pool: SqlitePool,
    commits: Arc<Commits>,
    seeds: Seeds,
    matching: EmailMatching,
    seeded: Seeded,
    limiter: Option<Limiter>,
    reading: Reading,
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
            .route("/", post(customers::create).get(listings::list))
            .route("/filters", get(listings::filter_counts))
            .route("/search/{text}", get(listings::search))
            .route("/{customer}", get(customers::get))
            .route("/{customer}/email", get(customers::find_by_email))
            .route("/{customer}/balance", patch(blacklist::set_balance));
        let blacklist = Router::new()
            .route("/block", post(blacklist::block))
            .route("/unblock", post(blacklist::unblock))
            .route("/ipRules", get(blacklist::ip_rules));
        Router::new()
            .nest("/stores/{store}/customers", customers)
            .nest("/stores/{store}/blacklist/customers/{customer}", blacklist)
            .fallback(async || Failure::not_found("there is no such route"))
            .method_not_allowed_fallback(async || Failure::method_not_allowed())
            .layer(middleware::from_fn_with_state(
                Arc::clone(&self),
                admission::at_the_door,
            ))
            .with_state(self)
    }
}
