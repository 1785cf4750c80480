//! What a provider can do, as data.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use serde::Serialize;

use crate::provider::metadata_rules::MetadataRules;
use crate::{Address, AddressRole, Field, Operation};

/// How an operation is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "support", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Support {
    /// The provider has an endpoint for it.
    Native,
    /// It is put together from documented calls.
    Composed {
        /// From which, and what follows from that.
        how: Cow<'static, str>,
    },
    /// The provider has no way to do it; the call returns
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation).
    Unsupported,
}

/// What a provider can do with one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[allow(clippy::struct_excessive_bools)] // Five independent facts, read by name.
#[non_exhaustive]
pub struct FieldCapability {
    /// The field.
    pub field: Field,
    /// Of an address: the roles for which this holds; every role where empty.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub roles: Cow<'static, [AddressRole]>,
    /// Whether it can be written at creation.
    pub create: bool,
    /// Whether it can be written later.
    pub update: bool,
    /// Whether the provider returns it.
    pub read: bool,
    /// Whether the provider requires it; of an address's part, in every address.
    pub required: bool,
    /// Of a tax id: whether the provider holds several numbers of the kind.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub several: bool,
    /// The fewest and the most characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<(usize, usize)>,
    /// The only values taken, in the domain's spelling; any where empty.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub values: Cow<'static, [Cow<'static, str>]>,
    /// The provider's own name for the field.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub wire: Cow<'static, str>,
    /// Of metadata: what of it is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<MetadataRules>,
    /// What else a reader has to know: forms, conditions.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub note: Cow<'static, str>,
    /// Why a write that cannot hold the field loses it.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub reason: Cow<'static, str>,
}

impl FieldCapability {
    /// A field that can be neither written nor read; the methods below allow what holds.
    pub const fn new(field: Field) -> Self {
        Self {
            field,
            roles: Cow::Borrowed(&[]),
            create: false,
            update: false,
            read: false,
            required: false,
            several: false,
            length: None,
            values: Cow::Borrowed(&[]),
            wire: Cow::Borrowed(""),
            metadata: None,
            note: Cow::Borrowed(""),
            reason: Cow::Borrowed(""),
        }
    }

    /// It can be written at creation.
    #[must_use]
    pub fn on_create(mut self) -> Self {
        self.create = true;
        self
    }

    /// It can be written later.
    #[must_use]
    pub fn on_update(mut self) -> Self {
        self.update = true;
        self
    }

    /// The provider returns it.
    #[must_use]
    pub fn readable(mut self) -> Self {
        self.read = true;
        self
    }

    /// The provider requires it.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The provider holds several numbers of this kind of tax id.
    #[must_use]
    pub fn several(mut self) -> Self {
        self.several = true;
        self
    }

    /// It holds for addresses with one of these roles.
    #[must_use]
    pub fn for_roles(mut self, roles: impl Into<Vec<AddressRole>>) -> Self {
        self.roles = Cow::Owned(roles.into());
        self
    }

    /// It takes this many characters.
    #[must_use]
    pub fn with_length(mut self, fewest: usize, most: usize) -> Self {
        self.length = Some((fewest, most));
        self
    }

    /// It takes these values alone.
    #[must_use]
    pub fn with_values(mut self, values: impl IntoIterator<Item = &'static str>) -> Self {
        self.values = values.into_iter().map(Cow::Borrowed).collect();
        self
    }

    /// The provider calls it this.
    #[must_use]
    pub fn with_wire(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.wire = name.into();
        self
    }

    /// It takes metadata under these rules.
    #[must_use]
    pub fn with_metadata(mut self, rules: MetadataRules) -> Self {
        self.metadata = Some(rules);
        self
    }

    /// What else a reader has to know.
    #[must_use]
    pub fn with_note(mut self, note: impl Into<Cow<'static, str>>) -> Self {
        self.note = note.into();
        self
    }

    /// Why a write that cannot hold the field loses it: the reason in the report.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<Cow<'static, str>>) -> Self {
        self.reason = reason.into();
        self
    }

    /// The limits and the note, for tables: *1 to 256 characters; only en-US, fr-FR*.
    pub fn remarks(&self) -> String {
        let length = self.length;
        let length = length.map(|(fewest, most)| format!("{fewest} to {most} characters"));
        let values = (!self.values.is_empty()).then(|| format!("only {}", self.values.join(", ")));
        let metadata = self.metadata.map(|rules| rules.to_string());
        let note = Some(self.note.to_string());
        let several = self.several.then(|| "several numbers".to_owned());
        let remarks = [length, values, several, metadata, note];
        let remarks = remarks.into_iter().flatten();
        let remarks: Vec<_> = remarks.filter(|remark| !remark.is_empty()).collect();
        remarks.join("; ")
    }

    /// Which limit the value breaks, in words that do not show it.
    pub(crate) fn limit_broken(&self, value: &str) -> Option<String> {
        let (fewest, most) = self.length?;
        let length = value.chars().count();
        (length < fewest || length > most)
            .then(|| format!("takes {fewest} to {most} characters, and has {length}"))
    }

    /// Why the field is lost by a creation, or else by a later write, that cannot hold it.
    pub(crate) fn reason_of_loss(&self, at_creation: bool) -> &str {
        match (&*self.reason, at_creation) {
            ("", true) if self.update => "the provider takes it later, and not at creation",
            ("", false) if self.create => "the provider takes it at creation alone",
            ("", _) => "the provider does not take it",
            (reason, _) => reason,
        }
    }

    fn holds_for(&self, role: &AddressRole) -> bool {
        self.roles.is_empty() || self.roles.contains(role)
    }
}

/// What a provider can do: its operations, and what it does with each field.
///
/// The one description that previews, documentation tables, the command line's matrix and the
/// conformance suite read. An operation or a field that it does not name is not offered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Capabilities {
    operations: BTreeMap<Operation, Support>,
    fields: Vec<FieldCapability>,
    /// How an address without a role is taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_address_role: Option<AddressRole>,
    /// How a customer that may have been created is found again.
    pub lookup: Lookup,
    /// Whether several customers may have the same e-mail address.
    pub email_uniqueness: EmailUniqueness,
    /// The writes that take an idempotency key.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    idempotency_keys: BTreeSet<Operation>,
}

/// How a customer that may have been created is found again, where the response to its create was lost.
/// [Settling](crate::CustomerProvider::settle_write) uses it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Lookup {
    /// By its e-mail address, which the provider is documented to compare as a mailbox: all its
    /// spellings find the customer, and none found means that there is none.
    Email,
    /// By its e-mail address, which the provider may compare exactly: each of its
    /// [spellings](crate::EmailAddress::spellings) is asked for. None found means that there is none, but for an
    /// address [outside ASCII](crate::EmailAddress::has_unicode_spellings).
    EmailAsSpelled,
    /// By a retry of the create under its idempotency key.
    IdempotencyKey {
        /// For how long after the first request the provider is documented to know a key.
        #[serde(rename = "within_seconds", serialize_with = "seconds")]
        within: Duration,
    },
    /// There is no way: an unknown create stays unknown.
    #[default]
    None,
}

fn seconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(duration.as_secs())
}

/// Whether several customers may have the same e-mail address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EmailUniqueness {
    /// The provider refuses a second customer of the same address.
    Unique,
    /// The provider takes a second customer of the same address.
    MayRepeat,
    /// The provider documents neither.
    #[default]
    NotDocumented,
}

/// For people: *by e-mail address*.
impl fmt::Display for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email => f.write_str("by e-mail address"),
            Self::EmailAsSpelled => f.write_str("by e-mail address, as spelled"),
            Self::IdempotencyKey { within } => {
                write!(f, "by idempotency key, within {} s", within.as_secs())
            }
            Self::None => f.write_str("no way"),
        }
    }
}

/// For people: *not documented*.
impl fmt::Display for EmailUniqueness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Unique => "unique",
            Self::MayRepeat => "may repeat",
            Self::NotDocumented => "not documented",
        })
    }
}

impl Capabilities {
    /// A provider that can do nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Offers an operation that the provider has an endpoint for.
    #[must_use]
    pub fn with_native(mut self, operation: Operation) -> Self {
        self.operations.insert(operation, Support::Native);
        self
    }

    /// Offers an operation that is put together from documented calls.
    #[must_use]
    pub fn with_composed(
        mut self,
        operation: Operation,
        how: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.operations
            .insert(operation, Support::Composed { how: how.into() });
        self
    }

    /// Adds what can be done with a field. Of an address's part there may be several, for several roles.
    #[must_use]
    pub fn with_field(mut self, field: FieldCapability) -> Self {
        self.fields.push(field);
        self
    }

    /// Adds what can be done with several fields.
    #[must_use]
    pub fn with_fields(mut self, fields: impl IntoIterator<Item = FieldCapability>) -> Self {
        self.fields.extend(fields);
        self
    }

    /// Takes an address without a role for one with this role.
    #[must_use]
    pub fn with_default_address_role(mut self, role: AddressRole) -> Self {
        self.default_address_role = Some(role);
        self
    }

    /// Finds a customer again this way.
    #[must_use]
    pub fn with_lookup(mut self, lookup: Lookup) -> Self {
        self.lookup = lookup;
        self
    }

    /// Sets whether several customers may have the same e-mail address.
    #[must_use]
    pub fn with_email_uniqueness(mut self, uniqueness: EmailUniqueness) -> Self {
        self.email_uniqueness = uniqueness;
        self
    }

    /// Adds the writes that take an idempotency key.
    #[must_use]
    pub fn with_idempotency_keys(
        mut self,
        operations: impl IntoIterator<Item = Operation>,
    ) -> Self {
        self.idempotency_keys.extend(operations);
        self
    }

    /// Whether the provider does the write once under an [idempotency key](crate::IdempotencyKey). A create that is
    /// [looked up](Lookup::IdempotencyKey) by its key takes one in any case.
    pub fn takes_idempotency_key(&self, operation: Operation) -> bool {
        self.idempotency_keys.contains(&operation)
            || (operation == Operation::CreateCustomer
                && matches!(self.lookup, Lookup::IdempotencyKey { .. }))
    }

    /// How the operation is offered.
    pub fn support(&self, operation: Operation) -> &Support {
        self.operations
            .get(&operation)
            .unwrap_or(&Support::Unsupported)
    }

    /// Whether the operation is offered, natively or put together.
    pub fn supports(&self, operation: Operation) -> bool {
        self.support(operation) != &Support::Unsupported
    }

    /// What can be done with each field.
    pub fn fields(&self) -> impl Iterator<Item = &FieldCapability> {
        self.fields.iter()
    }

    /// What can be done with the field; of an address's part, whatever the role.
    pub fn field(&self, field: &Field) -> Option<&FieldCapability> {
        self.fields
            .iter()
            .find(|capability| &capability.field == field)
    }

    /// Whether a full name is split: the provider has places for its parts, and none for one string.
    pub fn splits_full_names(&self) -> bool {
        self.field(&Field::FullName).is_none() && self.field(&Field::GivenName).is_some()
    }

    /// What can be done with a part of this address, whose roles decide.
    pub fn address_field(&self, field: &Field, address: &Address) -> Option<&FieldCapability> {
        self.fields.iter().find(|capability| {
            &capability.field == field
                && match (&*address.roles, &self.default_address_role) {
                    ([], None) => true,
                    ([], Some(role)) => capability.holds_for(role),
                    (roles, _) => roles.iter().any(|role| capability.holds_for(role)),
                }
        })
    }
}
