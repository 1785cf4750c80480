//! Writing to standard output.

use std::io::{self, Write};

/// Writes to standard output and flushes it.
///
/// # Errors
///
/// Standard output cannot be written to.
pub(crate) fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Turns a broken pipe into success: a reader that closed the pipe has read what it wanted.
///
/// # Errors
///
/// The error that was given, if it is any other.
pub(crate) fn ignore_broken_pipe(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
