//! Keys under which a provider does a write once, however often it is sent.

use std::fmt;
use std::str::FromStr;

use crate::provider::random_token::random_token;
use crate::value::redact::Redacted;
use crate::{
    Capabilities, Error, ErrorKind, Fidelity, FieldProblem, Operation, ParseError, Result,
};

/// A key under which a provider does a write once: the same write that is sent again under the same key is
/// answered with the result of the first.
///
/// It is 1 to 255 characters of visible ASCII. A provider that has such keys is given one with each write,
/// a random one where none is [chosen](crate::WriteOptions::with_idempotency_key). `Debug` does not show it, since an
/// application may derive it from what it writes.
///
/// ```
/// use customer_core::IdempotencyKey;
///
/// let key: IdempotencyKey = "order-4711".parse()?;
/// assert_eq!(key.as_str(), "order-4711");
/// assert!("two words".parse::<IdempotencyKey>().is_err());
/// assert_ne!(IdempotencyKey::random(), IdempotencyKey::random());
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The most characters that a key may have.
    pub const MOST_CHARACTERS: usize = 255;

    /// Reads a key.
    ///
    /// # Errors
    ///
    /// Where the text is empty, has more than 255 characters, or one that is not visible ASCII.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let refuse = |reason| Err(ParseError::new("an idempotency key", reason));
        if text.is_empty() {
            return refuse("it is empty");
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return refuse("it has a character that is not visible ASCII");
        }
        if text.len() > Self::MOST_CHARACTERS {
            return refuse("it has more than 255 characters");
        }
        Ok(Self(text.to_owned()))
    }

    /// A key of 128 random bits.
    #[must_use]
    pub fn random() -> Self {
        Self(random_token())
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key that a write is sent under: the given one, or a random one, where the provider has keys
    /// for the operation; none where it has not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnrepresentableFields`], naming `idempotency_key`, where one is given, the write is
    /// strict and the provider has none.
    pub(crate) fn for_write(
        given: Option<&Self>,
        fidelity: Fidelity,
        capabilities: &Capabilities,
        operation: Operation,
    ) -> Result<Option<Self>> {
        if capabilities.takes_idempotency_key(operation) {
            return Ok(Some(given.cloned().unwrap_or_else(Self::random)));
        }
        if given.is_none() || fidelity == Fidelity::Lossy {
            return Ok(None);
        }
        let problem = FieldProblem::new(
            "idempotency_key",
            "the provider has no idempotency keys for this operation",
        );
        let message =
            "refused before anything was sent, since the provider would not deduplicate it";
        Err(Error::new(ErrorKind::UnrepresentableFields, message).with_fields(vec![problem]))
    }
}

impl FromStr for IdempotencyKey {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

impl TryFrom<&str> for IdempotencyKey {
    type Error = ParseError;

    fn try_from(text: &str) -> Result<Self, Self::Error> {
        Self::parse(text)
    }
}

impl AsRef<str> for IdempotencyKey {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for IdempotencyKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("IdempotencyKey").field(&Redacted).finish()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_key_is_1_to_255_characters_of_visible_ascii() {
        let longest = "k".repeat(255);
        for text in ["k", "!~", &longest] {
            assert_eq!(IdempotencyKey::parse(text).unwrap().to_string(), text);
        }
        let too_long = "k".repeat(256);
        for text in ["", " ", "a b", "a\n", "a\u{7f}", "\u{e9}", &too_long] {
            let error = IdempotencyKey::parse(text).unwrap_err();
            assert_eq!(error.what(), "an idempotency key");
        }
    }

    #[test]
    fn random_keys_are_valid_and_differ() {
        let (one, other) = (IdempotencyKey::random(), IdempotencyKey::random());
        assert_ne!(one, other);
        assert_eq!(IdempotencyKey::parse(one.as_str()), Ok(one));
    }

    #[test]
    fn debug_does_not_show_the_key() {
        let key = IdempotencyKey::parse("asha@example.com").unwrap();
        assert!(!format!("{key:?}").contains("asha"));
    }

    #[test]
    fn a_key_that_the_provider_has_no_use_for_is_refused_unless_the_write_is_lossy() {
        let key = IdempotencyKey::parse("k").unwrap();
        let without = Capabilities::new();
        let with = Capabilities::new().with_idempotency_keys([Operation::CreateCustomer]);
        let resolve = |given, fidelity, capabilities| {
            IdempotencyKey::for_write(given, fidelity, capabilities, Operation::CreateCustomer)
        };
        let error = resolve(Some(&key), Fidelity::Strict, &without).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
        assert_eq!(error.fields()[0].field, "idempotency_key");
        assert_eq!(
            resolve(Some(&key), Fidelity::Lossy, &without).unwrap(),
            None
        );
        for fidelity in [Fidelity::Strict, Fidelity::Lossy] {
            assert_eq!(resolve(None, fidelity, &without).unwrap(), None);
            assert_eq!(
                resolve(Some(&key), fidelity, &with).unwrap(),
                Some(key.clone())
            );
            assert!(resolve(None, fidelity, &with).unwrap().is_some());
        }
    }
}
