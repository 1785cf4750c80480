//! Keys under which a provider does a write once, however often it is sent.

mod for_write;

use std::fmt;
use std::str::FromStr;

use crate::ParseError;
use crate::provider::random_token::random_token;
use crate::value::redact::Redacted;

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
}
