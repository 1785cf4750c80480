//! The nearest known name to one that is not known.

/// The name that was most likely meant, if any is near enough to be worth naming.
pub(crate) fn nearest<'a>(text: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Measuring takes time for each letter, and no name is as long as this.
    if text.len() > 64 {
        return None;
    }
    let text = text.to_lowercase();
    names
        .into_iter()
        .map(|name| (distance(&text, name), name))
        .filter(|(distance, _)| *distance > 0.7)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, name)| name)
}

/// From 0 (nothing in common) to 1 (equal), whatever the case and whichever of `-` and `_` stands
/// between words.
fn distance(text: &str, name: &str) -> f64 {
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
            ("emial", "email"),
            ("e-mail", "email"),
            ("Email", "email"),
            ("phone_number", "phone"),
            ("adresses", "addresses"),
            ("address", "addresses"),
            ("bussiness", "business"),
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
