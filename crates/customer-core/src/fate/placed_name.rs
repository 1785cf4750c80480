//! A person's name in the places that a provider has for it: one string, two parts, or all three.

use crate::value::full_name::{join_name, split_full_name};
use crate::{Patch, PersonName, PersonNameUpdate};

/// The three fields of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Full,
    Given,
    Family,
}

/// Which fields of a name a provider has a place for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Places {
    pub(super) full: bool,
    pub(super) given: bool,
    pub(super) family: bool,
}

/// What becomes of a field that has no place of its own.
#[derive(Debug)]
pub(super) enum Moved {
    Altered(&'static str),
    Lost(&'static str),
}

/// The name as it is put into the places that there are.
#[derive(Debug, Default)]
pub(super) struct PlacedName {
    name: PersonNameUpdate,
    places: Places,
    /// Whether the given and the family name are made from the full name.
    is_split: bool,
    /// Whether the full name is made from the given and the family name.
    is_joined: bool,
}

const SPLIT: &str =
    "the last word is kept as the family name, what stands before it as the given name";
const ONE_WORD: &str = "its one word is kept as the given name";
const CLEARED_PARTS: &str = "the given and the family name are cleared";
const SAID_BY_PARTS: &str = "the given and the family name say the same, and are kept";
const OTHER_PARTS: &str =
    "the given and the family name say another, and there is no place beside them";
const GIVEN_ALONE: &str = "there is a place for the given name alone";
const JOINED: &str = "the given and the family name are kept as the full name";
const ONE_PART: &str = "kept as the full name";
const CLEARED_FULL: &str = "the full name is cleared";
const SAID_BY_FULL: &str = "the full name says the same, and is kept";
const OTHER_FULL: &str = "the full name says another, and there is no place beside it";
const HALF: &str = "there is a place for the full name alone, which takes both parts";

impl PlacedName {
    /// Puts a name into its places, and says what becomes of each field without one. In a name that is whole,
    /// what is kept is not there; else it is not known.
    pub(super) fn place(
        given: &PersonNameUpdate,
        places: Places,
        is_whole: bool,
    ) -> (Self, Vec<(Part, Moved)>) {
        let mut held = Self {
            name: given.clone(),
            places,
            ..Self::default()
        };
        let mut moved = Vec::new();
        let parts = [(Part::Given, &given.given), (Part::Family, &given.family)];
        let parts = parts.into_iter().filter(|(_, patch)| !patch.is_keep());
        let parts: Vec<_> = parts.map(|(part, _)| part).collect();
        if !given.full.is_keep() && !places.full && places.given {
            let fate = match (parts.is_empty(), says_same(given)) {
                (true, _) => held.split(is_whole),
                (false, true) => Moved::Altered(SAID_BY_PARTS),
                (false, false) => Moved::Lost(OTHER_PARTS),
            };
            moved.push((Part::Full, fate));
        }
        if places.full && !places.given && !places.family {
            let is_half = parts.len() < 2;
            for part in parts {
                let fate = match (given.full.is_keep(), says_same(given)) {
                    (true, _) if is_half && !is_whole => Moved::Lost(HALF),
                    (true, _) => held.join(is_half),
                    (false, true) => Moved::Altered(SAID_BY_FULL),
                    (false, false) => Moved::Lost(OTHER_FULL),
                };
                moved.push((part, fate));
            }
        }
        (held, moved)
    }

    /// Puts the full name into the parts.
    fn split(&mut self, is_whole: bool) -> Moved {
        let Patch::Set(full) = &self.name.full else {
            (self.name.given, self.name.family) = (Patch::Clear, Patch::Clear);
            self.is_split = true;
            return Moved::Altered(CLEARED_PARTS);
        };
        let (given, family) = split_full_name(full);
        if family.is_some() && !self.places.family {
            return Moved::Lost(GIVEN_ALONE);
        }
        let fate = if family.is_some() { SPLIT } else { ONE_WORD };
        self.name.given = Patch::Set(given);
        // A name that is replaced leaves nothing of itself behind.
        self.name.family = match family {
            Some(family) => Patch::Set(family),
            None if is_whole || !self.places.family => Patch::Keep,
            None => Patch::Clear,
        };
        self.is_split = true;
        Moved::Altered(fate)
    }

    /// Puts the parts into the full name.
    fn join(&mut self, is_half: bool) -> Moved {
        let PersonNameUpdate { given, family, .. } = &self.name;
        let full = join_name(
            given.value().map(String::as_str),
            family.value().map(String::as_str),
        );
        self.is_joined = true;
        let Some(full) = full else {
            self.name.full = Patch::Clear;
            return Moved::Altered(CLEARED_FULL);
        };
        self.name.full = Patch::Set(full);
        Moved::Altered(if is_half { ONE_PART } else { JOINED })
    }

    /// The value that a field has only because another was put into its place, with that other field.
    pub(super) fn made(&self, part: Part) -> Option<(Part, &Patch<String>)> {
        match part {
            Part::Full if self.is_joined => {
                let source = if self.name.given.is_keep() {
                    Part::Family
                } else {
                    Part::Given
                };
                Some((source, &self.name.full))
            }
            Part::Given if self.is_split => Some((Part::Full, &self.name.given)),
            Part::Family if self.is_split => Some((Part::Full, &self.name.family)),
            _ => None,
        }
    }

    /// The name in its places, where `is_held` tells of each given field whether it is.
    pub(super) fn held(&self, is_held: impl Fn(Part) -> bool) -> PersonNameUpdate {
        let held = |part: Part, has_place: bool, patch: &Patch<String>| {
            let source = self.made(part).map_or(part, |(source, _)| source);
            if has_place && is_held(source) {
                patch.clone()
            } else {
                Patch::Keep
            }
        };
        PersonNameUpdate {
            full: held(Part::Full, self.places.full, &self.name.full),
            given: held(Part::Given, self.places.given, &self.name.given),
            family: held(Part::Family, self.places.family, &self.name.family),
        }
    }
}

/// Whether the full name and the parts say the same, but for the spaces.
fn says_same(name: &PersonNameUpdate) -> bool {
    let text = |patch: &Patch<String>| patch.value().cloned();
    let full = PersonName {
        full: text(&name.full),
        ..PersonName::new()
    };
    let parts = PersonName {
        given: text(&name.given),
        family: text(&name.family),
        ..PersonName::new()
    };
    full.to_full() == parts.to_full()
}
