//! Records of a provider, as adapters declare them.

/// Declares the type of a provider's record: what must be there, what may be, and the rest.
///
/// `required` fields fail the read when they are missing: ids alone should stand there. `nullable`
/// fields are written as `null` where there is nothing, `optional` ones are left out; both read null
/// and absent alike. Fields that the type does not know are kept in `unknown`. The attributes before
/// the name, such as `#[serde(rename_all = "camelCase")]`, go to the struct.
///
/// ```
/// customer_core::wire_record! {
///     /// A customer.
///     #[serde(rename_all = "camelCase")]
///     pub struct Customer {
///         required {
///             /// The id.
///             id: String,
///         }
///         nullable {
///             /// The given name.
///             first_name: String,
///         }
///         optional {
///             /// The organization.
///             organization_id: String,
///         }
///     }
/// }
/// let customer: Customer = serde_json::from_str(r#"{"id": "cus_1", "tier": 3}"#)?;
/// assert_eq!(customer.first_name, None);
/// assert_eq!(serde_json::to_string(&customer)?, r#"{"id":"cus_1","firstName":null,"tier":3}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! wire_record {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident {
            $(required { $($(#[$required_attribute:meta])* $required:ident: $required_type:ty),* $(,)? })?
            $(nullable { $($(#[$nullable_attribute:meta])* $nullable:ident: $nullable_type:ty),* $(,)? })?
            $(optional { $($(#[$optional_attribute:meta])* $optional:ident: $optional_type:ty),* $(,)? })?
        }
    ) => {
        #[derive(Debug, Clone, PartialEq, Eq, $crate::__private::Serialize, $crate::__private::Deserialize)]
        #[serde(crate = "customer_core::__private::serde")]
        $(#[$attribute])*
        #[non_exhaustive]
        $visibility struct $name {
            $($($(#[$required_attribute])* pub $required: $required_type,)*)?
            $($(
                $(#[$nullable_attribute])*
                #[serde(default)]
                pub $nullable: ::std::option::Option<$nullable_type>,
            )*)?
            $($(
                $(#[$optional_attribute])*
                #[serde(default, skip_serializing_if = "Option::is_none")]
                pub $optional: ::std::option::Option<$optional_type>,
            )*)?
            /// The fields that this version does not know.
            #[serde(flatten)]
            pub unknown: $crate::UnknownFields,
        }
    };
}
