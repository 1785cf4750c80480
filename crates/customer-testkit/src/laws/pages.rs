//! Listings on canned pages: records that cannot be read, and cursors of another account.

use std::collections::BTreeSet;

use customer_core::{CustomerProvider as _, ErrorKind, ListQuery, Operation};
use serde_json::Value;

use super::canned::Canned;
use super::listing::all;
use super::support::{done, missing, needs, needs_one_of, offline, pointed_to};
use crate::endpoint::Endpoint;
use crate::harness::{Harness, Part, Received};
use crate::outcome::{Checked, LawResult, broken, law};
use crate::runtime::block_on;
use crate::server::Reply;

const REMEDY: &str = "Harness::page: the body of a page; Harness::records: one of them is listed()";

/// Records of a listing, and what answers with pages of them.
fn records(harness: &dyn Harness, count: usize) -> Checked<Vec<String>> {
    needs(harness, Part::Http)?;
    needs(harness, Part::Pages)?;
    needs_one_of(&*offline(harness), &[Operation::ListCustomers])?;
    let mut fixtures = harness.records().into_iter();
    let Some(fixture) = fixtures.find(|fixture| fixture.is_listed) else {
        return missing(harness, Part::Pages, REMEDY);
    };
    let Ok(record) = serde_json::from_str::<Value>(&fixture.json) else {
        return broken("the listed record is no JSON", REMEDY);
    };
    Ok((0..count)
        .map(|number| {
            let mut record = record.clone();
            record["id"] = format!("listed-{number}").into();
            record.to_string()
        })
        .collect())
}

/// A provider whose listing has these records, and where it is.
async fn serving(harness: &dyn Harness, records: Vec<String>) -> Checked<Canned> {
    let Some(page) = harness.page() else {
        return missing(harness, Part::Pages, REMEDY);
    };
    let answer = move |request: &Received| Reply::json(200, page(request, &records));
    Canned::answering(harness, answer).await
}

/// A record that cannot be read is an error in its place; those before and behind it are there, and the listing ends.
pub fn an_unreadable_record_does_not_end_a_listing(harness: &dyn Harness) -> LawResult {
    law(|| {
        // First and last of a page, of the first page and of the last.
        for at in 0..6 {
            let mut six = records(harness, 6)?;
            "{\"unreadable\":true}".clone_into(&mut six[at]);
            block_on(async {
                let canned = serving(harness, six).await?;
                let query = ListQuery::new().with_page_size(2_u32);
                let (ids, errors) = all(&*canned.provider, query).await?;
                let once: BTreeSet<&String> = ids.iter().collect();
                // Where a listing goes on after the last id, a record without one comes again.
                if ids.len() != 5 || once.len() != 5 || !(1..=2).contains(&errors) {
                    return broken(
                        format!(
                            "of 6 records, of which number {at} cannot be read, {} are listed with {errors} errors",
                            ids.len()
                        ),
                        "client.rs: Response::records_and, which reads each record by itself; the listing ends by what came, not by what was read",
                    );
                }
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// A cursor of another account is refused.
pub fn a_cursor_of_another_account_is_refused(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs(harness, Part::OtherAccount)?;
        let six = records(harness, 6)?;
        block_on(async {
            let canned = serving(harness, six).await?;
            let endpoint = Endpoint::new(canned.server.base_url());
            let Some(another) = harness.connect_as_another(&endpoint) else {
                return missing(harness, Part::OtherAccount, "Harness::connect_as_another");
            };
            let query = ListQuery::new().with_page_size(2_u32);
            let first = canned.provider.list_customers(&query).await;
            let first = done(first, "a page", REMEDY)?;
            let Some(next) = first.next else {
                return broken("two of six customers are the end", REMEDY);
            };
            let query = ListQuery::new().with_cursor(next);
            match pointed_to(another).list_customers(&query).await {
                Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(()),
                other => broken(
                    format!("a cursor of another account: {:?}", other.map(drop)),
                    "cursor.rs: the position in a ListingPlace with the provider's identity()",
                ),
            }
        })
    })
}

/// A listing whose pages come again ends, with an error or without, and gives no customer twice.
pub fn a_listing_whose_pages_come_again_ends(harness: &dyn Harness) -> LawResult {
    law(|| {
        let six = records(harness, 6)?;
        let Some(page) = harness.page() else {
            return missing(harness, Part::Pages, REMEDY);
        };
        block_on(async {
            for period in [1_usize, 2, 3] {
                let six = six.clone();
                let asked = std::sync::Mutex::new(Vec::<Received>::new());
                let answer = move |request: &Received| {
                    let mut asked = asked
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner);
                    asked.push(request.clone());
                    let again = &asked[(asked.len() - 1) % period];
                    Reply::json(200, page(again, &six))
                };
                let canned = Canned::answering(harness, answer).await?;
                let mut listed = std::collections::BTreeSet::new();
                let mut query = ListQuery::new().with_page_size(1_u32);
                for number in 0.. {
                    let Ok(page) = canned.provider.list_customers(&query).await else {
                        break;
                    };
                    let repeated = page.customers.iter().flatten();
                    let is_new = repeated.filter(|one| listed.insert(one.id.clone())).count() > 0;
                    // Until it is noticed, a page or two may come twice.
                    if number > 4 * period + 4 {
                        return broken(
                            format!(
                                "a listing whose {period} pages come again has {number} pages (new: {is_new})"
                            ),
                            "cursor.rs: CountedPosition and LastIdPosition notice it; a listing of your own needs a PageTrail",
                        );
                    }
                    match page.next {
                        Some(next) => query.cursor = Some(next),
                        None => break,
                    }
                }
            }
            Ok(())
        })
    })
}
