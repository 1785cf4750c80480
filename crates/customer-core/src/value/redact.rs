//! What stands in `Debug` in the place of personal data.

use std::fmt;

/// Prints `<redacted>`.
pub(crate) struct Redacted;

impl fmt::Debug for Redacted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<redacted>")
    }
}

/// Whether there is a value, without the value.
pub(crate) fn presence<T>(value: Option<T>) -> Option<Redacted> {
    value.map(|_| Redacted)
}

/// Prints how many entries there are, and none of them.
pub(crate) struct Entries(pub(crate) usize);

impl fmt::Debug for Entries {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => formatter.write_str("<1 entry>"),
            count => write!(formatter, "<{count} entries>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_show_presence_and_no_value() {
        assert_eq!(format!("{:?}", Some(Redacted)), "Some(<redacted>)");
        assert_eq!(format!("{:?}", Entries(0)), "<0 entries>");
        assert_eq!(format!("{:?}", Entries(1)), "<1 entry>");
        assert_eq!(format!("{:?}", Entries(12)), "<12 entries>");
    }
}
