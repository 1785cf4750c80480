//! Parameters and headers: text that is checked against a schema.

use jsonschema::Validator;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use std::sync::Arc;

use super::document::{Compiler, ContractError};
use super::exchange::header;
use super::schema::check_named;
use super::violation::{Part, Violation};

/// How a parameter's text becomes the value that its schema speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    /// A number or a boolean, spelt as JSON spells it.
    Literal,
    List,
}

impl Shape {
    fn of(schema: &Value) -> Self {
        match schema.get("type").and_then(Value::as_str) {
            Some("integer" | "number" | "boolean") => Self::Literal,
            Some("array") => Self::List,
            _ => Self::Text,
        }
    }

    fn read(self, text: &str) -> Value {
        match self {
            Self::Literal => match serde_json::from_str(text) {
                Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
                // Left as text, it fails by its type.
                _ => Value::from(text),
            },
            Self::Text => Value::from(text),
            Self::List => Value::from(vec![text]),
        }
    }
}

/// A declared parameter or header.
pub(super) struct Named {
    pub(super) name: String,
    pub(super) required: bool,
    pub(super) shape: Shape,
    validator: Arc<Validator>,
}

impl Named {
    pub(super) fn parse(
        name: &str,
        declared: &Value,
        compiler: &mut Compiler,
        place: &str,
    ) -> Result<Self, ContractError> {
        let schema = declared
            .get("schema")
            .ok_or_else(|| ContractError::malformed(format!("{place}: schema of {name}")))?;
        Ok(Self {
            name: name.to_owned(),
            required: declared.get("required").and_then(Value::as_bool) == Some(true),
            shape: Shape::of(schema),
            validator: compiler.compile(schema, place)?,
        })
    }

    pub(super) fn check_text(&self, part: Part, text: &str, violations: &mut Vec<Violation>) {
        check_named(
            &self.validator,
            part,
            &self.name,
            &self.shape.read(text),
            violations,
        );
    }

    pub(super) fn check_header(
        &self,
        part: Part,
        headers: &[(String, String)],
        violations: &mut Vec<Violation>,
    ) {
        match header(headers, &self.name) {
            Some(text) => self.check_text(part, text, violations),
            None if self.required => violations.push(Violation::new(part, &self.name, "missing")),
            None => {}
        }
    }
}

/// A name or value of a query, where a plus sign stands for a space.
pub(super) fn decode(text: &str) -> Option<String> {
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced)
        .decode_utf8()
        .ok()
        .map(std::borrow::Cow::into_owned)
}
