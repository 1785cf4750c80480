//! Finds the known name that is most similar to an unknown one.

/// The maximum length of a text that is compared, in bytes.
const MAX_LENGTH: usize = 64;

/// The most similar name, if any is similar enough to be suggested.
pub(crate) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // No typo makes a name this long, and comparing takes time and memory by the length.
    if text.len() > MAX_LENGTH {
        return None;
    }
    names
        .into_iter()
        .map(|name| (similarity(text, name), name))
        .filter(|(similarity, _)| *similarity > 0.7)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

/// From 0 (nothing in common) to 1 (equal). Ignores case, and treats `-`, `_` and spaces as equal.
fn similarity(text: &str, name: &str) -> f64 {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let (text, name) = (plain(text), plain(name));
    if text.replace('_', "") == name.replace('_', "") {
        return 1.0;
    }
    // The first measure counts swapped letters as one mistake, the second rewards a common prefix.
    strsim::normalized_damerau_levenshtein(&text, &name)
        .max(strsim::jaro_winkler(&text, &name) - 0.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 8] = [
        "email",
        "phone",
        "name",
        "addresses",
        "business",
        "locale",
        "reference",
        "metadata",
    ];

    #[test]
    fn a_typo_finds_the_name_that_was_meant() {
        for (text, name) in [
            ("emailx", "email"),
            ("e-mail", "email"),
            ("Email", "email"),
            ("phone_number", "phone"),
            ("addrresses", "addresses"),
            ("address", "addresses"),
            ("busyness", "business"),
            ("meta_data", "metadata"),
        ] {
            assert_eq!(nearest(text, NAMES), Some(name), "{text}");
        }
        let parts = ["postal_code", "region", "country", "city"];
        assert_eq!(nearest("postalCode", parts), Some("postal_code"));
    }

    #[test]
    fn a_text_unlike_any_name_finds_none() {
        for text in ["", "x", "favourite colour", "🙂"] {
            assert_eq!(nearest(text, NAMES), None, "{text}");
        }
    }
}
