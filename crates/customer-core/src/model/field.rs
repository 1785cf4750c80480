//! The fields of the domain, by name and by place.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{ParseError, TaxIdKind};

/// A field of the domain, wherever it stands: what capabilities speak of.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Field {
    /// `email`
    Email,
    /// `phone`
    Phone,
    /// `name.full`
    FullName,
    /// `name.given`
    GivenName,
    /// `name.family`
    FamilyName,
    /// `business.type`
    BusinessType,
    /// `business.name`
    BusinessName,
    /// `business.tax_ids.…`
    BusinessTaxId(TaxIdKind),
    /// `locale`
    Locale,
    /// `reference`
    Reference,
    /// `metadata`
    Metadata,
    /// `metadata.…`: one entry, by its key
    MetadataEntry(String),
    /// `addresses[].…`
    Address(AddressPart),
    /// `reason`, of a block
    BlockReason,
}

/// A part of an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum AddressPart {
    /// `id`
    Id,
    /// `role`
    Role,
    /// `name.full`
    FullName,
    /// `name.given`
    GivenName,
    /// `name.family`
    FamilyName,
    /// `company`
    Company,
    /// `lines`
    Lines,
    /// `landmark`
    Landmark,
    /// `city`
    City,
    /// `region`
    Region,
    /// `postal_code`
    PostalCode,
    /// `country`
    Country,
    /// `phone`
    Phone,
    /// `email`
    Email,
    /// `tax_ids.…`
    TaxId(TaxIdKind),
    /// `label`
    Label,
}

impl AddressPart {
    /// The part's place below its address.
    fn name(&self) -> Cow<'_, str> {
        Cow::Borrowed(match self {
            Self::Id => "id",
            Self::Role => "role",
            Self::FullName => "name.full",
            Self::GivenName => "name.given",
            Self::FamilyName => "name.family",
            Self::Company => "company",
            Self::Lines => "lines",
            Self::Landmark => "landmark",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::Country => "country",
            Self::Phone => "phone",
            Self::Email => "email",
            Self::TaxId(kind) => return Cow::Owned(format!("tax_ids.{kind}")),
            Self::Label => "label",
        })
    }

    fn parse(text: &str) -> Option<Self> {
        if let Some(kind) = text.strip_prefix("tax_ids.") {
            return Some(Self::TaxId(TaxIdKind::from(kind)));
        }
        Self::all().into_iter().find(|part| part.name() == text)
    }

    fn all() -> Vec<Self> {
        let mut all = vec![
            Self::Id,
            Self::Role,
            Self::FullName,
            Self::GivenName,
            Self::FamilyName,
            Self::Company,
            Self::Lines,
            Self::Landmark,
            Self::City,
            Self::Region,
            Self::PostalCode,
            Self::Country,
            Self::Phone,
            Self::Email,
        ];
        all.extend(TaxIdKind::KNOWN.iter().cloned().map(Self::TaxId));
        all.push(Self::Label);
        all
    }
}

impl Field {
    /// Every field of a customer, in the order in which tables show them. Tax ids of other kinds
    /// than the known ones and single entries of the metadata are not among them.
    pub fn all() -> Vec<Self> {
        let mut all = vec![
            Self::Email,
            Self::Phone,
            Self::FullName,
            Self::GivenName,
            Self::FamilyName,
            Self::BusinessType,
            Self::BusinessName,
        ];
        all.extend(TaxIdKind::KNOWN.iter().cloned().map(Self::BusinessTaxId));
        all.extend([Self::Locale, Self::Reference, Self::Metadata]);
        all.extend(AddressPart::all().into_iter().map(Self::Address));
        all
    }

    /// The field outside addresses that has this name.
    fn parse(text: &str) -> Option<Self> {
        if let Some(kind) = text.strip_prefix("business.tax_ids.") {
            return Some(Self::BusinessTaxId(TaxIdKind::from(kind)));
        }
        if let Some(key) = text.strip_prefix("metadata.") {
            return Some(Self::MetadataEntry(key.to_owned()));
        }
        Some(match text {
            "email" => Self::Email,
            "phone" => Self::Phone,
            "name.full" => Self::FullName,
            "name.given" => Self::GivenName,
            "name.family" => Self::FamilyName,
            "business.type" => Self::BusinessType,
            "business.name" => Self::BusinessName,
            "locale" => Self::Locale,
            "reference" => Self::Reference,
            "metadata" => Self::Metadata,
            "reason" => Self::BlockReason,
            _ => return None,
        })
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email => f.write_str("email"),
            Self::Phone => f.write_str("phone"),
            Self::FullName => f.write_str("name.full"),
            Self::GivenName => f.write_str("name.given"),
            Self::FamilyName => f.write_str("name.family"),
            Self::BusinessType => f.write_str("business.type"),
            Self::BusinessName => f.write_str("business.name"),
            Self::BusinessTaxId(kind) => write!(f, "business.tax_ids.{kind}"),
            Self::Locale => f.write_str("locale"),
            Self::Reference => f.write_str("reference"),
            Self::Metadata => f.write_str("metadata"),
            Self::MetadataEntry(key) => write!(f, "metadata.{key}"),
            Self::Address(part) => write!(f, "addresses[].{}", part.name()),
            Self::BlockReason => f.write_str("reason"),
        }
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The place of one value in one customer: a field, and of an address which one.
///
/// Its text form is the path in the customer's JSON: `name.given`, `addresses[0].city`.
///
/// ```
/// use customer_core::{AddressPart, FieldPath};
/// let path: FieldPath = "addresses[1].postal_code".parse()?;
/// assert_eq!(path, FieldPath::address(1, AddressPart::PostalCode));
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct FieldPath {
    field: Field,
    index: Option<usize>,
    /// Of a tax id the place among those of its kind, from 0.
    number: usize,
}

impl FieldPath {
    /// A part of the address at this index.
    pub fn address(index: usize, part: AddressPart) -> Self {
        Self {
            field: Field::Address(part),
            index: Some(index),
            number: 0,
        }
    }

    /// The tax id at this place among those of its kind, from 0: `business.tax_ids.gstin[1]` is the second.
    #[must_use]
    pub fn nth(mut self, number: usize) -> Self {
        self.number = number;
        self
    }

    /// The place of a tax id among those of its kind, from 0.
    pub fn number(&self) -> usize {
        self.number
    }

    /// The field, without its place.
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// Which address the field belongs to.
    pub fn address_index(&self) -> Option<usize> {
        self.index
    }
}

impl From<Field> for FieldPath {
    fn from(field: Field) -> Self {
        Self {
            field,
            index: None,
            number: 0,
        }
    }
}

/// Customer's own fields first, then address by address.
impl Ord for FieldPath {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.index, &self.field, self.number).cmp(&(other.index, &other.field, other.number))
    }
}

impl PartialOrd for FieldPath {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.field, self.index) {
            (Field::Address(part), Some(index)) => write!(f, "addresses[{index}].{}", part.name())?,
            (field, _) => field.fmt(f)?,
        }
        match self.number {
            0 => Ok(()),
            number => write!(f, "[{number}]"),
        }
    }
}

impl fmt::Debug for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for FieldPath {
    type Err = ParseError;

    fn from_str(text: &str) -> Result<Self, ParseError> {
        if let Some((of_kind, number)) = numbered(text) {
            return Ok(of_kind.parse::<Self>()?.nth(number));
        }
        let unknown = || ParseError::new("a field path", "no field has this name");
        match text.strip_prefix("addresses[") {
            Some(rest) => {
                let (index, part) = rest.split_once("].").ok_or_else(unknown)?;
                let part = AddressPart::parse(part).ok_or_else(unknown)?;
                if index.is_empty() {
                    return Ok(Field::Address(part).into());
                }
                let index = index.parse().map_err(|_| unknown())?;
                Ok(Self::address(index, part))
            }
            None => Ok(Field::parse(text).ok_or_else(unknown)?.into()),
        }
    }
}

/// The path of the first tax id of a kind and the place of another one: `business.tax_ids.gstin` and 1.
fn numbered(text: &str) -> Option<(&str, usize)> {
    let (of_kind, number) = text.strip_suffix(']')?.rsplit_once('[')?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    of_kind.contains("tax_ids.").then_some((of_kind, number))
}

impl Serialize for FieldPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FieldPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl From<&FieldPath> for FieldPath {
    fn from(path: &FieldPath) -> Self {
        path.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_reads_back_from_its_name() {
        for field in Field::all() {
            let path = FieldPath::from(field);
            assert_eq!(
                path.to_string().parse::<FieldPath>().as_ref(),
                Ok(&path),
                "{path}"
            );
        }
        for (index, part) in AddressPart::all().into_iter().enumerate() {
            let path = FieldPath::address(index, part);
            assert_eq!(
                path.to_string().parse::<FieldPath>().as_ref(),
                Ok(&path),
                "{path}"
            );
        }
    }

    #[test]
    fn a_text_that_is_no_field_path_is_refused() {
        for text in [
            "",
            "addresses",
            "addresses[0]",
            "addresses[x].city",
            "addresses[0].",
            "name",
            "Email",
        ] {
            assert!(text.parse::<FieldPath>().is_err(), "{text:?}");
        }
    }
}
