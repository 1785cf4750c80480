//! A write as an adapter prepared it, whatever its wire type.

use std::fmt::Debug;

use customer_core::adapter::{Checked, Prepared};
use customer_core::{FieldProblem, Preview};
use serde::Serialize;

/// A write as an adapter's `convert` prepared it: what it does with each field, and the request.
#[derive(Debug, Clone)]
pub struct Outgoing {
    pub(crate) preview: Preview,
    pub(crate) request: Option<Request>,
}

/// A request as it would be sent.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// As JSON, whatever goes over the wire.
    pub(crate) json: String,
    pub(crate) problems: Vec<FieldProblem>,
    /// Its `Debug`.
    pub(crate) shown: String,
}

impl Outgoing {
    /// A prepared write.
    ///
    /// # Panics
    ///
    /// Where the request cannot be serialized.
    pub fn new<T: Serialize + Checked + Debug>(prepared: &Prepared<T>) -> Self {
        Self::of(prepared, |request| {
            let json = serde_json::to_string(request);
            (
                json.unwrap_or_else(|error| panic!("the request is no JSON: {error}")),
                request.problems(),
            )
        })
    }

    /// A prepared write whose request is several, or has another form: the function gives its JSON, and what its
    /// own validation says.
    pub fn of<T: Debug>(
        prepared: &Prepared<T>,
        read: impl FnOnce(&T) -> (String, Vec<FieldProblem>),
    ) -> Self {
        let request = prepared.request.as_ref().map(|request| {
            let (json, problems) = read(request);
            Request {
                json,
                problems,
                shown: format!("{request:?}"),
            }
        });
        Self {
            preview: prepared.preview.clone(),
            request,
        }
    }

    /// A write whose request has no body.
    pub fn without_body<T: Debug>(prepared: &Prepared<T>) -> Self {
        Self::of(prepared, |_| (String::new(), Vec::new()))
    }
}
