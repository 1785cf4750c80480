//! A look at one member of a response, without reading the rest.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::Response;

impl Response {
    /// The first member of this name, where the body is a JSON object that begins well. What stands
    /// after it is not looked at: an error decoder that asks each response for `success` pays for
    /// the first few bytes alone.
    pub fn member<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Option<T> {
        member(self.body(), name)
    }
}

fn member<T: for<'de> Deserialize<'de>>(body: &[u8], name: &str) -> Option<T> {
    if let Some(value) = first_member(body, name) {
        let mut value = serde_json::Deserializer::from_slice(value);
        return T::deserialize(&mut value).ok();
    }
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

/// What follows `{"name":` in a body that begins so: most that have the member have it first.
pub(crate) fn first_member<'a>(body: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let members = body.trim_ascii_start().strip_prefix(b"{")?;
    let name_on = members.trim_ascii_start().strip_prefix(b"\"")?;
    let after = name_on.strip_prefix(name.as_bytes())?.strip_prefix(b"\"")?;
    after.trim_ascii_start().strip_prefix(b":")
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
        while let Some(which) = members.next_key_seed(Among(&[self.name]))? {
            if which.is_some() {
                *self.found = Some(members.next_value()?);
                return Ok(());
            }
            members.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }
}

/// Which of these a name is, without a copy of it.
#[derive(Clone, Copy)]
pub(crate) struct Among<'a>(pub(crate) &'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Among<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Among<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|this| *this == name))
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
            (" {\n \"success\" : true}", Some(true)),
            (r#"{"success": "false"}"#, None),
            (r#"{"success" false}"#, None),
            (r#"{"\u0073uccess": false}"#, Some(false)),
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
