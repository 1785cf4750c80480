//! What a listing remembers of its pages, so that repeated pages are noticed.

use std::fmt;

use crate::provider::fingerprint::fnv;
use crate::provider::page::{EMPTY_PAGES, REPEATED_PAGE, endless};
use crate::{Error, FieldProblem, Operation, ProviderName, Result};

/// A listing ends with an error after so many empty pages in a row, though the provider says that there
/// are more customers.
const MOST_EMPTY: u32 = 10;

/// And after so many in a row on which no id can be read.
const MOST_UNREADABLE: u32 = 100;

/// What a listing remembers of the pages that it gave. It is of fixed size and holds no id, so it goes
/// along in a cursor: for adapters whose provider counts pages or places.
///
/// A page with the customers of the page before it, of the first page, or of a page that is kept at
/// growing distances is refused. So a circle of any length is noticed.
///
/// ```
/// use customer_core::adapter::PageTrail;
/// use customer_core::ProviderName;
///
/// let provider = ProviderName::from_static("example");
/// let mut trail = PageTrail::new();
/// trail.add(&provider, ["1", "2"].map(Some))?;
/// let kept = trail.to_string();
/// let mut trail = PageTrail::parse(&kept).unwrap_or_default();
/// assert!(trail.add(&provider, ["2", "1"].map(Some)).is_err());
/// # Ok::<(), customer_core::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageTrail {
    /// How many pages had customers.
    pages: u64,
    first: u64,
    previous: u64,
    /// The page whose number is the greatest power of two so far (Brent).
    kept: u64,
    /// How many pages in a row brought nothing.
    empty: u32,
    /// Whose customers these are, where the records alone tell.
    account: Option<u64>,
}

impl PageTrail {
    /// Before the first page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads what [`Display`](fmt::Display) wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = |text: &str| u64::from_str_radix(text, 16).ok();
        let mut parts = text.split('-');
        let mut next = || parts.next();
        let trail = Self {
            pages: next()?.parse().ok()?,
            first: hex(next()?)?,
            previous: hex(next()?)?,
            kept: hex(next()?)?,
            empty: next()?.parse().ok()?,
            account: match next()? {
                "" => None,
                account => Some(hex(account)?),
            },
        };
        // There is one way to write it.
        (trail.to_string() == text).then_some(trail)
    }

    /// Adds a page by the ids of its customers; `None` stands for a customer that cannot be read.
    ///
    /// # Errors
    ///
    /// [`UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse) for a page that came before, and for one too
    /// many on which nothing is.
    pub fn add<'a>(
        &mut self,
        provider: &ProviderName,
        ids: impl IntoIterator<Item = Option<&'a str>>,
    ) -> Result<()> {
        let (mut records, mut readable, mut digest) = (0_u64, 0_u64, 0_u64);
        for id in ids {
            records += 1;
            if let Some(id) = id {
                readable += 1;
                // A sum, since the same page in another order is the same page.
                digest = digest.wrapping_add(mixed(fnv(id)));
            }
        }
        if readable == 0 {
            self.empty += 1;
            let most = if records == 0 {
                MOST_EMPTY
            } else {
                MOST_UNREADABLE
            };
            if self.empty > most {
                return Err(endless(provider.clone(), EMPTY_PAGES));
            }
            return Ok(());
        }
        self.empty = 0;
        if self.pages > 0 && [self.first, self.previous, self.kept].contains(&digest) {
            return Err(endless(provider.clone(), REPEATED_PAGE));
        }
        self.pages += 1;
        self.previous = digest;
        if self.pages == 1 {
            self.first = digest;
        }
        if self.pages.is_power_of_two() {
            self.kept = digest;
        }
        Ok(())
    }

    /// Says whose customers the records are, for a provider whose credentials do not tell.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) where the pages before were of another account.
    pub fn add_account(&mut self, provider: &ProviderName, account: &str) -> Result<()> {
        let account = fnv(account);
        if *self.account.get_or_insert(account) == account {
            return Ok(());
        }
        let problem = FieldProblem::new("cursor", "belongs to another account");
        Err(Error::invalid_input(vec![problem])
            .with_provider(provider.clone())
            .with_operation(Operation::ListCustomers))
    }
}

impl fmt::Display for PageTrail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            pages,
            first,
            previous,
            kept,
            empty,
            account,
        } = self;
        write!(f, "{pages}-{first:x}-{previous:x}-{kept:x}-{empty}-")?;
        account.map_or(Ok(()), |account| write!(f, "{account:x}"))
    }
}

/// The hash with every bit depending on every other (the finalizer of `SplitMix64`): sums of the hashes of `1` to `4` and of
/// `5` to `8` would be equal without.
fn mixed(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::ErrorKind;

    const PROVIDER: ProviderName = ProviderName::from_static("example");

    /// Adds a page by the cursor, as a process that was started for it would.
    fn add(trail: &mut PageTrail, ids: &[String]) -> Result<()> {
        *trail = PageTrail::parse(&trail.to_string()).unwrap();
        trail.add(&PROVIDER, ids.iter().map(|id| Some(&**id)))
    }

    fn page(number: usize) -> Vec<String> {
        (0..3).map(|n| format!("{number}-{n}")).collect()
    }

    #[test]
    fn many_empty_pages_at_the_end_are_an_error_and_between_others_are_not() {
        let mut trail = PageTrail::new();
        for number in 0..100 {
            add(&mut trail, &page(number)).unwrap();
            for _ in 0..MOST_EMPTY {
                add(&mut trail, &[]).unwrap();
            }
        }
        let error = add(&mut trail, &[]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
        let mut trail = PageTrail::new();
        let unreadable = |trail: &mut PageTrail| trail.add(&PROVIDER, [None, None]);
        for _ in 0..MOST_UNREADABLE {
            unreadable(&mut trail).unwrap();
        }
        assert!(unreadable(&mut trail).is_err());
    }

    #[test]
    fn a_repeat_of_the_first_or_previous_page_is_noticed_at_once() {
        for given in 1..40 {
            for again in [0, given - 1] {
                let mut trail = PageTrail::new();
                for number in 0..given {
                    add(&mut trail, &page(number)).unwrap();
                }
                let error = add(&mut trail, &page(again)).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
            }
        }
    }

    #[test]
    fn a_page_in_another_order_is_the_same_page() {
        let mut trail = PageTrail::new();
        add(&mut trail, &page(1)).unwrap();
        let mut other_order = page(1);
        other_order.rotate_left(1);
        assert!(add(&mut trail, &other_order).is_err());
    }

    #[test]
    fn pages_of_consecutive_numbers_are_never_refused() {
        for size in 1..=20 {
            let mut trail = PageTrail::new();
            let ids: Vec<String> = (1..=2000).map(|number| format!("cus_{number}")).collect();
            for (number, page) in ids.chunks(size).enumerate() {
                let added = add(&mut trail, page);
                assert!(added.is_ok(), "page {number} of {size}");
            }
        }
    }

    #[test]
    fn another_account_is_refused() {
        let mut trail = PageTrail::new();
        trail.add_account(&PROVIDER, "org_1").unwrap();
        let mut trail = PageTrail::parse(&trail.to_string()).unwrap();
        trail.add_account(&PROVIDER, "org_1").unwrap();
        let error = trail.add_account(&PROVIDER, "org_2").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(!trail.to_string().contains("org"));
    }

    proptest! {
        #[test]
        fn a_cycle_of_pages_of_any_length_is_noticed(before in 0..20_usize, length in 1..20_usize) {
            let mut trail = PageTrail::new();
            let numbers = (0..before).chain((before..before + length).cycle());
            let given = numbers.take_while(|number| add(&mut trail, &page(*number)).is_ok()).take(1000).count();
            prop_assert!(given >= before + length);
            prop_assert!(given <= 4 * (before + length), "{} pages", given);
        }

        #[test]
        fn pages_that_differ_are_never_refused(count in 1..300_usize) {
            let mut trail = PageTrail::new();
            for number in 0..count {
                prop_assert!(add(&mut trail, &page(number)).is_ok());
            }
        }

        #[test]
        fn a_text_that_is_no_trail_is_refused(text in ".{0,40}", parts in "[0-9a-f]{1,3}(-[0-9a-f]{0,3}){5}") {
            for text in [text, parts] {
                if let Some(trail) = PageTrail::parse(&text) {
                    prop_assert_eq!(trail.to_string(), text);
                }
            }
        }
    }
}
