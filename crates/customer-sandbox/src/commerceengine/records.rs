//! Users as they are stored. A customer of the sandbox has one user, with the same id.

use std::collections::BTreeMap;

use chrono::DateTime;
use serde::{Deserialize, Serialize};
use sqlx::{Row, SqliteConnection, SqlitePool};

use super::address_records::{self, Address};
use super::session::{LOGGED_IN_SESSION, LOGGED_IN_USER, Session};
use crate::clock;
use crate::seeds::seed::{Seed, Seeds};
use crate::store::identifiers;
use crate::store::record::{decode_record, encode_record};

/// A user, and the customer it is the primary user of.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) country_code: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) email: Option<String>,
    /// As they were written; if they were not, they follow from e-mail address and phone.
    #[serde(default)]
    pub(super) login_methods: Option<Vec<LoginMethod>>,
    pub(super) notifications: Notifications,
    #[serde(default)]
    pub(super) customer_group_id: Option<String>,
    pub(super) business: Option<Business>,
    pub(super) is_anonymous: bool,
    pub(super) is_active: bool,
    pub(super) created_at: String,
    pub(super) modified_at: String,
}

/// How a user logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum LoginMethod {
    Email,
    Phone,
    Whatsapp,
    Password,
}

/// Which messages a user wants.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Notifications {
    pub(super) transactional: Channels,
    pub(super) promotional: Channels,
    pub(super) newsletter: Channels,
}

/// The channels of a kind of message.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(super) struct Channels {
    pub(super) email: bool,
    pub(super) sms: bool,
    pub(super) whatsapp: bool,
}

/// A customer that is a business, in the forms of both readings. `metadata` and the address are of the
/// newer one alone, PAN and GSTIN of the older one.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[allow(clippy::struct_field_names)] // As documented.
pub(super) struct Business {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) business_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) pan_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) gstin: Option<String>,
    /// Present if the newer form was written last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) newer: Option<NewerBusiness>,
}

/// What the newer form of a business has beyond type and name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct NewerBusiness {
    pub(super) metadata: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) registered_address: Option<Address>,
}

impl Record {
    fn empty(id: String, created: String) -> Self {
        Self {
            id,
            first_name: None,
            last_name: None,
            country_code: None,
            phone: None,
            email: None,
            login_methods: None,
            notifications: Notifications::default(),
            customer_group_id: None,
            business: None,
            is_anonymous: false,
            is_active: true,
            created_at: created.clone(),
            modified_at: created,
        }
    }

    /// The user of an anonymous session.
    pub(super) fn anonymous() -> Self {
        Self {
            is_anonymous: true,
            ..Self::empty(identifiers::ulid(), clock::now_in_milliseconds())
        }
    }

    /// The user of the tokens that a sandbox is started with.
    pub(super) fn staff() -> Self {
        Self {
            first_name: Some("Sandbox".to_owned()),
            last_name: Some("Staff".to_owned()),
            email: Some("staff@sandbox.example".to_owned()),
            ..Self::empty(
                LOGGED_IN_USER.to_owned(),
                clock::in_milliseconds(DateTime::UNIX_EPOCH),
            )
        }
    }

    /// How the user logs in.
    pub(super) fn login_methods(&self) -> Vec<LoginMethod> {
        if let Some(methods) = &self.login_methods {
            return methods.clone();
        }
        let email = self.email.as_ref().map(|_| LoginMethod::Email);
        let phone = self.phone.as_ref().map(|_| LoginMethod::Phone);
        email.into_iter().chain(phone).collect()
    }

    /// A new customer. The primary user gets the name, phone and e-mail address of its address.
    pub(super) fn new(business: Option<Business>, address: Option<&Address>) -> Self {
        let record = Self {
            business,
            ..Self::empty(identifiers::ulid(), clock::now_in_milliseconds())
        };
        let Some(address) = address else {
            return record;
        };
        Self {
            first_name: Some(address.first_name.clone()),
            last_name: address.last_name.clone(),
            country_code: Some(address.country_code.clone()),
            phone: Some(address.phone.clone()),
            email: Some(address.email.clone()),
            ..record
        }
    }

    /// Marks it as changed now.
    pub(super) fn touch(&mut self) {
        self.modified_at = clock::now_in_milliseconds();
    }

    pub(super) fn of_seed(seed: Seed) -> Self {
        let address = Address::of_seed(seed);
        Self {
            id: seed.ulid(),
            created_at: clock::in_milliseconds(seed.created()),
            modified_at: clock::in_milliseconds(seed.created()),
            ..Self::new(None, Some(&address))
        }
    }
}

/// Adds a user.
pub(super) async fn insert(
    connection: &mut SqliteConnection,
    session: &str,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO commerceengine_users (id, session, is_anonymous, is_deleted, record)
         VALUES (?, ?, ?, FALSE, ?)",
    )
    .bind(&record.id)
    .bind(session)
    .bind(record.is_anonymous)
    .bind(encode_record(record)?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Stores the staff's user, if it is not stored yet.
pub(super) async fn insert_staff(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT OR IGNORE INTO commerceengine_users (id, session, is_anonymous, is_deleted, record)
         VALUES (?, ?, FALSE, FALSE, ?)",
    )
    .bind(LOGGED_IN_USER)
    .bind(LOGGED_IN_SESSION)
    .bind(encode_record(&Record::staff())?)
    .execute(connection)
    .await?;
    Ok(())
}

/// Removes every user, customer and address, save the staff.
pub(super) async fn clear(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    for statement in [
        "DELETE FROM commerceengine_users",
        "DELETE FROM commerceengine_addresses",
    ] {
        sqlx::query(statement).execute(&mut *transaction).await?;
    }
    insert_staff(&mut transaction).await?;
    transaction.commit().await
}

/// The stored user with this id, for any session.
pub(super) async fn stored(
    connection: &mut SqliteConnection,
    id: &str,
) -> Result<Option<Record>, sqlx::Error> {
    let record: Option<String> = sqlx::query_scalar(
        "SELECT record FROM commerceengine_users WHERE id = ? AND NOT is_deleted",
    )
    .bind(id)
    .fetch_optional(connection)
    .await?;
    record.as_deref().map(decode_record).transpose()
}

/// The user with this id, as far as the session may see it.
pub(super) async fn by_id(
    connection: &mut SqliteConnection,
    seeds: Seeds,
    session: &Session,
    id: &str,
) -> Result<Option<Record>, sqlx::Error> {
    let seed = seeds.by_ulid(id);
    let row = sqlx::query(
        "SELECT session, is_deleted, record FROM commerceengine_users
         WHERE id = ? AND (seed_index IS NULL OR ?)",
    )
    .bind(id)
    .bind(seed.is_some())
    .fetch_optional(connection)
    .await?;
    let Some(row) = row else {
        return Ok(seed.filter(|_| !session.is_anonymous).map(Record::of_seed));
    };
    let owner: String = row.try_get(0)?;
    let is_deleted: bool = row.try_get(1)?;
    if is_deleted || (session.is_anonymous && owner != session.name) {
        return Ok(None);
    }
    decode_record(row.try_get(2)?).map(Some)
}

/// Stores a seeded customer and its address, before it is changed.
pub(super) async fn store_seed(
    connection: &mut SqliteConnection,
    seeds: Seeds,
    id: &str,
) -> Result<(), sqlx::Error> {
    let Some(seed) = seeds.by_ulid(id) else {
        return Ok(());
    };
    let inserted = sqlx::query(
        "INSERT OR IGNORE INTO commerceengine_users
             (id, seed_index, session, is_anonymous, is_deleted, record)
         VALUES (?, ?, '', FALSE, FALSE, ?)",
    )
    .bind(id)
    .bind(i64::try_from(seed.index()).unwrap_or(i64::MAX))
    .bind(encode_record(&Record::of_seed(seed))?)
    .execute(&mut *connection)
    .await?;
    if inserted.rows_affected() == 1 {
        let address = Address::of_seed(seed);
        address_records::insert(connection, id, &seed.address_ulid(), &address).await?;
    }
    Ok(())
}

/// Stores a changed user.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE commerceengine_users SET record = ? WHERE id = ?")
        .bind(encode_record(record)?)
        .bind(&record.id)
        .execute(connection)
        .await?;
    Ok(())
}

/// Removes a user, and the customer it is the primary user of.
pub(super) async fn remove(connection: &mut SqliteConnection, id: &str) -> Result<(), sqlx::Error> {
    // The row stays, so that a seeded customer stays deleted.
    sqlx::query("UPDATE commerceengine_users SET is_deleted = TRUE WHERE id = ?")
        .bind(id)
        .execute(&mut *connection)
        .await?;
    sqlx::query("DELETE FROM commerceengine_addresses WHERE customer_id = ?")
        .bind(id)
        .execute(connection)
        .await?;
    Ok(())
}
