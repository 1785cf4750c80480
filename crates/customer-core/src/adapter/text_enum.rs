//! Enumerations whose unknown values survive.

/// Declares an enumeration of texts that keeps a text it does not know as `Other`.
///
/// It gets `KNOWN`, `as_str`, `From<&str>`, `Display`, and a serde form that is the text. For the
/// domain and for adapters' wire types: a provider adds values without notice, and none of them may
/// fail a read. With `in to_lowercase` after the name, texts that differ by case alone are one value.
///
/// ```
/// customer_core::adapter::text_enum! {
///     /// How a user logs in.
///     pub enum LoginMethod {
///         /// By e-mail.
///         Email => "email",
///         /// By password.
///         Password => "password",
///     }
/// }
/// let method: LoginMethod = serde_json::from_str("\"passkey\"")?;
/// assert_eq!(method, LoginMethod::Other("passkey".to_owned()));
/// assert_eq!(serde_json::to_string(&LoginMethod::Email)?, "\"email\"");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __text_enum {
    (
        $(#[$doc:meta])*
        $visibility:vis enum $name:ident $(in $case:ident)? {
            $($(#[$variant_doc:meta])* $variant:ident => $text:literal),+ $(,)?
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        $visibility enum $name {
            $($(#[$variant_doc])* $variant,)+
            /// A value that this version has no name for.
            Other(::std::string::String),
        }

        impl $name {
            /// The values with a name.
            $visibility const KNOWN: &'static [$name] = &[$(Self::$variant),+];

            /// The value as text.
            $visibility fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)+
                    Self::Other(text) => text,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                $(
                    let text = text.$case();
                    let text = text.as_str();
                )?
                match text {
                    $($text => Self::$variant,)+
                    other => Self::Other(::std::borrow::ToOwned::to_owned(other)),
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::adapter::__private::Serialize for $name {
            fn serialize<S: $crate::adapter::__private::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> $crate::adapter::__private::Deserialize<'de> for $name {
            fn deserialize<D: $crate::adapter::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                let text = <::std::string::String as $crate::adapter::__private::Deserialize>::deserialize(deserializer)?;
                Ok(Self::from(text.as_str()))
            }
        }

        impl $crate::adapter::WireValue for $name {
            const EXPECTED: &'static str = "a text";

            fn read(
                json: &$crate::adapter::__private::RawValue,
                _parts: &mut ::std::vec::Vec<$crate::adapter::Part>,
            ) -> ::std::result::Result<Self, $crate::adapter::Problem> {
                $crate::adapter::__private::read_leaf(json, Self::EXPECTED)
            }
        }
    };
}
