//! The name of the provider that a stand-in stands in for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The longest name, in bytes.
const LONGEST: usize = 32;

/// The provider that a stand-in stands in for, by name: the name on the wire of the control API, which is also that of the
/// adapter.
///
/// A name has 1 to 32 characters: lower-case letters, digits, `-` and `_`, the first one a letter.
///
/// ```
/// use customer_sandbox::Provider;
///
/// const HERBARIUM: Provider = Provider::from_static("herbarium");
/// assert_eq!("herbarium".parse(), Ok(HERBARIUM));
/// assert!("Herbarium GmbH".parse::<Provider>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Provider {
    /// The name, and zeros to the end: so the order is that of the names.
    bytes: [u8; LONGEST],
}

impl Provider {
    /// Komerza: `/stores/{storeId}/customers`.
    pub const KOMERZA: Self = Self::from_static("komerza");
    /// Commerce Engine's storefront: `/api/v1/{store_id}/storefront`.
    pub const COMMERCEENGINE: Self = Self::from_static("commerceengine");
    /// KohortPay: `/customers`.
    pub const KOHORTPAY: Self = Self::from_static("kohortpay");

    /// A name known at compile time.
    ///
    /// # Panics
    ///
    /// Where the text is no name; in a constant the program does not compile.
    pub const fn from_static(name: &'static str) -> Self {
        match Self::of(name.as_bytes()) {
            Some(provider) => provider,
            None => panic!(
                "a provider's name has 1 to 32 lower-case letters, digits, - and _, and begins with a letter"
            ),
        }
    }

    const fn of(name: &[u8]) -> Option<Self> {
        if name.is_empty() || name.len() > LONGEST || !name[0].is_ascii_lowercase() {
            return None;
        }
        let mut bytes = [0; LONGEST];
        let mut place = 0;
        while place < name.len() {
            match name[place] {
                byte @ (b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_') => bytes[place] = byte,
                _ => return None,
            }
            place += 1;
        }
        Some(Self { bytes })
    }

    /// The name.
    pub fn name(&self) -> &str {
        let end = self.bytes.iter().position(|byte| *byte == 0);
        let name = &self.bytes[..end.unwrap_or(LONGEST)];
        // A name is ASCII.
        std::str::from_utf8(name).unwrap_or_default()
    }
}

impl fmt::Debug for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Provider")
            .field(&self.name())
            .finish()
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A text that is no provider's name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no provider's name: 1 to 32 lower-case letters, digits, - and _, the first one a letter"
)]
pub struct InvalidProviderName(String);

impl FromStr for Provider {
    type Err = InvalidProviderName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::of(text.as_bytes()).ok_or_else(|| InvalidProviderName(text.to_owned()))
    }
}

impl Serialize for Provider {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Provider {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        name.parse().map_err(serde::de::Error::custom)
    }
}

/// A provider of which a sandbox hosts no stand-in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the sandbox hosts no stand-in of `{asked}`; it hosts {}", list(.hosted))]
#[non_exhaustive]
pub struct UnknownProvider {
    /// The name that was asked for.
    pub asked: Provider,
    /// The stand-ins that the sandbox hosts, in the order of their ports.
    pub hosted: Vec<Provider>,
}

impl UnknownProvider {
    pub(crate) fn new(asked: Provider, hosted: impl IntoIterator<Item = Provider>) -> Self {
        Self {
            asked,
            hosted: hosted.into_iter().collect(),
        }
    }
}

fn list(providers: &[Provider]) -> String {
    let names: Vec<&str> = providers.iter().map(Provider::name).collect();
    match names.as_slice() {
        [] => "none".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_it_is_written_and_other_texts_are_refused() {
        for name in ["a", "komerza", "shop-2", "my_shop", &"a".repeat(32)] {
            let provider: Result<Provider, _> = name.parse();
            assert_eq!(provider.map(|it| it.to_string()), Ok(name.to_owned()));
        }
        for text in ["", "A", "2shop", "-", "a b", "é", "a\0", &"a".repeat(33)] {
            assert!(text.parse::<Provider>().is_err(), "{text}");
        }
        assert!(Provider::KOHORTPAY < Provider::KOMERZA);
        assert_eq!(format!("{:?}", Provider::KOMERZA), r#"Provider("komerza")"#);
    }

    #[test]
    fn an_unknown_provider_is_told_with_those_that_are_hosted() {
        let told = |hosted: &[Provider]| {
            UnknownProvider::new(Provider::from_static("shop"), hosted.iter().copied()).to_string()
        };
        let start = "the sandbox hosts no stand-in of `shop`; it hosts";
        assert_eq!(told(&[]), format!("{start} none"));
        assert_eq!(told(&[Provider::KOMERZA]), format!("{start} komerza"));
        assert_eq!(
            told(&[
                Provider::KOMERZA,
                Provider::COMMERCEENGINE,
                Provider::KOHORTPAY
            ]),
            format!("{start} komerza, commerceengine and kohortpay")
        );
    }
}
