//! Customers as they are stored.

use serde::{Deserialize, Serialize};
use sqlx::{SqliteConnection, SqlitePool};

use crate::clock;
use crate::seeds::seed::{Seed, Seeds};
use crate::store::email_matching::{self, EmailMatching};
use crate::store::identifiers;
use crate::store::record::{decode_record, encode_record};

/// A customer of the store. The balance is the text that was received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record {
    pub(super) id: String,
    pub(super) store_data_id: String,
    pub(super) email: String,
    pub(super) ip_address: String,
    pub(super) date_created: String,
    pub(super) balance: String,
    pub(super) is_blocked: bool,
    pub(super) blocked_note: Option<String>,
    pub(super) blocked_at: Option<String>,
    pub(super) stripe_customer_id: Option<String>,
    pub(super) affiliate: Option<Affiliate>,
}

/// A customer's affiliate account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Affiliate {
    pub(super) id: String,
    pub(super) code: String,
}

impl Record {
    /// A new customer, created from this machine.
    pub(super) fn new(email: String) -> Self {
        Self {
            id: identifiers::uuid(),
            store_data_id: identifiers::uuid(),
            email,
            ip_address: "127.0.0.1".to_owned(),
            date_created: clock::now_in_seconds(),
            balance: "0".to_owned(),
            is_blocked: false,
            blocked_note: None,
            blocked_at: None,
            stripe_customer_id: None,
            affiliate: None,
        }
    }

    pub(super) fn of_seed(seed: Seed) -> Self {
        Self {
            id: seed.uuid(),
            store_data_id: seed.related_uuid(1),
            email: seed.email(),
            ip_address: seed.ip_address(),
            date_created: clock::in_seconds(seed.created()),
            balance: seed.balance(),
            is_blocked: false,
            blocked_note: None,
            blocked_at: None,
            stripe_customer_id: seed.stripe_customer_id(),
            affiliate: seed.affiliate_code().map(|code| Affiliate {
                id: seed.related_uuid(2),
                code,
            }),
        }
    }
}

/// Adds a customer. False if the e-mail address has one already.
pub(super) async fn insert(
    pool: &SqlitePool,
    seeds: Seeds,
    matching: EmailMatching,
    record: &Record,
) -> Result<bool, sqlx::Error> {
    if seed_by_email(seeds, matching, &record.email).is_some() {
        return Ok(false);
    }
    let inserted = sqlx::query(
        "INSERT INTO komerza_customers (id, email, ip_address, balance_order, is_blocked, record)
         VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING",
    )
    .bind(&record.id)
    .bind(matching.key(&record.email))
    .bind(&record.ip_address)
    .bind(super::decimal_order::order_of(&record.balance))
    .bind(record.is_blocked)
    .bind(encode_record(record)?)
    .execute(pool)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

/// The customer with this id.
pub(super) async fn by_id(
    connection: &mut SqliteConnection,
    seeds: Seeds,
    id: &str,
) -> Result<Option<Record>, sqlx::Error> {
    let id = id.to_ascii_lowercase();
    let seed = seeds.by_uuid(&id);
    let stored: Option<String> = sqlx::query_scalar(
        "SELECT record FROM komerza_customers WHERE id = ? AND (seed_index IS NULL OR ?)",
    )
    .bind(&id)
    .bind(seed.is_some())
    .fetch_optional(connection)
    .await?;
    match stored {
        Some(text) => decode_record(&text).map(Some),
        None => Ok(seed.map(Record::of_seed)),
    }
}

/// The seeded customer with this e-mail address.
fn seed_by_email(seeds: Seeds, matching: EmailMatching, email: &str) -> Option<Seed> {
    seeds
        .by_email(email)
        .filter(|seed| matching.key(&seed.email()) == matching.key(email))
}

/// The customer with this e-mail address.
pub(super) async fn by_email(
    connection: &mut SqliteConnection,
    seeds: Seeds,
    matching: EmailMatching,
    email: &str,
) -> Result<Option<Record>, sqlx::Error> {
    let seed = seed_by_email(seeds, matching, email);
    let stored: Option<String> = sqlx::query_scalar(
        "SELECT record FROM komerza_customers WHERE email = ? AND (seed_index IS NULL OR ?)",
    )
    .bind(matching.key(email))
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
    record: &Record,
) -> Result<(), sqlx::Error> {
    let seed_index = seeds
        .by_uuid(&record.id)
        .and_then(|seed| i64::try_from(seed.index()).ok());
    sqlx::query(
        "INSERT INTO komerza_customers
             (id, seed_index, email, ip_address, balance_order, is_blocked, record)
         VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET
             balance_order = excluded.balance_order,
             is_blocked = excluded.is_blocked,
             record = excluded.record",
    )
    .bind(&record.id)
    .bind(seed_index)
    // The update does not change the address of a stored customer; a seeded one has one spelling.
    .bind(email_matching::folded(&record.email))
    .bind(&record.ip_address)
    .bind(super::decimal_order::order_of(&record.balance))
    .bind(record.is_blocked)
    .bind(encode_record(record)?)
    .execute(connection)
    .await?;
    Ok(())
}
