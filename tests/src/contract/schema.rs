//! Checking values against compiled schemas, and saying what is wrong without showing a value.

use jsonschema::error::ValidationErrorKind;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;

use super::violation::{Part, Violation};

/// The breaches of a body.
pub(super) fn check_body(
    validator: &Validator,
    part: Part,
    body: &Value,
    violations: &mut Vec<Violation>,
) {
    for error in validator.iter_errors(body) {
        explain(&error, "", part, violations);
    }
}

/// The breaches of a parameter or header, whose place is its name.
pub(super) fn check_named(
    validator: &Validator,
    part: Part,
    name: &str,
    value: &Value,
    violations: &mut Vec<Violation>,
) {
    for error in validator.iter_errors(value) {
        violations.push(Violation::new(part, name, error.masked().to_string()));
    }
}

/// Adds what an error says; of alternatives, what the one that fits best says.
fn explain(error: &ValidationError<'_>, remark: &str, part: Part, violations: &mut Vec<Violation>) {
    if let ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } =
        error.kind()
        && let Some(errors) = nearest(context)
    {
        for error in errors {
            explain(error, " (in the nearest alternative)", part, violations);
        }
        return;
    }
    let rule = format!("{}{remark}", error.masked());
    let place = error.instance_path().to_string();
    violations.push(Violation::new(part, place, rule));
}

/// The alternative whose first error lies deepest, and of those the one with the fewest errors.
fn nearest<'a>(
    alternatives: &'a [Vec<ValidationError<'static>>],
) -> Option<&'a Vec<ValidationError<'static>>> {
    alternatives.iter().max_by_key(|errors| {
        let depth = errors
            .iter()
            .map(|error| error.instance_path().to_string().matches('/').count())
            .min();
        (depth, std::cmp::Reverse(errors.len()))
    })
}
