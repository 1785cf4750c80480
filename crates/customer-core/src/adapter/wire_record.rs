//! Records of a provider, as adapters declare them.

/// Declares the type of a provider's record: what must be there, what may be, and the rest.
///
/// Without its `required` fields there is no record: ids alone should stand there. An empty text in one
/// is none. The `optional` ones
/// are a [`Member`](crate::adapter::Member) each, which tells absent from null and from what cannot be read;
/// fields that the type does not know are kept in `unknown`. So a record that is read and written
/// again has the same members.
///
/// Members are spelt as the fields are, with `in camelCase` in that form, and after `as` in another.
/// The type reads and writes by serde, and is a [`WireValue`](crate::adapter::WireValue): where serde fails,
/// that reads what can be read. The attributes before the name and at the fields go to the struct.
///
/// ```
/// customer_core::adapter::wire_record! {
///     /// A customer.
///     pub struct Customer in camelCase {
///         required {
///             /// The id.
///             id: String,
///         }
///         optional {
///             /// The given name.
///             first_name: String,
///             /// The organization.
///             organization as "org": String,
///         }
///     }
/// }
/// let json = r#"{"id":"cus_1","firstName":null,"tier":1e400}"#;
/// let customer: Customer = serde_json::from_str(json)?;
/// assert!(customer.first_name.is_null() && customer.organization.is_absent());
/// assert_eq!(serde_json::to_string(&customer)?, json);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[doc(hidden)]
#[macro_export]
macro_rules! __wire_record {
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident $(<$($generic:ident),+>)? in $case:ident { $($blocks:tt)* }
    ) => {
        $crate::__wire_record_in_case! {
            $case $(#[$attribute])* $visibility struct $name $(<$($generic),+>)? { $($blocks)* }
        }
    };
    (
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident $(<$($generic:ident),+>)? { $($blocks:tt)* }
    ) => {
        $crate::__wire_record_in_case! {
            as_it_is $(#[$attribute])* $visibility struct $name $(<$($generic),+>)? { $($blocks)* }
        }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __wire_record_in_case {
    (
        $case:ident
        $(#[$attribute:meta])*
        $visibility:vis struct $name:ident $(<$($generic:ident),+>)? {
            $(required {
                $(
                    $(#[$required_attribute:meta])*
                    $required:ident $(as $required_name:literal)?: $required_type:ty
                ),* $(,)?
            })?
            $(optional {
                $(
                    $(#[$optional_attribute:meta])*
                    $optional:ident $(as $optional_name:literal)?: $optional_type:ty
                ),* $(,)?
            })?
        }
    ) => {
        #[derive(Debug, Clone, PartialEq, Eq)]
        $(#[$attribute])*
        #[non_exhaustive]
        $visibility struct $name $(<$($generic),+>)? {
            $($($(#[$required_attribute])* pub $required: $required_type,)*)?
            $($($(#[$optional_attribute])* pub $optional: $crate::adapter::Member<$optional_type>,)*)?
            /// The fields that this version does not know.
            pub unknown: $crate::adapter::UnknownFields,
            /// What could not be read.
            pub unreadable: $crate::adapter::UnreadableMembers,
        }

        const _: () = {
            use ::std::result::Result;
            use $crate::adapter::__private::serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

            /// The members as they are spelt.
            struct Names;

            #[allow(non_upper_case_globals)]
            impl Names {
                $($(const $required: &'static str = $crate::__wire_name!($case $required $($required_name)?);)*)?
                $($(const $optional: &'static str = $crate::__wire_name!($case $optional $($optional_name)?);)*)?
            }

            #[allow(non_camel_case_types)]
            enum Field {
                $($($required,)*)?
                $($($optional,)*)?
                Unknown(::std::boxed::Box<str>),
            }

            struct FieldVisitor;

            impl<'de> de::Visitor<'de> for FieldVisitor {
                type Value = Field;

                fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str("a name")
                }

                fn visit_str<E>(self, name: &str) -> Result<Field, E> {
                    Ok(match name {
                        $($(Names::$required => Field::$required,)*)?
                        $($(Names::$optional => Field::$optional,)*)?
                        other => Field::Unknown(other.into()),
                    })
                }
            }

            impl<'de> Deserialize<'de> for Field {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_identifier(FieldVisitor)
                }
            }

            struct Object $(<$($generic),+>)? (
                ::std::marker::PhantomData<($($($generic,)+)?)>,
            );

            impl<'de $(, $($generic: Deserialize<'de>),+)?> de::Visitor<'de>
                for Object $(<$($generic),+>)?
            {
                type Value = $name $(<$($generic),+>)?;

                fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                    $($(let mut $required: ::std::option::Option<$required_type> = ::std::option::Option::None;)*)?
                    $($(let mut $optional: $crate::adapter::Member<$optional_type> = $crate::adapter::Member::Absent;)*)?
                    let mut unknown = <$crate::adapter::UnknownFields as ::std::default::Default>::default();
                    while let ::std::option::Option::Some(field) = map.next_key::<Field>()? {
                        match field {
                            $($(Field::$required => {
                                if $required.replace(map.next_value()?).is_some() {
                                    return Err(de::Error::duplicate_field(Names::$required));
                                }
                            })*)?
                            $($(Field::$optional => {
                                if !$optional.is_absent() {
                                    return Err(de::Error::duplicate_field(Names::$optional));
                                }
                                $optional = map.next_value()?;
                            })*)?
                            Field::Unknown(name) => unknown.push(name, map.next_value()?),
                        }
                    }
                    Ok($name {
                        $($(
                            $required: match $required {
                                ::std::option::Option::Some(value) => {
                                    if $crate::adapter::WireValue::is_blank(&value) {
                                        return Err(de::Error::invalid_value(
                                            de::Unexpected::Other("empty text"),
                                            &"a text that is not empty",
                                        ));
                                    }
                                    value
                                }
                                ::std::option::Option::None => {
                                    return Err(de::Error::missing_field(Names::$required));
                                }
                            },
                        )*)?
                        $($($optional,)*)?
                        unknown,
                        unreadable: ::std::default::Default::default(),
                    })
                }
            }

            impl<'de $(, $($generic: Deserialize<'de>),+)?> Deserialize<'de>
                for $name $(<$($generic),+>)?
            {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_map(Object(::std::marker::PhantomData))
                }
            }

            impl $(<$($generic: $crate::adapter::WireValue),+>)? Serialize for $name $(<$($generic),+>)? {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    let mut map = serializer.serialize_map(::std::option::Option::None)?;
                    $($(self.unreadable.write_required(&mut map, Names::$required, &self.$required)?;)*)?
                    $($(self.unreadable.write(&mut map, Names::$optional, &self.$optional)?;)*)?
                    self.unknown.write(&mut map)?;
                    ser::SerializeMap::end(map)
                }
            }

            impl $(<$($generic: $crate::adapter::WireValue),+>)? $crate::adapter::WireValue for $name $(<$($generic),+>)? {
                const EXPECTED: &'static str = "an object";

                fn read(
                    json: &$crate::adapter::__private::RawValue,
                    _parts: &mut ::std::vec::Vec<$crate::adapter::Part>,
                ) -> Result<Self, $crate::adapter::Problem> {
                    let object = $crate::adapter::RawObject::read(json)?;
                    let mut unreadable = <$crate::adapter::UnreadableMembers as ::std::default::Default>::default();
                    Ok(Self {
                        $($($required: unreadable.required(&object, Names::$required)?,)*)?
                        $($($optional: unreadable.read(&object, Names::$optional),)*)?
                        unknown: unreadable.unknown(&object, &[
                            $($(Names::$required,)*)? $($(Names::$optional,)*)?
                        ]),
                        unreadable,
                    })
                }

                fn find_unreadable(
                    &self,
                    place: &$crate::adapter::Place<'_>,
                    _parts: &[&$crate::adapter::Part],
                    found: &mut $crate::adapter::UnreadableList,
                ) {
                    $($(self.unreadable.find_in_member(
                        place, Names::$required, ::std::option::Option::Some(&self.$required), found,
                    );)*)?
                    $($(self.unreadable.find_in_member(
                        place, Names::$optional, self.$optional.as_ref(), found,
                    );)*)?
                    let knows = [
                        $($({ let _ = Names::$required; true },)*)?
                        $($(!self.$optional.is_absent(),)*)?
                    ];
                    let none_is_known = !self.unknown.is_empty() && !knows.contains(&true);
                    self.unreadable.find_in_record(place, none_is_known, found);
                }
            }
        };
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __wire_name {
    ($case:ident $field:ident $name:literal) => {
        $name
    };
    (as_it_is $field:ident) => {
        ::std::stringify!($field)
    };
    (camelCase $field:ident) => {{
        const SNAKE: &str = ::std::stringify!($field);
        const CAMEL: [u8; $crate::adapter::__private::camel_case_len(SNAKE)] =
            $crate::adapter::__private::camel_case(SNAKE);
        match ::std::str::from_utf8(&CAMEL) {
            ::std::result::Result::Ok(name) => name,
            ::std::result::Result::Err(_) => ::std::panic!("a name is no text"),
        }
    }};
}
