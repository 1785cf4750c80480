//! What becomes of each field that is written.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::value::text::{self, Lines};
use crate::{
    Address, Capabilities, Customer, CustomerUpdate, Error, ErrorKind, Field, FieldPath,
    FieldProblem, NewCustomer, Operation, ProviderName, Result, WriteMarker, WriteOptions,
};

/// Whether a write may lose fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fidelity {
    /// A write that would lose a field is refused before anything is sent.
    #[default]
    Strict,
    /// The write goes ahead without what cannot be held, and says what that was.
    Lossy,
}

/// A field that the provider holds in another form than it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Alteration {
    /// The field.
    pub field: FieldPath,
    /// How its form differs, in words that do not repeat the value.
    pub how: String,
}

/// A field that the provider cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The field.
    pub field: FieldPath,
    /// Why, in words that do not repeat the value.
    pub why: String,
}

/// Serialized as the field's path.
impl Serialize for Loss {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.field.serialize(serializer)
    }
}

/// What becomes of each given field: every one stands in exactly one of the three lists.
///
/// *Sent* means that reading the record back gives an equal value, where the provider returns the
/// field at all; a spelling of the provider's own (a country's name for its code) is no alteration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldReport {
    /// The fields that are held as they were given.
    pub sent: Vec<FieldPath>,
    /// The fields that are held in another form.
    pub altered: Vec<Alteration>,
    /// The fields that the provider cannot hold.
    pub unrepresentable: Vec<Loss>,
}

impl FieldReport {
    /// Whether nothing is lost.
    pub fn is_lossless(&self) -> bool {
        self.unrepresentable.is_empty()
    }

    /// Compares what was written with the record that was found when the write was settled.
    ///
    /// As [`reconciled`](Self::reconciled), and the token that was written along is no value of the
    /// metadata.
    #[must_use]
    pub fn reconciled_marked(
        self,
        given: &NewCustomer,
        found: &Customer,
        marker: Option<&WriteMarker>,
    ) -> Self {
        match marker {
            Some(marker) if marker.is_on(found) => self.reconciled(given, &marker.taken_off(found)),
            _ => self.reconciled(given, found),
        }
    }
}

/// What a write would do, told before anything is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Preview {
    /// What would become of each given field.
    pub fields: FieldReport,
    /// What is missing or not valid: with any of these the write is refused, strict or lossy.
    pub problems: Vec<FieldProblem>,
}

impl Preview {
    /// Lets the write go ahead, or tells why not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where there are problems, [`ErrorKind::UnrepresentableFields`]
    /// where [`Fidelity::Strict`] would lose fields.
    pub fn check(&self, fidelity: Fidelity) -> Result<()> {
        if !self.problems.is_empty() {
            return Err(Error::invalid_input(self.problems.clone()));
        }
        if fidelity == Fidelity::Strict && !self.fields.is_lossless() {
            let losses = self.fields.unrepresentable.iter();
            let fields = losses
                .map(|loss| FieldProblem::new(&loss.field, &*loss.why))
                .collect();
            let message = "refused before anything was sent, since it would lose fields";
            return Err(Error::new(ErrorKind::UnrepresentableFields, message).with_fields(fields));
        }
        Ok(())
    }
}

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

enum Fate {
    Sent,
    Altered(String),
    Unrepresentable(String),
}

/// Decides the fate of each given field, beginning with what the capabilities say.
///
/// An adapter's `convert` makes one from the input, tells it what else happens, and sends only what
/// [`is_held`](Self::is_held). Since every given field has one fate from the start and keeps exactly
/// one, the three lists of the report are a partition of what was given.
#[derive(Debug)]
pub struct FieldFates {
    fates: BTreeMap<FieldPath, Fate>,
    problems: Vec<FieldProblem>,
}

impl std::fmt::Debug for Fate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Sent => f.write_str("Sent"),
            Self::Altered(how) => write!(f, "Altered({how:?})"),
            Self::Unrepresentable(why) => write!(f, "Unrepresentable({why:?})"),
        }
    }
}

impl FieldFates {
    /// For registering a customer: checks the values, what the provider requires and its limits.
    pub fn for_create(capabilities: &Capabilities, customer: &NewCustomer) -> Self {
        let mut fates = Self {
            fates: BTreeMap::new(),
            problems: customer.problems(),
        };
        for (path, value) in customer.values() {
            let address = path
                .address_index()
                .and_then(|index| customer.addresses.get(index));
            fates.judge(capabilities, path, Some(&value), address, |capability| {
                capability.create
            });
        }
        for capability in capabilities
            .fields()
            .filter(|capability| capability.required)
        {
            if !matches!(capability.field, Field::Address(_)) {
                fates.require(capability.field.clone());
            }
        }
        for (index, address) in customer.addresses.iter().enumerate() {
            fates.require_parts(capabilities, address, Some(index));
        }
        fates
    }

    /// For changing a customer.
    pub fn for_update(capabilities: &Capabilities, update: &CustomerUpdate) -> Self {
        let mut fates = Self {
            fates: BTreeMap::new(),
            problems: update.problems(),
        };
        for (path, value) in update.changes() {
            let cleared_required = value.is_none()
                && capabilities
                    .field(path.field())
                    .is_some_and(|capability| capability.required && capability.update);
            if cleared_required {
                fates.problems.push(FieldProblem::new(
                    &path,
                    "the provider requires it; it cannot be cleared",
                ));
            }
            fates.judge(capabilities, path, value.as_deref(), None, |capability| {
                capability.update
            });
        }
        fates
    }

    /// For adding or replacing one address: its parts stand as `addresses[0].…`.
    pub fn for_address(capabilities: &Capabilities, address: &Address) -> Self {
        let customer = NewCustomer::new().with_address(address.clone());
        let mut fates = Self {
            fates: BTreeMap::new(),
            problems: customer.problems(),
        };
        for (path, value) in customer.values() {
            fates.judge(
                capabilities,
                path,
                Some(&value),
                Some(address),
                |capability| capability.update,
            );
        }
        fates.require_parts(capabilities, address, Some(0));
        fates
    }

    /// For a block with or without a reason.
    pub fn for_block(capabilities: &Capabilities, block: &crate::BlockRequest) -> Self {
        let mut fates = Self {
            fates: BTreeMap::new(),
            problems: Vec::new(),
        };
        if let Some(reason) = &block.reason {
            if let Some(problem) = text::problem(reason, Lines::Many) {
                fates.refuse(Field::BlockReason, problem);
            }
            fates.judge(
                capabilities,
                Field::BlockReason.into(),
                Some(reason),
                None,
                |capability| capability.update,
            );
        }
        fates
    }

    fn judge(
        &mut self,
        capabilities: &Capabilities,
        path: FieldPath,
        value: Option<&str>,
        address: Option<&Address>,
        writable: impl Fn(&crate::FieldCapability) -> bool,
    ) {
        let capability = match address {
            Some(address) => capabilities.address_field(path.field(), address),
            None => capabilities.field(path.field()),
        };
        let fate = match capability {
            Some(capability) if writable(capability) => {
                if let Some(problem) = value.and_then(|value| capability.limit_broken(value)) {
                    self.problems.push(FieldProblem::new(&path, problem));
                }
                Fate::Sent
            }
            Some(capability) if !capability.note.is_empty() => {
                Fate::Unrepresentable(capability.note.to_string())
            }
            _ => Fate::Unrepresentable("the provider has no place for it".to_owned()),
        };
        self.fates.insert(path, fate);
    }

    fn require_parts(
        &mut self,
        capabilities: &Capabilities,
        address: &Address,
        index: Option<usize>,
    ) {
        for capability in capabilities
            .fields()
            .filter(|capability| capability.required)
        {
            if let (Field::Address(part), Some(index)) = (&capability.field, index)
                && capabilities.address_field(&capability.field, address) == Some(capability)
            {
                self.require(FieldPath::address(index, part.clone()));
            }
        }
    }

    /// Makes it a problem where the field is not held.
    pub fn require(&mut self, path: impl Into<FieldPath>) {
        let path = path.into();
        if !self.is_held(&path) {
            let reason = match self.fates.get(&path) {
                Some(Fate::Unrepresentable(why)) => format!("is required, and {why}"),
                _ => "is required".to_owned(),
            };
            self.problems.push(FieldProblem::new(path, reason));
        }
    }

    /// The provider holds the field in another form. Nothing happens to a field that was not given,
    /// or that cannot be held.
    pub fn alter(&mut self, path: impl Into<FieldPath>, how: impl Into<String>) {
        if let Some(fate @ (Fate::Sent | Fate::Altered(_))) = self.fates.get_mut(&path.into()) {
            *fate = Fate::Altered(how.into());
        }
    }

    /// The provider cannot hold the field's value. Nothing happens to a field that was not given.
    pub fn lose(&mut self, path: impl Into<FieldPath>, why: impl Into<String>) {
        if let Some(fate) = self.fates.get_mut(&path.into()) {
            *fate = Fate::Unrepresentable(why.into());
        }
    }

    /// The provider cannot hold any part of this address.
    pub fn lose_address(&mut self, index: usize, why: &str) {
        for (path, fate) in &mut self.fates {
            if path.address_index() == Some(index) {
                *fate = Fate::Unrepresentable(why.to_owned());
            }
        }
        let prefix = format!("addresses[{index}].");
        self.problems
            .retain(|problem| !problem.field.starts_with(&prefix));
    }

    /// The write has to be refused for this field.
    pub fn refuse(&mut self, path: impl Into<FieldPath>, reason: impl Into<String>) {
        self.problems.push(FieldProblem::new(path.into(), reason));
    }

    /// Whether the field was given and is to be sent, altered or not.
    pub fn is_held(&self, path: impl Into<FieldPath>) -> bool {
        matches!(
            self.fates.get(&path.into()),
            Some(Fate::Sent | Fate::Altered(_))
        )
    }

    /// The value, where the field [is held](Self::is_held): what a converter puts into its request.
    pub fn held<T>(&self, path: impl Into<FieldPath>, value: Option<T>) -> Option<T> {
        if self.is_held(path) { value } else { None }
    }

    /// Whether the write has to be refused.
    pub fn has_problems(&self) -> bool {
        !self.problems.is_empty()
    }

    /// The report.
    pub fn finish(self) -> Preview {
        let mut fields = FieldReport::default();
        for (field, fate) in self.fates {
            match fate {
                Fate::Sent => fields.sent.push(field),
                Fate::Altered(how) => fields.altered.push(Alteration { field, how }),
                Fate::Unrepresentable(why) => fields.unrepresentable.push(Loss { field, why }),
            }
        }
        let mut problems = self.problems;
        let mut seen = std::collections::BTreeSet::new();
        problems.retain(|problem| seen.insert(problem.field.clone()));
        Preview { fields, problems }
    }
}

impl From<&FieldPath> for FieldPath {
    fn from(path: &FieldPath) -> Self {
        path.clone()
    }
}
