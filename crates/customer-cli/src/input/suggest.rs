//! The nearest known name to one that is not known.

/// The longest text that is compared, in bytes.
const LONGEST: usize = 64;

/// The name that was most likely meant, if any is near enough to be worth naming.
pub(crate) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // No slip makes a name this long, and the measure takes time and room by the length.
    if text.len() > LONGEST {
        return None;
    }
    names
        .into_iter()
        .map(|name| (likeness(text, name), name))
        .filter(|(likeness, _)| *likeness > 0.7)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

/// From 0 (nothing in common) to 1 (equal), whatever the case and whichever of `-` and `_` stands
/// between words.
fn likeness(text: &str, name: &str) -> f64 {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let (text, name) = (plain(text), plain(name));
    if text.replace('_', "") == name.replace('_', "") {
        return 1.0;
    }
    // A swapped pair of letters is one mistake; a common beginning says much.
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
    fn slips_lead_to_the_name_that_was_meant() {
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
    fn what_is_like_nothing_gets_no_advice() {
        for text in ["", "x", "favourite colour", "🙂"] {
            assert_eq!(nearest(text, NAMES), None, "{text}");
        }
    }
}
