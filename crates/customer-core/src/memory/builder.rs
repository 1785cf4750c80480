//! Setting a [`MemoryProvider`] up.

use std::fmt;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;

use super::calls::CallCounts;
use super::capabilities::all_capabilities;
use super::clock::Clock;
use super::faults::Faults;
use super::listing::PageSizes;
use super::provider::MemoryProvider;
use super::server::{Latency, Moment, Server};
use super::store::{Rules, Store};
use crate::{
    AccountId, Capabilities, Customer, EmailUniqueness, Lookup, Mode, NewCustomer, Operation,
    ProviderIdentity, ProviderName,
};

/// The options of a [`MemoryProvider`]. `Debug` shows no customer.
///
/// ```
/// use customer_core::memory::{MemoryProvider, all_capabilities};
/// use customer_core::{CustomerProvider, EmailAddress, Mode, NewCustomer, ProviderName};
///
/// let asha = NewCustomer::new().with_email(EmailAddress::parse("asha@example.com")?);
/// let provider = MemoryProvider::builder()
///     .provider_name(ProviderName::from_static("shop"))
///     .account("store-1")
///     .mode(Mode::Test)
///     .capabilities(all_capabilities())
///     .page_sizes(20, 100)
///     .customer(asha)
///     .build();
/// assert_eq!(provider.identity().account, Some("store-1".into()));
/// assert_eq!(provider.records().len(), 1);
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Clone)]
#[must_use]
pub struct MemoryProviderBuilder {
    identity: ProviderIdentity,
    capabilities: Capabilities,
    clock: Clock,
    page_sizes: PageSizes,
    removes_deleted: bool,
    latency: Option<Latency>,
    seeds: Vec<Seed>,
}

#[derive(Clone)]
enum Seed {
    New(Box<NewCustomer>),
    Record(Box<Customer>),
}

/// Seeded customers are older than what a test writes.
const AGE_OF_SEEDS: TimeDelta = TimeDelta::days(1);

impl MemoryProvider {
    /// Begins to set one up.
    pub fn builder() -> MemoryProviderBuilder {
        MemoryProviderBuilder::new()
    }
}

impl Default for MemoryProviderBuilder {
    fn default() -> Self {
        Self {
            identity: ProviderIdentity::new(ProviderName::from_static("memory")),
            capabilities: all_capabilities(),
            clock: Clock::default(),
            page_sizes: PageSizes {
                default: 20,
                most: 100,
            },
            removes_deleted: false,
            latency: None,
            seeds: Vec::new(),
        }
    }
}

impl MemoryProviderBuilder {
    /// The provider `memory`, with [all capabilities](all_capabilities), without account and mode, and without customers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the provider's name.
    pub fn provider_name(mut self, name: impl Into<ProviderName>) -> Self {
        self.identity.provider = name.into();
        self
    }

    /// Sets the account.
    pub fn account(mut self, account: impl Into<AccountId>) -> Self {
        self.identity.account = Some(account.into());
        self
    }

    /// Sets the mode.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.identity.mode = Some(mode);
        self
    }

    /// Sets what the provider can do. Those of an adapter make it as narrow as the provider itself.
    ///
    /// An operation that they do not name is unsupported. A field is held, altered or lost as they say: of a field with
    /// [values](crate::FieldCapability::values), any other value is lost. Where e-mail addresses are
    /// [unique](EmailUniqueness::Unique), a second customer of a mailbox is refused; else it is taken.
    pub fn capabilities(mut self, capabilities: Capabilities) -> Self {
        self.capabilities = capabilities;
        self
    }

    /// Sets our clock. The default is the system's.
    pub fn clock(mut self, now: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        self.clock.now = Arc::new(now);
        self
    }

    /// Sets how far the provider's clock, by which records are dated, is ahead of ours. The default is not at all.
    pub fn provider_clock_ahead(mut self, ahead: TimeDelta) -> Self {
        self.clock.ahead = ahead;
        self
    }

    /// We do not know how far the provider's clock is from ours: then a create of which nothing but the time tells whose it is
    /// stays unknown.
    pub fn unknown_provider_clock(mut self) -> Self {
        self.clock.is_offset_known = false;
        self
    }

    /// Sets how many customers a page has where a query does not say, and how many at most: a query for more gets that many.
    /// Both are at least 1. The defaults are 20 and 100.
    pub fn page_sizes(mut self, default: u32, most: u32) -> Self {
        let most = most.max(1);
        let default = default.clamp(1, most);
        self.page_sizes = PageSizes { default, most };
        self
    }

    /// A deleted customer's record is removed. By default it is kept, is deleted, and can be restored.
    pub fn removes_deleted(mut self) -> Self {
        self.removes_deleted = true;
        self
    }

    /// Makes each call wait before the provider acts and before it answers, for as long as the future takes: by the sleep of the
    /// runtime that a test uses, or until the test lets it go on. By default nothing waits.
    ///
    /// ```
    /// use std::time::Duration;
    /// use customer_core::memory::{MemoryProvider, Moment};
    ///
    /// let provider = MemoryProvider::builder()
    ///     .latency(|_, moment| {
    ///         let wait = match moment {
    ///             Moment::BeforeActing => Duration::from_millis(10),
    ///             _ => Duration::ZERO,
    ///         };
    ///         Box::pin(tokio::time::sleep(wait))
    ///     })
    ///     .build();
    /// ```
    pub fn latency(
        mut self,
        latency: impl Fn(Operation, Moment) -> BoxFuture<'static, ()> + Send + Sync + 'static,
    ) -> Self {
        self.latency = Some(Arc::new(latency));
        self
    }

    /// Adds a customer that is there already, created a day ago. It is kept whole, whatever the capabilities say.
    pub fn customer(mut self, customer: NewCustomer) -> Self {
        self.seeds.push(Seed::New(Box::new(customer)));
        self
    }

    /// Adds a record as it is, with its own id, status and times. Provider, account and mode become this provider's; of two
    /// records with one id the later stays.
    pub fn record(mut self, customer: Customer) -> Self {
        self.seeds.push(Seed::Record(Box::new(customer)));
        self
    }

    /// Makes the provider.
    pub fn build(self) -> MemoryProvider {
        let capabilities = self.capabilities;
        let rules = Rules {
            identity: self.identity.clone(),
            is_email_unique: capabilities.email_uniqueness == EmailUniqueness::Unique,
            default_address_role: capabilities.default_address_role.clone(),
            removes_deleted: self.removes_deleted,
            key_lifetime: match capabilities.lookup {
                Lookup::IdempotencyKey { within } => TimeDelta::from_std(within).ok(),
                _ => None,
            },
        };
        let mut store = Store::new(rules);
        let now = self.clock.provider_time();
        let created = now.checked_sub_signed(AGE_OF_SEEDS).unwrap_or(now);
        for seed in self.seeds {
            match seed {
                Seed::New(customer) => drop(store.insert(*customer, created)),
                Seed::Record(customer) => store.insert_record(*customer),
            }
        }
        let server = Server {
            provider: self.identity.provider.clone(),
            store: Mutex::new(store),
            clock: self.clock,
            faults: Faults::default(),
            counts: CallCounts::default(),
            latency: self.latency,
        };
        MemoryProvider::of(self.identity, capabilities, self.page_sizes, server)
    }
}

impl fmt::Debug for MemoryProviderBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryProviderBuilder")
            .field("identity", &self.identity)
            .field("clock", &self.clock)
            .field("page_sizes", &self.page_sizes)
            .field("removes_deleted", &self.removes_deleted)
            .field("customers", &self.seeds.len())
            .finish_non_exhaustive()
    }
}
