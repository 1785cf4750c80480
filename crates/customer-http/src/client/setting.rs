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

#[cfg(test)]
mod tests {
    use super::setting;

    #[test]
    fn white_space_around_a_setting_is_left_out() {
        for value in [
            "key",
            " key ",
            "key\n",
            "\r\nkey\r\n",
            "\tkey",
            "\u{feff}key",
            "key\u{a0}",
            "\u{200b}key\u{200e}",
            "\u{202a}key\u{202c}",
            "key\u{2028}",
        ] {
            assert_eq!(setting("it", value).ok(), Some(Some("key")), "{value:?}");
        }
        for value in ["", " ", "\n", "\u{feff}", "\u{200b}\u{a0}"] {
            assert_eq!(setting("it", value).ok(), Some(None), "{value:?}");
        }
    }

    #[test]
    fn a_character_that_no_setting_has_is_named_without_the_value() {
        for (value, named) in [
            ("se cret", "U+0020"),
            ("se\ncret", "U+000A"),
            ("se\tcret", "U+0009"),
            ("secret\0", "U+0000"),
            ("\u{1b}secret", "U+001B"),
            ("se\u{a0}cret", "U+00A0"),
            ("se\u{200b}cret", "U+200B"),
            ("se\u{feff}cret", "U+FEFF"),
            ("se\u{202e}cret", "U+202E"),
            ("se\u{9b}cret", "U+009B"),
            ("se\u{fffd}cret", "U+FFFD"),
            ("\"secret\"", "quotation marks"),
            ("'secret", "quotation marks"),
            ("secret\u{201d}", "quotation marks"),
        ] {
            let error = setting("the key (KEY)", value).err();
            let error = error.map(|error| error.to_string()).unwrap_or_default();
            assert!(error.contains("the key (KEY)"), "{value:?}: {error}");
            assert!(error.contains(named), "{value:?}: {error}");
            assert!(!error.contains("cret"), "{error}");
        }
    }
}
