//! E-mail addresses.

mod spelling;

use std::fmt;

use validator::ValidateEmail;

use crate::ParseError;
use crate::value::redact::Redacted;
use crate::value::text::{code_point, is_invisible};
use crate::value::text_value::text_value;

const WHAT: &str = "an e-mail address";

/// RFC 5321 allows 64 before the @ and 255 after it.
const LOCAL_PART_CHARACTERS: usize = 64;
const DOMAIN_CHARACTERS: usize = 255;
const ALL_CHARACTERS: usize = LOCAL_PART_CHARACTERS + 1 + DOMAIN_CHARACTERS;

/// An e-mail address: a well-formed address, or the text that a provider returned.
///
/// [`parse`](Self::parse) is strict. [`lenient`](Self::lenient) and deserialization keep a text that
/// `parse` would refuse, to the letter; [`is_well_formed`](Self::is_well_formed) tells them apart.
/// The text is never changed: not its case, not its form.
///
/// Well-formed is what the HTML standard calls a valid e-mail address, with letters of all scripts
/// before the @ and in the domain. Quoted local parts are refused. Only the form is checked: limits
/// of a provider are its own, and no one asks whether the mailbox exists.
///
/// `Debug` shows nothing of it.
///
/// ```
/// use customer_core::EmailAddress;
///
/// let email = EmailAddress::parse("ada.lovelace@example.com")?;
/// assert_eq!(email.local_part(), Some("ada.lovelace"));
/// assert_eq!(email.domain(), Some("example.com"));
/// assert_eq!(format!("{email:?}"), "EmailAddress(<redacted>)");
///
/// let placeholder = EmailAddress::lenient("<email>");
/// assert!(!placeholder.is_well_formed());
/// assert_eq!(placeholder.as_str(), "<email>");
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EmailAddress {
    text: String,
}

impl EmailAddress {
    /// Reads an address that may be sent.
    ///
    /// # Errors
    ///
    /// The text is not an e-mail address; the error says why, and does not show the text.
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        check(text)?;
        Ok(Self {
            text: text.to_owned(),
        })
    }

    /// What a provider returned, whatever it is.
    pub fn lenient(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }

    /// Whether [`parse`](Self::parse) accepts this text. It is checked here and not before: a listing
    /// reads many addresses that nobody asks this of.
    pub fn is_well_formed(&self) -> bool {
        check(&self.text).is_ok()
    }

    /// The text as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What stands before the @; `None` where the address is not well-formed.
    pub fn local_part(&self) -> Option<&str> {
        self.parts().map(|(local_part, _)| local_part)
    }

    /// What stands after the @; `None` where the address is not well-formed.
    pub fn domain(&self) -> Option<&str> {
        self.parts().map(|(_, domain)| domain)
    }

    fn parts(&self) -> Option<(&str, &str)> {
        self.is_well_formed()
            .then(|| self.text.split_once('@'))
            .flatten()
    }
}

fn check(text: &str) -> Result<(), ParseError> {
    let refuse = |reason: &'static str| Err(ParseError::new(WHAT, reason));

    if text.is_empty() {
        return refuse("it is empty");
    }
    // At most four bytes a character: a huge text is refused without counting it.
    if text.len() > 4 * ALL_CHARACTERS || text.chars().count() > ALL_CHARACTERS {
        return refuse("it has more than 320 characters");
    }
    // Two addresses that look the same should be the same.
    for (sort, is_refused) in [
        (
            "a space or a line break",
            char::is_whitespace as fn(char) -> bool,
        ),
        ("an invisible character", |c| {
            is_invisible(c) || matches!(c, '\u{fffc}' | '\u{fffd}')
        }),
    ] {
        if let Some(found) = text.chars().find(|c| is_refused(*c)) {
            let reason = format!("there is {sort} in it: {}", code_point(found));
            return Err(ParseError::new(WHAT, reason));
        }
    }
    let Some((local_part, domain)) = text.split_once('@') else {
        return refuse("there is no @");
    };
    if domain.contains('@') {
        return refuse("there is more than one @");
    }
    if local_part.is_empty() {
        return refuse("nothing stands before the @");
    }
    if domain.is_empty() {
        return refuse("nothing stands after the @");
    }
    if local_part.chars().count() > LOCAL_PART_CHARACTERS {
        return refuse("more than 64 characters stand before the @");
    }
    if domain.chars().count() > DOMAIN_CHARACTERS {
        return refuse("more than 255 characters stand after the @");
    }

    // The validator knows ASCII local parts alone: a letter stands in for each of the others.
    let ascii: String = local_part
        .chars()
        .map(|character| if character.is_ascii() { character } else { 'x' })
        .collect();
    if !format!("{ascii}@example.com").validate_email() {
        return refuse("a character before the @ is not allowed there");
    }
    // It also looks for an address in brackets at the end alone: whatever stood before would pass.
    let bracket_inside = domain.rfind('[').is_some_and(|at| at > 0);
    if bracket_inside || !format!("x@{domain}").validate_email() {
        return refuse("what stands after the @ is not a domain");
    }
    Ok(())
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("EmailAddress")
            .field(&Redacted)
            .finish()
    }
}

text_value!(EmailAddress, "an e-mail address as a string");

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{any_text, email_address};

    #[test]
    fn addresses_that_people_have_are_accepted() {
        for text in [
            "ada@example.com",
            "ada.lovelace+shop@example.co.uk",
            "o'brien@example.ie",
            "a@b",
            "user@localhost",
            "1234567890@example.museum",
            "first_last-x@sub.example-shop.in",
            "ada@[192.0.2.1]",
            "müller@example.de",
            "用户@例子.公司",
            "kunde@bücher.example",
            "δοκιμή@παράδειγμα.ελ",
            "#!$%&'*+/=?^_`{}|~@example.org",
        ] {
            let email = EmailAddress::parse(text).unwrap();
            assert_eq!(email.as_str(), text);
            assert!(email.is_well_formed());
        }
    }

    #[test]
    fn each_mistake_has_its_reason() {
        let long_local = format!("{}@example.com", "a".repeat(65));
        let long_domain = format!("a@{}com", "abc.".repeat(64));
        let too_long = format!("{}@{}", "a".repeat(64), "b".repeat(256));
        for (text, reason) in [
            ("", "it is empty"),
            ("ada.example.com", "there is no @"),
            ("<email>", "there is no @"),
            ("ada@@example.com", "there is more than one @"),
            ("ada@home@example.com", "there is more than one @"),
            ("\"a@b\"@example.com", "there is more than one @"),
            ("@example.com", "nothing stands before the @"),
            ("ada@", "nothing stands after the @"),
            (
                " ada@example.com",
                "there is a space or a line break in it: U+0020",
            ),
            (
                "ada @example.com",
                "there is a space or a line break in it: U+0020",
            ),
            (
                "ada@example.com\n",
                "there is a space or a line break in it: U+000A",
            ),
            (
                "ada\u{a0}@example.com",
                "there is a space or a line break in it: U+00A0",
            ),
            (
                "ada\0@example.com",
                "there is an invisible character in it: U+0000",
            ),
            (
                "ada\u{200b}@example.com",
                "there is an invisible character in it: U+200B",
            ),
            (
                "ada\u{202e}@example.com",
                "there is an invisible character in it: U+202E",
            ),
            (
                "ada@exam\u{ad}ple.com",
                "there is an invisible character in it: U+00AD",
            ),
            (
                "a\"b@example.com",
                "a character before the @ is not allowed there",
            ),
            (
                "<ada@example.com>",
                "a character before the @ is not allowed there",
            ),
            (
                "ada,bob@example.com",
                "a character before the @ is not allowed there",
            ),
            (
                "ada@example..com",
                "what stands after the @ is not a domain",
            ),
            (
                "ada@-example.com",
                "what stands after the @ is not a domain",
            ),
            (
                "ada@example.com.",
                "what stands after the @ is not a domain",
            ),
            (
                "ada@exa_mple.com",
                "what stands after the @ is not a domain",
            ),
            (
                "ada@x[192.0.2.1]",
                "what stands after the @ is not a domain",
            ),
            (
                "ada@[192.0.2.999]",
                "what stands after the @ is not a domain",
            ),
            (&long_local, "more than 64 characters stand before the @"),
            (&long_domain, "more than 255 characters stand after the @"),
            (&too_long, "it has more than 320 characters"),
        ] {
            let error = EmailAddress::parse(text).unwrap_err();
            assert_eq!(error.reason(), reason, "for {text:?}");
            assert_eq!(
                error.to_string(),
                format!("not an e-mail address: {reason}")
            );
            let kept = EmailAddress::lenient(text);
            assert!(!kept.is_well_formed());
            assert_eq!(kept.as_str(), text);
            assert_eq!((kept.local_part(), kept.domain()), (None, None));
        }
    }

    #[test]
    fn the_longest_address_is_accepted() {
        let text = format!("{}@{}ab", "a".repeat(64), "abc.".repeat(63) + "d");
        assert_eq!(text.chars().count(), 320);
        EmailAddress::parse(&text).unwrap();
    }

    #[test]
    fn only_strings_are_read() {
        assert!(serde_json::from_str::<EmailAddress>("5").is_err());
        assert!(serde_json::from_str::<EmailAddress>("null").is_err());
        assert_eq!(
            serde_json::from_str::<Option<EmailAddress>>("null").unwrap(),
            None
        );
    }

    proptest! {
        #[test]
        fn a_printed_value_parses_to_itself(email in email_address()) {
            prop_assert!(email.is_well_formed());
            let printed = email.to_string();
            prop_assert_eq!(&EmailAddress::parse(&printed).unwrap(), &email);
            prop_assert_eq!(
                format!("{}@{}", email.local_part().unwrap(), email.domain().unwrap()),
                email.as_str()
            );
            let json = serde_json::to_string(&email).unwrap();
            prop_assert_eq!(serde_json::from_str::<EmailAddress>(&json).unwrap(), email);
        }

        #[test]
        fn any_text_is_kept_unchanged_and_never_shown(text in any_text()) {
            let email = EmailAddress::lenient(text.clone());
            prop_assert_eq!(email.as_str(), &text);
            prop_assert_eq!(email.is_well_formed(), EmailAddress::parse(&text).is_ok());
            prop_assert_eq!(format!("{email:?}"), "EmailAddress(<redacted>)");
            let json = serde_json::to_string(&email).unwrap();
            prop_assert_eq!(serde_json::from_str::<EmailAddress>(&json).unwrap(), email);
        }

        #[test]
        fn a_well_formed_address_has_no_space_and_one_at(text in "[ -~é用\u{0}-\u{1f}]{0,6}@?[ -~é\u{200b}]{0,8}") {
            if EmailAddress::parse(&text).is_ok() {
                prop_assert_eq!(text.matches('@').count(), 1);
                prop_assert!(!text.chars().any(|c| c.is_whitespace() || c.is_control()));
            }
        }
    }
}
