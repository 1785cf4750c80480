//! Holds what adapters send and what is answered to the providers' contracts.
//!
//! The contracts are the OpenAPI 3.1 documents of `docs/contracts`. A checked exchange may use only what is declared there: endpoint,
//! method, parameters, members of bodies, status, content types; and it must bring what is required there.
//!
//! ```
//! use customer_sandbox::Provider;
//! use customer_tests::contract::{Contract, Exchange, Part};
//!
//! let contract = Contract::load(Provider::KOHORTPAY)?;
//! let exchange = Exchange {
//!     method: "GET".to_owned(),
//!     path: "/customers/cus_1/orders".to_owned(),
//!     ..Exchange::default()
//! };
//! let violations = contract.check(&exchange).unwrap_err();
//! assert_eq!(violations[0].part, Part::Endpoint);
//! # Ok::<(), customer_tests::contract::ContractError>(())
//! ```

mod document;
mod email;
mod exchange;
mod json;
mod operation;
mod parameter;
mod responses;
mod schema;
mod violation;

use std::collections::HashMap;
use std::fmt;
use std::sync::{LazyLock, OnceLock};

use customer_sandbox::Provider;
use serde_json::Value;

use crate::adapters::{ADAPTERS, adapter};

pub use document::ContractError;
pub use exchange::Exchange;
pub use responses::Responses;
pub use violation::{Part, Violation};

use document::{Compiler, Side, resolve};
use operation::{Compilers, Operation};

/// The text of a provider's contract.
///
/// # Errors
///
/// When it has none.
pub fn document_of(provider: Provider) -> Result<&'static str, ContractError> {
    let contract = adapter(provider).and_then(|adapter| adapter.contract);
    contract.ok_or(ContractError::Missing { provider })
}

/// The providers that have a contract.
pub fn providers() -> impl Iterator<Item = Provider> {
    let with_contract = ADAPTERS.iter().filter(|adapter| adapter.contract.is_some());
    with_contract.map(|adapter| adapter.provider)
}

/// A contract, compiled.
pub struct Contract {
    /// The path of the base URLs, before every endpoint's.
    base: Template,
    /// Sorted so that the first that fits is the one meant.
    endpoints: Vec<Endpoint>,
}

struct Endpoint {
    template: Template,
    operations: HashMap<String, Operation>,
}

impl Contract {
    /// The contract of a provider, with strict responses. It is compiled at the first call only.
    ///
    /// # Errors
    ///
    /// When there is none, or the checker does not understand the document.
    pub fn load(provider: Provider) -> Result<&'static Self, ContractError> {
        Self::load_with(provider, Responses::Strict)
    }

    /// The contract of a provider, with strict or open responses. It is compiled at the first call only.
    ///
    /// # Errors
    ///
    /// When there is none, or the checker does not understand the document.
    pub fn load_with(
        provider: Provider,
        responses: Responses,
    ) -> Result<&'static Self, ContractError> {
        type Compiled = OnceLock<Result<Contract, ContractError>>;
        /// By provider: with strict responses, and with open ones.
        static CONTRACTS: LazyLock<HashMap<Provider, [Compiled; 2]>> =
            LazyLock::new(|| providers().map(|it| (it, Default::default())).collect());
        let text = document_of(provider)?;
        let compiled = CONTRACTS
            .get(&provider)
            .ok_or(ContractError::Missing { provider })?;
        let compiled = match responses {
            Responses::Strict => &compiled[0],
            Responses::Open => &compiled[1],
        };
        compiled
            .get_or_init(|| {
                let document =
                    serde_json::from_str(text).map_err(|error| ContractError::NotJson {
                        message: error.to_string(),
                    })?;
                Self::from_document(&document, responses)
            })
            .as_ref()
            .map_err(Clone::clone)
    }

    /// A contract from an OpenAPI document.
    ///
    /// # Errors
    ///
    /// When the checker does not understand the document: what it needs is absent, a reference leads nowhere, or a schema
    /// is not one of draft 2020-12.
    pub fn from_document(document: &Value, responses: Responses) -> Result<Self, ContractError> {
        let mut compilers = Compilers {
            request: Compiler::new(document, Side::Request)?,
            response: Compiler::new(document, Side::Response(responses))?,
        };
        let paths = document
            .get("paths")
            .and_then(Value::as_object)
            .ok_or_else(|| ContractError::malformed("/paths"))?;
        let mut endpoints = Vec::new();
        for (path, item) in paths {
            let item = resolve(document, item)?
                .as_object()
                .ok_or_else(|| ContractError::malformed(path))?;
            let shared = item.get("parameters").and_then(Value::as_array);
            let shared = shared.map(Vec::as_slice).unwrap_or_default();
            let mut operations = HashMap::new();
            for (method, declared) in item.iter().filter(|(key, _)| *key != "parameters") {
                let place = format!("{method} {path}");
                let operation =
                    Operation::parse(document, shared, declared, &mut compilers, &place)?;
                operations.insert(method.to_ascii_uppercase(), operation);
            }
            endpoints.push(Endpoint {
                template: Template::parse(path),
                operations,
            });
        }
        endpoints.sort_by(|one, other| one.template.cmp(&other.template));
        Ok(Self {
            base: base(document)?,
            endpoints,
        })
    }

    /// The `operationId`s of all operations, sorted: for a test that wants to have seen them all.
    pub fn operation_ids(&self) -> Vec<&str> {
        let operations = self
            .endpoints
            .iter()
            .flat_map(|endpoint| endpoint.operations.values());
        let mut ids: Vec<&str> = operations.map(|operation| operation.id.as_str()).collect();
        ids.sort_unstable();
        ids
    }

    /// The `operationId` of the operation that an exchange called, if it is declared.
    pub fn operation_id(&self, exchange: &Exchange) -> Option<&str> {
        self.route(exchange)
            .ok()
            .map(|(operation, _)| operation.id.as_str())
    }

    /// Checks both sides of an exchange.
    ///
    /// # Errors
    ///
    /// Everything in which the exchange breaks the contract.
    pub fn check(&self, exchange: &Exchange) -> Result<(), Vec<Violation>> {
        self.check_sides(exchange, true, true)
    }

    /// Checks what was sent, whatever came back.
    ///
    /// # Errors
    ///
    /// Everything in which the request breaks the contract.
    pub fn check_request(&self, exchange: &Exchange) -> Result<(), Vec<Violation>> {
        self.check_sides(exchange, true, false)
    }

    /// Checks what was answered, for a test that sends what it should not.
    ///
    /// # Errors
    ///
    /// Everything in which the answer breaks the contract, and an endpoint that is not declared.
    pub fn check_response(&self, exchange: &Exchange) -> Result<(), Vec<Violation>> {
        self.check_sides(exchange, false, true)
    }

    fn check_sides(
        &self,
        exchange: &Exchange,
        request: bool,
        response: bool,
    ) -> Result<(), Vec<Violation>> {
        let (operation, path) = self.route(exchange).map_err(|violation| vec![violation])?;
        let mut violations = Vec::new();
        if request {
            operation.check_request(&path, exchange, &mut violations);
        }
        if response {
            operation.check_response(exchange, &mut violations);
        }
        if violations.is_empty() {
            Ok(())
        } else {
            Err(violations)
        }
    }

    fn route<'c, 'e>(&'c self, exchange: &'e Exchange) -> Result<Route<'c, 'e>, Violation> {
        let segments: Vec<&str> = exchange.path.split('/').skip(1).collect();
        let absolute = exchange.path.starts_with('/');
        let below = segments.split_at_checked(self.base.0.len());
        let below = below.and_then(|(base, rest)| self.base.match_segments(base).map(|_| rest));
        let found = [below, Some(segments.as_slice())]
            .into_iter()
            .flatten()
            .find_map(|segments| {
                self.endpoints.iter().find_map(|endpoint| {
                    Some((endpoint, endpoint.template.match_segments(segments)?))
                })
            });
        let Some((endpoint, path)) = found.filter(|_| absolute) else {
            return Err(Violation::new(Part::Endpoint, "", "not declared"));
        };
        let Some(operation) = endpoint.operations.get(&exchange.method) else {
            let rule = format!("{} is not declared for this endpoint", exchange.method);
            return Err(Violation::new(Part::Method, "", rule));
        };
        Ok((operation, path))
    }
}

impl fmt::Debug for Contract {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Contract")
            .field(&self.operation_ids())
            .finish()
    }
}

/// The operation called, and its path parameters by name, as they stand in the path.
type Route<'c, 'e> = (&'c Operation, Vec<(&'c str, &'e str)>);

/// The path of the base URLs, which all servers of a contract share.
fn base(document: &Value) -> Result<Template, ContractError> {
    let servers = document.get("servers").and_then(Value::as_array);
    let mut paths = servers.into_iter().flatten().filter_map(|server| {
        let (_, rest) = server.get("url")?.as_str()?.split_once("://")?;
        Some(rest.find('/').map_or("", |start| &rest[start..]))
    });
    let first = paths
        .next()
        .ok_or_else(|| ContractError::malformed("/servers"))?;
    if paths.any(|path| path != first) {
        return Err(ContractError::malformed("/servers: paths that differ"));
    }
    Ok(Template::parse(first))
}

/// A path with named segments. The order puts a fixed segment before a named one, so that the first template that fits is the
/// most concrete.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Template(Vec<Segment>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Fixed(String),
    Named(String),
}

impl Template {
    fn parse(path: &str) -> Self {
        let segments = path.split('/').skip(1).map(|segment| {
            match segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                Some(name) => Segment::Named(name.to_owned()),
                None => Segment::Fixed(segment.to_owned()),
            }
        });
        Self(segments.collect())
    }

    fn match_segments<'c, 'e>(&'c self, segments: &[&'e str]) -> Option<Vec<(&'c str, &'e str)>> {
        if segments.len() != self.0.len() {
            return None;
        }
        let mut named = Vec::new();
        for (declared, given) in self.0.iter().zip(segments) {
            match declared {
                Segment::Fixed(text) if text == given => {}
                Segment::Named(name) if !given.is_empty() => named.push((name.as_str(), *given)),
                _ => return None,
            }
        }
        Some(named)
    }
}
