//! Pages over two sources: seeded customers, which are computed, and stored ones, which are rows.
//!
//! The cost of a page depends on its size, not on its offset.

use std::collections::HashMap;
use std::sync::Arc;

/// The seeded customers that a listing shows, by index, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SeedSelection {
    /// All, from index 0 up to this count.
    All(u64),
    /// These.
    Some(Arc<[u32]>),
}

impl SeedSelection {
    pub(crate) fn count(&self) -> u64 {
        match self {
            Self::All(count) => *count,
            Self::Some(indexes) => indexes.len() as u64,
        }
    }

    /// The index of the seeded customer at a place; the place is below the count.
    pub(crate) fn index_at(&self, place: u64) -> u64 {
        match self {
            Self::All(_) => place,
            Self::Some(indexes) => usize::try_from(place)
                .ok()
                .and_then(|place| indexes.get(place))
                .map_or(0, |index| u64::from(*index)),
        }
    }

    /// How many come before the first for which `is_before` is false.
    pub(crate) fn partition_point(&self, is_before: impl Fn(u64) -> bool) -> u64 {
        let (mut low, mut high) = (0, self.count());
        while low < high {
            let middle = low + (high - low) / 2;
            if is_before(self.index_at(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// How the stored customers lie among the seeded ones, in ascending order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The seeded customers.
    pub(crate) seeded: SeedSelection,
    /// How many stored customers there are.
    pub(crate) stored: u64,
    /// How many of them come before every seeded one.
    pub(crate) before: u64,
    /// For each of the next ones: how many seeded customers come before it. All others come after every seeded one.
    pub(crate) between: Vec<u64>,
}

/// What stands at a place of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// The seeded customer of this index.
    Seeded(u64),
    /// The next of the stored customers that the page asked for.
    Stored,
}

/// What a page is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// Its places, in the order of the listing.
    pub(crate) slots: Vec<Slot>,
    /// The offset of its stored customers, in ascending order.
    pub(crate) stored_offset: u64,
    /// How many stored customers it holds.
    pub(crate) stored_count: u64,
}

impl Page {
    /// The customers of the page: the next stored one, or the seeded one as it was changed or as it was seeded.
    pub(crate) fn records<R>(
        &self,
        stored: Vec<R>,
        mut changed: HashMap<u64, R>,
        seeded: impl Fn(u64) -> Option<R>,
    ) -> Vec<R> {
        let mut stored = stored.into_iter();
        self.slots
            .iter()
            .filter_map(|slot| match slot {
                Slot::Stored => stored.next(),
                Slot::Seeded(index) => changed.remove(index).or_else(|| seeded(*index)),
            })
            .collect()
    }
}

impl Layout {
    /// Stored customers are all younger than the seeded ones.
    pub(crate) fn by_age(seeded: SeedSelection, stored: u64) -> Self {
        Self {
            seeded,
            stored,
            before: 0,
            between: Vec::new(),
        }
    }

    /// How many customers there are.
    pub(crate) fn total(&self) -> u64 {
        self.seeded.count() + self.stored
    }

    /// Where the stored customer of this number stands, in ascending order.
    fn position(&self, number: u64) -> u64 {
        let Some(after) = number.checked_sub(self.before) else {
            return number;
        };
        let seeded_before = usize::try_from(after)
            .ok()
            .and_then(|after| self.between.get(after))
            .copied()
            .unwrap_or_else(|| self.seeded.count());
        number + seeded_before
    }

    /// The page of `take` customers after the first `skip`.
    pub(crate) fn page(&self, skip: u64, take: u64, is_descending: bool) -> Page {
        let total = self.total();
        let (skip, take) = (skip.min(total), take.min(total - skip.min(total)));
        let start = if is_descending {
            total - skip - take
        } else {
            skip
        };
        let stored_offset = self.first_stored_from(start);
        let mut stored = stored_offset;
        let mut slots: Vec<Slot> = (start..start + take)
            .map(|place| {
                if stored < self.stored && self.position(stored) == place {
                    stored += 1;
                    Slot::Stored
                } else {
                    Slot::Seeded(self.seeded.index_at(place - stored))
                }
            })
            .collect();
        if is_descending {
            slots.reverse();
        }
        Page {
            slots,
            stored_offset,
            stored_count: stored - stored_offset,
        }
    }

    /// The number of the first stored customer that stands at this place or behind it.
    fn first_stored_from(&self, place: u64) -> u64 {
        let (mut low, mut high) = (0, self.stored);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.position(middle) < place {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every customer in ascending order, the slow way: seeded ones by index, stored ones by number.
    fn whole(layout: &Layout) -> Vec<(Slot, u64)> {
        let mut all = Vec::new();
        let mut number = 0;
        let mut stored = |all: &mut Vec<(Slot, u64)>| {
            all.push((Slot::Stored, number));
            number += 1;
        };
        (0..layout.before).for_each(|_| stored(&mut all));
        for place in 0..=layout.seeded.count() {
            layout
                .between
                .iter()
                .filter(|before| **before == place)
                .for_each(|_| stored(&mut all));
            if place < layout.seeded.count() {
                all.push((Slot::Seeded(layout.seeded.index_at(place)), 0));
            }
        }
        let rest = layout.stored - layout.before - layout.between.len() as u64;
        (0..rest).for_each(|_| stored(&mut all));
        all
    }

    #[test]
    fn every_page_is_the_right_part_of_the_whole_listing() {
        let layouts = [
            Layout::by_age(SeedSelection::All(0), 0),
            Layout::by_age(SeedSelection::All(7), 0),
            Layout::by_age(SeedSelection::All(0), 7),
            Layout::by_age(SeedSelection::All(5), 4),
            Layout::by_age(SeedSelection::Some([1, 4, 9].into()), 2),
            Layout {
                seeded: SeedSelection::All(4),
                stored: 9,
                before: 2,
                between: vec![1, 1, 3],
            },
            Layout {
                seeded: SeedSelection::Some([3, 8].into()),
                stored: 3,
                before: 0,
                between: vec![1, 2],
            },
        ];
        for layout in &layouts {
            let ascending = whole(layout);
            assert_eq!(ascending.len() as u64, layout.total());
            for is_descending in [false, true] {
                let mut order = ascending.clone();
                if is_descending {
                    order.reverse();
                }
                for skip in 0..layout.total() + 2 {
                    for take in 0..layout.total() + 2 {
                        let page = layout.page(skip, take, is_descending);
                        let start = usize::try_from(skip).unwrap_or(0).min(order.len());
                        let end = usize::try_from(skip + take).unwrap_or(0).min(order.len());
                        let wanted: Vec<Slot> =
                            order[start..end].iter().map(|(slot, _)| *slot).collect();
                        assert_eq!(
                            page.slots, wanted,
                            "{layout:?} {skip} {take} {is_descending}"
                        );
                        let mut numbers: Vec<u64> = order[start..end]
                            .iter()
                            .filter(|(slot, _)| *slot == Slot::Stored)
                            .map(|(_, number)| *number)
                            .collect();
                        numbers.sort_unstable();
                        let offered: Vec<u64> =
                            (page.stored_offset..page.stored_offset + page.stored_count).collect();
                        assert_eq!(offered, numbers, "{layout:?} {skip} {take} {is_descending}");
                    }
                }
            }
        }
    }

    #[test]
    fn the_partition_point_is_the_number_of_smaller_indexes() {
        let matching = SeedSelection::Some([2, 3, 5, 7, 11].into());
        for bound in 0..13 {
            let wanted = [2, 3, 5, 7, 11]
                .iter()
                .filter(|index| **index < bound)
                .count();
            assert_eq!(
                matching.partition_point(|index| index < bound),
                wanted as u64
            );
        }
    }
}
