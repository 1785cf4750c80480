//! The search for an e-mail address, page by page.

use std::collections::HashSet;

use customer_core::adapter::next_offset;
use customer_core::{Customer, EmailAddress, Error, ErrorKind, Operation, Result};

use crate::client::ListCustomers;
use crate::{Kohortpay, PROVIDER, convert};

/// The order that the reference prints.
const NEWEST_FIRST: &str = "createdAt:desc";

impl Kohortpay {
    /// Searches for one spelling of an address, and adds those of the same mailbox. The search matches in part, so it brings others too.
    pub(crate) async fn search(
        &self,
        spelling: &EmailAddress,
        email: &EmailAddress,
        found: &mut Vec<Customer>,
    ) -> Result<()> {
        let mut query = ListCustomers::new()
            .with_order_by(NEWEST_FIRST)
            .with_search_terms([spelling.as_str()]);
        let mut seen = HashSet::new();
        let mut skip = 0;
        let mut empty = EmptyPages::default();
        loop {
            let page = self
                .client()
                .list(Operation::FindCustomersByEmail, &query)
                .await?;
            let next = next_offset(skip, page.customers.len(), page.count, true);
            if page.customers.is_empty() && empty.must_request_again(skip, page.count)? {
                continue;
            }
            let before = seen.len();
            for (place, record) in page.customers.into_iter().enumerate() {
                let record = match record {
                    Ok(record) => record,
                    Err(_) if page.nulls.contains(&place) => continue,
                    // A record that cannot be read may be the customer that is looked for.
                    Err(error) => return Err(error),
                };
                if !seen.insert(record.id.clone()) {
                    continue;
                }
                let customer = convert::customer(record);
                let its_email = customer.email.as_ref();
                if its_email.is_none_or(|its_email| its_email.same_mailbox(email)) {
                    found.push(customer);
                }
            }
            let Some(next) = next else {
                return Ok(());
            };
            if seen.len() == before && (page.nulls.is_empty() || empty.exceed_the_limit()) {
                return Err(repeated_page());
            }
            skip = next;
            query.skip = Some(next);
        }
    }
}

/// A search ends with an error after so many pages that bring nothing.
const MOST_EMPTY: u32 = 10;

/// The empty pages of a search.
#[derive(Debug, Default)]
struct EmptyPages {
    number: u32,
    count: Option<u64>,
}

impl EmptyPages {
    /// Counts one more, of which nothing was new.
    fn exceed_the_limit(&mut self) -> bool {
        self.number += 1;
        self.number > MOST_EMPTY
    }

    /// Whether an empty page that speaks of more customers has to be requested again: its total is that
    /// of all customers, and ends the search, where it stays the same.
    fn must_request_again(&mut self, skip: u64, count: Option<u64>) -> Result<bool> {
        let count = count.filter(|count| *count > skip);
        if count.is_none() || self.count == count {
            return Ok(false);
        }
        self.count = count;
        if self.exceed_the_limit() {
            return Err(endless_search(
                "the search brings nothing, and its total keeps growing",
            ));
        }
        Ok(true)
    }
}

/// A search whose pages bring nothing new would never end.
fn repeated_page() -> Error {
    endless_search("the search came back to customers that it had already given")
}

fn endless_search(message: &'static str) -> Error {
    Error::new(ErrorKind::UnexpectedResponse, message)
        .with_provider(PROVIDER)
        .with_operation(Operation::FindCustomersByEmail)
}
