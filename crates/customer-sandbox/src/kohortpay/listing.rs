//! The listing of a mode's customers.

use std::sync::Arc;

use axum::extract::{RawQuery, State};
use axum::response::Response;
use hyper::StatusCode;
use serde::Serialize;
use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::auth::Mode;
use super::failure::Failure;
use super::listing_query::ListingQuery;
use super::records::{Record, seeds_of};
use super::responses::Customer;
use super::state::KohortPay;
use crate::http::response;
use crate::seeds::listing::Layout;
use crate::store::changed_seeds::changed_seeds;
use crate::store::database::signed;
use crate::store::record::decode_record;

#[derive(Serialize)]
struct List<'a> {
    data: Vec<Customer<'a>>,
    count: u64,
}

pub(super) async fn list(
    State(kohortpay): State<Arc<KohortPay>>,
    RawQuery(query): RawQuery,
    mode: Mode,
) -> Result<Response, Failure> {
    let query = ListingQuery::of(query.as_deref(), kohortpay.matching).map_err(Failure::invalid)?;
    let terms = &query.terms;
    let seeds = seeds_of(mode, kohortpay.seeds);
    let mut connection = kohortpay.pool.acquire().await?;
    let stored = count(&mut connection, mode, terms).await?;
    let layout = Layout::by_age(kohortpay.seed_filter.matching(seeds, terms), stored);
    let page = layout.page(query.skip, query.take, query.is_descending);
    let offset = page.stored_offset;
    let mut rows = stored_rows(&mut connection, mode, terms, offset, page.stored_count).await?;
    if query.is_descending {
        rows.reverse();
    }
    let changed = changed_seeds(&mut connection, "kohortpay_customers", &page.slots).await?;
    let records = page.records(rows, changed, |index| seeds.get(index).map(Record::of_seed));
    let list = List {
        data: records.iter().map(Customer::of).collect(),
        count: layout.total(),
    };
    Ok(response::json(StatusCode::OK, &list))
}

fn push_terms(query: &mut QueryBuilder<Sqlite>, mode: Mode, terms: &[String]) {
    query
        .push(" WHERE seed_index IS NULL AND livemode = ")
        .push_bind(mode.is_live());
    for term in terms {
        query
            .push(" AND instr(searched, ")
            .push_bind(term.clone())
            .push(") > 0");
    }
}

async fn count(
    connection: &mut SqliteConnection,
    mode: Mode,
    terms: &[String],
) -> Result<u64, sqlx::Error> {
    let mut query = QueryBuilder::new("SELECT count(*) FROM kohortpay_customers");
    push_terms(&mut query, mode, terms);
    let count: i64 = query.build_query_scalar().fetch_one(connection).await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Stored customers, the oldest first.
async fn stored_rows(
    connection: &mut SqliteConnection,
    mode: Mode,
    terms: &[String],
    offset: u64,
    count: u64,
) -> Result<Vec<Record>, sqlx::Error> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("SELECT record FROM kohortpay_customers");
    push_terms(&mut query, mode, terms);
    query
        .push(" ORDER BY sequence LIMIT ")
        .push_bind(signed(count));
    query.push(" OFFSET ").push_bind(signed(offset));
    let rows: Vec<String> = query.build_query_scalar().fetch_all(connection).await?;
    rows.iter().map(|text| decode_record(text)).collect()
}
