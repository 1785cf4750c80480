//! The way of every write: prepared, checked, sent, and then either reconciled with the response or, where the
//! outcome is unknown, given what it takes to settle it. Each step returns the next one, so none can be left out.
//!
//! ```
//! use customer_core::adapter::{CreateWrite, Prepared};
//! use customer_core::{Customer, CustomerProvider, NewCustomer, Result, WriteOptions, Written};
//!
//! # struct Request;
//! # async fn post(request: Request) -> Result<String> { Ok(String::new()) }
//! async fn create_customer(
//!     provider: &dyn CustomerProvider,
//!     customer: &NewCustomer,
//!     options: &WriteOptions,
//! ) -> Result<Written> {
//!     let prepared = Prepared::new(Some(Request), provider.preview_create(customer));
//!     let answered = CreateWrite::new(provider, customer, options)
//!         .prepare(prepared)?
//!         .send(|outgoing| post(outgoing.request))
//!         .await?;
//!     Ok(answered.reconcile(|id| Customer::new(provider.identity().provider, id)))
//! }
//! ```

mod address;
mod block;
mod create;
mod ready;
mod status;
mod update;

pub use address::{AddressInput, AddressRemoval, AddressWrite, ReturnedAddress};
pub use block::{BlockInput, BlockWrite};
pub use create::{CreateInput, CreateWrite, MarkerWatch};
pub use ready::{AnsweredWrite, Outgoing, PendingSource, ReadyWrite};
pub use status::{StatusInput, StatusWrite};
pub use update::{UpdateInput, UpdateWrite};
