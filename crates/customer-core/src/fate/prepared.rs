//! A write that is ready to be sent, if it may go ahead.

use crate::{
    Error, ErrorKind, FieldReport, Operation, Preview, ProviderName, Result, WriteOptions,
};

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

    /// Hands the request out, if the write may go ahead. The error bears the provider and the operation.
    ///
    /// # Errors
    ///
    /// As [`Preview::check`].
    pub fn accept(
        self,
        options: &WriteOptions,
        provider: &ProviderName,
        operation: Operation,
    ) -> Result<(T, FieldReport)> {
        let nothing = || Error::new(ErrorKind::InvalidInput, "nothing is left to be sent");
        let checked = self.preview.check(options.fidelity);
        checked
            .and_then(|()| self.request.ok_or_else(nothing))
            .map(|request| (request, self.preview.fields))
            .map_err(|error| {
                error
                    .with_provider(provider.clone())
                    .with_operation(operation)
            })
    }
}
