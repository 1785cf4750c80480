//! A write that is ready to be sent, if it may go ahead.

use crate::{Error, ErrorKind, FieldReport, Preview, Result, WriteOptions};

/// A write as an adapter's `convert` made it: the request, and what it does with each field.
#[derive(Debug)]
#[non_exhaustive]
pub struct Prepared<T> {
    /// The request; `None` where the problems leave none to be made.
    pub request: Option<T>,
    /// What the request does.
    pub preview: Preview,
}

impl<T> Prepared<T> {
    /// A request and what it does.
    pub fn new(request: Option<T>, preview: Preview) -> Self {
        Self { request, preview }
    }

    /// Hands the request out, if the write may go ahead. For tests of a converter: writes go through
    /// [`CreateWrite`](crate::adapter::CreateWrite) and its siblings, which call this.
    ///
    /// # Errors
    ///
    /// As [`Preview::check`].
    pub fn accept(self, options: &WriteOptions) -> Result<(T, FieldReport)> {
        self.preview.check(options.fidelity)?;
        let Some(request) = self.request else {
            let message = "nothing is left to be sent";
            return Err(Error::new(ErrorKind::InvalidInput, message));
        };
        Ok((request, self.preview.fields))
    }
}
