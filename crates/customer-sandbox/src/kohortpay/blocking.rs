//! Update, delete, block and unblock.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::{HeaderMap, StatusCode};

use super::auth::{World, admit};
use super::customers::{no_such_customer, require_json};
use super::failure::Failure;
use super::records::{self, Record};
use super::responses::Customer;
use super::state::KohortPay;
use crate::clock;
use crate::http::fields::{Fields, Presence};
use crate::http::formats;
use crate::http::response;

/// The one documented change: an instant deletes, null restores.
pub(super) async fn update(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let world = admit(&headers)?;
    require_json(&headers)?;
    let mut fields = Fields::of_body(&body).map_err(|problems| Failure::invalid(&problems))?;
    if !fields.has("deletedAt") {
        fields.refuse("deletedAt", "is required");
    }
    let deleted_at = fields.text("deletedAt", Presence::Nullable, formats::instant);
    fields
        .finish()
        .map_err(|problems| Failure::invalid(&problems))?;
    let deleted_at = deleted_at.as_deref().and_then(clock::to_milliseconds);
    change(
        &kohortpay,
        world,
        &customer,
        StatusCode::CREATED,
        |record| {
            record.deleted_at = deleted_at;
        },
    )
    .await
}

pub(super) async fn delete(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let world = admit(&headers)?;
    require_no_body(&body)?;
    change(&kohortpay, world, &customer, StatusCode::OK, |record| {
        record
            .deleted_at
            .get_or_insert_with(clock::now_in_milliseconds);
    })
    .await
}

pub(super) async fn block(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let world = admit(&headers)?;
    require_no_body(&body)?;
    change(
        &kohortpay,
        world,
        &customer,
        StatusCode::CREATED,
        |record| {
            record
                .blocked_at
                .get_or_insert_with(clock::now_in_milliseconds);
        },
    )
    .await
}

pub(super) async fn unblock(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let world = admit(&headers)?;
    require_no_body(&body)?;
    change(
        &kohortpay,
        world,
        &customer,
        StatusCode::CREATED,
        |record| {
            record.blocked_at = None;
        },
    )
    .await
}

/// No body is documented; an empty object says nothing either.
fn require_no_body(body: &Bytes) -> Result<(), Failure> {
    if body.is_empty() {
        return Ok(());
    }
    Fields::of_body(body)
        .and_then(Fields::finish)
        .map_err(|problems| Failure::invalid(&problems))
}

async fn change(
    kohortpay: &KohortPay,
    world: World,
    customer: &str,
    status: StatusCode,
    change: impl FnOnce(&mut Record),
) -> Result<Response, Failure> {
    let mut transaction = kohortpay.pool.begin().await?;
    let mut record = records::by_id(&mut transaction, kohortpay.seeds, world, customer)
        .await?
        .ok_or_else(no_such_customer)?;
    change(&mut record);
    record.touch();
    records::update(
        &mut transaction,
        kohortpay.seeds,
        kohortpay.matching,
        &record,
    )
    .await?;
    transaction.commit().await?;
    Ok(response::json(status, &Customer::of(&record)))
}
