//! Setters of optional parts.

/// Declares `with_…` for the optional parts, each taking what converts into the part.
macro_rules! setters {
    ($($(#[$doc:meta])* $setter:ident => $field:ident: $type:ty),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $setter(mut self, $field: impl Into<$type>) -> Self {
                self.$field = Some($field.into());
                self
            }
        )+
    };
}
pub(crate) use setters;
