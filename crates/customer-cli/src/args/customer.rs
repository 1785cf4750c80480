//! The flags of a customer, and of an update of a customer.

use std::path::PathBuf;

use clap::Args;
use customer_core::{
    Business, CustomerUpdate, EmailAddress, Field, FieldPath, Locale, Metadata, MetadataValue,
    NewCustomer, Patch, PhoneNumber, TaxIdKind,
};

use super::address::AddressFlags;
use super::key_value::{each_key_once, key_and_value};
use super::known_names::{note_unknown_kinds, note_unknown_names};
use crate::input::suggest::nearest;
use crate::input::{self, InputError};

/// A customer, from a file, from flags, or both. The values are not checked here but by the adapters, so that an
/// invalid value is reported in the same way wherever it comes from.
#[derive(Debug, Args)]
pub(crate) struct CustomerInput {
    /// Read the customer as JSON from this file; `-` is standard input. A flag overrides its
    /// field of the file.
    #[arg(long, value_name = "FILE", help_heading = "Customer")]
    input: Option<PathBuf>,
    #[command(flatten)]
    customer: CustomerFlags,
    #[command(flatten)]
    address: AddressFlags,
}

impl CustomerInput {
    /// Whether nothing was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.input.is_none() && self.customer.is_empty() && self.address.is_empty()
    }

    /// The customer.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a flag is given twice for one key.
    pub(crate) fn read(&self) -> Result<NewCustomer, InputError> {
        let mut customer = match &self.input {
            Some(path) => input::read(path, "customer")?,
            None => NewCustomer::new(),
        };
        self.customer.check()?;
        self.customer.set(&mut customer);
        if !self.address.is_empty() {
            self.address.check(customer.addresses.len())?;
            customer.addresses.push(self.address.to_address());
        }
        customer
            .business
            .iter()
            .for_each(|business| note_unknown_kinds(&business.tax_ids));
        customer.addresses.iter().for_each(note_unknown_names);
        Ok(customer)
    }
}

/// An update of a customer, from a file, from flags, or both.
#[derive(Debug, Args)]
pub(crate) struct UpdateInput {
    /// Read the update as JSON from this file; `-` is standard input. A missing key keeps its field,
    /// `null` clears it. A flag overrides its field of the file.
    #[arg(long, value_name = "FILE", help_heading = "Customer")]
    input: Option<PathBuf>,
    #[command(flatten)]
    customer: CustomerFlags,
    /// Set this entry of the metadata to a text and keep the others, at a provider that merges metadata; may be repeated.
    #[arg(long, value_name = "KEY=VALUE", value_parser = text_entry, help_heading = "Customer")]
    metadata_entry: Vec<(String, MetadataValue)>,
    /// Set this entry of the metadata to a JSON value and keep the others; may be repeated.
    #[arg(long, value_name = "KEY=JSON", value_parser = json_entry, help_heading = "Customer")]
    metadata_entry_json: Vec<(String, MetadataValue)>,
    /// Clear this field, such as `phone` or `name.given`; may be repeated.
    #[arg(long, value_name = "FIELD", value_parser = clearable, help_heading = "Customer")]
    clear: Vec<Field>,
}

impl UpdateInput {
    /// Whether nothing was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.input.is_none()
            && self.customer.is_empty()
            && self.clear.is_empty()
            && self.entries().next().is_none()
    }

    /// The update.
    ///
    /// # Errors
    ///
    /// The file cannot be read, a flag is given twice for one key, or a field is both set and cleared.
    pub(crate) fn read(&self) -> Result<CustomerUpdate, InputError> {
        let mut update = match &self.input {
            Some(path) => input::read(path, "update")?,
            None => CustomerUpdate::new(),
        };
        self.customer.check()?;
        let keys = self.entries().map(|(flag, key, _)| (flag, key));
        each_key_once(keys, |key| format!("metadata.{key}"))?;
        let change = |update: &mut CustomerUpdate| {
            self.customer.change(update);
            for (_, key, value) in self.entries() {
                let value = Patch::Set(value.clone());
                update.metadata_entries.insert(key.clone(), value);
            }
        };
        let mut by_flags = CustomerUpdate::new();
        change(&mut by_flags);
        let set = by_flags.given();
        change(&mut update);
        for field in &self.clear {
            if set.iter().any(|path| path.field() == field) {
                let error = InputError::new("--clear", "another flag sets it");
                return Err(error.with_field(field.to_string()));
            }
            match field {
                Field::Email => update.email = Patch::Clear,
                Field::Phone => update.phone = Patch::Clear,
                Field::FullName => update.name.full = Patch::Clear,
                Field::GivenName => update.name.given = Patch::Clear,
                Field::FamilyName => update.name.family = Patch::Clear,
                Field::BusinessType => update.business.business_type = Patch::Clear,
                Field::BusinessName => update.business.name = Patch::Clear,
                Field::BusinessTaxId(kind) => {
                    update.business.tax_ids.insert(kind.clone(), Patch::Clear);
                }
                Field::Locale => update.locale = Patch::Clear,
                Field::Reference => update.reference = Patch::Clear,
                Field::Metadata => update.metadata = Patch::Clear,
                Field::MetadataEntry(key) => {
                    update.metadata_entries.insert(key.clone(), Patch::Clear);
                }
                other => {
                    let error = InputError::new("--clear", "cannot be cleared");
                    return Err(error.with_field(other.to_string()));
                }
            }
        }
        Ok(update)
    }
}

impl UpdateInput {
    /// The entries that are set by flags: flag, key and value.
    fn entries(&self) -> impl Iterator<Item = (&'static str, &String, &MetadataValue)> {
        let texts = self.metadata_entry.iter();
        let texts = texts.map(|(key, value)| ("--metadata-entry", key, value));
        let json = self.metadata_entry_json.iter();
        texts.chain(json.map(|(key, value)| ("--metadata-entry-json", key, value)))
    }
}

fn clearable(text: &str) -> Result<Field, String> {
    let names: Vec<_> = Field::all()
        .into_iter()
        .filter(|field| !matches!(field, Field::Address(_)))
        .map(|field| field.to_string())
        .collect();
    match text.parse::<FieldPath>() {
        Ok(path) if !matches!(path.field(), Field::Address(_) | Field::BlockReason) => {
            Ok(path.field().clone())
        }
        _ => Err(match nearest(text, names.iter().map(String::as_str)) {
            Some(meant) => format!("no such field; did you mean `{meant}`?"),
            None => format!("no such field; known fields are {}", names.join(", ")),
        }),
    }
}

/// The fields of a customer, except addresses.
#[derive(Debug, Args)]
#[command(next_help_heading = "Customer")]
struct CustomerFlags {
    /// The e-mail address.
    #[arg(long)]
    email: Option<String>,
    /// The phone number with its country code, such as +919876543210.
    #[arg(long)]
    phone: Option<String>,
    /// The whole name as one string; a provider with two parts gets it split.
    #[arg(long, value_name = "NAME")]
    full_name: Option<String>,
    /// The given name.
    #[arg(long, value_name = "NAME")]
    given_name: Option<String>,
    /// The family name.
    #[arg(long, value_name = "NAME")]
    family_name: Option<String>,
    /// The name of the business.
    #[arg(long, value_name = "NAME")]
    business_name: Option<String>,
    /// The legal form of the business, as the provider names it.
    #[arg(long, value_name = "TYPE")]
    business_type: Option<String>,
    /// The PAN of the business.
    #[arg(long, value_name = "NUMBER")]
    pan: Option<String>,
    /// The GSTIN of the business.
    #[arg(long, value_name = "NUMBER")]
    gstin: Option<String>,
    /// The VAT number of the business.
    #[arg(long, value_name = "NUMBER")]
    vat: Option<String>,
    /// The taxpayer number of the business.
    #[arg(long, value_name = "NUMBER")]
    tin: Option<String>,
    /// The number of the business in its company register.
    #[arg(long, value_name = "NUMBER")]
    registration_number: Option<String>,
    /// The customer's language and region, such as fr-FR.
    #[arg(long)]
    locale: Option<String>,
    /// Your own reference for the customer.
    #[arg(long)]
    reference: Option<String>,
    /// A metadata entry with a text value; may be repeated.
    #[arg(long, value_name = "KEY=VALUE", value_parser = text_entry)]
    metadata: Vec<(String, MetadataValue)>,
    /// A metadata entry with a JSON value; may be repeated.
    #[arg(long, value_name = "KEY=JSON", value_parser = json_entry)]
    metadata_json: Vec<(String, MetadataValue)>,
}

fn text_entry(text: &str) -> Result<(String, MetadataValue), String> {
    key_and_value(text).map(|(key, value)| (key.to_owned(), value.into()))
}

fn json_entry(text: &str) -> Result<(String, MetadataValue), String> {
    let (key, json) = key_and_value(text)?;
    let value = MetadataValue::from_json(json).map_err(|error| error.to_string())?;
    Ok((key.to_owned(), value))
}

impl CustomerFlags {
    fn tax_ids(&self) -> impl Iterator<Item = (TaxIdKind, &String)> {
        [
            (TaxIdKind::Pan, &self.pan),
            (TaxIdKind::Gstin, &self.gstin),
            (TaxIdKind::Vat, &self.vat),
            (TaxIdKind::Tin, &self.tin),
            (TaxIdKind::RegistrationNumber, &self.registration_number),
        ]
        .into_iter()
        .filter_map(|(kind, number)| Some((kind, number.as_ref()?)))
    }

    /// Checks that no metadata key is given twice.
    fn check(&self) -> Result<(), InputError> {
        let text = self.metadata.iter().map(|(key, _)| ("--metadata", key));
        let json = self.metadata_json.iter();
        let json = json.map(|(key, _)| ("--metadata-json", key));
        each_key_once(text.chain(json), |key| format!("metadata.{key}"))
    }

    fn metadata(&self) -> impl Iterator<Item = &(String, MetadataValue)> {
        self.metadata.iter().chain(&self.metadata_json)
    }

    fn is_empty(&self) -> bool {
        [
            &self.email,
            &self.phone,
            &self.full_name,
            &self.given_name,
            &self.family_name,
            &self.business_name,
            &self.business_type,
            &self.locale,
            &self.reference,
        ]
        .into_iter()
        .all(Option::is_none)
            && self.tax_ids().next().is_none()
            && self.metadata().next().is_none()
    }

    fn set(&self, customer: &mut NewCustomer) {
        let email = self.email.clone().map(EmailAddress::lenient);
        customer.email = email.or(customer.email.take());
        let phone = self.phone.clone().map(PhoneNumber::lenient);
        customer.phone = phone.or(customer.phone.take());
        let locale = self.locale.clone().map(Locale::lenient);
        customer.locale = locale.or(customer.locale.take());
        let reference = self.reference.clone();
        customer.reference = reference.or(customer.reference.take());
        let parts = [&self.full_name, &self.given_name, &self.family_name];
        if parts.into_iter().any(Option::is_some) {
            let name = customer.name.get_or_insert_default();
            name.full = self.full_name.clone().or(name.full.take());
            name.given = self.given_name.clone().or(name.given.take());
            name.family = self.family_name.clone().or(name.family.take());
        }
        let has_tax_ids = self.tax_ids().next().is_some();
        if self.business_name.is_some() || self.business_type.is_some() || has_tax_ids {
            let business = customer.business.get_or_insert_with(Business::new);
            business.name = self.business_name.clone().or(business.name.take());
            let business_type = self.business_type.clone();
            business.business_type = business_type.or(business.business_type.take());
            for (kind, number) in self.tax_ids() {
                business.tax_ids.set(kind, number.as_str());
            }
        }
        for (key, value) in self.metadata() {
            let metadata = customer.metadata.get_or_insert_with(Metadata::new);
            metadata.insert(key, value.clone());
        }
    }

    fn change(&self, update: &mut CustomerUpdate) {
        fn set<T>(patch: &mut Patch<T>, value: Option<T>) {
            if let Some(value) = value {
                *patch = Patch::Set(value);
            }
        }
        set(
            &mut update.email,
            self.email.clone().map(EmailAddress::lenient),
        );
        set(
            &mut update.phone,
            self.phone.clone().map(PhoneNumber::lenient),
        );
        set(&mut update.name.full, self.full_name.clone());
        set(&mut update.name.given, self.given_name.clone());
        set(&mut update.name.family, self.family_name.clone());
        set(
            &mut update.business.business_type,
            self.business_type.clone(),
        );
        set(&mut update.business.name, self.business_name.clone());
        for (kind, number) in self.tax_ids() {
            let number = Patch::Set(number.as_str().into());
            update.business.tax_ids.insert(kind, number);
        }
        set(&mut update.locale, self.locale.clone().map(Locale::lenient));
        set(&mut update.reference, self.reference.clone());
        for (key, value) in self.metadata() {
            let mut metadata = match std::mem::take(&mut update.metadata) {
                Patch::Set(metadata) => metadata,
                Patch::Keep | Patch::Clear => Metadata::new(),
            };
            metadata.insert(key, value.clone());
            update.metadata = Patch::Set(metadata);
        }
    }
}
