//! The path of a request: a template, and the values for it.

use std::borrow::Cow;
use std::fmt::{self, Write};

use customer_core::{Error, FieldProblem, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but what RFC 3986 calls unreserved.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What [`RESERVED`] leaves as it is.
fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// A template such as `/stores/{storeId}/customers`, and its path as far as there are values.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) template: Cow<'static, str>,
    path: String,
    /// How much of the template is written into the path.
    written: usize,
    problem: Option<Box<Problem>>,
}

/// Why there is no path. Found early, returned when the path is asked for.
#[derive(Clone)]
enum Problem {
    Template(&'static str),
    Value { name: String, reason: &'static str },
}

/// A placeholder of the template.
struct Placeholder<'a> {
    name: &'a str,
    end: usize,
}

impl Route {
    pub(crate) fn new(template: Cow<'static, str>) -> Self {
        Self {
            template,
            path: String::new(),
            written: 0,
            problem: None,
        }
    }

    /// Gives the next placeholder its value.
    pub(crate) fn fill(&mut self, name: &str, value: &dyn fmt::Display) {
        if self.problem.is_none() {
            self.problem = self.write(name, value).err().map(Box::new);
        }
    }

    fn write(&mut self, name: &str, value: &dyn fmt::Display) -> Result<(), Problem> {
        let mut path = std::mem::take(&mut self.path);
        if path.is_empty() {
            path.reserve(self.template.len() + 64);
        }
        let end = match self.write_plain(&mut path)? {
            Some(placeholder) if placeholder.name == name => placeholder.end,
            Some(_) => return Err(Problem::Template("has its placeholders in another order")),
            None => {
                let problem = "has no placeholder for a value that is given";
                return Err(Problem::Template(problem));
            }
        };
        push_segment(&mut path, value).map_err(|reason| Problem::Value {
            name: name.to_owned(),
            reason,
        })?;
        self.path = path;
        self.written = end;
        Ok(())
    }

    /// Writes what stands before the next placeholder.
    fn write_plain(&self, path: &mut String) -> Result<Option<Placeholder<'_>>, Problem> {
        let rest = &self.template[self.written..];
        let (plain, named) = match rest.split_once('{') {
            Some((plain, named)) => (plain, Some(named)),
            None => (rest, None),
        };
        check_plain(plain, self.written, named.is_some()).map_err(Problem::Template)?;
        path.push_str(plain);
        let Some(named) = named else {
            return Ok(None);
        };
        let (name, after) = named.split_once('}').unwrap_or((named, "}"));
        if !after.is_empty() && !after.starts_with('/') {
            return Err(Problem::Template(NEITHER));
        }
        Ok(Some(Placeholder {
            name,
            end: self.template.len() - after.len(),
        }))
    }

    /// The whole path, below `prefix`.
    pub(crate) fn path(&self, prefix: &str) -> Result<Cow<'_, str>> {
        let prefix = prefix.trim_end_matches('/');
        if let Some(problem) = &self.problem {
            return Err(Problem::clone(problem).into());
        }
        if prefix.is_empty() && self.written > 0 && self.written == self.template.len() {
            return Ok(Cow::Borrowed(&self.path));
        }
        let mut path = String::with_capacity(prefix.len() + self.path.len() + self.template.len());
        path.push_str(prefix);
        path.push_str(&self.path);
        match self.write_plain(&mut path)? {
            None => Ok(Cow::Owned(path)),
            Some(_) => Err(Problem::Template("has a placeholder without a value").into()),
        }
    }
}

const NEITHER: &str = "has a segment that is neither plain nor a {name}";

/// Whether this is plain segments, each with its slash before it, and, before a placeholder, a slash.
fn check_plain(text: &str, written: usize, before_placeholder: bool) -> Result<(), &'static str> {
    let is_plain = |byte: &u8| is_unreserved(*byte) || b":@".contains(byte);
    let mut segments = text.as_bytes().split(|byte| *byte == b'/');
    let nothing = text.len() < 2 && !before_placeholder;
    if segments.next() != Some(b"") || (written == 0 && nothing) {
        return Err("must begin with / and name a route");
    }
    let last = if before_placeholder {
        segments.next_back()
    } else {
        None
    };
    if before_placeholder && last != Some(b"") {
        return Err(NEITHER);
    }
    for segment in segments {
        if matches!(segment, b"" | b"." | b"..") || !segment.iter().all(is_plain) {
            return Err(NEITHER);
        }
    }
    Ok(())
}

impl From<Problem> for Error {
    fn from(problem: Problem) -> Self {
        match problem {
            Problem::Template(problem) => Self::configuration(format!("the route {problem}")),
            Problem::Value { name, reason } => bad_value(&name, reason),
        }
    }
}

fn bad_value(name: &str, reason: &str) -> Error {
    Error::invalid_input(vec![FieldProblem::new(name, reason)])
}

/// Writes a value as one segment.
fn push_segment(path: &mut String, value: &dyn fmt::Display) -> Result<(), &'static str> {
    let start = path.len();
    // Writing to a string does not fail.
    let _ = write!(Encoded(path), "{value}");
    match &path[start..] {
        "" => Err("must not be empty: it is a part of the path"),
        "." | ".." => Err("cannot be `.` or `..`: a path cannot carry them"),
        _ => Ok(()),
    }
}

/// Encodes what is written.
struct Encoded<'a>(&'a mut String);

impl Write for Encoded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.extend(utf8_percent_encode(text, RESERVED));
        Ok(())
    }
}

/// A text as one path segment, percent-encoded, for a base URL that carries an id.
///
/// ```
/// assert_eq!(customer_http::path_segment("store", "a/b")?, "a%2Fb");
/// assert!(customer_http::path_segment("store", "..").is_err());
/// # Ok::<(), customer_core::Error>(())
/// ```
///
/// # Errors
///
/// [`InvalidInput`](customer_core::ErrorKind::InvalidInput), naming `name`, for a text that no path segment can carry: the
/// empty one, `.` and `..`.
pub fn path_segment(name: &str, value: &str) -> Result<String> {
    let mut segment = String::new();
    push_segment(&mut segment, &value).map_err(|reason| bad_value(name, reason))?;
    Ok(segment)
}
