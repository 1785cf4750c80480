//! Requests that are checked before they are sent.

use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use super::rules::Validate;
use crate::FieldProblem;

/// A request whose values are checked before it is sent.
///
/// A type has it by deriving `validator::Validate` over [`rules`](super::rules), which keeps `validator`
/// out of the type's public signature:
///
/// ```
/// use customer_core::adapter::Checked;
/// use customer_core::adapter::rules::{Validate as _, ValidationError};
///
/// #[derive(validator::Validate)]
/// #[validate(crate = "customer_core::adapter::rules")]
/// pub struct SetNote {
///     #[validate(custom(function = "filled"))]
///     pub note: String,
/// }
///
/// fn filled(text: &str) -> Result<(), ValidationError> {
///     match text {
///         "" => Err(ValidationError::new("text").with_message("is empty".into())),
///         _ => Ok(()),
///     }
/// }
///
/// let problems = SetNote { note: String::new() }.problems();
/// assert_eq!(problems[0].to_string(), "note: is empty");
/// ```
pub trait Checked {
    /// The values that break a rule, each with its path, named as the type names its fields, and a reason
    /// that shows no value. In the order of the paths.
    fn problems(&self) -> Vec<FieldProblem>;
}

impl<T: Validate> Checked for T {
    fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        if let Err(errors) = self.validate() {
            collect(&errors, "", &mut problems);
            problems.sort_by(|a, b| a.field.cmp(&b.field));
        }
        problems
    }
}

fn collect(errors: &ValidationErrors, prefix: &str, problems: &mut Vec<FieldProblem>) {
    for (name, kind) in errors.errors() {
        let name = name.as_ref();
        let path = if prefix.is_empty() {
            name.to_owned()
        } else {
            format!("{prefix}.{name}")
        };
        match kind {
            ValidationErrorsKind::Struct(inner) => collect(inner, &path, problems),
            ValidationErrorsKind::List(items) => {
                for (index, inner) in items {
                    collect(inner, &format!("{path}[{index}]"), problems);
                }
            }
            ValidationErrorsKind::Field(found) => {
                problems.extend(
                    found
                        .iter()
                        .map(|error| FieldProblem::new(&path, reason(error))),
                );
            }
        }
    }
}

/// The message where one was given; else what the rule's name and its bounds say.
fn reason(error: &ValidationError) -> String {
    if let Some(message) = &error.message {
        return message.to_string();
    }
    let bound = |name: &str| error.params.get(name).map(ToString::to_string);
    match (error.code.as_ref(), bound("min"), bound("max")) {
        ("length", Some(min), Some(max)) => format!("takes {min} to {max} characters"),
        ("length", None, Some(max)) => format!("takes at most {max} characters"),
        ("length", Some(min), None) => format!("takes at least {min} characters"),
        ("range", Some(min), Some(max)) => format!("takes {min} to {max}"),
        ("range", Some(min), None) => format!("takes {min} or more"),
        ("range", None, Some(max)) => format!("takes {max} or less"),
        ("email", ..) => "is not an e-mail address".to_owned(),
        (code, ..) => format!("breaks the rule `{code}`"),
    }
}
