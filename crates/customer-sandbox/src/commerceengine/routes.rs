//! Which endpoint answers which route.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post, put};

use super::failure::Failure;
use super::state::CommerceEngine;
use super::{addresses, customers, login, users};
use crate::access::COMMERCEENGINE_STORE_ID;

/// The path under which the store's storefront stands.
pub(super) fn base_path() -> String {
    format!("/api/v1/{COMMERCEENGINE_STORE_ID}/storefront")
}

impl CommerceEngine {
    /// The routes of the stand-in.
    pub(super) fn router(self: Arc<Self>) -> Router {
        let storefront = Router::new()
            .route("/auth/anonymous", post(login::anonymous))
            .route("/auth/refresh-token", post(login::refresh))
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
            .nest(&base_path(), storefront)
            .fallback(async || Failure::not_found("there is no such store"))
    }
}
