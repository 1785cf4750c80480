//! Addresses of a customer.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::HeaderMap;
use sqlx::Row;

use super::auth::Caller;
use super::failure::Failure;
use super::responses::{
    Address, AddressContent, AddressesContent, Envelope, NoContent, Pagination, empty_response,
};
use super::state::CommerceEngine;
use super::{address_records, requests};
use crate::http::body::json_object;
use crate::http::query::Query;
use crate::store::identifiers;
use crate::store::record::decode_record;

/// The default page size, and the largest.
const DEFAULT_LIMIT: u64 = 25;
const LARGEST_LIMIT: u64 = 100;

pub(super) async fn list(
    State(engine): State<Arc<CommerceEngine>>,
    Path(customer): Path<String>,
    RawQuery(query): RawQuery,
    Caller {
        session,
        mut transaction,
    }: Caller,
) -> Result<Response, Failure> {
    let mut query = Query::of(query.as_deref());
    let page = query.number("page", 1..=u64::from(u32::MAX)).unwrap_or(1);
    let limit = query
        .number("limit", 1..=LARGEST_LIMIT)
        .unwrap_or(DEFAULT_LIMIT);
    query.finish().map_err(Failure::invalid)?;

    // This stores a seeded customer's address to read it; without a commit it is rolled back.
    engine
        .user_for_update(&mut transaction, &session, &customer)
        .await?;
    let total: i64 =
        sqlx::query_scalar("SELECT count(*) FROM commerceengine_addresses WHERE customer_id = ?")
            .bind(&customer)
            .fetch_one(&mut *transaction)
            .await?;
    let rows = sqlx::query(
        "SELECT id, record FROM commerceengine_addresses WHERE customer_id = ?
         ORDER BY sequence LIMIT ? OFFSET ?",
    )
    .bind(&customer)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .bind(i64::try_from((page - 1) * limit).unwrap_or(i64::MAX))
    .fetch_all(&mut *transaction)
    .await?;
    let addresses = rows
        .iter()
        .map(|row| {
            Ok(Address::of(
                row.try_get(0)?,
                decode_record(row.try_get(1)?)?,
            ))
        })
        .collect::<Result<_, sqlx::Error>>()?;
    let total = u64::try_from(total).unwrap_or_default();
    Ok(Envelope::of(
        "the addresses were found",
        &AddressesContent {
            addresses,
            pagination: Pagination::of(total, page, limit),
        },
    ))
}

pub(super) async fn add(
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
    let address = requests::address(&mut fields);
    fields.finish().map_err(Failure::invalid)?;
    engine
        .user_for_update(&mut transaction, &session, &customer)
        .await?;

    let id = identifiers::ulid();
    address_records::insert(&mut transaction, &customer, &id, &address).await?;
    address_records::unset_other_defaults(&mut transaction, &customer, &id, &address).await?;
    transaction.commit().await?;
    Ok(address_response("the address was added", id, address))
}

pub(super) async fn get(
    State(engine): State<Arc<CommerceEngine>>,
    Path((customer, address)): Path<(String, String)>,
    Caller {
        session,
        mut transaction,
    }: Caller,
) -> Result<Response, Failure> {
    engine
        .user_for_update(&mut transaction, &session, &customer)
        .await?;
    let fields = address_records::by_id(&mut transaction, &customer, &address).await?;
    Ok(address_response("the address was found", address, fields))
}

pub(super) async fn update(
    State(engine): State<Arc<CommerceEngine>>,
    Path((customer, id)): Path<(String, String)>,
    Caller {
        session,
        mut transaction,
    }: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut fields = json_object(&headers, &body)?;
    let address = requests::address_with_id(&mut fields);
    fields.finish().map_err(Failure::invalid)?;
    engine
        .user_for_update(&mut transaction, &session, &customer)
        .await?;

    address_records::by_id(&mut transaction, &customer, &id).await?;
    address_records::update(&mut transaction, &id, &address).await?;
    address_records::unset_other_defaults(&mut transaction, &customer, &id, &address).await?;
    transaction.commit().await?;
    Ok(address_response("the address was updated", id, address))
}

pub(super) async fn remove(
    State(engine): State<Arc<CommerceEngine>>,
    Path((customer, id)): Path<(String, String)>,
    Caller {
        session,
        mut transaction,
    }: Caller,
) -> Result<Response, Failure> {
    engine
        .user_for_update(&mut transaction, &session, &customer)
        .await?;
    address_records::by_id(&mut transaction, &customer, &id).await?;
    sqlx::query("DELETE FROM commerceengine_addresses WHERE id = ?")
        .bind(&id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(empty_response(
        engine.reading,
        "the address was removed",
        NoContent::EmptyObject,
    ))
}

fn address_response(message: &str, id: String, fields: address_records::Address) -> Response {
    let content = AddressContent {
        address: Address::of(id, fields),
    };
    Envelope::of(message, &content)
}
