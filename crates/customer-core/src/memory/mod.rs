//! A provider in memory, for the tests of applications: every operation, without a server and without a runtime.
//!
//! [`MemoryProvider`] behaves as an adapter does. Its [`Capabilities`](crate::Capabilities) are yours to choose, and decide which
//! operations there are and what becomes of each field. Its [faults](Fault) come when a test asks for them, *outcome unknown* with a
//! pending write included, so that code that retries and settles can be tested.
//!
//! ```
//! use customer_core::memory::{Fault, MemoryProvider};
//! use customer_core::{CustomerProviderExt, EmailAddress, ErrorKind, NewCustomer, Operation, Settlement};
//!
//! # async fn test() -> Result<(), Box<dyn std::error::Error>> {
//! let provider = MemoryProvider::new();
//! let customer = NewCustomer::new().with_email(EmailAddress::parse("asha@example.com")?);
//!
//! // The customer is created, and the response is lost.
//! provider.fail_next_write(Fault::OutcomeUnknownAfterActing);
//! let error = provider.create(&customer).await.unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
//!
//! let pending = error.pending().ok_or("an unknown outcome has a pending write")?;
//! assert!(matches!(provider.settle(pending).await?, Settlement::Done(_)));
//! assert_eq!(provider.acted(Operation::CreateCustomer), 1);
//! # Ok(())
//! # }
//! # futures_util::FutureExt::now_or_never(test()).expect("nothing waits")?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! `MemoryProvider` is also the model of an adapter without HTTP: `provider.rs` translates, by the write path and the paging of
//! [`adapter`](crate::adapter); `convert.rs` decides the fate of each field; `server.rs` and `store.rs` stand for the other side.

mod builder;
mod calls;
mod capabilities;
mod clock;
mod convert;
mod faults;
mod listing;
mod parts;
mod provider;
mod record;
mod server;
mod store;

pub use builder::MemoryProviderBuilder;
pub use capabilities::all_capabilities;
pub use faults::Fault;
pub use provider::MemoryProvider;
pub use server::Moment;
