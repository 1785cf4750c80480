//! Which seeded customers a search selects.

use std::sync::{Arc, Mutex, PoisonError};

use crate::seeds::listing::SeedSelection;
use crate::seeds::needle::Needle;
use crate::seeds::seed::{EMAIL, FIRST_NAMES, LAST_NAMES, PHONE, PREFIXED_ID, Seeds};

/// Selects seeded customers by search. It caches the last selection, since the pages of one listing ask for the same.
#[derive(Debug, Default)]
pub(super) struct SeedFilter {
    last: Mutex<Option<(Vec<String>, SeedSelection)>>,
}

impl SeedFilter {
    /// The seeded customers in which every term is found.
    pub(super) fn matching(&self, seeds: Seeds, terms: &[String]) -> SeedSelection {
        if terms.is_empty() || seeds.count() == 0 {
            return SeedSelection::All(seeds.count());
        }
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((asked, matching)) = &*last
            && asked == terms
        {
            return matching.clone();
        }
        let matching = select(seeds, terms);
        *last = Some((terms.to_vec(), matching.clone()));
        matching
    }
}

/// A term, prepared to be compared with indexes.
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

    fn matches(&self, index: u64) -> bool {
        self.first_names[(index % 16) as usize]
            || self.last_names[(index % 17) as usize]
            || self.needles.iter().any(|needle| needle.matches(index))
    }

    /// Whether no name contains it: then only the digits decide.
    fn matches_no_name(&self) -> bool {
        !self.first_names.contains(&true) && !self.last_names.contains(&true)
    }

    /// The only customers that can have it, where there are few.
    fn possible_indexes(&self) -> Option<Vec<u64>> {
        let certain = self.matches_no_name()
            && self
                .needles
                .iter()
                .all(|needle| needle.matches_none() || needle.single_index().is_some());
        certain.then(|| {
            self.needles
                .iter()
                .filter_map(Needle::single_index)
                .collect()
        })
    }
}

fn select(seeds: Seeds, terms: &[String]) -> SeedSelection {
    let terms: Vec<Term> = terms.iter().map(|term| Term::new(term)).collect();
    let has_all = |index: &u64| terms.iter().all(|term| term.matches(*index));
    let indexes: Arc<[u32]> = if let Some(mut few) = terms.iter().find_map(Term::possible_indexes) {
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
    SeedSelection::Some(indexes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::listing_query::search_terms;
    use super::super::records::Record;
    use super::*;
    use crate::store::email_matching::EmailMatching;

    #[test]
    fn a_search_selects_the_seeds_whose_printed_fields_contain_every_term() {
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
        let seeded = SeedFilter::default();
        for search in searches {
            let terms = search_terms(search, EmailMatching::Folded);
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
                let found = seeded.matching(seeds, &terms);
                let found: Vec<u64> = (0..found.count())
                    .map(|place| found.index_at(place))
                    .collect();
                assert_eq!(found, wanted, "{search}");
            }
        }
    }
}
