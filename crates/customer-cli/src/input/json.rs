//! Reads JSON from a file or standard input.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::de::DeserializeOwned;

use super::suggest::nearest;
use crate::escape::is_control;

/// The maximum size of an input.
const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Why an input cannot be read, and where. It never contains a value of the input, since values are personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputError {
    /// The file, or `standard input`, or the flag.
    origin: String,
    problem: String,
    /// The path of the field, if the problem is in one.
    field: Option<String>,
    /// Line and column, both from 1.
    position: Option<(usize, usize)>,
}

impl InputError {
    pub(crate) fn new(origin: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            origin: origin.into(),
            problem: problem.into(),
            field: None,
            position: None,
        }
    }

    /// Adds the path of the field. It may contain keys of the input, so it is escaped and shortened.
    pub(crate) fn with_field(mut self, field: impl AsRef<str>) -> Self {
        self.field = Some(shown_path(field.as_ref()));
        self
    }

    fn at(mut self, line: usize, column: usize) -> Self {
        self.position = Some((line, column));
        self
    }

    pub(crate) fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin)?;
        if let Some((line, column)) = self.position {
            write!(f, ": line {line}, column {column}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ": {field}")?;
        }
        write!(f, ": {}", self.problem)
    }
}

/// Reads one value from a file, or from standard input for `-`. Errors call it `what`, such as `customer`.
///
/// # Errors
///
/// The file cannot be read, or is not one such value.
pub(crate) fn read<T: DeserializeOwned>(path: &Path, what: &str) -> Result<T, InputError> {
    let (bytes, origin) = content(path)?;
    parse(&bytes, &origin, what)
}

/// Reads one value, or a list of values. Errors call it `what`.
///
/// # Errors
///
/// The file cannot be read, or is not one such value or a list of them.
pub(crate) fn read_one_or_many<T: DeserializeOwned>(
    path: &Path,
    what: &str,
) -> Result<Vec<T>, InputError> {
    let (bytes, origin) = content(path)?;
    let text = text_of(&bytes, &origin)?;
    if text.trim_start_matches(JSON_WHITESPACE).starts_with('[') {
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
            io::ErrorKind::NotFound => "no such file".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
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

const IS_A_DIRECTORY: &str = "expected a file, found a directory";

fn bytes_of(source: impl Read, origin: &str) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::new();
    source
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| InputError::new(origin, format!("cannot be read: {error}")))?;
    if bytes.len() as u64 > MAX_BYTES {
        let problem = format!("is larger than {} MiB", MAX_BYTES / 1024 / 1024);
        return Err(InputError::new(origin, problem));
    }
    Ok(bytes)
}

/// Reads one value from JSON text. `origin` and `what` are for errors.
///
/// # Errors
///
/// The text is not one such value.
pub(crate) fn parse<T: DeserializeOwned>(
    bytes: &[u8],
    origin: &str,
    what: &str,
) -> Result<T, InputError> {
    let refuse = |problem: String| InputError::new(origin, problem);
    let text = text_of(bytes, origin)?;
    match text.trim_start_matches(JSON_WHITESPACE).chars().next() {
        None => {
            return Err(refuse(format!(
                "is empty; expected a {what} as a JSON object"
            )));
        }
        Some('[') => {
            return Err(refuse(format!(
                "is a list; expected one {what} as a JSON object"
            )));
        }
        Some('<') => {
            return Err(refuse(format!(
                "looks like HTML or XML; expected a {what} as a JSON object"
            )));
        }
        Some(_) => {}
    }
    parse_text(text, origin, what)
}

fn text_of<'a>(bytes: &'a [u8], origin: &str) -> Result<&'a str, InputError> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let byte = error.valid_up_to() + 1;
        let problem = format!("is not text: byte {byte} is not UTF-8; expected JSON");
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
        let problem = format!("text follows the {what}; expected only one {what}");
        InputError::new(origin, problem).at(error.line(), error.column())
    })?;
    Ok(value)
}

const JSON_WHITESPACE: [char; 4] = [' ', '\t', '\n', '\r'];

/// The problem, without the invalid value.
fn explain(error: &serde_json::Error, path: &str, origin: &str) -> InputError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let text = text
        .strip_suffix(&format!(" at line {line} column {column}"))
        .unwrap_or(&text);
    // A question mark stands for a key that was not read completely, a dot for the whole value.
    let path = path.trim_end_matches('?').trim_end_matches('.');
    let path = Some(path).filter(|path| !path.is_empty());
    let (problem, path) = if error.is_eof() {
        ("the JSON is incomplete".to_owned(), path.map(str::to_owned))
    } else if let Some((key, known)) = unknown_key(text) {
        let advice = match nearest(&key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known keys are {}", known.join(", ")),
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

/// The path of an unknown key. The path that serde gives ends with the key or before it.
fn path_of_key(path: Option<&str>, key: &str) -> String {
    match path {
        None => key.to_owned(),
        Some(path) if path == key || path.ends_with(&format!(".{key}")) => path.to_owned(),
        Some(path) => format!("{path}.{key}"),
    }
}

/// The maximum length of a path in a message, in characters.
const MAX_PATH: usize = 120;

/// The path, escaped and shortened.
fn shown_path(path: &str) -> String {
    let mut shown = String::new();
    for character in path.chars().take(MAX_PATH) {
        if is_control(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    if path.chars().nth(MAX_PATH).is_some() {
        shown.push('…');
    }
    shown
}

/// The unknown key and the known keys of serde's message.
fn unknown_key(text: &str) -> Option<(String, Vec<&str>)> {
    let rest = text.strip_prefix("unknown field `")?;
    // The key may contain this text too; the known keys after it do not.
    let (key, expected) = rest.rsplit_once("`, expected ")?;
    let known = expected.split('`').skip(1).step_by(2).collect();
    Some((key.to_owned(), known))
}

/// serde's message for a value of the wrong type, without the value, which is personal data.
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
    // The value may contain this text too; the expected type follows its last occurrence.
    let Some((found, expected)) = found.rsplit_once(", expected ") else {
        return "has the wrong type".to_owned();
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
        .map_or("another type", |(_, name)| name);
    format!("expected {expected}, found {found}")
}
