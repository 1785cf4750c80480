//! The listing of a world.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{RawQuery, State};
use axum::response::Response;
use hyper::{HeaderMap, StatusCode};
use serde::Serialize;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::auth::{World, admit};
use super::failure::Failure;
use super::records::{Record, seeds_of};
use super::responses::Customer;
use super::state::KohortPay;
use crate::http::query::Query;
use crate::http::response::{self, from_record};
use crate::seeds::listing::{Layout, Matching, Slot};
use crate::seeds::needle::Needle;
use crate::seeds::seed::{EMAIL, FIRST_NAMES, LAST_NAMES, PHONE, PREFIXED_ID, Seeds};
use crate::store::email_matching::EmailMatching;

/// How many customers a page has where nothing is said (documented), and at most.
const TAKE: u64 = 25;
const MOST: u64 = 100;

#[derive(Serialize)]
struct List<'a> {
    data: Vec<Customer<'a>>,
    count: u64,
}

pub(super) async fn list(
    State(kohortpay): State<Arc<KohortPay>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let world = admit(&headers)?;
    let mut query = Query::of(query.as_deref());
    let take = query.number("take", 1..=MOST).unwrap_or(TAKE);
    let skip = query
        .number("skip", 0..=u64::from(u32::MAX))
        .unwrap_or_default();
    let is_descending = is_descending(&mut query);
    let terms = terms(&query.one("search").unwrap_or_default(), kohortpay.matching);
    expand(&mut query);
    query
        .finish()
        .map_err(|problems| Failure::invalid(&problems))?;

    let seeds = seeds_of(world, kohortpay.seeds);
    let mut connection = kohortpay.pool.acquire().await?;
    let kept = count(&mut connection, world, &terms).await?;
    let layout = Layout::by_age(kohortpay.seeded.found_by(seeds, &terms), kept);
    let page = layout.page(skip, take, is_descending);
    let offset = page.kept_offset;
    let mut rows = kept_rows(&mut connection, world, &terms, offset, page.kept_count).await?;
    if is_descending {
        rows.reverse();
    }
    let mut changed = changed_seeds(&mut connection, &page.slots).await?;
    let mut rows = rows.into_iter();
    let records: Vec<Record> = page
        .slots
        .iter()
        .filter_map(|slot| match slot {
            Slot::Kept => rows.next(),
            Slot::Seeded(index) => changed
                .remove(index)
                .or_else(|| seeds.get(*index).map(Record::of_seed)),
        })
        .collect();
    let list = List {
        data: records.iter().map(Customer::of).collect(),
        count: layout.total(),
    };
    Ok(response::json(StatusCode::OK, &list))
}

/// Takes the order. Nothing said is what the documentation prints: the newest first.
fn is_descending(query: &mut Query) -> bool {
    match query.one("orderBy").as_deref() {
        None | Some("createdAt:desc") => true,
        Some("createdAt:asc") => false,
        Some(_) => {
            query.refuse("orderBy", "must be createdAt:desc or createdAt:asc");
            true
        }
    }
}

/// Takes the names of what is to be expanded: `expand=…`, or `expand[]=…` as an older client writes it. Which there are, and what they add, is not documented: nothing is added.
pub(super) fn expand(query: &mut Query) {
    let names = [query.all("expand"), query.all("expand[]")].concat();
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.')
    };
    if !names.iter().flat_map(|names| names.split(',')).all(is_name) {
        query.refuse("expand", "must be names");
    }
}

/// The terms of a search, as they are looked for.
fn terms(search: &str, matching: EmailMatching) -> Vec<String> {
    search
        .split('~')
        .filter(|term| !term.is_empty())
        .map(|term| matching.searched(term))
        .collect()
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn push_terms(query: &mut QueryBuilder<Sqlite>, world: World, terms: &[String]) {
    query
        .push(" WHERE seed_index IS NULL AND livemode = ")
        .push_bind(world.is_live());
    for term in terms {
        query
            .push(" AND instr(searched, ")
            .push_bind(term.clone())
            .push(") > 0");
    }
}

async fn count(
    connection: &mut SqliteConnection,
    world: World,
    terms: &[String],
) -> Result<u64, sqlx::Error> {
    let mut query = QueryBuilder::new("SELECT count(*) FROM kohortpay_customers");
    push_terms(&mut query, world, terms);
    let count: i64 = query.build_query_scalar().fetch_one(connection).await?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Kept customers, the oldest first.
async fn kept_rows(
    connection: &mut SqliteConnection,
    world: World,
    terms: &[String],
    offset: u64,
    count: u64,
) -> Result<Vec<Record>, sqlx::Error> {
    if count == 0 {
        return Ok(Vec::new());
    }
    let mut query = QueryBuilder::new("SELECT record FROM kohortpay_customers");
    push_terms(&mut query, world, terms);
    query
        .push(" ORDER BY sequence LIMIT ")
        .push_bind(signed(count));
    query.push(" OFFSET ").push_bind(signed(offset));
    let rows: Vec<String> = query.build_query_scalar().fetch_all(connection).await?;
    rows.iter().map(|text| from_record(text)).collect()
}

/// What became of the seeded customers of a page.
async fn changed_seeds(
    connection: &mut SqliteConnection,
    slots: &[Slot],
) -> Result<HashMap<u64, Record>, sqlx::Error> {
    let indexes = slots.iter().filter_map(|slot| match slot {
        Slot::Seeded(index) => Some(*index),
        Slot::Kept => None,
    });
    let (Some(least), Some(most)) = (indexes.clone().min(), indexes.max()) else {
        return Ok(HashMap::new());
    };
    let rows = sqlx::query(
        "SELECT seed_index, record FROM kohortpay_customers WHERE seed_index BETWEEN ? AND ?",
    )
    .bind(signed(least))
    .bind(signed(most))
    .fetch_all(connection)
    .await?;
    rows.iter()
        .map(|row| {
            let index = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default();
            Ok((index, from_record(row.try_get(1)?)?))
        })
        .collect()
}

/// Remembers what the last search found, so that the pages of one listing do not search again.
#[derive(Debug, Default)]
pub(super) struct Seeded {
    last: Mutex<Option<(Vec<String>, Matching)>>,
}

impl Seeded {
    /// The seeded customers in which every term is found.
    fn found_by(&self, seeds: Seeds, terms: &[String]) -> Matching {
        if terms.is_empty() || seeds.count() == 0 {
            return Matching::All(seeds.count());
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, matching)) = &*last
            && asked == terms
        {
            return matching.clone();
        }
        let matching = found_by(seeds, terms);
        *last = Some((terms.to_vec(), matching.clone()));
        matching
    }
}

/// A term, got ready for indexes.
struct Term {
    first_names: Vec<bool>,
    last_names: Vec<bool>,
    needles: [Needle; 3],
}

impl Term {
    fn new(term: &str) -> Self {
        let contain = |names: &[&str]| {
            names
                .iter()
                .map(|name| name.to_lowercase().contains(term))
                .collect()
        };
        let needle = |(before, after)| Needle::new(before, after, term);
        Self {
            first_names: contain(&FIRST_NAMES),
            last_names: contain(&LAST_NAMES),
            needles: [needle(EMAIL), needle(PHONE), needle(PREFIXED_ID)],
        }
    }

    fn is_in(&self, index: u64) -> bool {
        self.first_names[(index % 16) as usize]
            || self.last_names[(index % 17) as usize]
            || self.needles.iter().any(|needle| needle.fits(index))
    }

    /// Whether no name has it: then it is up to the digits.
    fn is_in_no_name(&self) -> bool {
        !self.first_names.contains(&true) && !self.last_names.contains(&true)
    }

    /// The only customers that can have it, where there are few.
    fn only(&self) -> Option<Vec<u64>> {
        let certain = self.is_in_no_name()
            && self
                .needles
                .iter()
                .all(|needle| needle.is_never() || needle.only().is_some());
        certain.then(|| self.needles.iter().filter_map(Needle::only).collect())
    }
}

fn found_by(seeds: Seeds, terms: &[String]) -> Matching {
    let terms: Vec<Term> = terms.iter().map(|term| Term::new(term)).collect();
    let has_all = |index: &u64| terms.iter().all(|term| term.is_in(*index));
    let indexes: Arc<[u32]> = if let Some(mut few) = terms.iter().find_map(Term::only) {
        few.sort_unstable();
        few.dedup();
        few.into_iter()
            .filter(|index| *index < seeds.count())
            .filter(has_all)
            .filter_map(|index| u32::try_from(index).ok())
            .collect()
    } else {
        (0..seeds.count())
            .filter(has_all)
            .filter_map(|index| u32::try_from(index).ok())
            .collect()
    };
    Matching::Some(indexes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_search_finds_the_seeds_that_looking_at_each_would_find() {
        let seeds = Seeds::new(3000);
        let searches = [
            "asha",
            "ASHA~patel",
            "chloé",
            "customer-0000042@seed.example",
            "+919000000042",
            "0042",
            "cus_seed0000000042",
            "42~dubois",
            "seed",
            "nobody@example.com",
            "i~e~1",
            "~",
            "+91",
            "customer-0009999@seed.example",
            "asha\npatel",
        ];
        let seeded = Seeded::default();
        for search in searches {
            let terms = terms(search, EmailMatching::Folded);
            let wanted: Vec<u64> = (0..3000)
                .filter(|index| {
                    let record = Record::of_seed(seeds.get(*index).unwrap());
                    let fields = [
                        Some(record.email),
                        record.first_name,
                        record.last_name,
                        record.phone,
                        Some(record.id),
                    ];
                    let fields: Vec<String> = fields
                        .into_iter()
                        .flatten()
                        .map(|field| field.to_lowercase())
                        .collect();
                    terms
                        .iter()
                        .all(|term| fields.iter().any(|field| field.contains(term)))
                })
                .collect();
            for _ in 0..2 {
                let found = seeded.found_by(seeds, &terms);
                let found: Vec<u64> = (0..found.count()).map(|place| found.at(place)).collect();
                assert_eq!(found, wanted, "{search}");
            }
        }
    }
}
