//! Listings, page by page.

use std::collections::BTreeSet;

use customer_core::{
    Cursor, CustomerProvider, CustomerProviderExt, ErrorKind, ListQuery, Operation, Page,
};

use super::support::{World, done, needs_one_of};
use crate::harness::Harness;
use crate::outcome::{Checked, LawResult, broken, law};
use crate::runtime::block_on;
use crate::sample::Samples;

const CUSTOMERS: usize = 7;
const REMEDY: &str =
    "provider.rs: list_customers, with CountedPosition or LastIdPosition of customer_core::adapter";

async fn full(harness: &dyn Harness) -> Checked<(World, BTreeSet<String>)> {
    let world = World::of(harness).await?;
    needs_one_of(&*world.provider, &[Operation::ListCustomers])?;
    let mut samples = Samples::new(harness);
    let mut ids = BTreeSet::new();
    for _ in 0..CUSTOMERS {
        let customer = samples.customer(&*world.provider)?;
        let written = world.provider.create(&customer).await;
        let written = done(written, "a create", "provider.rs: create_customer")?;
        ids.insert(written.customer.id.to_string());
    }
    Ok((world, ids))
}

async fn page(provider: &dyn CustomerProvider, query: &ListQuery) -> Checked<Page> {
    done(provider.list_customers(query).await, "a page", REMEDY)
}

/// Reads a listing to its end, page by page; no page has more than the query asks for.
pub(crate) async fn all(
    provider: &dyn CustomerProvider,
    mut query: ListQuery,
) -> Checked<(Vec<String>, usize)> {
    let (mut ids, mut errors) = (Vec::new(), 0);
    for _ in 0..1000 {
        let page = page(provider, &query).await?;
        if let Some(size) = query.page_size
            && page.customers.len() > size as usize
        {
            return broken(
                format!("a page of {size} has {} customers", page.customers.len()),
                REMEDY,
            );
        }
        for customer in page.customers {
            match customer {
                Ok(customer) => ids.push(customer.id.to_string()),
                Err(_) => errors += 1,
            }
        }
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => return Ok((ids, errors)),
        }
    }
    broken("a listing of a few customers has a thousand pages", REMEDY)
}

/// A listing has every customer once and ends, whatever the size of its pages, and no page is larger than asked for.
pub fn a_listing_gives_every_customer_once_and_ends(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let (world, ids) = full(harness).await?;
            for size in [None, Some(1), Some(2), Some(3), Some(7), Some(50)] {
                let mut query = ListQuery::new();
                query.page_size = size;
                let (listed, errors) = all(&*world.provider, query).await?;
                let set: BTreeSet<String> = listed.iter().cloned().collect();
                if set != ids || listed.len() != ids.len() || errors > 0 {
                    return broken(
                        format!(
                            "of {CUSTOMERS} customers, {} are listed {} times in pages of {size:?}",
                            set.len(),
                            listed.len()
                        ),
                        REMEDY,
                    );
                }
            }
            Ok(())
        })
    })
}

/// A cursor survives as text, and a listing goes on from it with another client.
pub fn a_listing_goes_on_from_a_kept_cursor(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let (world, ids) = full(harness).await?;
            let first = page(&*world.provider, &ListQuery::new().with_page_size(3_u32)).await?;
            let mut listed: Vec<String> = Vec::new();
            for customer in first.customers.into_iter().flatten() {
                listed.push(customer.id.to_string());
            }
            let Some(next) = first.next else {
                return broken(
                    format!(
                        "the first {} of {CUSTOMERS} customers are the end",
                        listed.len()
                    ),
                    REMEDY,
                );
            };
            let kept = Cursor::from(next.as_str());
            let another = world.stand_in.connect(&crate::Endpoint::nowhere());
            let (rest, _) = all(&*another, ListQuery::new().with_cursor(kept)).await?;
            listed.extend(rest);
            if listed.iter().cloned().collect::<BTreeSet<_>>() != ids || listed.len() != ids.len() {
                return broken(
                    "a listing that goes on from a kept cursor leaves out customers or gives them twice",
                    REMEDY,
                );
            }
            Ok(())
        })
    })
}

async fn refuses(provider: &dyn CustomerProvider, query: ListQuery, what: &str) -> Checked {
    match provider.list_customers(&query).await {
        Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(()),
        Err(error) => broken(
            format!("{what} is refused with {error}"),
            "cursor.rs: Error::bad_cursor",
        ),
        Ok(_) => broken(
            format!("{what} is taken"),
            "cursor.rs: the position in a ListingPlace, which is bound to provider, account and query",
        ),
    }
}

/// A cursor of another search, and a text that is none, is refused before anything is sent.
pub fn a_cursor_of_another_listing_is_refused(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let (world, _) = full(harness).await?;
            let provider = &*world.provider;
            let first = page(provider, &ListQuery::new().with_page_size(3_u32)).await?;
            let Some(next) = first.next else {
                return broken("the first 3 of 7 customers are the end", REMEDY);
            };
            let before = world.stand_in.requests();
            let of_search = ListQuery::new()
                .with_search("example")
                .with_cursor(next.clone());
            refuses(provider, of_search, "a cursor of another search").await?;
            for text in [
                String::new(),
                "nonsense".to_owned(),
                format!("{next}x"),
                format!("x{next}"),
                next.as_str().to_uppercase() + "?",
            ] {
                let query = ListQuery::new().with_cursor(text);
                refuses(provider, query, "a text that is no cursor").await?;
            }
            if world.stand_in.requests() != before {
                return broken("a cursor was refused after requests were sent", REMEDY);
            }
            Ok(())
        })
    })
}
