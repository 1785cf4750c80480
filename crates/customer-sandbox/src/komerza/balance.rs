//! Sets a customer's balance.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::HeaderMap;
use serde_json::value::RawValue;

use super::auth::{KomerzaScope, authorize};
use super::decimal_order;
use super::failure::Failure;
use super::responses::empty_response;
use super::state::Komerza;
use crate::http::body::json_object;
use crate::http::fields::Presence;
use crate::http::formats;

/// Sets the balance, digits as they came.
pub(super) async fn set(
    State(komerza): State<Arc<Komerza>>,
    Path((store, customer)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersUpdate)?;
    let mut fields = json_object(&headers, &body)?;
    let new_balance = fields.raw("newBalance", Presence::Required);
    let amount = new_balance.map(RawValue::get);
    if amount.is_some_and(|text| decimal_order::order(text).is_none()) {
        fields.refuse("newBalance", "must be a number of zero or more");
    }
    fields.text("comment", Presence::Nullable, formats::any);
    fields.finish().map_err(Failure::invalid)?;

    let mut transaction = komerza.pool.begin().await?;
    komerza
        .change(&mut transaction, &customer, |record| {
            amount.unwrap_or_default().clone_into(&mut record.balance);
        })
        .await?;
    transaction.commit().await?;
    Ok(empty_response())
}
