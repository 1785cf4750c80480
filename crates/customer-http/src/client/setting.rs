//! Settings as an environment or a copied line gives them.

use customer_core::{Error, Result};

/// A setting such as a key, a store's id or a base URL, without what stands around it where it was
/// copied: white space, line breaks, a byte-order mark. `None` where nothing is left. `what` names it
/// in errors, which never show its value.
///
/// ```
/// use customer_http::setting;
///
/// assert_eq!(setting("the API key", " sk_test_1\r\n")?, Some("sk_test_1"));
/// assert_eq!(setting("the API key", " \n")?, None);
/// let error = setting("the API key", "sk_test 1").unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "configuration: the API key has a character in it that no such setting has: U+0020"
/// );
/// # Ok::<(), customer_core::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::Configuration`](customer_core::ErrorKind::Configuration): white space, a control
/// character or an invisible one is left within it, or it stands in quotation marks.
pub fn setting<'a>(what: &str, value: &'a str) -> Result<Option<&'a str>> {
    let around = |character: char| {
        character.is_whitespace() || (is_unseen(character) && !character.is_control())
    };
    let value = value.trim_matches(around);
    if let Some(unfit) = value
        .chars()
        .find(|character| character.is_whitespace() || is_unseen(*character))
    {
        let code = u32::from(unfit);
        return Err(Error::configuration(format!(
            "{what} has a character in it that no such setting has: U+{code:04X}"
        )));
    }
    if value.starts_with(is_quote) || value.ends_with(is_quote) {
        return Err(Error::configuration(format!(
            "{what} stands in quotation marks; leave them out"
        )));
    }
    Ok(Some(value).filter(|value| !value.is_empty()))
}

/// What is shown as nothing, or stands for what could not be read.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

fn is_quote(character: char) -> bool {
    matches!(
        character,
        '"' | '\'' | '`' | '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}'
    )
}
