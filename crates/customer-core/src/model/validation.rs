//! What we send is checked here, by `validator`; what a provider returned never is.

use std::borrow::Cow;

use validator::ValidationError;

use crate::value::text::{self, Lines};
use crate::{
    AddressRole, Country, EmailAddress, Locale, Metadata, ParseError, PhoneNumber, TaxIdKind,
    TaxIds, is_gstin, is_pan,
};

fn problem(code: &'static str, reason: impl Into<Cow<'static, str>>) -> ValidationError {
    ValidationError::new(code).with_message(reason.into())
}

fn well_formed(form: Result<(), ParseError>) -> Result<(), ValidationError> {
    form.map_err(|error| problem("form", error.reason().to_owned()))
}

pub(crate) fn well_formed_email(email: &EmailAddress) -> Result<(), ValidationError> {
    well_formed(EmailAddress::parse(email.as_str()).map(drop))
}

pub(crate) fn well_formed_phone(phone: &PhoneNumber) -> Result<(), ValidationError> {
    well_formed(PhoneNumber::parse(phone.as_str()).map(drop))
}

pub(crate) fn well_formed_country(country: &Country) -> Result<(), ValidationError> {
    well_formed(Country::parse(country.as_str()).map(drop))
}

pub(crate) fn well_formed_locale(locale: &Locale) -> Result<(), ValidationError> {
    well_formed(Locale::parse(locale.as_str()).map(drop))
}

/// One line in which something can be seen: a name, a city.
pub(crate) fn one_line(text: &str) -> Result<(), ValidationError> {
    match text::problem(text, Lines::One) {
        Some(reason) => Err(problem("text", reason)),
        None => Ok(()),
    }
}

pub(crate) fn each_one_line(lines: &[String]) -> Result<(), ValidationError> {
    lines.iter().try_for_each(|line| one_line(line))
}

/// The names of our own are fine; those that a caller made up are texts like others.
pub(crate) fn roles_in_form(roles: &[AddressRole]) -> Result<(), ValidationError> {
    roles.iter().try_for_each(|role| one_line(role.as_str()))
}

/// The names of the entries. The values are the application's own, whatever stands in them.
pub(crate) fn names_in_form(metadata: &Metadata) -> Result<(), ValidationError> {
    metadata.keys().try_for_each(|name| {
        text::problem(name, Lines::One).map_or(Ok(()), |reason| {
            Err(problem("text", format!("the name of an entry {reason}")))
        })
    })
}

pub(crate) fn tax_ids_in_form(tax_ids: &TaxIds) -> Result<(), ValidationError> {
    tax_ids
        .iter()
        .try_for_each(|(kind, number)| tax_id_in_form(kind, number))
}

pub(crate) fn tax_id_in_form(kind: &TaxIdKind, number: &str) -> Result<(), ValidationError> {
    one_line(kind.as_str())?;
    one_line(number)?;
    let reason = match kind {
        TaxIdKind::Pan if !is_pan(number) => {
            "a PAN is five capital letters, four digits and a letter"
        }
        TaxIdKind::Gstin if !is_gstin(number) => {
            "a GSTIN is fifteen capital letters and digits: a state, a PAN, a digit or letter, Z \
             and a check character; or the form of a non-resident, a UN body, a tax deductor or \
             collector"
        }
        _ => return Ok(()),
    };
    Err(problem("form", format!("{kind}: {reason}")))
}
