//! Seeded customers: computed from their index and never stored, unless one is changed. `seed` computes them, `needle`
//! searches them without printing each, `listing` makes pages of seeded and stored customers. Which of them a filter
//! selects is in the provider's own folder.

pub(crate) mod listing;
pub(crate) mod needle;
pub(crate) mod seed;
