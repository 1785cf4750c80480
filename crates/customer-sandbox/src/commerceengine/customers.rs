//! Customers.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::HeaderMap;

use super::auth::Caller;
use super::failure::Failure;
use super::records::{self, Record};
use super::responses::{CustomerContent, CustomerDetail, Envelope};
use super::state::CommerceEngine;
use super::{address_records, requests};
use crate::http::body::json_object;
use crate::http::fields::Presence;
use crate::store::identifiers;

pub(super) async fn create(
    State(engine): State<Arc<CommerceEngine>>,
    Caller {
        session,
        mut transaction,
    }: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut fields = json_object(&headers, &body)?;
    let business = fields.object("business", Presence::Optional, requests::business);
    let address = fields.object("address", Presence::Nullable, requests::address_with_id);
    fields.finish().map_err(Failure::invalid)?;

    let record = Record::new(business, address.as_ref());
    records::insert(&mut transaction, &session.name, &record).await?;
    if let Some(address) = &address {
        let id = identifiers::ulid();
        address_records::insert(&mut transaction, &record.id, &id, address).await?;
    }
    transaction.commit().await?;
    engine.host.count_create();
    Ok(Envelope::of(
        "the customer was created",
        &CustomerContent {
            customer_detail: CustomerDetail::of(&record),
        },
    ))
}

pub(super) async fn update(
    State(engine): State<Arc<CommerceEngine>>,
    Path(customer): Path<String>,
    Caller {
        session,
        mut transaction,
    }: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut fields = json_object(&headers, &body)?;
    let business = fields.object("business", Presence::Required, requests::business);
    fields.finish().map_err(Failure::invalid)?;

    let mut record = engine
        .user_for_update(&mut transaction, &session, &customer)
        .await?;
    record.business = business;
    record.touch();
    records::update(&mut transaction, &record).await?;
    transaction.commit().await?;
    Ok(Envelope::of(
        "the customer was updated",
        &CustomerContent {
            customer_detail: CustomerDetail::of(&record),
        },
    ))
}
