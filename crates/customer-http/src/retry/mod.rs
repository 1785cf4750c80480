//! Whether, when and how often a call is retried. [`safety`] alone decides whether it may be; the policy,
//! the shared budget, the backoff and `Retry-After` say whether it is worth it, and when.

mod backoff;
pub(crate) mod budget;
pub(crate) mod classify;
pub(crate) mod policy;
pub(crate) mod random;
pub(crate) mod retry_after;
pub(crate) mod safety;

pub use budget::RetryBudget;
pub use policy::RetryPolicy;
pub use random::{DefaultRandomSource, RandomSource};
pub use retry_after::parse_retry_after;
