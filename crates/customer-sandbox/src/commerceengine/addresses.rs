//! Addresses of a customer.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use hyper::HeaderMap;
use sqlx::{Row, SqliteConnection};

use super::CommerceEngine;
use super::answers::{Address, AddressesContent, Envelope, Pagination};
use super::failure::Failure;
use super::tokens::Session;
use super::{records, tokens};
use crate::query::Query;
use crate::respond::from_record;

/// How many addresses a page has where nothing is said, and at most.
const LIMIT: u64 = 25;
const MOST: u64 = 100;

pub(super) async fn list(
    State(engine): State<Arc<CommerceEngine>>,
    Path(customer): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut connection = engine.pool.acquire().await?;
    let session = tokens::admit(&mut connection, &headers).await?;
    let mut query = Query::of(query.as_deref());
    let page = query.number("page", 1..=u64::from(u32::MAX)).unwrap_or(1);
    let limit = query.number("limit", 1..=MOST).unwrap_or(LIMIT);
    query.finish().map_err(Failure::invalid)?;

    require_customer(&engine, &mut connection, &session, &customer).await?;
    let (total, addresses) = match engine.seeds.by_ulid(&customer) {
        Some(seed) if !records::is_kept(&mut connection, &customer).await? => {
            let address = Address::of(seed.address_ulid(), records::Address::of_seed(seed));
            (1, if page == 1 { vec![address] } else { Vec::new() })
        }
        _ => kept(&mut connection, &customer, page, limit).await?,
    };
    Ok(Envelope::of(
        "the addresses were found",
        &AddressesContent {
            addresses,
            pagination: Pagination::of(total, page, limit),
        },
    ))
}

/// A customer that the session may see; an anonymous user is none.
async fn require_customer(
    engine: &CommerceEngine,
    connection: &mut SqliteConnection,
    session: &Session,
    customer: &str,
) -> Result<records::Record, Failure> {
    records::by_id(connection, engine.seeds, session, customer)
        .await?
        .filter(|record| !record.is_anonymous)
        .ok_or_else(|| Failure::not_found("there is no such customer"))
}

async fn kept(
    connection: &mut SqliteConnection,
    customer: &str,
    page: u64,
    limit: u64,
) -> Result<(u64, Vec<Address>), sqlx::Error> {
    let total: i64 =
        sqlx::query_scalar("SELECT count(*) FROM commerceengine_addresses WHERE customer_id = ?")
            .bind(customer)
            .fetch_one(&mut *connection)
            .await?;
    let rows = sqlx::query(
        "SELECT id, record FROM commerceengine_addresses WHERE customer_id = ?
         ORDER BY sequence LIMIT ? OFFSET ?",
    )
    .bind(customer)
    .bind(i64::try_from(limit).unwrap_or(i64::MAX))
    .bind(i64::try_from((page - 1) * limit).unwrap_or(i64::MAX))
    .fetch_all(connection)
    .await?;
    let addresses = rows
        .iter()
        .map(|row| Ok(Address::of(row.try_get(0)?, from_record(row.try_get(1)?)?)))
        .collect::<Result<_, sqlx::Error>>()?;
    Ok((u64::try_from(total).unwrap_or_default(), addresses))
}
