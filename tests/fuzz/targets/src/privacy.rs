//! Persons planted in what a target is given, and looked for in what it shows.

use std::error::Error as StdError;

use customer_core::{EmailAddress, Error, PhoneNumber};

/// The person that targets plant.
const EMAIL: &str = "jane.doe@example.com";

/// The same person in the forms in which an answer may repeat what it was sent: as it is, in a path,
/// in JSON, in HTML, and by phone.
const FORMS: [&str; 8] = [
    EMAIL,
    "jane.doe%40example.com",
    "jane.doe\\u0040example.com",
    "jane.doe&#64;example.com",
    "jane.doe&#x40;example.com",
    "+91 98765 43210",
    "+91-98765-43210",
    "9876543210",
];

/// One of the forms, by any byte.
pub(crate) fn planted(choice: u8) -> &'static str {
    FORMS[usize::from(choice) % FORMS.len()]
}

/// Everything that an error and its causes show.
pub(crate) fn shown(error: &Error) -> String {
    let mut causes = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        causes.push(format!("{cause} {cause:?}"));
        source = cause.source();
    }
    let fields: Vec<_> = error.fields().iter().map(ToString::to_string).collect();
    format!(
        "{error} {error:?} {} {} {:?} {:?} {:?}",
        fields.join(" "),
        causes.join(" "),
        error.json_path(),
        error.excerpt(),
        error.code(),
    )
}

/// No form of the planted person stands in what is shown.
pub(crate) fn assert_private(shown: &str) {
    for form in FORMS {
        assert!(!shown.contains(form), "{form} in {shown}");
    }
}

/// Neither the e-mail address nor the phone stands in what is shown. Texts that are neither are left
/// out: a short one stands in anything.
pub(crate) fn assert_hidden<'a>(
    shown: &str,
    emails: impl IntoIterator<Item = &'a EmailAddress>,
    phones: impl IntoIterator<Item = &'a PhoneNumber>,
) {
    for email in emails {
        let is_long = email.as_str().len() > 5;
        if email.is_well_formed() && is_long {
            assert!(!shown.contains(email.as_str()), "an e-mail in {shown}");
        }
    }
    for phone in phones {
        if let Some(number) = phone.national_number()
            && number.len() > 6
        {
            assert!(!shown.contains(number), "a phone in {shown}");
        }
    }
}

/// An error is one line, and so is the list of its causes.
pub(crate) fn assert_one_line(error: &dyn StdError) {
    let text = error.to_string();
    assert!(!text.contains(char::is_control), "{text:?}");
}
