//! List, search and filter counts.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use hyper::{HeaderMap, StatusCode};
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::auth::{KomerzaScope, authorize};
use super::failure::Failure;
use super::listing_query::{By, Criteria, Filter};
use super::records::Record;
use super::responses::{Envelope, Page, PublicCustomerReference};
use super::state::Komerza;
use crate::http::query::Query;
use crate::http::response;
use crate::seeds::listing::{Layout, SeedSelection};
use crate::seeds::seed::{Seed, Seeds};
use crate::store::changed_seeds::changed_seeds;
use crate::store::database::signed;
use crate::store::record::decode_record;

pub(super) async fn list(
    State(komerza): State<Arc<Komerza>>,
    Path(store): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersView)?;
    let criteria = Criteria::of(query.as_deref(), None)?;
    page(&komerza, &criteria).await
}

pub(super) async fn search(
    State(komerza): State<Arc<Komerza>>,
    Path((store, text)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersView)?;
    let criteria = Criteria::of(query.as_deref(), Some(&text))?;
    page(&komerza, &criteria).await
}

/// How many customers there are of each sort.
pub(super) async fn filter_counts(
    State(komerza): State<Arc<Komerza>>,
    Path(store): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersView)?;
    Query::of(query.as_deref())
        .finish()
        .map_err(Failure::invalid)?;
    let mut connection = komerza.pool.acquire().await?;
    let stored = count(&mut connection, &Filter::default()).await?;
    let blocked: i64 = sqlx::query_scalar(
        "SELECT count(*) FROM komerza_customers
         WHERE is_blocked AND (seed_index IS NULL OR seed_index < ?)",
    )
    .bind(signed(komerza.seeds.count()))
    .fetch_one(&mut *connection)
    .await?;
    let counts = BTreeMap::from([
        ("affiliates", komerza.seeds.affiliates()),
        ("all", komerza.seeds.count() + stored),
        ("blocked", u64::try_from(blocked).unwrap_or_default()),
    ]);
    Ok(response::json(StatusCode::OK, &Envelope::of(counts)))
}

async fn page(komerza: &Komerza, criteria: &Criteria) -> Result<Response, Failure> {
    let mut connection = komerza.pool.acquire().await?;
    let filter = &criteria.filter;
    let stored = count(&mut connection, filter).await?;
    let seeded = seeded(komerza, &mut connection, filter).await?;
    let layout = match criteria.order.by {
        By::DateCreated => Layout::by_age(seeded, stored),
        By::EmailAddress => {
            by_email(&mut connection, filter, seeded, stored, komerza.seeds).await?
        }
    };
    let skip = (criteria.page - 1) * criteria.page_size;
    let is_descending = criteria.order.is_descending;
    let page = layout.page(skip, criteria.page_size, is_descending);

    let mut rows = stored_rows(
        &mut connection,
        criteria,
        page.stored_offset,
        page.stored_count,
    )
    .await?;
    if is_descending {
        rows.reverse();
    }
    let changed = changed_seeds(&mut connection, "komerza_customers", &page.slots).await?;
    let records: Vec<Record> = page.records(rows, changed, |index| {
        komerza.seeds.get(index).map(Record::of_seed)
    });
    let data = records
        .iter()
        .map(|record| PublicCustomerReference::of(record, komerza.reading))
        .collect();
    let pages = layout.total().div_ceil(criteria.page_size);
    Ok(response::json(StatusCode::OK, &Page::of(pages, data)))
}

/// What a filter asks of stored customers, as SQL. Stored customers have no Stripe customer and are no affiliates.
fn push_filter(query: &mut QueryBuilder<Sqlite>, filter: &Filter) {
    query.push(" WHERE seed_index IS NULL");
    for text in &filter.email_contains {
        query
            .push(" AND instr(email, ")
            .push_bind(text.clone())
            .push(") > 0");
    }
    if let Some(text) = &filter.email_is {
        query.push(" AND email = ").push_bind(text.clone());
    }
    if let Some(text) = &filter.ip_address_contains {
        query
            .push(" AND instr(ip_address, ")
            .push_bind(text.clone())
            .push(") > 0");
    }
    if let Some(from) = &filter.balance_from {
        query.push(" AND balance_order >= ").push_bind(from.clone());
    }
    if let Some(to) = &filter.balance_to {
        query.push(" AND balance_order <= ").push_bind(to.clone());
    }
    if let Some(is_blocked) = filter.is_blocked {
        query.push(" AND is_blocked = ").push_bind(is_blocked);
    }
    if filter.stripe_customer_id.is_some()
        || filter.affiliate_code_contains.is_some()
        || filter.is_affiliate == Some(true)
    {
        query.push(" AND FALSE");
    }
}

/// How many stored customers a filter selects.
async fn count(connection: &mut SqliteConnection, filter: &Filter) -> Result<u64, sqlx::Error> {
    let mut query = QueryBuilder::new("SELECT count(*) FROM komerza_customers");
    push_filter(&mut query, filter);
    let count: i64 = query.build_query_scalar().fetch_one(connection).await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// The seeded customers that a filter selects, changes included.
async fn seeded(
    komerza: &Komerza,
    connection: &mut SqliteConnection,
    filter: &Filter,
) -> Result<SeedSelection, sqlx::Error> {
    let matching = komerza.seed_filter.matching(komerza.seeds, filter);
    if !filter.depends_on_changes() || komerza.seeds.count() == 0 {
        return Ok(matching);
    }
    let changed = sqlx::query(
        "SELECT seed_index, balance_order, is_blocked FROM komerza_customers WHERE seed_index < ?",
    )
    .bind(signed(komerza.seeds.count()))
    .fetch_all(connection)
    .await?;
    if changed.is_empty() {
        return Ok(matching);
    }
    let unchanging = Filter {
        balance_from: None,
        balance_to: None,
        is_blocked: None,
        ..filter.clone()
    };
    let candidates = komerza.seed_filter.matching(komerza.seeds, &unchanging);
    let mut indexes: std::collections::BTreeSet<u64> = (0..matching.count())
        .map(|place| matching.index_at(place))
        .collect();
    for row in changed {
        let index = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default();
        let place = candidates.partition_point(|candidate| candidate < index);
        let is_candidate = place < candidates.count() && candidates.index_at(place) == index;
        if is_candidate && filter.matches_state(row.try_get(1)?, row.try_get(2)?) {
            indexes.insert(index);
        } else {
            indexes.remove(&index);
        }
    }
    let indexes = indexes
        .into_iter()
        .filter_map(|index| u32::try_from(index).ok());
    Ok(SeedSelection::Some(indexes.collect()))
}

/// Where stored customers lie among the seeded ones when all are sorted by e-mail address.
async fn by_email(
    connection: &mut SqliteConnection,
    filter: &Filter,
    seeded: SeedSelection,
    stored: u64,
    seeds: Seeds,
) -> Result<Layout, sqlx::Error> {
    if seeded.count() == 0 {
        return Ok(Layout::by_age(seeded, stored));
    }
    let email_at = |index| seeds.get(index).map(Seed::email).unwrap_or_default();
    let first = email_at(seeded.index_at(0));
    let last = email_at(seeded.index_at(seeded.count() - 1));
    let mut query = QueryBuilder::new("SELECT count(*) FROM komerza_customers");
    push_filter(&mut query, filter);
    query.push(" AND email < ").push_bind(first.clone());
    let before: i64 = query
        .build_query_scalar()
        .fetch_one(&mut *connection)
        .await?;
    let mut query = QueryBuilder::new("SELECT email FROM komerza_customers");
    push_filter(&mut query, filter);
    query.push(" AND email BETWEEN ").push_bind(first);
    query.push(" AND ").push_bind(last).push(" ORDER BY email");
    let emails: Vec<String> = query.build_query_scalar().fetch_all(connection).await?;
    let between = emails
        .iter()
        .map(|email| seeded.partition_point(|index| email_at(index) < *email))
        .collect();
    Ok(Layout {
        seeded,
        stored,
        before: u64::try_from(before).unwrap_or_default(),
        between,
    })
}

/// Stored customers in ascending order.
async fn stored_rows(
    connection: &mut SqliteConnection,
    criteria: &Criteria,
    offset: u64,
    count: u64,
) -> Result<Vec<Record>, sqlx::Error> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("SELECT record FROM komerza_customers");
    push_filter(&mut query, &criteria.filter);
    query.push(match criteria.order.by {
        By::DateCreated => " ORDER BY sequence",
        By::EmailAddress => " ORDER BY email",
    });
    query.push(" LIMIT ").push_bind(signed(count));
    query.push(" OFFSET ").push_bind(signed(offset));
    let rows: Vec<String> = query.build_query_scalar().fetch_all(connection).await?;
    rows.iter().map(|text| decode_record(text)).collect()
}
