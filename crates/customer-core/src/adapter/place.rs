//! Places in a record, and why what stands there could not be read.

use std::borrow::Cow;
use std::fmt::{self, Write};

use crate::adapter::scrub::is_field_name;

/// Why a value could not be read, and where in it the cause stands.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// Where in the value; empty for the value itself.
    pub path: String,
    /// Why, in words, without a value.
    pub reason: Cow<'static, str>,
}

impl Problem {
    /// A problem of the value itself. `reason` must hold no personal data.
    pub fn new(reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            path: String::new(),
            reason: reason.into(),
        }
    }

    /// The same problem, as it stands below the member of this name.
    #[must_use]
    pub fn below(self, name: &str) -> Self {
        let place = Place::ROOT;
        let path = place.name(name).joined(&self.path);
        Self { path, ..self }
    }
}

/// A place in a record, by the way that leads there. It costs nothing until it is written.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a>(Step<'a>);

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root,
    Name(&'a Place<'a>, &'a str),
    Index(&'a Place<'a>, usize),
}

impl Place<'_> {
    /// The record itself.
    pub const ROOT: Place<'static> = Place(Step::Root);

    /// The member of this name.
    pub fn name<'a>(&'a self, name: &'a str) -> Place<'a> {
        Place(Step::Name(self, name))
    }

    /// The element of this index.
    pub fn index(&self, index: usize) -> Place<'_> {
        Place(Step::Index(self, index))
    }

    /// The path, and behind it one that begins here.
    pub fn joined(&self, rest: &str) -> String {
        let mut path = self.to_string();
        if !path.is_empty() && !rest.is_empty() && !rest.starts_with('[') {
            path.push('.');
        }
        path.push_str(rest);
        path
    }
}

/// As a path is usually written; a name that may be data stands as `…`.
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Step::Root => Ok(()),
            Step::Index(parent, index) => write!(f, "{parent}[{index}]"),
            Step::Name(parent, name) => {
                parent.fmt(f)?;
                if !matches!(parent.0, Step::Root) {
                    f.write_char('.')?;
                }
                f.write_str(if is_field_name(name) { name } else { "…" })
            }
        }
    }
}
