//! What the handlers share, and the routes.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};
use sqlx::SqlitePool;

use super::failure::Failure;
use super::tokens::Lifetimes;
use super::{addresses, customers, tokens, users};

use crate::access::COMMERCEENGINE_STORE_ID;
use crate::reading::Reading;
use crate::seeds::seed::Seeds;
use crate::store::commits::Commits;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct CommerceEngine {
    pub(super) pool: SqlitePool,
    pub(super) commits: Arc<Commits>,
    pub(super) seeds: Seeds,
    pub(super) lifetimes: Lifetimes,
    pub(super) reading: Reading,
}

/// The path under which the store's storefront stands.
pub(crate) fn mount() -> String {
    format!("/api/v1/{COMMERCEENGINE_STORE_ID}/storefront")
}

impl CommerceEngine {
    pub(crate) fn new(
        pool: SqlitePool,
        commits: Arc<Commits>,
        seeds: Seeds,
        lifetimes: Lifetimes,
        reading: Reading,
    ) -> Self {
        Self {
            pool,
            commits,
            seeds,
            lifetimes,
            reading,
        }
    }

    pub(crate) fn router(self: Arc<Self>) -> Router {
        let storefront = Router::new()
            .route("/auth/anonymous", post(tokens::anonymous))
            .route("/auth/refresh-token", post(tokens::refresh))
            .route(
                "/auth/user/{user}",
                get(users::get).put(users::update).delete(users::delete),
            )
            .route("/auth/user/{user}/deactivate", put(users::deactivate))
            .route("/customers", post(customers::create))
            .route("/customers/{customer}", put(customers::update))
            .route(
                "/customers/{customer}/addresses",
                get(addresses::list).post(addresses::add),
            )
            .route(
                "/customers/{customer}/addresses/{address}",
                get(addresses::get)
                    .put(addresses::update)
                    .delete(addresses::remove),
            )
            .fallback(async || Failure::not_found("there is no such route"))
            .method_not_allowed_fallback(async || Failure::method_not_allowed())
            .with_state(self);
        Router::new()
            .nest(&mount(), storefront)
            .fallback(async || Failure::not_found("there is no such store"))
    }
}
