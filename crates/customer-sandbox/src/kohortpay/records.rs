//! Customers as they are stored.

use serde::{Deserialize, Serialize};
use sqlx::{SqliteConnection, SqlitePool};

use super::auth::Mode;
use crate::clock;
use crate::seeds::seed::{Seed, Seeds};
use crate::store::email_matching::EmailMatching;
use crate::store::identifiers;
use crate::store::record::{decode_record, encode_record};

/// A customer. Metadata and addresses are the JSON text that was received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) livemode: bool,
    pub(super) email: String,
    pub(super) first_name: Option<String>,
    pub(super) last_name: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) address: Option<StoredAddress>,
    pub(super) shipping_address: Option<StoredAddress>,
    pub(super) metadata: Option<String>,
    pub(super) locale: Option<String>,
    pub(super) client_reference_id: Option<String>,
    pub(super) created_at: String,
    pub(super) updated_at: String,
    pub(super) updated_by: String,
    pub(super) blocked_at: Option<String>,
    pub(super) deleted_at: Option<String>,
}

/// An address, which no response contains.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StoredAddress {
    pub(super) id: String,
    pub(super) text: String,
}

/// The user that owns the API keys.
pub(super) const USER: &str = "usr_sandbox";
/// The organization of both modes.
pub(super) const ORGANIZATION: &str = "org_sandbox";

impl Record {
    pub(super) fn of_seed(seed: Seed) -> Self {
        let created = clock::in_milliseconds(seed.created());
        Self {
            id: seed.prefixed_id("cus"),
            livemode: false,
            email: seed.email(),
            first_name: Some(seed.first_name().to_owned()),
            last_name: Some(seed.last_name().to_owned()),
            phone: Some(format!("+91{}", seed.ten_digits())),
            address: None,
            shipping_address: None,
            metadata: None,
            locale: None,
            client_reference_id: None,
            created_at: created.clone(),
            updated_at: created,
            updated_by: USER.to_owned(),
            blocked_at: None,
            deleted_at: None,
        }
    }

    /// What a search looks at.
    fn searched(&self, matching: EmailMatching) -> String {
        let name = [
            self.first_name.as_deref().unwrap_or_default(),
            self.last_name.as_deref().unwrap_or_default(),
        ];
        let phone = self.phone.as_deref().unwrap_or_default();
        let fields = [&self.email, name[0], name[1], phone, &self.id];
        fields.map(|field| matching.searched(field)).join("\n")
    }

    /// Marks it as changed now.
    pub(super) fn touch(&mut self) {
        self.updated_at = clock::now_in_milliseconds();
        USER.clone_into(&mut self.updated_by);
    }
}

impl StoredAddress {
    pub(super) fn new(text: &str) -> Self {
        Self {
            id: identifiers::prefixed("adr_"),
            text: text.to_owned(),
        }
    }
}

pub(super) async fn insert(
    pool: &SqlitePool,
    matching: EmailMatching,
    record: &Record,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO kohortpay_customers (id, livemode, searched, record) VALUES (?, ?, ?, ?)",
    )
    .bind(&record.id)
    .bind(record.livemode)
    .bind(record.searched(matching))
    .bind(encode_record(record)?)
    .execute(pool)
    .await?;
    Ok(())
}

/// The seeds of a mode: the live one has none.
pub(super) fn seeds_of(mode: Mode, seeds: Seeds) -> Seeds {
    match mode {
        Mode::Test => seeds,
        Mode::Live => Seeds::default(),
    }
}

/// The customer with this id in this mode.
pub(super) async fn by_id(
    connection: &mut SqliteConnection,
    seeds: Seeds,
    mode: Mode,
    id: &str,
) -> Result<Option<Record>, sqlx::Error> {
    let seed = seeds_of(mode, seeds).by_prefixed_id(id);
    let stored: Option<String> = sqlx::query_scalar(
        "SELECT record FROM kohortpay_customers
         WHERE id = ? AND livemode = ? AND (seed_index IS NULL OR ?)",
    )
    .bind(id)
    .bind(mode.is_live())
    .bind(seed.is_some())
    .fetch_optional(connection)
    .await?;
    match stored {
        Some(text) => decode_record(&text).map(Some),
        None => Ok(seed.map(Record::of_seed)),
    }
}

/// Stores a changed customer.
pub(super) async fn update(
    connection: &mut SqliteConnection,
    seeds: Seeds,
    matching: EmailMatching,
    record: &Record,
) -> Result<(), sqlx::Error> {
    let seed_index = seeds
        .by_prefixed_id(&record.id)
        .and_then(|seed| i64::try_from(seed.index()).ok());
    sqlx::query(
        "INSERT INTO kohortpay_customers (id, seed_index, livemode, searched, record)
         VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET record = excluded.record",
    )
    .bind(&record.id)
    .bind(seed_index)
    .bind(record.livemode)
    .bind(record.searched(matching))
    .bind(encode_record(record)?)
    .execute(connection)
    .await?;
    Ok(())
}
