//! Creates.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ready::{AnsweredWrite, PendingSource, ReadyWrite, key, of, sealed::Sealed};
use crate::fate::Prepared;
use crate::{
    Customer, CustomerProvider, FieldReport, NewCustomer, Operation, PendingWrite, Result,
    WriteMarker, WriteOptions, Written,
};

const OPERATION: Operation = Operation::CreateCustomer;

/// Whether a provider keeps the markers that are written along with its customers. Once a new customer came
/// back without its marker, no record can be told by one, and writes are settled without. Clones share what
/// they know.
#[derive(Debug, Clone, Default)]
pub struct MarkerWatch(Arc<AtomicBool>);

impl MarkerWatch {
    fn loses_markers(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn compare(&self, marker: &WriteMarker, created: &Customer) {
        if !marker.is_on(created) {
            self.0.store(true, Ordering::Relaxed);
        }
    }
}

/// How a marker is put into a request.
type Mark<R> = fn(&mut R, &WriteMarker);

/// A create.
#[must_use = "nothing is prepared yet"]
pub struct CreateWrite<'a, R> {
    provider: &'a dyn CustomerProvider,
    customer: &'a NewCustomer,
    options: &'a WriteOptions,
    marking: Option<(&'a MarkerWatch, Mark<R>)>,
}

impl<'a, R> CreateWrite<'a, R> {
    /// The create of this customer.
    pub fn new(
        provider: &'a dyn CustomerProvider,
        customer: &'a NewCustomer,
        options: &'a WriteOptions,
    ) -> Self {
        Self {
            provider,
            customer,
            options,
            marking: None,
        }
    }

    /// Puts a [marker](WriteOptions::with_marker) into the request this way, where one is asked for. For providers that
    /// [keep and return metadata](crate::Capabilities::has_write_marker); at any other a marker cannot be written.
    pub fn marked_by(mut self, watch: &'a MarkerWatch, mark: Mark<R>) -> Self {
        self.marking = Some((watch, mark));
        self
    }

    /// Checks the write, and puts the marker into it.
    ///
    /// # Errors
    ///
    /// As [`Preview::check`](crate::Preview::check); [`InvalidInput`](crate::ErrorKind::InvalidInput) for a marker whose key is
    /// blank or given; [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) where the write is strict and
    /// the provider cannot keep the marker or has no idempotency keys.
    pub fn prepare(self, prepared: Prepared<R>) -> Result<ReadyWrite<'a, CreateInput<'a>, R>> {
        let Self {
            provider,
            customer,
            options,
            marking,
        } = self;
        let refuse = |error| of(provider, OPERATION, error);
        let (mut request, fields) = prepared.accept(options).map_err(refuse)?;
        let marker = WriteMarker::for_create(
            options,
            marking.is_some(),
            provider.capabilities(),
            customer,
        );
        let marker = marker.map_err(refuse)?;
        let given_key = options.idempotency_key.as_ref();
        let key = key(provider, OPERATION, given_key, options.fidelity)?;
        let marker = marker.zip(marking).map(|(marker, (watch, mark))| {
            mark(&mut request, &marker);
            (marker, watch)
        });
        let write = CreateInput { customer, marker };
        Ok(ReadyWrite {
            provider,
            write,
            request,
            fields,
            key,
        })
    }
}

impl<R> fmt::Debug for CreateWrite<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CreateWrite")
            .field("customer", &self.customer)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// What a create is about.
#[derive(Debug)]
pub struct CreateInput<'a> {
    customer: &'a NewCustomer,
    marker: Option<(WriteMarker, &'a MarkerWatch)>,
}

impl Sealed for CreateInput<'_> {}

impl PendingSource for CreateInput<'_> {
    fn pending(&self, fields: &FieldReport) -> PendingWrite {
        let kept = self
            .marker
            .as_ref()
            .filter(|(_, watch)| !watch.loses_markers());
        PendingWrite::create(self.customer)
            .with_report(fields)
            .with_marker(kept.map(|(marker, _)| marker.clone()))
    }
}

impl<T> AnsweredWrite<CreateInput<'_>, T> {
    /// Reads the customer off the response, and compares the report with it.
    pub fn reconcile(self, customer: impl FnOnce(T) -> Customer) -> Written {
        let CreateInput {
            customer: given,
            marker,
        } = self.write;
        let created = customer(self.response);
        if let Some((marker, watch)) = &marker {
            watch.compare(marker, &created);
        }
        let marker = marker.map(|(marker, _)| marker);
        let fields = self
            .fields
            .reconciled_marked(given, &created, marker.as_ref());
        Written::new(created, fields).with_marker(marker)
    }
}
