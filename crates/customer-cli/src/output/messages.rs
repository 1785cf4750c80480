//! Messages on standard error, one line each.

use std::fmt::Display;
use std::io::{self, Write};

use crate::escape::one_line;

/// Prints an error.
pub(crate) fn error(message: impl Display) {
    print("error: ", &message.to_string());
}

/// Prints a warning.
pub(crate) fn warning(message: impl Display) {
    print("warning: ", &message.to_string());
}

/// Prints a note.
pub(crate) fn note(message: impl Display) {
    print("note: ", &message.to_string());
}

fn print(label: &str, message: &str) {
    // If standard error cannot be written to, no message can say so.
    let _ = writeln!(io::stderr().lock(), "{label}{}", one_line(message));
}
