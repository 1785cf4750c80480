//! What is known about OpenAPI documents as JSON: references, the places of schemas, and the two stricter copies that are compiled.

use customer_sandbox::Provider;
use jsonschema::{Draft, Registry, Resource, Validator};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;

use super::email::is_email;
use super::responses::Responses;

/// Why a contract cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ContractError {
    /// The provider has no contract.
    #[error("{provider} has no contract")]
    Missing {
        /// The provider.
        provider: Provider,
    },
    /// The document is not JSON.
    #[error("the contract is not JSON: {message}")]
    NotJson {
        /// What the parser says.
        message: String,
    },
    /// Something that an OpenAPI document needs is absent, of another kind, or beyond what the checker understands.
    #[error("{place} is missing, of the wrong kind, or not supported")]
    Malformed {
        /// Where.
        place: String,
    },
    /// A `$ref` leads nowhere.
    #[error("the reference {reference} leads nowhere")]
    Reference {
        /// The reference as written.
        reference: String,
    },
    /// A schema is not one of draft 2020-12.
    #[error("the schema at {place} does not compile: {message}")]
    Schema {
        /// Where.
        place: String,
        /// What the compiler says.
        message: String,
    },
}

impl ContractError {
    pub(super) fn malformed(place: impl Into<String>) -> Self {
        Self::Malformed {
            place: place.into(),
        }
    }
}

/// The key in front of every reference inside a compiled copy.
const COPY: &str = "https://contract.invalid/document";

/// Follows `$ref`s of parameters, headers, bodies and responses, which are never schemas.
pub(super) fn resolve<'a>(
    document: &'a Value,
    mut value: &'a Value,
) -> Result<&'a Value, ContractError> {
    // Deeper than any document nests its references; a circle ends here.
    for _ in 0..8 {
        let Some(reference) = value.get("$ref").and_then(Value::as_str) else {
            return Ok(value);
        };
        value = reference
            .strip_prefix('#')
            .and_then(|pointer| document.pointer(pointer))
            .ok_or_else(|| ContractError::Reference {
                reference: reference.to_owned(),
            })?;
    }
    Err(ContractError::malformed("a circle of references"))
}

/// Changes a schema and all schemas inside it, the outer ones first.
///
/// What stands below `not` is passed as the other way round: to make a schema stricter there would make the whole laxer.
fn rewrite(schema: &mut Value, inverted: bool, change: &impl Fn(&mut Map<String, Value>, bool)) {
    let Value::Object(keywords) = schema else {
        return;
    };
    change(keywords, inverted);
    for (keyword, value) in keywords {
        match (keyword.as_str(), value) {
            ("properties" | "patternProperties" | "$defs", Value::Object(members)) => {
                for member in members.values_mut() {
                    rewrite(member, inverted, change);
                }
            }
            ("anyOf" | "oneOf" | "allOf" | "prefixItems", Value::Array(members)) => {
                for member in members {
                    rewrite(member, inverted, change);
                }
            }
            ("items" | "additionalProperties" | "propertyNames", member) => {
                rewrite(member, inverted, change);
            }
            ("not", member) => rewrite(member, !inverted, change),
            _ => {}
        }
    }
}

fn make_references_absolute(schema: &mut Map<String, Value>) {
    if let Some(Value::String(reference)) = schema.get_mut("$ref")
        && reference.starts_with('#')
    {
        reference.insert_str(0, COPY);
    }
}

/// A reading that we accept but do not send is no choice in a request of ours.
fn drop_alternatives_not_sent(schema: &mut Map<String, Value>) {
    if let Some(Value::Array(alternatives)) = schema.get_mut("anyOf") {
        alternatives.retain(|alternative| {
            alternative.get("x-sent").and_then(Value::as_bool) != Some(false)
        });
    }
}

fn refuse_undeclared_members(schema: &mut Map<String, Value>) {
    if schema.contains_key("properties") {
        schema
            .entry("additionalProperties")
            .or_insert(Value::Bool(false));
    }
}

/// Compiles the schemas of one side: what we send, or what is answered.
pub(super) struct Compiler {
    side: Side,
    registry: Registry<'static>,
    /// Many responses share a schema: each is compiled once.
    compiled: HashMap<String, Arc<Validator>>,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Side {
    Request,
    Response(Responses),
}

impl Side {
    fn prepare(self, schema: &mut Value) {
        rewrite(schema, false, &|keywords, inverted| {
            match self {
                Self::Request if !inverted => drop_alternatives_not_sent(keywords),
                Self::Response(Responses::Strict) if !inverted => {
                    refuse_undeclared_members(keywords);
                }
                Self::Request | Self::Response(_) => {}
            }
            make_references_absolute(keywords);
        });
    }
}

impl Compiler {
    pub(super) fn new(document: &Value, side: Side) -> Result<Self, ContractError> {
        let mut schemas = document
            .pointer("/components/schemas")
            .cloned()
            .ok_or_else(|| ContractError::malformed("/components/schemas"))?;
        for schema in schemas.as_object_mut().into_iter().flatten() {
            side.prepare(schema.1);
        }
        let copy = json!({ "components": { "schemas": schemas } });
        let registry = Registry::new()
            .draft(Draft::Draft202012)
            .add(COPY, Resource::from_contents(copy))
            .and_then(jsonschema::RegistryBuilder::prepare)
            .map_err(|error| ContractError::Schema {
                place: "/components/schemas".to_owned(),
                message: error.to_string(),
            })?;
        Ok(Self {
            side,
            registry,
            compiled: HashMap::new(),
        })
    }

    /// Compiles a schema that stands at `place` of the document.
    pub(super) fn compile(
        &mut self,
        schema: &Value,
        place: &str,
    ) -> Result<Arc<Validator>, ContractError> {
        let mut schema = schema.clone();
        self.side.prepare(&mut schema);
        let key = schema.to_string();
        if let Some(validator) = self.compiled.get(&key) {
            return Ok(Arc::clone(validator));
        }
        let validator = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .should_ignore_unknown_formats(false)
            .with_format("email", is_email)
            .with_registry(&self.registry)
            .build(&schema)
            .map_err(|error| ContractError::Schema {
                place: place.to_owned(),
                message: error.to_string(),
            })?;
        let validator = Arc::new(validator);
        self.compiled.insert(key, Arc::clone(&validator));
        Ok(validator)
    }
}
