//! The requests that a fault strikes.

use customer_core::Operation;

use super::seen::Class;

/// A request of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Request {
    /// The operation that sends it.
    pub operation: Operation,
    /// Which of its requests, where there are several.
    pub detail: Detail,
    /// Whether it changes something.
    pub class: Class,
    /// The method.
    pub method: &'static str,
    /// The route below the base URL: `/customers/{id}`.
    pub route: &'static str,
}

/// Which request of an operation, where there are several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// The only one.
    Only,
    /// Of a get: the addresses that are asked for.
    Addresses,
    /// Of an update: what is read before the business is written.
    BusinessBefore,
    /// Of an update of name and business: the business, which is written last.
    Business,
}

/// The request of an operation, which changes nothing.
pub const fn read(operation: Operation, method: &'static str, route: &'static str) -> Request {
    Request {
        operation,
        detail: Detail::Only,
        class: Class::Read,
        method,
        route,
    }
}

/// The request of an operation, which may change something.
pub const fn write(operation: Operation, method: &'static str, route: &'static str) -> Request {
    Request {
        class: Class::Write,
        ..read(operation, method, route)
    }
}

impl Request {
    /// One of several.
    #[must_use]
    pub const fn of(self, detail: Detail) -> Self {
        Self { detail, ..self }
    }
}
