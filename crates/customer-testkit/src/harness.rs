//! What the suite has to be told of a provider.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use customer_core::{
    Address, AddressId, BlockRequest, CustomerId, CustomerProvider, CustomerUpdate, Error,
    NewCustomer, strategies,
};
use percent_encoding::percent_decode_str;
use proptest::strategy::{BoxedStrategy, Strategy};

use crate::endpoint::Endpoint;
use crate::{ErrorRow, Fixture, Outgoing, StandIn};

/// A part of a [`Harness`] that may be left out, with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The provider speaks HTTP to the [endpoint](Endpoint::base_url).
    Http,
    /// [`Harness::create_request`] and its siblings.
    Requests,
    /// [`Harness::records`].
    Records,
    /// [`Harness::errors`].
    Errors,
    /// [`Harness::stand_in`].
    StandIn,
    /// [`StandIn::strike`].
    Faults,
    /// [`StandIn::turn_clock`].
    Clock,
    /// [`Harness::page`].
    Pages,
    /// [`Harness::connect_as_another`].
    OtherAccount,
    /// [`Harness::secrets`].
    Secrets,
    /// [`Harness::settings`] and [`Harness::build`].
    Settings,
    /// [`Fixture::created`], of one of the records.
    Created,
}

/// What a provider does not support, with the documented reason. A law that is named here and would pass is
/// reported, and so is a part that is there.
#[derive(Debug, Clone)]
pub struct Unsupported {
    pub(crate) what: What,
    pub(crate) reason: String,
}

#[derive(Debug, Clone)]
pub(crate) enum What {
    Part(Part),
    Law(String),
}

impl Unsupported {
    /// A part of the harness that the provider has no use for.
    pub fn part(part: Part, reason: impl Into<String>) -> Self {
        Self {
            what: What::Part(part),
            reason: reason.into(),
        }
    }

    /// A law that the provider cannot keep, as `subject::name`.
    pub fn law(law: impl Into<String>, reason: impl Into<String>) -> Self {
        Self {
            what: What::Law(law.into()),
            reason: reason.into(),
        }
    }
}

/// A request that came to the kit's server.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// The method, in capitals.
    pub method: String,
    /// The path, still percent-encoded, and the query behind it.
    pub target: String,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Received {
    pub(crate) fn new(
        method: String,
        target: String,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Self {
        Self {
            method,
            target,
            headers,
            body,
        }
    }

    /// The path, still percent-encoded.
    pub fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// The first value of this name in the query, with percent-encoding and pluses undone.
    pub fn query(&self, name: &str) -> Option<String> {
        let (_, query) = self.target.split_once('?')?;
        query.split('&').find_map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decoded = |text: &str| {
                let text = text.replace('+', " ");
                percent_decode_str(&text).decode_utf8_lossy().into_owned()
            };
            (decoded(key) == name).then(|| decoded(value))
        })
    }

    /// The number of this name in the query.
    pub fn number(&self, name: &str) -> Option<usize> {
        self.query(name)?.parse().ok()
    }

    /// Whether the request is of a method that changes nothing.
    pub fn is_read(&self) -> bool {
        matches!(self.method.as_str(), "GET" | "HEAD")
    }
}

/// A setting of a provider, by the name of its variable.
#[derive(Clone)]
pub struct Setting {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    pub(crate) is_required: bool,
}

impl Setting {
    /// A setting that a provider is not built without.
    pub fn required(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            is_required: true,
            ..Self::optional(name, value)
        }
    }

    /// A setting that may be left out.
    pub fn optional(name: &'static str, value: impl Into<String>) -> Self {
        Self {
            name,
            value: value.into(),
            is_required: false,
        }
    }
}

impl fmt::Debug for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Setting")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The variables of an environment, by their names.
pub type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Makes the body of a page: of the request, and of all records that the listing has.
pub type MakePage = fn(&Received, &[String]) -> String;

/// What the suite has to be told of a provider. [`connect`](Self::connect) is required; a part that is left out
/// and not [listed](Self::unsupported) breaks the law that needs it.
#[async_trait]
pub trait Harness: Send + Sync + 'static {
    /// A provider that speaks to the endpoint. Credentials are any that `build()` takes; the
    /// [secrets](Self::secrets) among them must be named.
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider>;

    /// As [`connect`](Self::connect), with another account: its cursors are not for the first.
    fn connect_as_another(&self, endpoint: &Endpoint) -> Option<Arc<dyn CustomerProvider>> {
        let _ = endpoint;
        None
    }

    /// A stateful stand-in, empty and of its own for each call.
    async fn stand_in(&self) -> Option<Box<dyn StandIn>> {
        None
    }

    /// What the provider does not support, with the documented reason.
    fn unsupported(&self) -> Vec<Unsupported> {
        Vec::new()
    }

    /// The request that registers a customer, as `convert` prepares it.
    fn create_request(&self, customer: &NewCustomer) -> Option<Outgoing> {
        let _ = customer;
        None
    }

    /// The request that changes a customer, as `convert` prepares it.
    fn update_request(&self, update: &CustomerUpdate) -> Option<Outgoing> {
        let _ = update;
        None
    }

    /// The request that adds an address, as `convert` prepares it.
    fn address_request(&self, address: &Address) -> Option<Outgoing> {
        let _ = address;
        None
    }

    /// The request that blocks a customer, as `convert` prepares it.
    fn block_request(&self, block: &BlockRequest) -> Option<Outgoing> {
        let _ = block;
        None
    }

    /// The documented records, one for each form in which a customer is returned.
    fn records(&self) -> Vec<Fixture> {
        Vec::new()
    }

    /// The documented refusals.
    fn errors(&self) -> Vec<ErrorRow> {
        Vec::new()
    }

    /// What makes the body of a page of a listing that holds these records, of which there may be more than the request
    /// asks for.
    fn page(&self) -> Option<MakePage> {
        None
    }

    /// The secrets in what [`connect`](Self::connect) gives the provider.
    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    /// The settings that the environment gives, each with a value that is taken; a base URL is an `https` one.
    fn settings(&self) -> Vec<Setting> {
        Vec::new()
    }

    /// Builds a provider from variables of an environment.
    fn build(&self, variable: Variables<'_>) -> Option<Result<Arc<dyn CustomerProvider>, Error>> {
        let _ = variable;
        None
    }

    /// Customers, many of which the provider holds: with what it requires. Laws draw from all customers too.
    fn customers(&self) -> BoxedStrategy<NewCustomer> {
        strategies::new_customer().boxed()
    }

    /// Changes, many of which the provider holds.
    fn updates(&self) -> BoxedStrategy<CustomerUpdate> {
        strategies::customer_update().boxed()
    }

    /// Addresses, many of which the provider holds.
    fn addresses(&self) -> BoxedStrategy<Address> {
        strategies::address().boxed()
    }

    /// How many values a law is tried with, in percent of the usual number. Less finds less: it is for trying
    /// many providers in a row.
    fn effort(&self) -> u32 {
        100
    }

    /// An id in the provider's form of which there is no customer.
    fn unknown_id(&self) -> CustomerId {
        CustomerId::new("unknown")
    }

    /// An id in the provider's form of which there is no address.
    fn unknown_address_id(&self) -> AddressId {
        AddressId::new("unknown")
    }
}
