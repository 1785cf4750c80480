//! Customers, changes and addresses on the command line.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use customer_core::{
    Address, AddressRole, Business, Country, CustomerUpdate, EmailAddress, Field, FieldPath,
    Locale, Metadata, MetadataValue, NewCustomer, Patch, PersonName, PhoneNumber, TaxIdKind,
    TaxIds,
};

use crate::input::suggest::nearest;
use crate::input::{self, InputError};
use crate::output::note;

/// A customer: a file, flags, or both. Nothing is parsed strictly here: the providers' adapters
/// check every value, so that a wrong one is reported in one way wherever it came from.
#[derive(Debug, Args)]
pub(crate) struct CustomerInput {
    /// Read the customer as JSON from this file; `-` is standard input. A flag beside it sets its
    /// field in place of the file's.
    #[arg(long, value_name = "FILE", help_heading = "Customer")]
    input: Option<PathBuf>,
    #[command(flatten)]
    customer: CustomerFlags,
    #[command(flatten)]
    address: AddressFlags,
}

impl CustomerInput {
    /// Whether anything was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.input.is_none() && self.customer.is_empty() && self.address.is_empty()
    }

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
            .for_each(|business| known_kinds(&business.tax_ids));
        customer.addresses.iter().for_each(known_names);
        Ok(customer)
    }
}

/// A change of a customer.
#[derive(Debug, Args)]
pub(crate) struct UpdateInput {
    /// Read the change as JSON from this file; `-` is standard input. A key left out keeps its
    /// field, `null` clears it. A flag beside it sets its field in place of the file's.
    #[arg(long, value_name = "FILE", help_heading = "Customer")]
    input: Option<PathBuf>,
    #[command(flatten)]
    customer: CustomerFlags,
    /// Clear this field, such as `phone` or `name.given`; may be repeated.
    #[arg(long, value_name = "FIELD", value_parser = clearable, help_heading = "Customer")]
    clear: Vec<Field>,
}

impl UpdateInput {
    /// Whether nothing was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.input.is_none() && self.customer.is_empty() && self.clear.is_empty()
    }

    pub(crate) fn read(&self) -> Result<CustomerUpdate, InputError> {
        let mut update = match &self.input {
            Some(path) => input::read(path, "change")?,
            None => CustomerUpdate::new(),
        };
        self.customer.check()?;
        let mut by_flags = CustomerUpdate::new();
        self.customer.change(&mut by_flags);
        let set = by_flags.given();
        self.customer.change(&mut update);
        for field in &self.clear {
            if set.iter().any(|path| path.field() == field) {
                let error = InputError::new("--clear", "another flag sets it");
                return Err(error.with_field(field.to_string()));
            }
            match field {
                Field::Email => update.email = Patch::Clear,
                Field::Phone => update.phone = Patch::Clear,
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
                other => {
                    let error = InputError::new("--clear", "is not a field of a change");
                    return Err(error.with_field(other.to_string()));
                }
            }
        }
        Ok(update)
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
            None => format!("no such field; there are {}", names.join(", ")),
        }),
    }
}

/// An address.
#[derive(Debug, Args)]
pub(crate) struct AddressInput {
    /// Read the address as JSON from this file; `-` is standard input. A flag beside it sets its
    /// part in place of the file's.
    #[arg(long, value_name = "FILE", help_heading = "Address")]
    input: Option<PathBuf>,
    #[command(flatten)]
    address: AddressFlags,
}

impl AddressInput {
    /// Whether nothing was given.
    pub(crate) fn is_empty(&self) -> bool {
        self.input.is_none() && self.address.is_empty()
    }

    pub(crate) fn read(&self) -> Result<Address, InputError> {
        let mut address = match &self.input {
            Some(path) => input::read(path, "address")?,
            None => Address::new(),
        };
        self.address.check(0)?;
        self.address.set(&mut address);
        known_names(&address);
        Ok(address)
    }
}

/// Flags that give a value to a key: no key may have two, as in a file. Each comes with its flag, its
/// key, and the field that they set.
fn each_key_once<'a, K: Ord + 'a>(
    entries: impl IntoIterator<Item = (&'static str, &'a K)>,
    field: impl Fn(&K) -> String,
) -> Result<(), InputError> {
    let mut keys = BTreeSet::new();
    for (flag, key) in entries {
        if !keys.insert(key) {
            return Err(InputError::new(flag, "is given twice").with_field(field(key)));
        }
    }
    Ok(())
}

/// Roles and kinds of tax ids may be others than we know; one that is like a known one is more likely
/// a slip.
fn known_names(address: &Address) {
    let known = AddressRole::KNOWN.iter().map(AddressRole::as_str);
    for role in &address.roles {
        known_name("role", role.as_str(), known.clone());
    }
    known_kinds(&address.tax_ids);
}

fn known_kinds(tax_ids: &TaxIds) {
    for (kind, _) in tax_ids.iter() {
        known_name(
            "tax id",
            kind.as_str(),
            TaxIdKind::KNOWN.iter().map(TaxIdKind::as_str),
        );
    }
}

fn known_name<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str> + Clone) {
    if known.clone().all(|other| other != name)
        && let Some(meant) = nearest(name, known)
    {
        note(format_args!(
            "`{name}` is not a known {what}; did you mean `{meant}`?"
        ));
    }
}

/// The fields of a customer that are not of an address.
#[derive(Debug, Args)]
#[command(next_help_heading = "Customer")]
struct CustomerFlags {
    /// The e-mail address.
    #[arg(long)]
    email: Option<String>,
    /// The phone, with its country code: +919876543210.
    #[arg(long)]
    phone: Option<String>,
    /// The given name.
    #[arg(long, value_name = "NAME")]
    given_name: Option<String>,
    /// The family name.
    #[arg(long, value_name = "NAME")]
    family_name: Option<String>,
    /// The name of the business.
    #[arg(long, value_name = "NAME")]
    business_name: Option<String>,
    /// The legal form of the business, in the provider's words.
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
    /// The number of the business in a company register.
    #[arg(long, value_name = "NUMBER")]
    registration_number: Option<String>,
    /// The language and region to address the customer in: fr-FR.
    #[arg(long)]
    locale: Option<String>,
    /// Your own name for the customer.
    #[arg(long)]
    reference: Option<String>,
    /// An entry of the metadata, as text; may be repeated.
    #[arg(long, value_name = "KEY=VALUE", value_parser = text_entry)]
    metadata: Vec<(String, MetadataValue)>,
    /// An entry of the metadata, as JSON; may be repeated.
    #[arg(long, value_name = "KEY=JSON", value_parser = json_entry)]
    metadata_json: Vec<(String, MetadataValue)>,
}

fn entry(text: &str) -> Result<(&str, &str), String> {
    text.split_once('=')
        .ok_or_else(|| "a key, = and a value were expected".to_owned())
}

fn text_entry(text: &str) -> Result<(String, MetadataValue), String> {
    entry(text).map(|(key, value)| (key.to_owned(), value.into()))
}

fn json_entry(text: &str) -> Result<(String, MetadataValue), String> {
    let (key, json) = entry(text)?;
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

    /// Whether no key of the metadata is given twice.
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
        if self.given_name.is_some() || self.family_name.is_some() {
            let name = customer.name.get_or_insert_default();
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
                business.tax_ids.insert(kind, number);
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
        set(&mut update.name.given, self.given_name.clone());
        set(&mut update.name.family, self.family_name.clone());
        set(
            &mut update.business.business_type,
            self.business_type.clone(),
        );
        set(&mut update.business.name, self.business_name.clone());
        for (kind, number) in self.tax_ids() {
            let number = Patch::Set(number.clone());
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

/// One address, part by part.
#[derive(Debug, Args)]
#[command(next_help_heading = "Address")]
pub(crate) struct AddressFlags {
    /// What the address is for: billing, shipping, registered; may be repeated.
    #[arg(long = "address-role", visible_alias = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// A line above the city; may be repeated.
    #[arg(long = "address-line", visible_alias = "line", value_name = "TEXT")]
    lines: Vec<String>,
    /// Something known near the address.
    #[arg(
        long = "address-landmark",
        visible_alias = "landmark",
        value_name = "TEXT"
    )]
    landmark: Option<String>,
    /// The city.
    #[arg(long = "address-city", visible_alias = "city", value_name = "NAME")]
    city: Option<String>,
    /// State, province or region.
    #[arg(long = "address-region", visible_alias = "region", value_name = "NAME")]
    region: Option<String>,
    /// The postal code.
    #[arg(
        long = "address-postal-code",
        visible_alias = "postal-code",
        value_name = "CODE"
    )]
    postal_code: Option<String>,
    /// The country: a code such as IN, or an English name.
    #[arg(
        long = "address-country",
        visible_alias = "country",
        value_name = "COUNTRY"
    )]
    country: Option<String>,
    /// The company at the address.
    #[arg(
        long = "address-company",
        visible_alias = "company",
        value_name = "NAME"
    )]
    company: Option<String>,
    /// Given name of the recipient.
    #[arg(long, value_name = "NAME")]
    address_given_name: Option<String>,
    /// Family name of the recipient.
    #[arg(long, value_name = "NAME")]
    address_family_name: Option<String>,
    /// The phone at the address.
    #[arg(long, value_name = "PHONE")]
    address_phone: Option<String>,
    /// The e-mail of the recipient.
    #[arg(long, value_name = "EMAIL")]
    address_email: Option<String>,
    /// A tax id of the company at the address, such as `vat=GB123456789`; may be repeated.
    #[arg(long, value_name = "KIND=NUMBER", value_parser = tax_id)]
    address_tax_id: Vec<(TaxIdKind, String)>,
    /// The customer's own name for the address.
    #[arg(long = "address-label", visible_alias = "label", value_name = "TEXT")]
    label: Option<String>,
}

fn tax_id(text: &str) -> Result<(TaxIdKind, String), String> {
    entry(text).map(|(kind, number)| (kind.into(), number.to_owned()))
}

impl AddressFlags {
    /// Whether no kind of tax id is given twice. The address stands at this place among the customer's.
    fn check(&self, index: usize) -> Result<(), InputError> {
        let kinds = self.address_tax_id.iter();
        let kinds = kinds.map(|(kind, _)| ("--address-tax-id", kind));
        each_key_once(kinds, |kind| format!("addresses[{index}].tax_ids.{kind}"))
    }

    fn is_empty(&self) -> bool {
        self.to_address() == Address::new()
    }

    fn to_address(&self) -> Address {
        let mut address = Address::new();
        self.set(&mut address);
        address
    }

    fn set(&self, address: &mut Address) {
        fn set<T>(part: &mut Option<T>, value: Option<T>) {
            if value.is_some() {
                *part = value;
            }
        }
        if !self.roles.is_empty() {
            address.roles = self
                .roles
                .iter()
                .map(|role| AddressRole::from(&**role))
                .collect();
        }
        if !self.lines.is_empty() {
            address.lines.clone_from(&self.lines);
        }
        set(&mut address.landmark, self.landmark.clone());
        set(&mut address.city, self.city.clone());
        set(&mut address.region, self.region.clone());
        set(&mut address.postal_code, self.postal_code.clone());
        set(
            &mut address.country,
            self.country.clone().map(Country::lenient),
        );
        set(&mut address.company, self.company.clone());
        if self.address_given_name.is_some() || self.address_family_name.is_some() {
            let name = address.name.get_or_insert_with(PersonName::new);
            set(&mut name.given, self.address_given_name.clone());
            set(&mut name.family, self.address_family_name.clone());
        }
        set(
            &mut address.phone,
            self.address_phone.clone().map(PhoneNumber::lenient),
        );
        set(
            &mut address.email,
            self.address_email.clone().map(EmailAddress::lenient),
        );
        for (kind, number) in &self.address_tax_id {
            address.tax_ids.insert(kind.clone(), number);
        }
        set(&mut address.label, self.label.clone());
    }
}
