//! The flags of an address.

use std::path::PathBuf;

use clap::Args;
use customer_core::{
    Address, AddressRole, Country, EmailAddress, PersonName, PhoneNumber, TaxIdKind,
};

use super::key_value::{each_key_once, key_and_value};
use super::known_names::note_unknown_names;
use crate::input::{self, InputError};

/// The address, from a file, from flags, or both.
#[derive(Debug, Args)]
pub(crate) struct AddressInput {
    /// Read the address as JSON from this file; `-` is standard input. A flag overrides its part
    /// of the file.
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

    /// The address.
    ///
    /// # Errors
    ///
    /// The file cannot be read, or a flag is given twice for one key.
    pub(crate) fn read(&self) -> Result<Address, InputError> {
        let mut address = match &self.input {
            Some(path) => input::read(path, "address")?,
            None => Address::new(),
        };
        self.address.check(0)?;
        self.address.set(&mut address);
        note_unknown_names(&address);
        Ok(address)
    }
}

/// One address, with a flag for each part.
#[derive(Debug, Args)]
#[command(next_help_heading = "Address")]
pub(crate) struct AddressFlags {
    /// What the address is for: billing, shipping, registered; may be repeated.
    #[arg(long = "address-role", visible_alias = "role", value_name = "ROLE")]
    roles: Vec<String>,
    /// A line above the city; may be repeated.
    #[arg(long = "address-line", visible_alias = "line", value_name = "TEXT")]
    lines: Vec<String>,
    /// A landmark near the address.
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
    /// The whole name of the recipient as one string.
    #[arg(long, value_name = "NAME")]
    address_full_name: Option<String>,
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
    /// The customer's name for the address, such as `home`.
    #[arg(long = "address-label", visible_alias = "label", value_name = "TEXT")]
    label: Option<String>,
}

fn tax_id(text: &str) -> Result<(TaxIdKind, String), String> {
    key_and_value(text).map(|(kind, number)| (kind.into(), number.to_owned()))
}

impl AddressFlags {
    /// Checks that no kind of tax id is given twice. `index` is the position among the customer's addresses.
    pub(super) fn check(&self, index: usize) -> Result<(), InputError> {
        let kinds = self.address_tax_id.iter();
        let kinds = kinds.map(|(kind, _)| ("--address-tax-id", kind));
        each_key_once(kinds, |kind| format!("addresses[{index}].tax_ids.{kind}"))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.to_address() == Address::new()
    }

    pub(super) fn to_address(&self) -> Address {
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
        let parts = [
            &self.address_full_name,
            &self.address_given_name,
            &self.address_family_name,
        ];
        if parts.into_iter().any(Option::is_some) {
            let name = address.name.get_or_insert_with(PersonName::new);
            set(&mut name.full, self.address_full_name.clone());
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
            address.tax_ids.set(kind.clone(), number.as_str());
        }
        set(&mut address.label, self.label.clone());
    }
}
