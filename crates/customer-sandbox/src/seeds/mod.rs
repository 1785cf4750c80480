//! Seeded customers: computed from their index and never stored, unless one is changed. `seed` computes them, `seeded_customer`
//! shows them to stand-ins of other crates, `needle` searches them without printing each, `listing` makes pages of seeded and stored
//! customers. Which of them a filter selects is in the provider's own folder.

pub(crate) mod listing;
pub(crate) mod needle;
pub(crate) mod seed;
pub(crate) mod seeded_customer;
