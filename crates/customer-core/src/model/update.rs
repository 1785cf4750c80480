//! A change of a customer.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize, Serializer};
use validator::ValidationError;

use crate::model::unique;
use crate::model::validation::{
    names_in_form, one_line, tax_id_in_form, well_formed_email, well_formed_locale,
    well_formed_phone,
};
use crate::model::view::metadata_text;
use crate::value::redact::Entries;
use crate::value::tax::unique_kinds;
use crate::value::unique::TWICE_IN_METADATA;
use crate::{
    Customer, EmailAddress, Field, FieldPath, FieldProblem, Locale, Metadata, MetadataValue, Patch,
    PersonNameUpdate, PhoneNumber, TaxIdKind, TaxNumbers,
};

crate::model::object::object_only!(CustomerUpdate, BusinessUpdate);

/// A change of a customer, field by field. What is left out stays as it is.
///
/// Addresses are not part of it: they have operations of their own, so that a list left out is
/// never a deletion.
///
/// ```
/// use customer_core::{CustomerUpdate, Patch};
///
/// let update = CustomerUpdate::new().with_given_name("Asha").with_phone(Patch::Clear);
/// let given: Vec<_> = update.given().iter().map(ToString::to_string).collect();
/// assert_eq!(given, ["phone", "name.given"]);
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct CustomerUpdate {
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub email: Patch<EmailAddress>,
    /// The phone.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub phone: Patch<PhoneNumber>,
    /// The name, part by part.
    #[serde(default, skip_serializing_if = "PersonNameUpdate::is_keep")]
    pub name: PersonNameUpdate,
    /// The business, part by part.
    #[serde(default, skip_serializing_if = "BusinessUpdate::is_keep")]
    pub business: BusinessUpdate,
    /// The locale.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub locale: Patch<Locale>,
    /// The caller's own reference.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub reference: Patch<String>,
    /// The metadata, as a whole.
    #[serde(
        default,
        deserialize_with = "unique::metadata_patch",
        skip_serializing_if = "Patch::is_keep"
    )]
    pub metadata: Patch<Metadata>,
    /// Entries of the metadata that change, each by its key, where the rest stays: for providers that
    /// [merge](crate::MetadataUpdates::Merge). Nobody else's can be changed entry by entry, since to read them before and
    /// write them all would lose what another wrote in between.
    #[serde(
        default,
        deserialize_with = "unique::metadata_entries",
        serialize_with = "without_kept",
        skip_serializing_if = "all_kept"
    )]
    pub metadata_entries: BTreeMap<String, Patch<MetadataValue>>,
}

/// A change of a business.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct BusinessUpdate {
    /// The legal form. In JSON `type`.
    #[serde(default, rename = "type", skip_serializing_if = "Patch::is_keep")]
    pub business_type: Patch<String>,
    /// The name of the business.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub name: Patch<String>,
    /// The tax ids that change: all numbers of a kind at once.
    #[serde(
        default,
        deserialize_with = "unique_kinds",
        serialize_with = "without_kept",
        skip_serializing_if = "all_kept"
    )]
    pub tax_ids: TaxIdPatches,
}

type TaxIdPatches = BTreeMap<TaxIdKind, Patch<TaxNumbers>>;

fn all_kept<K, V>(patches: &BTreeMap<K, Patch<V>>) -> bool {
    patches.values().all(Patch::is_keep)
}

/// A kept entry has to be left out: as `null` it would be read as a deletion.
fn without_kept<K: Serialize, V: Serialize, S: Serializer>(
    patches: &BTreeMap<K, Patch<V>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(patches.iter().filter(|(_, patch)| !patch.is_keep()))
}

impl BusinessUpdate {
    /// Whether nothing of the business is to change.
    pub fn is_keep(&self) -> bool {
        self.business_type.is_keep() && self.name.is_keep() && all_kept(&self.tax_ids)
    }
}

impl CustomerUpdate {
    /// A change of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes the e-mail address.
    #[must_use]
    pub fn with_email(mut self, email: impl Into<Patch<EmailAddress>>) -> Self {
        self.email = email.into();
        self
    }

    /// Changes the phone.
    #[must_use]
    pub fn with_phone(mut self, phone: impl Into<Patch<PhoneNumber>>) -> Self {
        self.phone = phone.into();
        self
    }

    /// Sets the whole name as one string.
    #[must_use]
    pub fn with_full_name(mut self, full: impl Into<String>) -> Self {
        self.name.full = Patch::Set(full.into());
        self
    }

    /// Sets the given name.
    #[must_use]
    pub fn with_given_name(mut self, given: impl Into<String>) -> Self {
        self.name.given = Patch::Set(given.into());
        self
    }

    /// Sets the family name.
    #[must_use]
    pub fn with_family_name(mut self, family: impl Into<String>) -> Self {
        self.name.family = Patch::Set(family.into());
        self
    }

    /// Changes the business.
    #[must_use]
    pub fn with_business(mut self, business: BusinessUpdate) -> Self {
        self.business = business;
        self
    }

    /// Changes the locale.
    #[must_use]
    pub fn with_locale(mut self, locale: impl Into<Patch<Locale>>) -> Self {
        self.locale = locale.into();
        self
    }

    /// Changes the caller's own reference.
    #[must_use]
    pub fn with_reference(mut self, reference: impl Into<Patch<String>>) -> Self {
        self.reference = reference.into();
        self
    }

    /// Replaces or clears the metadata.
    #[must_use]
    pub fn with_metadata(mut self, metadata: impl Into<Patch<Metadata>>) -> Self {
        self.metadata = metadata.into();
        self
    }

    /// Sets or clears one entry of the metadata, and keeps the others.
    #[must_use]
    pub fn with_metadata_entry(
        mut self,
        key: impl Into<String>,
        value: impl Into<Patch<MetadataValue>>,
    ) -> Self {
        self.metadata_entries.insert(key.into(), value.into());
        self
    }

    /// Changes a customer as this update says. To apply it twice is to apply it once.
    pub fn apply_to(&self, customer: &mut Customer) {
        let update = self.clone();
        update.email.apply(&mut customer.email);
        update.phone.apply(&mut customer.phone);
        let mut name = customer.name.take().unwrap_or_default();
        update.name.full.apply(&mut name.full);
        update.name.given.apply(&mut name.given);
        update.name.family.apply(&mut name.family);
        customer.name = (!name.is_empty()).then_some(name);
        let mut business = customer.business.take().unwrap_or_default();
        let business_type = update.business.business_type;
        business_type.apply(&mut business.business_type);
        update.business.name.apply(&mut business.name);
        for (kind, patch) in update.business.tax_ids {
            business.tax_ids.apply(kind, patch);
        }
        customer.business = (!business.is_empty()).then_some(business);
        update.locale.apply(&mut customer.locale);
        update.reference.apply(&mut customer.reference);
        update.metadata.apply(&mut customer.metadata);
        if !all_kept(&update.metadata_entries) {
            let mut metadata = customer.metadata.take().unwrap_or_default();
            for (key, patch) in update.metadata_entries {
                metadata.apply(key, patch);
            }
            customer.metadata = Some(metadata);
        }
    }

    /// Whether nothing is to change.
    pub fn is_keep(&self) -> bool {
        self.given().is_empty()
    }

    /// The fields that are to be set or cleared, in the order of the documentation.
    pub fn given(&self) -> Vec<FieldPath> {
        self.changes().into_iter().map(|(path, _)| path).collect()
    }

    /// The fields that are to change, each with its new value as text, or `None` to clear it.
    pub fn changes(&self) -> Vec<(FieldPath, Option<Cow<'_, str>>)> {
        let mut changes = Vec::new();
        let mut add = |path: FieldPath, patch: Patch<Cow<'_, str>>| match patch {
            Patch::Keep => {}
            Patch::Set(value) => changes.push((path, Some(Cow::Owned(value.into_owned())))),
            Patch::Clear => changes.push((path, None)),
        };
        let text = |patch: &'_ Patch<String>| patch.as_ref().map(|text| Cow::Owned(text.clone()));
        let email = self.email.as_ref().map(|email| email.as_str().into());
        add(Field::Email.into(), email);
        let phone = self.phone.as_ref().map(|phone| phone.as_str().into());
        add(Field::Phone.into(), phone);
        add(Field::FullName.into(), text(&self.name.full));
        add(Field::GivenName.into(), text(&self.name.given));
        add(Field::FamilyName.into(), text(&self.name.family));
        add(
            Field::BusinessType.into(),
            text(&self.business.business_type),
        );
        add(Field::BusinessName.into(), text(&self.business.name));
        for (kind, patch) in &self.business.tax_ids {
            let path = || FieldPath::from(Field::BusinessTaxId(kind.clone()));
            match patch {
                Patch::Keep => {}
                Patch::Clear => add(path(), Patch::Clear),
                Patch::Set(numbers) => {
                    for (place, number) in numbers.iter().enumerate() {
                        add(path().nth(place), Patch::Set(number.into()));
                    }
                }
            }
        }
        let locale = self.locale.as_ref().map(|locale| locale.as_str().into());
        add(Field::Locale.into(), locale);
        add(Field::Reference.into(), text(&self.reference));
        let metadata = self.metadata.as_ref();
        add(
            Field::Metadata.into(),
            metadata.map(|metadata| metadata_text(metadata).into()),
        );
        for (key, patch) in &self.metadata_entries {
            let json = patch.as_ref().map(|value| value.as_json().into());
            add(Field::MetadataEntry(key.clone()).into(), json);
        }
        changes
    }

    /// The values that are not well formed for any provider, each with its path.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Vec::new();
        let mut check = |field: Field, found: Option<Result<(), ValidationError>>| {
            if let Some(Err(error)) = found {
                problems.push(FieldProblem::new(
                    field,
                    error.message.unwrap_or(error.code),
                ));
            }
        };
        let text = |patch: &Patch<String>| patch.value().map(|text| one_line(text));
        check(Field::Email, self.email.value().map(well_formed_email));
        check(Field::Phone, self.phone.value().map(well_formed_phone));
        check(Field::FullName, text(&self.name.full));
        check(Field::GivenName, text(&self.name.given));
        check(Field::FamilyName, text(&self.name.family));
        check(Field::BusinessType, text(&self.business.business_type));
        check(Field::BusinessName, text(&self.business.name));
        for (kind, patch) in &self.business.tax_ids {
            let numbers = patch.value().into_iter().flat_map(TaxNumbers::iter);
            for number in numbers {
                let field = Field::BusinessTaxId(kind.clone());
                check(field, Some(tax_id_in_form(kind, number)));
            }
        }
        check(Field::Locale, self.locale.value().map(well_formed_locale));
        check(Field::Reference, text(&self.reference));
        check(Field::Metadata, self.metadata.value().map(names_in_form));
        if self.metadata.value().is_some_and(Metadata::has_name_twice) {
            problems.push(FieldProblem::new(Field::Metadata, TWICE_IN_METADATA));
        }
        let entries = &self.metadata_entries;
        if !self.metadata.is_keep() && !all_kept(entries) {
            let reason = "is given as a whole and entry by entry; give one of the two";
            problems.push(FieldProblem::new(Field::Metadata, reason));
        }
        problems.extend(entries.iter().filter_map(entry_problem));
        problems
    }
}

fn entry_problem((key, patch): (&String, &Patch<MetadataValue>)) -> Option<FieldProblem> {
    let value = patch.value()?;
    let entry = Metadata::new().with(key.as_str(), value.clone());
    let problem = |reason: &dyn fmt::Display| {
        FieldProblem::new(Field::MetadataEntry(key.clone()), reason.to_string())
    };
    if let Err(error) = names_in_form(&entry) {
        return Some(problem(&error.message.unwrap_or(error.code)));
    }
    if value.as_json() == "null" {
        return Some(problem(&"null clears an entry, and cannot be set"));
    }
    entry.has_name_twice().then(|| problem(&TWICE_IN_METADATA))
}

impl fmt::Debug for BusinessUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BusinessUpdate")
            .field("business_type", &self.business_type)
            .field("name", &self.name.masked())
            .field("tax_ids", &self.tax_ids.keys())
            .finish()
    }
}

impl fmt::Debug for CustomerUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerUpdate")
            .field("email", &self.email)
            .field("phone", &self.phone)
            .field("name", &self.name)
            .field("business", &self.business)
            .field("locale", &self.locale)
            .field("reference", &self.reference.masked())
            .field("metadata", &self.metadata)
            .field("metadata_entries", &Entries(self.metadata_entries.len()))
            .finish()
    }
}
