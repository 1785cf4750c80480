//! What is logged on this thread, at the finest level.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Collects every span and event, with all their fields.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Arc<Mutex<String>>);

impl Log {
    pub(crate) fn text(&self) -> String {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn add(&self, metadata: Option<&Metadata<'_>>, record: impl FnOnce(&mut Fields<'_>)) {
        let mut text = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(metadata) = metadata {
            text.push_str(metadata.target());
            text.push(' ');
            text.push_str(metadata.name());
        }
        record(&mut Fields(&mut text));
        text.push('\n');
    }
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        // Writing to a text cannot fail.
        let _ = write!(self.0, " {field}={value}");
    }

    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        self.add(Some(span.metadata()), |fields| span.record(fields));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        self.add(None, |fields| values.record(fields));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        self.add(Some(event.metadata()), |fields| event.record(fields));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[cfg(test)]
mod tests {
    use super::Log;

    #[test]
    fn every_field_of_every_span_and_event_is_heard() {
        let log = Log::default();
        tracing::subscriber::with_default(log.clone(), || {
            let span = tracing::trace_span!("call", id = 7, name = tracing::field::Empty);
            span.record("name", "asha");
            let _entered = span.enter();
            tracing::debug!(what = ?Some("x"), "said");
        });
        let text = log.text();
        for heard in ["call id=7", "name=asha", "message=said", "what=Some(\"x\")"] {
            assert!(text.contains(heard), "{heard} in {text}");
        }
    }
}
