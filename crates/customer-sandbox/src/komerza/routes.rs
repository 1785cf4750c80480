//! Which endpoint answers which route.

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::{get, patch, post};

use super::failure::Failure;
use super::state::Komerza;
use super::{auth, balance, blocking, customers, listing};

impl Komerza {
    /// The routes of the stand-in.
    pub(super) fn router(self: Arc<Self>) -> Router {
        let customers = Router::new()
            .route("/", post(customers::create).get(listing::list))
            .route("/filters", get(listing::filter_counts))
            .route("/search/{text}", get(listing::search))
            .route("/{customer}", get(customers::get))
            .route("/{customer}/email", get(customers::find_by_email))
            .route("/{customer}/balance", patch(balance::set));
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
                auth::check_before_routing,
            ))
            .with_state(self)
    }
}
