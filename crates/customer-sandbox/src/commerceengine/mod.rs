//! Commerce Engine's storefront customers.

mod addresses;
mod answers;
mod customers;
mod failure;
mod jwt;
mod records;
mod requests;
mod tokens;
mod users;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};
use sqlx::SqlitePool;

use failure::Failure;
pub(crate) use records::keep_staff;
pub(crate) use tokens::{AskedLifetimes, Lifetimes, expire_all, pair_at_start};

use crate::access::COMMERCEENGINE_STORE_ID;
use crate::commits::Commits;
use crate::reading::Reading;
use crate::seed::Seeds;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct CommerceEngine {
    pool: SqlitePool,
    commits: Arc<Commits>,
    seeds: Seeds,
    lifetimes: Lifetimes,
    reading: Reading,
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
