//! Whether and how a creation is marked.

use crate::{
    Capabilities, Error, ErrorKind, Fidelity, Field, FieldProblem, Metadata, NewCustomer, Result,
    WriteMarker, WriteOptions,
};

const NOT_RETURNED: &str =
    "the provider does not keep and return metadata, so a write marker cannot be read back";

impl WriteMarker {
    /// The marker that a create with these options writes. `None` where none is asked for, and where the
    /// write is lossy and the provider does not write and return metadata.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the key is blank or the customer's own metadata has it;
    /// [`ErrorKind::UnrepresentableFields`], naming `metadata.<key>`, where the write is strict and the
    /// provider does not write and return metadata, or has no room for one more entry.
    pub(crate) fn for_create(
        options: &WriteOptions,
        can_mark: bool,
        capabilities: &Capabilities,
        customer: &NewCustomer,
    ) -> Result<Option<Self>> {
        if let Some(marker) = options.marker_of_first() {
            return Ok(Some(marker.clone()));
        }
        let Some(key) = &options.marker else {
            return Ok(None);
        };
        let path = format!("{}.{key}", Field::Metadata);
        if key.trim().is_empty() {
            let problem = FieldProblem::new(Field::Metadata, "the write marker has a blank key");
            return Err(Error::invalid_input(vec![problem]));
        }
        let given = customer.metadata.as_ref();
        if given.is_some_and(|metadata| metadata.contains_key(key)) {
            let problem = FieldProblem::new(path, "is given, and is the write marker's key too");
            return Err(Error::invalid_input(vec![problem]));
        }
        let can_mark = can_mark && capabilities.has_write_marker();
        let marker = can_mark.then(|| Self::random(key));
        let no_place = match &marker {
            Some(marker) => marker.rule_broken(capabilities, given),
            None => Some(NOT_RETURNED.to_owned()),
        };
        let Some(reason) = no_place else {
            return Ok(marker);
        };
        if options.fidelity == Fidelity::Lossy {
            return Ok(None);
        }
        let problem = FieldProblem::new(path, reason);
        let message = "refused before anything was sent, since the write could not be marked";
        Err(Error::new(ErrorKind::UnrepresentableFields, message).with_fields(vec![problem]))
    }
}

impl WriteMarker {
    /// Which rule metadata breaks with this marker in it.
    fn rule_broken(&self, capabilities: &Capabilities, given: Option<&Metadata>) -> Option<String> {
        let rules = capabilities.field(&Field::Metadata)?.metadata?;
        let metadata = given.cloned().unwrap_or_default();
        rules.broken(&metadata.with(self.key(), self.value()))
    }
}

impl Capabilities {
    /// Whether a creation can be [marked](WriteOptions::with_marker): metadata is written at creation,
    /// and returned.
    pub fn has_write_marker(&self) -> bool {
        self.field(&Field::Metadata)
            .is_some_and(|metadata| metadata.create && metadata.read)
    }
}
