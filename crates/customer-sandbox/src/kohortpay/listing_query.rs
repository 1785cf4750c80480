//! The query parameters of a listing: page, order, search.

use crate::http::fields::Problem;
use crate::http::query::Query;
use crate::store::email_matching::EmailMatching;

/// The default page size (documented), and the largest.
const DEFAULT_TAKE: u64 = 25;
const LARGEST_TAKE: u64 = 100;

/// What a listing asks for.
#[derive(Debug)]
pub(super) struct ListingQuery {
    pub(super) take: u64,
    pub(super) skip: u64,
    pub(super) is_descending: bool,
    /// Each has to be contained in a customer.
    pub(super) terms: Vec<String>,
}

impl ListingQuery {
    pub(super) fn of(query: Option<&str>, matching: EmailMatching) -> Result<Self, Vec<Problem>> {
        let mut query = Query::of(query);
        let read = Self {
            take: query
                .number("take", 1..=LARGEST_TAKE)
                .unwrap_or(DEFAULT_TAKE),
            skip: query
                .number("skip", 0..=u64::from(u32::MAX))
                .unwrap_or_default(),
            is_descending: read_order(&mut query),
            terms: search_terms(&query.one("search").unwrap_or_default(), matching),
        };
        read_expand(&mut query);
        query.finish()?;
        Ok(read)
    }
}

/// Reads the order: true for descending. The default is what the documentation prints: the newest first.
fn read_order(query: &mut Query) -> bool {
    match query.one("orderBy").as_deref() {
        None | Some("createdAt:desc") => true,
        Some("createdAt:asc") => false,
        Some(_) => {
            query.refuse("orderBy", "must be createdAt:desc or createdAt:asc");
            true
        }
    }
}

/// Reads the names to expand: `expand=…`, or `expand[]=…` as an older client writes it. Which names there are, and what
/// they add, is not documented: nothing is added.
pub(super) fn read_expand(query: &mut Query) {
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

/// The terms of a search, in the form in which they are compared.
pub(super) fn search_terms(search: &str, matching: EmailMatching) -> Vec<String> {
    search
        .split('~')
        .filter(|term| !term.is_empty())
        .map(|term| matching.searched(term))
        .collect()
}
