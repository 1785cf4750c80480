//! What `validator`'s derive writes, over traits of our own: so its types are in no public signature.
//!
//! A derive with `#[validate(crate = "customer_core::adapter::rules")]` finds here what it looks for in
//! `validator`. The names are `validator`'s own.

pub use validator::{
    ValidateContains, ValidateDoesNotContain, ValidateEmail, ValidateIp, ValidateLength,
    ValidateRange, ValidateRegex, ValidateUrl, ValidationError, ValidationErrors,
};

use super::Member;

/// What the derive implements.
pub trait Validate {
    /// Checks the rules of every field.
    ///
    /// # Errors
    ///
    /// The fields whose rules are broken.
    fn validate(&self) -> Result<(), ValidationErrors>;
}

/// What the derive implements for rules with arguments.
pub trait ValidateArgs<'v_a> {
    /// The arguments.
    type Args;

    /// Checks the rules of every field.
    ///
    /// # Errors
    ///
    /// The fields whose rules are broken.
    fn validate_with_args(&self, args: Self::Args) -> Result<(), ValidationErrors>;
}

/// A value that `required` asks for.
pub trait ValidateRequired {
    /// Whether it is there.
    fn validate_required(&self) -> bool;
}

impl<T> ValidateRequired for Member<T> {
    fn validate_required(&self) -> bool {
        self.is_value()
    }
}

impl<T> ValidateRequired for Option<T> {
    fn validate_required(&self) -> bool {
        self.is_some()
    }
}

impl<T: Validate> Validate for Member<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        self.as_ref().map_or(Ok(()), Validate::validate)
    }
}

impl<T: Validate> Validate for Vec<T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let elements: Vec<_> = self.iter().map(Element).collect();
        validator::Validate::validate(&elements)
    }
}

/// An element, as `validator` takes it: the errors of a list are its own affair.
struct Element<'a, T>(&'a T);

impl<T: Validate> validator::Validate for Element<'_, T> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        self.0.validate()
    }
}
