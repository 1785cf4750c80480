//! The spellings of one address: those that providers take for the same mailbox.

use std::borrow::Cow;

use icu_normalizer::{ComposingNormalizerBorrowed, DecomposingNormalizerBorrowed};

use super::EmailAddress;

impl EmailAddress {
    /// Whether both are one mailbox to a provider that folds spellings: the local parts are the same
    /// after full case folding and in Unicode's composed form (NFC), the domains are the same domain
    /// by UTS 46, in Unicode or in punycode.
    ///
    /// Providers differ in this, and none documents it: a provider that compares exactly may
    /// hold two customers of one mailbox. What stands after a `+` and dots in the local part count:
    /// only some mail systems pass them over.
    ///
    /// ```
    /// use customer_core::EmailAddress;
    ///
    /// let same = |one, other| EmailAddress::lenient(one).same_mailbox(&EmailAddress::lenient(other));
    /// assert!(same("Ada@Example.com", "ada@example.com"));
    /// assert!(same("MÜLLER@bücher.example", "müller@xn--bcher-kva.example"));
    /// assert!(!same("ada+shop@example.com", "ada@example.com"));
    /// ```
    pub fn same_mailbox(&self, other: &Self) -> bool {
        self.text.eq_ignore_ascii_case(&other.text)
            || ((self.has_unicode_spellings() || other.has_unicode_spellings())
                && canonical(&self.text) == canonical(&other.text))
    }

    /// Whether the address can be spelt in other ways than by the case of ASCII letters: there is a
    /// letter outside ASCII in it, or a domain in punycode.
    ///
    /// How a provider compares such addresses is not known, so a look-up that finds nothing proves
    /// nothing.
    pub fn has_unicode_spellings(&self) -> bool {
        !self.text.is_ascii() || has_punycode(&self.text)
    }

    /// The spellings under which a provider may hold the address, each once: as it is given, and then
    /// those of its normal forms. A provider that compares exactly has to be asked for each.
    pub fn spellings(&self) -> Vec<Self> {
        let mut spellings = vec![self.text.clone()];
        let mut add = |text: String| {
            if !spellings.contains(&text) {
                spellings.push(text);
            }
        };
        match self.text.rsplit_once('@') {
            None => add(folded(&self.text)),
            Some((local_part, domain)) => {
                for domain in normal_domains(domain) {
                    for local_part in normal_local_parts(local_part) {
                        add(format!("{local_part}@{domain}"));
                    }
                    add(format!("{local_part}@{domain}"));
                }
            }
        }
        spellings.into_iter().map(Self::lenient).collect()
    }

    /// Whether a provider may have written this address down as `kept`: to the letter, or with the
    /// local part, the domain or both in a normal form. No provider turns small letters into
    /// capitals.
    pub(crate) fn may_be_kept_as(&self, kept: &Self) -> bool {
        if self.text == kept.text {
            return true;
        }
        let parts = (self.text.rsplit_once('@'), kept.text.rsplit_once('@'));
        let (Some((local_part, domain)), Some((kept_local_part, kept_domain))) = parts else {
            return folded(&self.text) == kept.text;
        };
        (local_part == kept_local_part
            || normal_local_parts(local_part)
                .iter()
                .any(|normal| normal == kept_local_part))
            && (domain == kept_domain
                || normal_domains(domain)
                    .iter()
                    .any(|normal| normal == kept_domain))
    }
}

/// The one text of all spellings.
fn canonical(text: &str) -> String {
    match text.rsplit_once('@') {
        None => folded(text),
        Some((local_part, domain)) => {
            let domain = idna::domain_to_ascii(domain).unwrap_or_else(|_| folded(domain));
            format!("{}@{domain}", folded(local_part))
        }
    }
}

fn has_punycode(text: &str) -> bool {
    let domain = text.rsplit_once('@').map_or(text, |(_, domain)| domain);
    domain.split('.').any(|label| {
        label
            .get(..4)
            .is_some_and(|prefix| prefix.eq_ignore_ascii_case("xn--"))
    })
}

/// In small letters, folded, composed and decomposed.
fn normal_local_parts(local_part: &str) -> Vec<String> {
    if local_part.is_ascii() {
        return vec![local_part.to_ascii_lowercase()];
    }
    let small = local_part.to_lowercase();
    vec![
        folded(local_part),
        composed(&small).into_owned(),
        decomposed(&small).into_owned(),
        composed(local_part).into_owned(),
        decomposed(local_part).into_owned(),
    ]
}

/// In small letters, in Unicode and in punycode.
fn normal_domains(domain: &str) -> Vec<String> {
    if domain.is_ascii() && !has_punycode(domain) {
        return vec![domain.to_ascii_lowercase()];
    }
    let (unicode, valid) = idna::domain_to_unicode(domain);
    match (valid, idna::domain_to_ascii(domain)) {
        (Ok(()), Ok(ascii)) => vec![unicode, ascii],
        // No domain at all: its letters are all that can be compared.
        _ => vec![folded(domain)],
    }
}

fn composed(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfc().normalize(text)
}

fn decomposed(text: &str) -> Cow<'_, str> {
    DecomposingNormalizerBorrowed::new_nfd().normalize(text)
}

/// Full case folding, in composed form.
fn folded(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    for character in decomposed(text).chars() {
        // Through the capital to the small letters is full case folding, but for two characters. Those
        // of Cherokee fold the other way round, which makes no two of them the same.
        match character {
            // Another letter than `i`, although it shares its capital.
            'ı' => folded.push('ı'),
            'ẞ' => folded.push_str("ss"),
            _ => folded.extend(character.to_uppercase().flat_map(char::to_lowercase)),
        }
    }
    composed(&folded).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{any_text, email_address};

    fn same(one: &str, other: &str) -> bool {
        let (one, other) = (EmailAddress::lenient(one), EmailAddress::lenient(other));
        assert_eq!(one.same_mailbox(&other), other.same_mailbox(&one));
        one.same_mailbox(&other)
    }

    #[test]
    fn the_spellings_of_a_mailbox_are_the_same_and_other_mailboxes_are_not() {
        for (one, other) in [
            ("ADA@EXAMPLE.COM", "ada@example.com"),
            ("MÜLLER@example.de", "müller@example.de"),
            // Composed and decomposed.
            ("m\u{fc}ller@example.de", "mu\u{308}ller@example.de"),
            ("M\u{dc}LLER@example.de", "mu\u{308}ller@EXAMPLE.de"),
            // Unicode and punycode.
            ("kunde@bücher.example", "kunde@xn--bcher-kva.example"),
            ("kunde@BÜCHER.example", "Kunde@XN--BCHER-KVA.example"),
            ("kunde@bu\u{308}cher.example", "kunde@bücher.example"),
            ("用户@例子.公司", "用户@xn--fsqu00a.xn--55qx5d"),
            // A full stop of another script.
            ("kunde@例子。公司", "kunde@例子.公司"),
            // Full case folding.
            ("STRASSE@example.de", "straße@example.de"),
            ("straẞe@example.de", "straße@example.de"),
            ("ΣΊΣΥΦΟΣ@example.gr", "σίσυφος@example.gr"),
            ("<EMAIL>", "<email>"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("ada@example.com", "ada@example.org"),
            ("xada@example.com", "ada@example.com"),
            ("muller@example.de", "müller@example.de"),
            ("ada@strasse.example", "ada@straße.example"),
            ("ı@example.com.tr", "i@example.com.tr"),
            ("a.da@example.com", "ada@example.com"),
            ("ada@bücher.example", "ada@bucher.example"),
            ("", "@"),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn a_plain_address_is_looked_up_once_and_capitals_once_more() {
        let spellings = |text: &str| -> Vec<String> {
            let spellings = EmailAddress::lenient(text).spellings();
            spellings.iter().map(ToString::to_string).collect()
        };
        assert_eq!(spellings("ada@example.com"), ["ada@example.com"]);
        assert_eq!(
            spellings("Ada@example.com"),
            ["Ada@example.com", "ada@example.com"]
        );
        assert_eq!(
            spellings("Ada@Example.com"),
            ["Ada@Example.com", "ada@example.com", "Ada@example.com"]
        );
        assert_eq!(
            spellings("kunde@BÜCHER.example"),
            [
                "kunde@BÜCHER.example",
                "kunde@bücher.example",
                "kunde@xn--bcher-kva.example"
            ]
        );
        assert_eq!(spellings("<EMAIL>"), ["<EMAIL>", "<email>"]);
    }

    #[test]
    fn a_provider_may_keep_the_text_or_a_normal_form_of_it() {
        let kept = |given: &str, kept: &str| {
            EmailAddress::lenient(given).may_be_kept_as(&EmailAddress::lenient(kept))
        };
        assert!(kept("Ada@Example.com", "ada@Example.com"));
        assert!(kept(
            "MÜLLER@bücher.example",
            "müller@xn--bcher-kva.example"
        ));
        assert!(!kept("ada@example.com", "Ada@example.com"));
        assert!(!kept("kunde@bücher.example", "kunde@BÜCHER.example"));
    }

    proptest! {
        #[test]
        fn a_spelling_is_the_same_mailbox_and_may_be_kept(email in email_address()) {
            for spelling in email.spellings() {
                prop_assert!(spelling.same_mailbox(&email), "{} {}", spelling.as_str(), email.as_str());
                prop_assert!(email.may_be_kept_as(&spelling), "{} {}", email.as_str(), spelling.as_str());
            }
        }

        #[test]
        fn the_canonical_text_is_its_own(text in any_text()) {
            let once = canonical(&text);
            prop_assert_eq!(canonical(&once), once.clone());
            let (text, once) = (EmailAddress::lenient(text), EmailAddress::lenient(once));
            prop_assert!(text.same_mailbox(&text));
            let _ = text.spellings();
            let _ = once.spellings();
        }
    }
}
