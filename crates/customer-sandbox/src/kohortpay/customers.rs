//! Create, get, update and delete.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::{HeaderMap, StatusCode};

use super::auth::Mode;
use super::failure::Failure;
use super::listing_query::read_expand;
use super::records;
use super::requests::{self, NoBody};
use super::responses::Customer;
use super::state::KohortPay;
use crate::clock;
use crate::http::body::json_object;
use crate::http::fields::Presence;
use crate::http::formats;
use crate::http::query::Query;
use crate::http::response;

pub(super) async fn create(
    State(kohortpay): State<Arc<KohortPay>>,
    mode: Mode,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let fields = json_object(&headers, &body)?;
    let record = requests::create(fields, mode.is_live()).map_err(Failure::invalid)?;
    records::insert(&kohortpay.pool, kohortpay.matching, &record).await?;
    kohortpay.host.count_create();
    Ok(response::json(StatusCode::CREATED, &Customer::of(&record)))
}

pub(super) async fn get(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    RawQuery(query): RawQuery,
    mode: Mode,
) -> Result<Response, Failure> {
    let mut query = Query::of(query.as_deref());
    read_expand(&mut query);
    query.finish().map_err(Failure::invalid)?;
    let mut connection = kohortpay.pool.acquire().await?;
    let record = kohortpay.customer(&mut connection, mode, &customer).await?;
    Ok(response::json(StatusCode::OK, &Customer::of(&record)))
}

/// The one documented update: an instant in `deletedAt` deletes, null restores.
pub(super) async fn update(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    mode: Mode,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut fields = json_object(&headers, &body)?;
    if !fields.has("deletedAt") {
        fields.refuse("deletedAt", "is required");
    }
    let deleted_at = fields.text("deletedAt", Presence::Nullable, formats::instant);
    fields.finish().map_err(Failure::invalid)?;
    let deleted_at = deleted_at.as_deref().and_then(clock::to_milliseconds);
    kohortpay
        .change(mode, &customer, StatusCode::CREATED, |record| {
            record.deleted_at = deleted_at;
        })
        .await
}

pub(super) async fn delete(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    mode: Mode,
    _: NoBody,
) -> Result<Response, Failure> {
    kohortpay
        .change(mode, &customer, StatusCode::OK, |record| {
            record
                .deleted_at
                .get_or_insert_with(clock::now_in_milliseconds);
        })
        .await
}
