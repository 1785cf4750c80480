//! Which endpoint answers which route.

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, patch, post};

use super::failure::Failure;
use super::state::KohortPay;
use super::{blocking, customers, listing};

impl KohortPay {
    /// The routes of the stand-in.
    pub(super) fn router(self: Arc<Self>) -> Router {
        Router::new()
            .route("/customers", post(customers::create).get(listing::list))
            .route(
                "/customers/{customer}",
                get(customers::get)
                    .patch(customers::update)
                    .delete(customers::delete),
            )
            .route("/customers/{customer}/block", patch(blocking::block))
            .route("/customers/{customer}/unblock", patch(blocking::unblock))
            .fallback(async || Failure::not_found("there is no such route"))
            .method_not_allowed_fallback(async || Failure::method_not_allowed())
            .with_state(self)
    }
}
