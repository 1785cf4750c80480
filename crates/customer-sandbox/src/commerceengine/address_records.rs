//! Addresses as they are stored.

use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection};

use super::failure::Failure;
use crate::seeds::seed::Seed;
use crate::store::record::{decode_record, encode_record};

/// An address of a customer, without its id.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[allow(clippy::struct_field_names)] // As documented.
pub(super) struct Address {
    pub(super) first_name: String,
    pub(super) last_name: Option<String>,
    pub(super) country_code: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) address_line1: String,
    pub(super) address_line2: Option<String>,
    pub(super) landmark: Option<String>,
    pub(super) pincode: String,
    pub(super) city: String,
    pub(super) state: String,
    pub(super) country: String,
    pub(super) tax_identification_number: Option<String>,
    pub(super) business_name: Option<String>,
    pub(super) is_default_billing: bool,
    pub(super) is_default_shipping: bool,
    pub(super) nickname: Option<String>,
}

impl Address {
    pub(super) fn of_seed(seed: Seed) -> Self {
        Self {
            first_name: seed.first_name().to_owned(),
            last_name: Some(seed.last_name().to_owned()),
            country_code: "+91".to_owned(),
            phone: seed.ten_digits(),
            email: seed.email(),
            address_line1: format!("{} Marine Drive", seed.index() % 400 + 1),
            address_line2: None,
            landmark: None,
            pincode: "400020".to_owned(),
            city: "Mumbai".to_owned(),
            state: "Maharashtra".to_owned(),
            country: "India".to_owned(),
            tax_identification_number: None,
            business_name: None,
            is_default_billing: true,
            is_default_shipping: true,
            nickname: None,
        }
    }
}

/// Adds an address.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    customer: &str,
    id: &str,
    address: &Address,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO commerceengine_addresses (id, customer_id, record) VALUES (?, ?, ?)")
        .bind(id)
        .bind(customer)
        .bind(encode_record(address)?)
        .execute(connection)
        .await?;
    Ok(())
}

/// The address with this id, if it is of this customer.
pub(super) async fn by_id(
    connection: &mut SqliteConnection,
    customer: &str,
    id: &str,
) -> Result<Address, Failure> {
    let stored: Option<String> = sqlx::query_scalar(
        "SELECT record FROM commerceengine_addresses WHERE id = ? AND customer_id = ?",
    )
    .bind(id)
    .bind(customer)
    .fetch_optional(connection)
    .await?;
    let stored = stored.ok_or_else(|| Failure::not_found("there is no such address"))?;
    Ok(decode_record(&stored)?)
}

/// Replaces an address.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    id: &str,
    address: &Address,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE commerceengine_addresses SET record = ? WHERE id = ?")
        .bind(encode_record(address)?)
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}

/// A customer has one default address of each kind: the last that was written as the default. This unsets the others.
pub(super) async fn unset_other_defaults(
    connection: &mut SqliteConnection,
    customer: &str,
    id: &str,
    address: &Address,
) -> Result<(), sqlx::Error> {
    if !address.is_default_billing && !address.is_default_shipping {
        return Ok(());
    }
    let rows = sqlx::query(
        "SELECT id, record FROM commerceengine_addresses WHERE customer_id = ? AND id <> ?",
    )
    .bind(customer)
    .bind(id)
    .fetch_all(&mut *connection)
    .await?;
    for row in rows {
        let mut other: Address = decode_record(row.try_get(1)?)?;
        other.is_default_billing &= !address.is_default_billing;
        other.is_default_shipping &= !address.is_default_shipping;
        update(connection, row.try_get(0)?, &other).await?;
    }
    Ok(())
}
