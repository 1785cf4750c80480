//! A provider as a crate outside this workspace writes it: the required methods and no more.
//!
//! That it compiles shows that nothing else is required, so that an operation which is added to the trait breaks
//! no implementor. Options and results of other crates cannot be written as literals, so that a field which is
//! added to one of them breaks nobody either:
//!
//! ```compile_fail
//! let options = customer_core::GetOptions { addresses: true };
//! ```
//! ```compile_fail
//! let options = customer_core::FindOptions {};
//! ```
//! ```compile_fail
//! let options = customer_core::ListAddressesOptions {};
//! ```
//! ```compile_fail
//! let options = customer_core::WriteOptions { ..customer_core::WriteOptions::new() };
//! ```
//! ```compile_fail
//! let options = customer_core::DeleteOptions { ..customer_core::DeleteOptions::new() };
//! ```
//! ```compile_fail
//! let options = customer_core::RestoreOptions { ..customer_core::RestoreOptions::new() };
//! ```
//! ```compile_fail
//! let options = customer_core::UnblockOptions { ..customer_core::UnblockOptions::new() };
//! ```
//! ```compile_fail
//! let options = customer_core::RemoveAddressOptions { ..customer_core::RemoveAddressOptions::new() };
//! ```
//! ```compile_fail
//! let query = customer_core::ListQuery { ..customer_core::ListQuery::new() };
//! ```
//! ```compile_fail
//! let changed = customer_core::Changed { ..customer_core::Changed::default() };
//! ```
//! ```compile_fail
//! let removed = customer_core::RemovedAddress { id: "1".into() };
//! ```
//!
//! Setters do:
//!
//! ```
//! use customer_core::{DeleteOptions, GetOptions, IdempotencyKey, ListQuery, RemovedAddress, WriteOptions};
//!
//! let options = GetOptions::new().with_addresses(true);
//! let options = WriteOptions::lossy().with_marker("write").with_idempotency_key(IdempotencyKey::random());
//! let options = DeleteOptions::new().with_idempotency_key(IdempotencyKey::random());
//! let query = ListQuery::new().with_search("asha").with_page_size(50_u32);
//! let removed = RemovedAddress::new("1".into());
//! ```
#![forbid(unsafe_code)]

use async_trait::async_trait;
use customer_core::{
    Capabilities, Customer, CustomerId, CustomerProvider, Error, ErrorKind, GetOptions,
    NewCustomer, Operation, Preview, ProviderIdentity, ProviderName, Result, WriteOptions, Written,
};

const PROVIDER: ProviderName = ProviderName::from_static("outside");

/// A provider that has one customer, `1`, and registers nobody.
#[derive(Debug)]
pub struct Outside {
    capabilities: Capabilities,
}

impl Outside {
    /// The provider.
    #[must_use]
    pub fn new() -> Self {
        Self {
            capabilities: Capabilities::new()
                .with_native(Operation::CreateCustomer)
                .with_native(Operation::GetCustomer),
        }
    }
}

impl Default for Outside {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl CustomerProvider for Outside {
    fn identity(&self) -> ProviderIdentity {
        ProviderIdentity::new(PROVIDER)
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn preview_create(&self, _customer: &NewCustomer) -> Preview {
        Preview::default()
    }

    async fn create_customer(
        &self,
        _customer: &NewCustomer,
        _options: &WriteOptions,
    ) -> Result<Written> {
        Err(Error::new(ErrorKind::Rejected, "nobody is registered here"))
    }

    async fn get_customer(&self, id: &CustomerId, _options: &GetOptions) -> Result<Customer> {
        if id.as_str() == "1" {
            return Ok(Customer::new(PROVIDER, "1"));
        }
        Err(Error::new(ErrorKind::NotFound, ""))
    }
}
