//! Block and unblock.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use hyper::StatusCode;

use super::auth::Mode;
use super::failure::Failure;
use super::requests::NoBody;
use super::state::KohortPay;
use crate::clock;

pub(super) async fn block(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    mode: Mode,
    _: NoBody,
) -> Result<Response, Failure> {
    kohortpay
        .change(mode, &customer, StatusCode::CREATED, |record| {
            record
                .blocked_at
                .get_or_insert_with(clock::now_in_milliseconds);
        })
        .await
}

pub(super) async fn unblock(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    mode: Mode,
    _: NoBody,
) -> Result<Response, Failure> {
    kohortpay
        .change(mode, &customer, StatusCode::CREATED, |record| {
            record.blocked_at = None;
        })
        .await
}
