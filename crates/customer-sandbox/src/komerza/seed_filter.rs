//! Which seeded customers a filter selects.

use std::sync::{Arc, Mutex, PoisonError};

use super::decimal_order;
use super::listing_query::Filter;
use crate::seeds::listing::SeedSelection;
use crate::seeds::needle::Needle;
use crate::seeds::seed::{self, AFFILIATE, EMAIL, HUNDREDTHS, IP_ADDRESSES, Seed, Seeds};

/// Selects seeded customers. It caches the last selection, since the pages of one listing ask for the same.
#[derive(Debug, Default)]
pub(super) struct SeedFilter {
    last: Mutex<Option<(Filter, SeedSelection)>>,
}

impl SeedFilter {
    /// The customers that a filter selects as they were seeded.
    pub(super) fn matching(&self, seeds: Seeds, filter: &Filter) -> SeedSelection {
        if *filter == Filter::default() {
            return SeedSelection::All(seeds.count());
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, matching)) = &*last
            && asked == filter
        {
            return matching.clone();
        }
        let matching = select(seeds, filter);
        *last = Some((filter.clone(), matching.clone()));
        matching
    }
}

/// A filter, prepared to be compared with indexes.
struct PreparedFilter<'a> {
    filter: &'a Filter,
    emails: Vec<Needle>,
    affiliate_code: Option<Needle>,
    ip_addresses: Vec<bool>,
    hundredths: std::ops::Range<u64>,
}

impl<'a> PreparedFilter<'a> {
    fn new(filter: &'a Filter) -> Self {
        let email = |text: &String| Needle::new(EMAIL.0, EMAIL.1, text);
        let before = AFFILIATE.0.to_lowercase();
        let ip_address = filter.ip_address_contains.as_deref().unwrap_or_default();
        // Seeded balances grow with their hundredths, so that a binary search finds the bounds.
        let order = |hundredths| decimal_order::order_of(&seed::balance(hundredths));
        let hundredths = SeedSelection::All(HUNDREDTHS);
        let from = filter.balance_from.as_deref();
        let to = filter.balance_to.as_deref();
        Self {
            filter,
            emails: filter.email_contains.iter().map(email).collect(),
            affiliate_code: filter
                .affiliate_code_contains
                .as_ref()
                .map(|text| Needle::new(&before, AFFILIATE.1, &text.to_lowercase())),
            ip_addresses: (0..IP_ADDRESSES)
                .map(|number| seed::ip_address(number).contains(ip_address))
                .collect(),
            hundredths: from.map_or(0, |from| {
                hundredths.partition_point(|amount| order(amount).as_str() < from)
            })..to.map_or(HUNDREDTHS, |to| {
                hundredths.partition_point(|amount| order(amount).as_str() <= to)
            }),
        }
    }

    fn matches(&self, seed: Seed) -> bool {
        let index = seed.index();
        self.emails.iter().all(|email| email.matches(index))
            && self
                .affiliate_code
                .as_ref()
                .is_none_or(|code| seed.is_affiliate() && code.matches(index))
            && self
                .filter
                .is_affiliate
                .is_none_or(|wanted| wanted == seed.is_affiliate())
            && self.filter.is_blocked != Some(true)
            && self.ip_addresses[(index % IP_ADDRESSES) as usize]
            && self.hundredths.contains(&seed.hundredths())
    }
}

fn select(seeds: Seeds, filter: &Filter) -> SeedSelection {
    let prepared = PreparedFilter::new(filter);
    let one =
        |seed: Option<Seed>| selection(seed.into_iter().filter(|seed| prepared.matches(*seed)));
    if let Some(id) = &filter.stripe_customer_id {
        return one(seeds.by_stripe_customer_id(id));
    }
    if let Some(email) = &filter.email_is {
        return one(seeds.by_email(email));
    }
    if prepared.emails.iter().any(Needle::matches_none) {
        return selection(std::iter::empty());
    }
    if let Some(index) = prepared.emails.iter().find_map(Needle::single_index) {
        return one(seeds.get(index));
    }
    selection(
        (0..seeds.count())
            .filter_map(|index| seeds.get(index))
            .filter(|seed| prepared.matches(*seed)),
    )
}

fn selection(seeds: impl Iterator<Item = Seed>) -> SeedSelection {
    let indexes: Arc<[u32]> = seeds
        .filter_map(|seed| u32::try_from(seed.index()).ok())
        .collect();
    SeedSelection::Some(indexes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::listing_query::Criteria;
    use super::super::records::Record;
    use super::*;

    /// The slow way: compares the filter with the printed customer.
    fn matches(filter: &Filter, record: &Record) -> bool {
        let email = crate::store::email_matching::folded(&record.email);
        let code = record
            .affiliate
            .as_ref()
            .map(|affiliate| affiliate.code.to_lowercase());
        let contains = |whole: &str, part: &Option<String>| {
            part.as_ref()
                .is_none_or(|part| whole.contains(&part.to_lowercase()))
        };
        filter
            .email_contains
            .iter()
            .all(|part| email.contains(part))
            && filter
                .email_is
                .as_ref()
                .is_none_or(|wanted| *wanted == email)
            && contains(&record.ip_address, &filter.ip_address_contains)
            && (filter.affiliate_code_contains.is_none()
                || code.is_some_and(|code| contains(&code, &filter.affiliate_code_contains)))
            && filter
                .is_affiliate
                .is_none_or(|wanted| wanted == record.affiliate.is_some())
            && (filter.stripe_customer_id.is_none()
                || record.stripe_customer_id == filter.stripe_customer_id)
            && filter.matches_state(&decimal_order::order_of(&record.balance), record.is_blocked)
    }

    #[test]
    fn a_filter_selects_the_seeds_whose_records_match_it() {
        let seeds = Seeds::new(3000);
        let queries = [
            "email=CUSTOMER-00001",
            "email=42@",
            "email=seed",
            "email=nobody@example.com",
            "email=17",
            "email=customer-0000042@seed.example",
            "email=customer-0003000@seed.example",
            "ipAddress=100.7",
            "ipAddress=100.",
            "ipAddress=x",
            "balanceFrom=10&balanceTo=20.5",
            "balanceFrom=999.99",
            "balanceFrom=1000",
            "balanceTo=0",
            "balanceTo=0.00999",
            "balanceFrom=5&balanceTo=4",
            "stripeCustomerId=cus_stripe0000013",
            "stripeCustomerId=cus_stripe0000012",
            "stripeCustomerId=",
            "affiliateCode=affiliate00000",
            "affiliateCode=07&email=1",
            "affiliateCode=",
            "Filters=isAffiliate==true",
            "Filters=isAffiliate==false,emailAddress@=99",
            "Filters=isBlocked==true",
            "Filters=isBlocked==false,emailAddress@=99",
            "Filters=emailAddress==customer-0000007@seed.example",
            "Filters=emailAddress==x",
            "email=7&Filters=emailAddress==customer-0000008@seed.example",
        ];
        let seeded = SeedFilter::default();
        for query in queries {
            let filter = Criteria::of(Some(query), None).unwrap().filter;
            let wanted: Arc<[u32]> = (0..3000)
                .filter(|index| matches(&filter, &Record::of_seed(seeds.get(*index).unwrap())))
                .map(|index| u32::try_from(index).unwrap())
                .collect();
            for _ in 0..2 {
                assert_eq!(
                    seeded.matching(seeds, &filter),
                    SeedSelection::Some(wanted.clone()),
                    "{query}"
                );
            }
        }
        assert_eq!(
            seeded.matching(seeds, &Filter::default()),
            SeedSelection::All(3000)
        );
    }
}
