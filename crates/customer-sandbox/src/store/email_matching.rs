//! How a stand-in compares e-mail addresses, which no provider documents.

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

/// How a stand-in tells whether two e-mail addresses are one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum EmailMatching {
    /// All spellings of a mailbox are the same address: any case, composed or decomposed, a domain in
    /// Unicode or in punycode.
    #[default]
    Folded,
    /// Exact comparison: each spelling of a mailbox is another address.
    Exact,
}

impl EmailMatching {
    /// The text under which an address is stored and found.
    pub(crate) fn key(self, email: &str) -> String {
        match self {
            Self::Exact => email.to_owned(),
            Self::Folded => folded(email),
        }
    }

    /// The form in which searched texts and search terms are compared.
    pub(crate) fn searched(self, text: &str) -> String {
        match self {
            Self::Exact => text.to_owned(),
            Self::Folded if text.contains('@') => folded(text),
            Self::Folded => case_folded(text),
        }
    }
}

/// One text for all spellings of an address, or of a part of one.
pub(crate) fn folded(email: &str) -> String {
    match email.rsplit_once('@') {
        None => case_folded(email),
        Some((local_part, domain)) => {
            let (unicode, valid) = idna::domain_to_unicode(domain);
            let domain = if valid.is_ok() {
                unicode
            } else {
                case_folded(domain)
            };
            format!("{}@{domain}", case_folded(local_part))
        }
    }
}

fn case_folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(text);
    let folded: String = decomposed
        .chars()
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .collect();
    ComposingNormalizerBorrowed::new_nfc()
        .normalize(&folded)
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_matching_joins_the_spellings_of_a_mailbox_and_exact_matching_does_not() {
        for (one, other) in [
            ("ADA@Example.com", "ada@example.com"),
            ("MÜLLER@example.de", "mu\u{308}ller@example.de"),
            ("straße@example.de", "STRASSE@example.de"),
            ("a@BÜCHER.example", "a@xn--bcher-kva.example"),
        ] {
            assert_eq!(
                EmailMatching::Folded.key(one),
                EmailMatching::Folded.key(other)
            );
            assert_ne!(
                EmailMatching::Exact.key(one),
                EmailMatching::Exact.key(other)
            );
        }
        assert_ne!(folded("ada@example.com"), folded("a.da@example.com"));
    }
}
