//! Shortens lists of field paths for tables.

use customer_core::FieldPath;

/// The paths as a short text. A group whose given fields are all among them is one name (`name`, `addresses[0]`); the
/// fields of another group share a prefix (`addresses[0].{city, region}`).
pub(crate) fn fold(paths: &[FieldPath], given: &[FieldPath]) -> String {
    let texts = |paths: &[FieldPath]| paths.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (paths, given) = (texts(paths), texts(given));
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    groups(&paths, &given).join(", ")
}

/// The same for the paths inside one group.
fn groups<'a>(paths: &[&'a str], given: &[&'a str]) -> Vec<String> {
    let name = |path: &'a str| path.split_once('.').map_or(path, |(group, _)| group);
    let inside = |paths: &[&'a str], group: &str| -> Vec<&'a str> {
        let of_group = paths.iter().filter(|path| name(path) == group);
        of_group
            .filter_map(|path| path.split_once('.').map(|(_, rest)| rest))
            .collect()
    };
    let mut seen: Vec<&str> = Vec::new();
    let mut folded = Vec::new();
    for group in paths.iter().map(|path| name(path)) {
        if seen.contains(&group) {
            continue;
        }
        seen.push(group);
        let (paths, given) = (inside(paths, group), inside(given, group));
        if paths.len() == given.len() || paths.is_empty() {
            folded.push(group.to_owned());
            continue;
        }
        let parts = groups(&paths, &given);
        folded.push(match &*parts {
            [part] => format!("{group}.{part}"),
            parts => format!("{group}.{{{}}}", parts.join(", ")),
        });
    }
    folded
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_complete_group_is_folded_to_its_name() {
        let paths = |texts: &[&str]| -> Vec<FieldPath> {
            texts.iter().map(|text| text.parse().unwrap()).collect()
        };
        let given = paths(&[
            "email",
            "name.given",
            "name.family",
            "business.name",
            "business.tax_ids.pan",
            "business.tax_ids.vat",
            "addresses[0].city",
            "addresses[0].lines",
            "addresses[1].city",
            "addresses[1].name.given",
            "addresses[1].name.family",
        ]);
        for (some, folded) in [
            (&[][..], ""),
            (&["email"], "email"),
            (&["email", "name.given"], "email, name.given"),
            (&["name.given", "name.family"], "name"),
            (
                &["business.tax_ids.pan", "business.tax_ids.vat"],
                "business.tax_ids",
            ),
            (
                &["business.name", "business.tax_ids.vat"],
                "business.{name, tax_ids.vat}",
            ),
            (
                &[
                    "addresses[0].city",
                    "addresses[0].lines",
                    "addresses[1].city",
                ],
                "addresses[0], addresses[1].city",
            ),
            (
                &["addresses[1].city", "addresses[1].name.given"],
                "addresses[1].{city, name.given}",
            ),
        ] {
            assert_eq!(fold(&paths(some), &given), folded);
        }
    }
}
