//! Reading what a customer, a change or an address is given as.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::de::DeserializeOwned;

use super::suggest::nearest;
use crate::escape::steers;

/// The largest input that is read.
pub(crate) const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Why an input cannot be read: where, and what is wrong there. It repeats no value of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputError {
    /// The file, or `standard input`, or the flag.
    origin: String,
    problem: String,
    /// The path of the field, where there is one.
    field: Option<String>,
    /// Line and column, both from 1.
    place: Option<(usize, usize)>,
}

impl InputError {
    pub(crate) fn new(origin: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            origin: origin.into(),
            problem: problem.into(),
            field: None,
            place: None,
        }
    }

    /// The path may have keys of the input in it: it is kept to one line that can be read.
    pub(crate) fn with_field(mut self, field: impl AsRef<str>) -> Self {
        self.field = Some(printable(field.as_ref()));
        self
    }

    fn at(mut self, line: usize, column: usize) -> Self {
        self.place = Some((line, column));
        self
    }

    pub(crate) fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some((line, column)) = self.place {
            write!(f, ": line {line}, column {column}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// Reads one value, such as a customer, from a file, or from standard input for `-`.
pub(crate) fn read<T: DeserializeOwned>(path: &Path, what: &str) -> Result<T, InputError> {
    let (bytes, origin) = content(path)?;
    parse(&bytes, &origin, what)
}

/// Reads one value, or a list of them.
pub(crate) fn read_one_or_many<T: DeserializeOwned>(
    path: &Path,
    what: &str,
) -> Result<Vec<T>, InputError> {
    let (bytes, origin) = content(path)?;
    let text = text_of(&bytes, &origin)?;
    if text.trim_start_matches(JSON_SPACE).starts_with('[') {
        return parse_text(text, &origin, what);
    }
    parse(&bytes, &origin, what).map(|one| vec![one])
}

/// The bytes of a file, and its name for errors.
fn content(path: &Path) -> Result<(Vec<u8>, String), InputError> {
    if path.as_os_str() == "-" {
        let origin = "standard input".to_owned();
        return Ok((bytes_of(io::stdin().lock(), &origin)?, origin));
    }
    let origin = path.display().to_string();
    let refuse = |error: &io::Error| {
        let problem = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "this file may not be read".to_owned(),
            io::ErrorKind::IsADirectory => IS_A_DIRECTORY.to_owned(),
            _ => format!("cannot be read: {error}"),
        };
        InputError::new(&origin, problem)
    };
    let file = File::open(path).map_err(|error| refuse(&error))?;
    if file.metadata().is_ok_and(|metadata| metadata.is_dir()) {
        return Err(InputError::new(&origin, IS_A_DIRECTORY));
    }
    Ok((bytes_of(file, &origin)?, origin))
}

const IS_A_DIRECTORY: &str = "this is a directory, and a file was expected";

fn bytes_of(source: impl Read, origin: &str) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    source
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| InputError::new(origin, format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > MOST_BYTES {
        let problem = format!("is larger than {} MiB", MOST_BYTES / 1024 / 1024);
        return Err(InputError::new(origin, problem));
    }
    Ok(bytes)
}

/// Reads one value from JSON text. `what` it is stands in errors: `customer`.
pub(crate) fn parse<T: DeserializeOwned>(
    bytes: &[u8],
    origin: &str,
    what: &str,
) -> Result<T, InputError> {
    let refuse = |problem: String| InputError::new(origin, problem);
    let text = text_of(bytes, origin)?;
    match text.trim_start_matches(JSON_SPACE).chars().next() {
        None => {
            return Err(refuse(format!(
                "is empty; a {what} as a JSON object was expected"
            )));
        }
        Some('[') => {
            return Err(refuse(format!(
                "holds a list; one {what} as a JSON object was expected"
            )));
        }
        Some('<') => {
            return Err(refuse(format!(
                "looks like HTML or XML; a {what} as a JSON object was expected"
            )));
        }
        Some(_) => {}
    }
    parse_text(text, origin, what)
}

fn text_of<'a>(bytes: &'a [u8], origin: &str) -> Result<&'a str, InputError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to() + 1;
        let problem = format!("this is not text: byte {byte} is not UTF-8; JSON was expected");
        InputError::new(origin, problem)
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn parse_text<T: DeserializeOwned>(text: &str, origin: &str, what: &str) -> Result<T, InputError> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        explain(error.inner(), &path, origin)
    })?;
    deserializer.end().map_err(|error| {
        let problem = format!("something follows the {what}; one was expected");
        InputError::new(origin, problem).at(error.line(), error.column())
    })?;
    Ok(value)
}

const JSON_SPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// Says what is wrong, without the value that is.
fn explain(error: &serde_json::Error, path: &str, origin: &str) -> InputError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let text = text
        .strip_suffix(&format!(" at line {line} column {column}"))
        .unwrap_or(&text);
    // A question mark stands for a key that was not read to its end, a dot for the whole.
    let path = path.trim_end_matches('?').trim_end_matches('.');
    let path = Some(path).filter(|path| !path.is_empty());
    let (problem, path) = if error.is_eof() {
        (
            "the JSON ends too early: it is cut off".to_owned(),
            path.map(str::to_owned),
        )
    } else if let Some((key, known)) = unknown_key(text) {
        let advice = match nearest(&key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known are {}", known.join(", ")),
        };
        let problem = format!("is not a known key; {advice}");
        (problem, Some(path_of_key(path, &key)))
    } else {
        (without_value(text), path.map(str::to_owned))
    };
    let error = InputError::new(origin, problem).at(line, column);
    match path {
        Some(path) => error.with_field(path),
        None => error,
    }
}

/// The path of an unknown key: serde names it as the last segment or stops before it.
fn path_of_key(path: Option<&str>, key: &str) -> String {
    match path {
        None => key.to_owned(),
        Some(path) if path == key || path.ends_with(&format!(".{key}")) => path.to_owned(),
        Some(path) => format!("{path}.{key}"),
    }
}

/// The longest path that is shown, in characters.
const LONGEST_PATH: usize = 120;

fn printable(path: &str) -> String {
    let mut shown = String::new();
    for character in path.chars().take(LONGEST_PATH) {
        if steers(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    if path.chars().nth(LONGEST_PATH).is_some() {
        shown.push('…');
    }
    shown
}

/// Reads serde's words for a key that a type does not have: the key, and those that it has.
fn unknown_key(text: &str) -> Option<(String, Vec<&str>)> {
    let rest = text.strip_prefix("unknown field `")?;
    // The key may hold anything; among the names that follow these words do not come again.
    let (key, expected) = rest.rsplit_once("`, expected ")?;
    let known = expected.split('`').skip(1).step_by(2).collect();
    Some((key.to_owned(), known))
}

/// serde's words for a value of another type show the value. Values are personal.
fn without_value(text: &str) -> String {
    const TYPES: [(&str, &str); 9] = [
        ("string", "a text"),
        ("integer", "a number"),
        ("floating point", "a number"),
        ("number", "a number"),
        ("boolean", "true or false"),
        ("null", "null"),
        ("map", "an object"),
        ("sequence", "a list"),
        ("unit", "null"),
    ];
    let Some(found) = text
        .strip_prefix("invalid type: ")
        .or_else(|| text.strip_prefix("invalid value: "))
    else {
        return text.to_owned();
    };
    // The value may hold these words too; what was expected stands after the last of them.
    let Some((found, expected)) = found.rsplit_once(", expected ") else {
        return "is of another type than expected".to_owned();
    };
    let expected = match expected.strip_prefix("struct ") {
        Some(_) => "an object",
        None => expected,
    };
    let expected = match expected {
        "a string" | "string" => "a text",
        "a sequence" => "a list",
        "a map" | "a JSON object" => "an object",
        other => other,
    };
    let found = TYPES
        .iter()
        .find(|(name, _)| found.starts_with(name))
        .map_or("something else", |(_, words)| words);
    format!("{expected} was expected, and {found} stands there")
}
