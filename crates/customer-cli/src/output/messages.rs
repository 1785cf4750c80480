//! Messages on standard error, one line each.

use std::fmt::Display;
use std::io::{self, Write};

use crate::escape::one_line;
use crate::failure::Failure;

/// Prints an error.
pub(crate) fn error(message: impl Display) {
    print("error: ", &message.to_string());
}

/// Prints a failure, and what to do next about it.
pub(crate) fn failure(failure: &Failure) {
    error(failure.message());
    if let Some(step) = failure.next_step() {
        print("next: ", &step);
    }
}

/// Prints a warning.
pub(crate) fn warning(message: impl Display) {
    print("warning: ", &message.to_string());
}

/// Prints a note.
pub(crate) fn note(message: impl Display) {
    print("note: ", &message.to_string());
}

/// Prints what `--verbose` asks for.
pub(crate) fn detail(message: impl Display) {
    print("", &message.to_string());
}

fn print(label: &str, message: &str) {
    // If standard error cannot be written to, no message can say so.
    let _ = writeln!(io::stderr().lock(), "{label}{}", one_line(message));
}
