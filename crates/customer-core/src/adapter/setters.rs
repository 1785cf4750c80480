//! Setters of optional parts.

/// Declares `with_…` for optional parts, each taking what converts into the part's value: of an `Option`, of a
/// [`Member`](crate::adapter::Member), or of what else is made from it.
///
/// ```
/// #[derive(Default)]
/// pub struct ListOptions {
///     pub limit: Option<u32>,
/// }
///
/// impl ListOptions {
///     customer_core::adapter::setters! {
///         /// Sets how many there are on a page.
///         with_limit => limit: u32,
///     }
/// }
/// assert_eq!(ListOptions::default().with_limit(7_u8).limit, Some(7));
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __setters {
    ($($(#[$doc:meta])* $setter:ident => $field:ident: $type:ty),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $setter(mut self, $field: impl ::std::convert::Into<$type>) -> Self {
                let value: $type = $field.into();
                self.$field = value.into();
                self
            }
        )+
    };
}
