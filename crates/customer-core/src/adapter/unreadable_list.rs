//! The unreadable places of one record, as they are found.

use crate::Unreadable;

/// No record is told to have more unreadable places than this.
const MOST: usize = 1000;

/// The unreadable places of one record, as they are found. Their number is bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnreadableList(Vec<Unreadable>);

impl UnreadableList {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a place.
    pub fn add(&mut self, unreadable: Unreadable) {
        match self.0.len() {
            0..MOST => self.0.push(unreadable),
            MOST => self.0.push(Unreadable::new("…", "more places follow")),
            _ => {}
        }
    }

    /// The places.
    pub fn into_vec(self) -> Vec<Unreadable> {
        self.0
    }
}
