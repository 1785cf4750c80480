//! Field paths, folded so that a person can take them in.

use customer_core::FieldPath;

/// The paths in few words: a group of which every given field is among them stands for itself
/// (`name`, `addresses[0]`), of another the fields are gathered (`addresses[0].{city, region}`).
pub(crate) fn fold(paths: &[FieldPath], given: &[FieldPath]) -> String {
    let texts = |paths: &[FieldPath]| paths.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (paths, given) = (texts(paths), texts(given));
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let given: Vec<&str> = given.iter().map(String::as_str).collect();
    groups(&paths, &given).join(", ")
}

/// The same for what stands below one group.
fn groups<'a>(paths: &[&'a str], given: &[&'a str]) -> Vec<String> {
    let name = |path: &'a str| path.split_once('.').map_or(path, |(group, _)| group);
    let below = |paths: &[&'a str], group: &str| -> Vec<&'a str> {
        let of_group = paths.iter().filter(|path| name(path) == group);
        of_group
            .filter_map(|path| path.split_once('.').map(|(_, rest)| rest))
            .collect()
    };
    let mut done: Vec<&str> = Vec::new();
    let mut folded = Vec::new();
    for group in paths.iter().map(|path| name(path)) {
        if done.contains(&group) {
            continue;
        }
        done.push(group);
        let (paths, given) = (below(paths, group), below(given, group));
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
    fn groups_are_folded_where_they_are_whole() {
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
