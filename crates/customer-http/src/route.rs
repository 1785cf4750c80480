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

/// A template such as `/stores/{storeId}/customers`, and its path as far as there are values.
#[derive(Clone)]
pub(crate) struct Route {
    pub(crate) template: Cow<'static, str>,
    path: String,
    /// How much of the template is written into the path.
    written: usize,
    problem: Option<Problem>,
}

/// Why there is no path. Found early, told when it is asked for.
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
            self.problem = self.write(name, value).err();
        }
    }

    fn write(&mut self, name: &str, value: &dyn fmt::Display) -> Result<(), Problem> {
        let mut path = std::mem::take(&mut self.path);
        path.reserve(self.template.len() + 64);
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
        let mut segments = rest.split('/');
        // Each segment has its slash before it, so that nothing stands before the first.
        if segments.next() != Some("") || self.template.len() < 2 {
            return Err(Problem::Template("must begin with / and name a route"));
        }
        let mut end = self.written;
        for segment in segments {
            path.push('/');
            end += 1 + segment.len();
            if let Some(name) = segment
                .strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
            {
                return Ok(Some(Placeholder { name, end }));
            }
            let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:@".contains(&byte);
            if matches!(segment, "" | "." | "..") || !segment.bytes().all(plain) {
                let problem = "has a segment that is neither plain nor a {name}";
                return Err(Problem::Template(problem));
            }
            path.push_str(segment);
        }
        Ok(None)
    }

    /// The whole path, below `prefix`.
    pub(crate) fn path(&self, prefix: &str) -> Result<String> {
        let prefix = prefix.trim_end_matches('/');
        let mut path = String::with_capacity(prefix.len() + self.path.len() + self.template.len());
        path.push_str(prefix);
        path.push_str(&self.path);
        let rest = match &self.problem {
            Some(problem) => Err(problem.clone()),
            None => self.write_plain(&mut path),
        };
        match rest {
            Ok(None) => Ok(path),
            Ok(Some(_)) => Err(bad_template("has a placeholder without a value")),
            Err(Problem::Template(problem)) => Err(bad_template(problem)),
            Err(Problem::Value { name, reason }) => Err(bad_value(&name, reason)),
        }
    }
}

fn bad_template(problem: &str) -> Error {
    Error::configuration(format!("the route {problem}"))
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
