use std::fmt;

/// The part of an exchange that breaks a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// The path is not declared.
    Endpoint,
    /// The path is declared, the method is not.
    Method,
    /// A path parameter does not fit its schema.
    PathParameter,
    /// The query holds an undeclared, repeated, missing or unfit parameter.
    Query,
    /// A request header is missing, unfit, or a credential of another endpoint.
    RequestHeader,
    /// The request body is missing, not expected, of another content type, or unfit.
    RequestBody,
    /// The status is not declared.
    Status,
    /// A response header is missing or unfit.
    ResponseHeader,
    /// The response body is missing, not expected, of another content type, or unfit.
    ResponseBody,
}

/// One breach of a contract.
///
/// It names places and rules and never shows a value, so that a test log may show it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The part of the exchange.
    pub part: Part,
    /// Where in that part: a parameter's or header's name, or a JSON pointer into the body.
    pub place: String,
    /// Which rule is broken.
    pub rule: String,
}

impl Violation {
    pub(super) fn new(part: Part, place: impl Into<String>, rule: impl Into<String>) -> Self {
        Self {
            part,
            place: place.into(),
            rule: rule.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = match self.part {
            Part::Endpoint => "endpoint",
            Part::Method => "method",
            Part::PathParameter => "path parameter",
            Part::Query => "query",
            Part::RequestHeader => "request header",
            Part::RequestBody => "request body",
            Part::Status => "status",
            Part::ResponseHeader => "response header",
            Part::ResponseBody => "response body",
        };
        if self.place.is_empty() {
            write!(formatter, "{part}: {}", self.rule)
        } else {
            write!(formatter, "{part} {}: {}", self.place, self.rule)
        }
    }
}
