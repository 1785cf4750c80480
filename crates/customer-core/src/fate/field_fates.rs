//! Deciding what becomes of each given field.

use std::collections::BTreeMap;

use crate::fate::placed_name::{Moved, Part, PlacedName, Places};
use crate::value::text::{self, Lines};
use crate::{
    Address, AddressPart, Alteration, Capabilities, CustomerUpdate, Field, FieldCapability,
    FieldPath, FieldProblem, FieldReport, Loss, Metadata, NewCustomer, Patch, PersonName,
    PersonNameUpdate, Preview,
};

enum Fate {
    Sent,
    Altered(String),
    Unrepresentable(String),
}

/// Which of its two capabilities to be written a field needs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum When {
    AtCreation,
    Later,
}

impl When {
    fn can_write(self, capability: &FieldCapability) -> bool {
        match self {
            Self::AtCreation => capability.create,
            Self::Later => capability.update,
        }
    }
}

fn name_path(index: Option<usize>, part: Part) -> FieldPath {
    match (index, part) {
        (None, Part::Full) => Field::FullName.into(),
        (None, Part::Given) => Field::GivenName.into(),
        (None, Part::Family) => Field::FamilyName.into(),
        (Some(index), Part::Full) => FieldPath::address(index, AddressPart::FullName),
        (Some(index), Part::Given) => FieldPath::address(index, AddressPart::GivenName),
        (Some(index), Part::Family) => FieldPath::address(index, AddressPart::FamilyName),
    }
}

/// A name, as the change that sets it.
fn whole(name: &PersonName) -> PersonNameUpdate {
    let set = |part: &Option<String>| part.clone().map_or(Patch::Keep, Patch::Set);
    PersonNameUpdate {
        full: set(&name.full),
        given: set(&name.given),
        family: set(&name.family),
    }
}

/// The name that a change sets.
fn set_values(update: PersonNameUpdate) -> PersonName {
    let value = |patch: Patch<String>| match patch {
        Patch::Set(value) => Some(value),
        Patch::Keep | Patch::Clear => None,
    };
    PersonName {
        full: value(update.full),
        given: value(update.given),
        family: value(update.family),
    }
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
    /// The customer's name, and those of the addresses by their index.
    names: BTreeMap<Option<usize>, PlacedName>,
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
    fn new(problems: Vec<FieldProblem>) -> Self {
        Self {
            fates: BTreeMap::new(),
            problems,
            names: BTreeMap::new(),
        }
    }

    /// For registering a customer: checks the values, what the provider requires and its limits.
    pub fn for_create(capabilities: &Capabilities, customer: &NewCustomer) -> Self {
        let mut fates = Self::new(customer.problems());
        for (path, value) in customer.values() {
            let address = path
                .address_index()
                .and_then(|index| customer.addresses.get(index));
            fates.decide_fate(capabilities, path, Some(&value), address, When::AtCreation);
        }
        fates.check_metadata(capabilities, customer.metadata.as_ref());
        if let Some(name) = &customer.name {
            fates.place_name(capabilities, None, &whole(name), When::AtCreation);
        }
        for (index, address) in customer.addresses.iter().enumerate() {
            fates.place_address_name(capabilities, index, address, When::AtCreation);
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
        let mut fates = Self::new(update.problems());
        for (path, value) in update.changes() {
            if matches!(path.field(), Field::MetadataEntry(_)) {
                continue;
            }
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
            fates.decide_fate(capabilities, path, value.as_deref(), None, When::Later);
        }
        fates.check_metadata(capabilities, update.metadata.value());
        fates.decide_metadata_updates(capabilities, update);
        fates.place_name(capabilities, None, &update.name, When::Later);
        fates
    }

    /// For adding or replacing one address: its parts are named `addresses[0].…`.
    pub fn for_address(capabilities: &Capabilities, address: &Address) -> Self {
        let customer = NewCustomer::new().with_address(address.clone());
        let mut fates = Self::new(customer.problems());
        for (path, value) in customer.values() {
            fates.decide_fate(capabilities, path, Some(&value), Some(address), When::Later);
        }
        fates.place_address_name(capabilities, 0, address, When::Later);
        fates.require_parts(capabilities, address, Some(0));
        fates
    }

    /// For a block with or without a reason.
    pub fn for_block(capabilities: &Capabilities, block: &crate::BlockRequest) -> Self {
        let mut fates = Self::new(Vec::new());
        if let Some(reason) = &block.reason {
            if let Some(problem) = text::problem(reason, Lines::Many) {
                fates.refuse(Field::BlockReason, problem);
            }
            let path = Field::BlockReason.into();
            fates.decide_fate(capabilities, path, Some(reason), None, When::Later);
        }
        fates
    }

    fn decide_fate(
        &mut self,
        capabilities: &Capabilities,
        path: FieldPath,
        value: Option<&str>,
        address: Option<&Address>,
        when: When,
    ) {
        let capability = match (path.field(), address) {
            (Field::MetadataEntry(_), _) => capabilities.field(&Field::Metadata),
            (field, Some(address)) => capabilities.address_field(field, address),
            (field, None) => capabilities.field(field),
        };
        let fate = match capability {
            Some(capability)
                if when.can_write(capability) && path.number() > 0 && !capability.several =>
            {
                Fate::Unrepresentable("the provider holds one number of this kind".to_owned())
            }
            Some(capability) if when.can_write(capability) => {
                if let Some(problem) = value.and_then(|value| capability.limit_broken(value)) {
                    self.problems.push(FieldProblem::new(&path, problem));
                }
                Fate::Sent
            }
            Some(capability) => {
                let at_creation = when == When::AtCreation;
                Fate::Unrepresentable(capability.reason_of_loss(at_creation).to_owned())
            }
            None => Fate::Unrepresentable("the provider has no place for it".to_owned()),
        };
        self.fates.insert(path, fate);
    }

    /// Whether an update of metadata is of the sort that the provider has: of the whole, or entry by entry.
    fn decide_metadata_updates(&mut self, capabilities: &Capabilities, update: &CustomerUpdate) {
        let capability = capabilities.field(&Field::Metadata);
        let rules = capability.and_then(|capability| capability.metadata);
        let rules = rules.unwrap_or_default();
        let whole = FieldPath::from(Field::Metadata);
        if rules.merges() {
            match &update.metadata {
                Patch::Keep => {}
                Patch::Set(_) => {
                    self.alter(whole, "the entries that it does not name stay as they are");
                }
                Patch::Clear => self.lose(whole, "entries can be cleared one by one alone"),
            }
        }
        let (mut set, entries) = (Metadata::new(), update.metadata_entries.iter());
        for (key, patch) in entries.filter(|(_, patch)| !patch.is_keep()) {
            let path = FieldPath::from(Field::MetadataEntry(key.clone()));
            self.decide_fate(capabilities, path.clone(), None, None, When::Later);
            let entry = patch
                .value()
                .map(|value| Metadata::new().with(key.as_str(), value.clone()));
            if !rules.merges() {
                self.lose_held(path, "the provider replaces metadata as a whole");
            } else if entry.as_ref().is_some_and(|entry| rules.loses(entry)) {
                self.lose_held(
                    path,
                    "the provider holds texts alone, and the value is none",
                );
            } else if self.is_held(&path) {
                set.extend(entry.into_iter().flatten());
            }
        }
        if let Some(problem) = rules.broken(&set) {
            self.refuse(Field::Metadata, problem);
        }
    }

    /// As [`lose`](Self::lose), where the field would be held.
    fn lose_held(&mut self, path: FieldPath, why: &str) {
        if self.is_held(&path) {
            self.lose(path, why);
        }
    }

    fn place_address_name(
        &mut self,
        capabilities: &Capabilities,
        index: usize,
        address: &Address,
        when: When,
    ) {
        if let Some(name) = &address.name {
            self.place_name(capabilities, Some((index, address)), &whole(name), when);
        }
    }

    /// Puts a name into the places that the provider has for it. Of an address it is whole, as at creation.
    fn place_name(
        &mut self,
        capabilities: &Capabilities,
        address: Option<(usize, &Address)>,
        name: &PersonNameUpdate,
        when: When,
    ) {
        let index = address.map(|(index, _)| index);
        let capability = |part: Part| {
            let path = name_path(index, part);
            let found = match address {
                Some((_, address)) => capabilities.address_field(path.field(), address),
                None => capabilities.field(path.field()),
            };
            found.filter(|capability| when.can_write(capability))
        };
        let places = Places {
            full: capability(Part::Full).is_some(),
            given: capability(Part::Given).is_some(),
            family: capability(Part::Family).is_some(),
        };
        let is_whole = address.is_some() || when == When::AtCreation;
        let (held, moved) = PlacedName::place(name, places, is_whole);
        for (part, fate) in moved {
            let fate = match fate {
                Moved::Altered(how) => Fate::Altered(how.to_owned()),
                Moved::Lost(why) => Fate::Unrepresentable(why.to_owned()),
            };
            self.fates.insert(name_path(index, part), fate);
        }
        for part in [Part::Full, Part::Given, Part::Family] {
            let Some((source, patch)) = held.made(part) else {
                continue;
            };
            if let (Some(capability), Some(value)) = (capability(part), patch.value())
                && let Some(problem) = capability.limit_broken(value)
            {
                self.refuse(
                    name_path(index, source),
                    format!("as {}: {problem}", capability.field),
                );
            }
            if capability(part).is_some_and(|capability| capability.required)
                && *patch == Patch::Clear
            {
                self.refuse(
                    name_path(index, source),
                    "the provider requires it; it cannot be cleared",
                );
            }
        }
        self.names.insert(index, held);
    }

    /// The customer's name as the request holds it: split or joined where the provider has other places.
    pub fn name(&self) -> PersonName {
        set_values(self.held_name(None))
    }

    /// The name of an address as the request holds it.
    pub fn address_name(&self, index: usize) -> PersonName {
        set_values(self.held_name(Some(index)))
    }

    /// The change of the customer's name as the request holds it.
    pub fn name_update(&self) -> PersonNameUpdate {
        self.held_name(None)
    }

    fn held_name(&self, index: Option<usize>) -> PersonNameUpdate {
        let name = self.names.get(&index);
        name.map_or_else(PersonNameUpdate::default, |name| {
            name.held(|part| self.is_held(name_path(index, part)))
        })
    }

    /// Whether the field is held because another was put into its place.
    fn is_made(&self, path: &FieldPath) -> bool {
        let name = || self.held_name(path.address_index());
        match path.field() {
            Field::FullName | Field::Address(AddressPart::FullName) => {
                name().full.value().is_some()
            }
            Field::GivenName | Field::Address(AddressPart::GivenName) => {
                name().given.value().is_some()
            }
            Field::FamilyName | Field::Address(AddressPart::FamilyName) => {
                name().family.value().is_some()
            }
            _ => false,
        }
    }

    /// Metadata under the provider's rules: a limit that is broken is a problem, and a value of a kind that
    /// has no place loses the metadata as a whole, since a part of it would be another.
    fn check_metadata(&mut self, capabilities: &Capabilities, metadata: Option<&Metadata>) {
        let path = FieldPath::from(Field::Metadata);
        let capability = capabilities.field(&Field::Metadata);
        let rules = capability.and_then(|capability| capability.metadata);
        let (Some(metadata), Some(rules), true) = (metadata, rules, self.is_held(&path)) else {
            return;
        };
        if rules.loses(metadata) {
            self.lose(path, "the provider holds texts alone, and a value is none");
        } else if let Some(problem) = rules.broken(metadata) {
            self.refuse(path, problem);
        }
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

    /// Adds a problem where the field is not held.
    pub fn require(&mut self, path: impl Into<FieldPath>) {
        let path = path.into();
        if !self.is_held(&path) && !self.is_made(&path) {
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
