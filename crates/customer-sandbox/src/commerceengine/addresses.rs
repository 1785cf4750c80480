//! Addresses of a customer.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::HeaderMap;
use sqlx::{Row, SqliteConnection};

use super::customers::json_object;
use super::failure::Failure;
use super::responses::{
    Address, AddressContent, AddressesContent, Envelope, Nothing, Pagination, done,
};
use super::state::CommerceEngine;
use super::{records, requests, tokens};
use crate::http::query::Query;
use crate::http::response::{from_record, to_record};
use crate::store::identifiers;

/// How many addresses a page has where nothing is said, and at most.
const LIMIT: u64 = 25;
const MOST: u64 = 100;

pub(super) async fn list(
    State(engine): State<Arc<CommerceEngine>>,
    Path(customer): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let session = tokens::admit(&mut transaction, &headers).await?;
    let mut query = Query::of(query.as_deref());
    let page = query.number("page", 1..=u64::from(u32::MAX)).unwrap_or(1);
    let limit = query.number("limit", 1..=MOST).unwrap_or(LIMIT);
    query.finish().map_err(Failure::invalid)?;

    // A seeded customer's address is kept for as long as it takes to read it: there is no commit.
    engine
        .user_to_change(&mut transaction, &session, &customer)
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
        .map(|row| Ok(Address::of(row.try_get(0)?, from_record(row.try_get(1)?)?)))
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
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let session = tokens::admit(&mut transaction, &headers).await?;
    let mut fields = json_object(&headers, &body)?;
    let address = requests::address(&mut fields);
    fields.finish().map_err(Failure::invalid)?;
    engine
        .user_to_change(&mut transaction, &session, &customer)
        .await?;

    let id = identifiers::ulid();
    records::insert_address(&mut transaction, &customer, &id, &address).await?;
    yield_defaults(&mut transaction, &customer, &id, &address).await?;
    transaction.commit().await?;
    Ok(answer("the address was added", id, address))
}

pub(super) async fn get(
    State(engine): State<Arc<CommerceEngine>>,
    Path((customer, address)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let session = tokens::admit(&mut transaction, &headers).await?;
    engine
        .user_to_change(&mut transaction, &session, &customer)
        .await?;
    let fields = find(&mut transaction, &customer, &address).await?;
    Ok(answer("the address was found", address, fields))
}

pub(super) async fn update(
    State(engine): State<Arc<CommerceEngine>>,
    Path((customer, id)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let session = tokens::admit(&mut transaction, &headers).await?;
    let mut fields = json_object(&headers, &body)?;
    let address = requests::address_with_id(&mut fields);
    fields.finish().map_err(Failure::invalid)?;
    engine
        .user_to_change(&mut transaction, &session, &customer)
        .await?;

    find(&mut transaction, &customer, &id).await?;
    replace(&mut transaction, &id, &address).await?;
    yield_defaults(&mut transaction, &customer, &id, &address).await?;
    transaction.commit().await?;
    Ok(answer("the address was updated", id, address))
}

pub(super) async fn remove(
    State(engine): State<Arc<CommerceEngine>>,
    Path((customer, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let session = tokens::admit(&mut transaction, &headers).await?;
    engine
        .user_to_change(&mut transaction, &session, &customer)
        .await?;
    find(&mut transaction, &customer, &id).await?;
    sqlx::query("DELETE FROM commerceengine_addresses WHERE id = ?")
        .bind(&id)
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(done(
        engine.reading,
        "the address was removed",
        Nothing::EmptyObject,
    ))
}

fn answer(message: &str, id: String, fields: records::Address) -> Response {
    let content = AddressContent {
        address: Address::of(id, fields),
    };
    Envelope::of(message, &content)
}

async fn find(
    connection: &mut SqliteConnection,
    customer: &str,
    id: &str,
) -> Result<records::Address, Failure> {
    let kept: Option<String> = sqlx::query_scalar(
        "SELECT record FROM commerceengine_addresses WHERE id = ? AND customer_id = ?",
    )
    .bind(id)
    .bind(customer)
    .fetch_optional(connection)
    .await?;
    let kept = kept.ok_or_else(|| Failure::not_found("there is no such address"))?;
    Ok(from_record(&kept)?)
}

async fn replace(
    connection: &mut SqliteConnection,
    id: &str,
    address: &records::Address,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE commerceengine_addresses SET record = ? WHERE id = ?")
        .bind(to_record(address)?)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// A customer has one default address of each kind: the last that was said to be it.
async fn yield_defaults(
    connection: &mut SqliteConnection,
    customer: &str,
    id: &str,
    address: &records::Address,
) -> Result<(), sqlx::Error> {
    if !address.is_default_billing && !address.is_default_shipping {
        return Ok(());
    }
    let rows = sqlx::query(
        "SELECT id, record FROM commerceengine_addresses WHERE customer_id = ? AND id <> ?",
    )
    .bind(customer)
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    for row in rows {
        let mut other: records::Address = from_record(row.try_get(1)?)?;
        other.is_default_billing &= !address.is_default_billing;
        other.is_default_shipping &= !address.is_default_shipping;
        replace(connection, row.try_get(0)?, &other).await?;
    }
    Ok(())
}
