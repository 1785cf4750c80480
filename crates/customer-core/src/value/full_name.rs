//! A person's name as one string, and as two parts.

use crate::value::text::{self, Lines};

/// The text with one space between its words and none around them.
fn normal(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A full name as the given and the family name: the family name is its last word, and a name of one word is a
/// given name. [`join_name`] gives the full name back, with one space between its words.
///
/// ```
/// use customer_core::adapter::{join_name, split_full_name};
///
/// let (given, family) = split_full_name(" Asha  Devi Rao");
/// assert_eq!((&*given, family.as_deref()), ("Asha Devi", Some("Rao")));
/// assert_eq!(split_full_name("Asha"), ("Asha".to_owned(), None));
/// assert_eq!(join_name(Some(&given), family.as_deref()).as_deref(), Some("Asha Devi Rao"));
/// ```
pub fn split_full_name(full: &str) -> (String, Option<String>) {
    let full = normal(full);
    // A mark that combines with a space is no name.
    let can_be_seen = |part: &str| text::problem(part, Lines::One).is_none();
    let parts = full.rmatch_indices(' ').find_map(|(at, _)| {
        let (given, family) = (full.get(..at)?, full.get(at + 1..)?);
        (can_be_seen(given) && can_be_seen(family)).then(|| (given.to_owned(), family.to_owned()))
    });
    match parts {
        Some((given, family)) => (given, Some(family)),
        None => (full, None),
    }
}

/// The given and the family name as a full name, with one space between its words. `None` where there is neither.
pub fn join_name(given: Option<&str>, family: Option<&str>) -> Option<String> {
    let parts: Vec<_> = given.into_iter().chain(family).collect();
    Some(normal(&parts.join(" "))).filter(|full| !full.is_empty())
}
