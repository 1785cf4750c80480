//! A look at one member of an answer, without reading the rest.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::Response;

impl Response {
    /// The first member of this name, where the body is a JSON object that begins well. What stands
    /// after it is not looked at: an error decoder that asks each answer for `success` pays for
    /// the first few bytes alone.
    pub fn member<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Option<T> {
        member(self.body(), name)
    }
}

fn member<T: for<'de> Deserialize<'de>>(body: &[u8], name: &str) -> Option<T> {
    let mut found = None;
    let visitor = MemberVisitor {
        name,
        found: &mut found,
        value: PhantomData,
    };
    // The visitor stops in the middle, which is an error to the deserializer and none to us.
    let _ = serde_json::Deserializer::from_slice(body).deserialize_map(visitor);
    found
}

struct MemberVisitor<'a, T> {
    name: &'a str,
    found: &'a mut Option<T>,
    value: PhantomData<T>,
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for MemberVisitor<'_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(is_it) = members.next_key_seed(Is(self.name))? {
            if is_it {
                *self.found = Some(members.next_value()?);
                return Ok(());
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Whether a name is this one, without a copy of it.
#[derive(Clone, Copy)]
pub(crate) struct Is<'a>(pub(crate) &'a str);

impl<'de> DeserializeSeed<'de> for Is<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Is<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<bool, E> {
        Ok(name == self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::member;

    #[test]
    fn the_first_member_of_the_name_is_found_and_nothing_else() {
        for (body, expected) in [
            (r#"{"success": false, "data": nonsense"#, Some(false)),
            (
                r#"{"message": "success", "x": [{"success": true}], "success":true}"#,
                Some(true),
            ),
            (r#"{"success": "false"}"#, None),
            (r#"{"data": {"success": false}}"#, None),
            (r#"["success", false]"#, None),
            ("", None),
            ("<html>", None),
            (r#"{"succ"#, None),
        ] {
            assert_eq!(
                member::<bool>(body.as_bytes(), "success"),
                expected,
                "{body}"
            );
        }
    }
}
