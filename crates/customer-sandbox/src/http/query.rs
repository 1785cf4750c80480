//! Query parameters, read as strictly as bodies: every name is known and every value has its format.

use std::ops::RangeInclusive;

use percent_encoding::percent_decode_str;

use crate::http::fields::Problem;

/// The parameters of a request. Each is taken by name; the rest at the end are unknown parameters.
pub(crate) struct Query {
    entries: Vec<(String, String)>,
    problems: Vec<Problem>,
}

impl Query {
    pub(crate) fn of(query: Option<&str>) -> Self {
        let entries = query
            .unwrap_or_default()
            .split('&')
            .filter(|pair| !pair.is_empty())
            .map(|pair| {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                (decoded(name), decoded(value))
            })
            .collect();
        Self {
            entries,
            problems: Vec::new(),
        }
    }

    pub(crate) fn refuse(&mut self, name: &str, message: impl Into<String>) {
        self.problems.push(Problem {
            field: name.to_owned(),
            message: message.into(),
        });
    }

    /// Takes every value of a name.
    pub(crate) fn all(&mut self, name: &str) -> Vec<String> {
        let (taken, left) = std::mem::take(&mut self.entries)
            .into_iter()
            .partition(|(key, _)| key == name);
        self.entries = left;
        let taken: Vec<(String, String)> = taken;
        taken.into_iter().map(|(_, value)| value).collect()
    }

    /// Takes the value of a name that occurs at most once.
    pub(crate) fn one(&mut self, name: &str) -> Option<String> {
        let mut values = self.all(name);
        if values.len() > 1 {
            self.refuse(name, "occurs more than once");
        }
        values.pop()
    }

    /// Takes a whole number within bounds.
    pub(crate) fn number(&mut self, name: &str, bounds: RangeInclusive<u64>) -> Option<u64> {
        let text = self.one(name)?;
        let number = text.parse().ok().filter(|number| bounds.contains(number));
        if number.is_none() {
            let (least, most) = bounds.into_inner();
            self.refuse(name, format!("must be a number from {least} to {most}"));
        }
        number
    }

    /// What is wrong with the parameters, unknown ones included.
    pub(crate) fn finish(mut self) -> Result<(), Vec<Problem>> {
        for (name, _) in std::mem::take(&mut self.entries) {
            self.refuse(&name, "is not a parameter of this request");
        }
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(self.problems)
        }
    }
}

fn decoded(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_percent_decoded() {
        let mut query = Query::of(Some("q=a%2Bb+c&page=2&expand=x&expand=y&flag"));
        assert_eq!(query.one("q").as_deref(), Some("a+b c"));
        assert_eq!(query.number("page", 1..=9), Some(2));
        assert_eq!(query.all("expand"), ["x", "y"]);
        assert_eq!(query.one("flag").as_deref(), Some(""));
        assert_eq!(query.finish(), Ok(()));
    }

    #[test]
    fn unknown_repeated_and_out_of_bounds_parameters_are_named() {
        let mut query = Query::of(Some("page=0&size=1&size=2&other=1"));
        query.number("page", 1..=9);
        query.number("size", 1..=9);
        let names: Vec<String> = query
            .finish()
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| problem.field)
            .collect();
        assert_eq!(names, ["page", "size", "other"]);
    }
}
