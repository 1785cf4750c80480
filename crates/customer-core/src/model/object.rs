//! Objects that are read as objects alone.

use serde::de::{Deserializer, Visitor};
use serde::forward_to_deserialize_any;

/// A deserializer that reads a struct from an object and from nothing else. A derived reader takes a
/// list too, and fills the fields by their position: `["Jane", "Doe"]` would be a name.
pub(crate) struct ObjectOnly<D>(pub(crate) D);

impl<'de, D: Deserializer<'de>> Deserializer<'de> for ObjectOnly<D> {
    type Error = D::Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        if self.0.is_human_readable() {
            self.0.deserialize_map(visitor)
        } else {
            self.0.deserialize_struct(name, fields, visitor)
        }
    }

    // A derived reader of a struct asks for nothing else.
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.0.deserialize_any(visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// Makes types whose serde is derived with `remote = "Self"` read objects alone.
macro_rules! object_only {
    ($($type:ty),+ $(,)?) => {
        $(
            impl serde::Serialize for $type {
                fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    <$type>::serialize(self, serializer)
                }
            }

            impl<'de> serde::Deserialize<'de> for $type {
                fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    <$type>::deserialize($crate::model::object::ObjectOnly(deserializer))
                }
            }
        )+
    };
}

pub(crate) use object_only;

#[cfg(test)]
mod tests {
    use crate::{Address, Business, CustomerUpdate, NewCustomer};

    #[test]
    fn a_list_is_no_object_at_any_depth() {
        for json in [
            r#"["a@example.com"]"#,
            r#"{"name":["Jane","Doe"]}"#,
            r#"{"addresses":[["1"]]}"#,
            r#"{"addresses":[{"name":["Jane"]}]}"#,
            r#"{"business":["llp","Rao"]}"#,
            "[]",
        ] {
            assert!(serde_json::from_str::<NewCustomer>(json).is_err(), "{json}");
            assert!(
                serde_json::from_str::<CustomerUpdate>(json).is_err(),
                "{json}"
            );
        }
        assert!(serde_json::from_str::<Address>("[]").is_err());
        assert!(serde_json::from_str::<Business>("[]").is_err());
        let customer = r#"{"name":{"given":"Jane"},"addresses":[{"city":"Pune"}]}"#;
        assert!(serde_json::from_str::<NewCustomer>(customer).is_ok());
    }
}
