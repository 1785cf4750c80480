//! What requests and queries have in common.

/// Declares `with_…` for optional fields, each taking what converts into the field's value.
macro_rules! setters {
    ($($(#[$doc:meta])* $setter:ident => $field:ident: $type:ty),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $setter(mut self, $field: impl Into<$type>) -> Self {
                let value: $type = $field.into();
                self.$field = value.into();
                self
            }
        )+
    };
}
