//! The core seen from outside: laws of field fate, the helpers over a provider, serde forms.
#![allow(missing_docs, clippy::unwrap_used)]

mod address_slots;
mod capabilities;
mod ext;
mod fate;
mod idempotency;
mod input;
mod memory;
mod memory_provider;
mod metadata_entries;
mod metadata_rules;
#[cfg(feature = "mock")]
mod mock;
mod person_name;
mod serde_forms;
mod settle;
mod stream;
mod tax_ids;
mod unix_seconds;
mod write_path;
