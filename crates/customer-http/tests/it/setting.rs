//! Settings as an environment or a copied line gives them.

use customer_http::setting;

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
