//! The state: one SQLite database, in memory or in a file.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::Error;

/// The layout of the tables below; another number in a file is another layout.
const LAYOUT: i64 = 1;

/// `record` holds a row as JSON text whose numbers stand as text, so that no digit is lost. The
/// other columns are what is looked up. A row with a `seed_index` is a seeded customer that was changed.
const TABLES: &[&str] = &[
    "CREATE TABLE IF NOT EXISTS komerza_customers (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        seed_index INTEGER UNIQUE,
        email TEXT NOT NULL UNIQUE,
        ip_address TEXT NOT NULL,
        balance_order TEXT NOT NULL,
        is_blocked INTEGER NOT NULL,
        record TEXT NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS komerza_ip_rules (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        customer_id TEXT NOT NULL,
        ip_address TEXT NOT NULL,
        date_created TEXT NOT NULL,
        UNIQUE (customer_id, ip_address)
    )",
    "CREATE TABLE IF NOT EXISTS kohortpay_customers (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        seed_index INTEGER UNIQUE,
        livemode INTEGER NOT NULL,
        searched TEXT NOT NULL,
        record TEXT NOT NULL
    )",
    "CREATE INDEX IF NOT EXISTS kohortpay_customers_world
        ON kohortpay_customers (livemode, seed_index, sequence)",
    "CREATE TABLE IF NOT EXISTS commerceengine_users (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        seed_index INTEGER UNIQUE,
        session TEXT NOT NULL,
        is_anonymous INTEGER NOT NULL,
        is_deleted INTEGER NOT NULL,
        record TEXT NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS commerceengine_addresses (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        customer_id TEXT NOT NULL,
        record TEXT NOT NULL
    )",
    "CREATE INDEX IF NOT EXISTS commerceengine_addresses_customer
        ON commerceengine_addresses (customer_id, sequence)",
    "CREATE TABLE IF NOT EXISTS commerceengine_access_tokens (
        token TEXT PRIMARY KEY,
        session TEXT NOT NULL,
        is_anonymous INTEGER NOT NULL,
        user_id TEXT NOT NULL,
        expires_at INTEGER NOT NULL
    )",
    "CREATE TABLE IF NOT EXISTS commerceengine_refresh_tokens (
        token TEXT PRIMARY KEY,
        session TEXT NOT NULL,
        is_spent INTEGER NOT NULL
    )",
];

/// Opens the state. One connection serves all: what is written is read by whoever asks next, in order.
pub(crate) async fn open(file: Option<&Path>) -> Result<SqlitePool, Error> {
    let options = SqliteConnectOptions::new()
        .busy_timeout(Duration::from_secs(10))
        .disable_statement_logging();
    let options = match file {
        None => options.in_memory(true),
        Some(file) => options
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal),
    };
    let pool = SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    let mut transaction = pool.begin_with("BEGIN IMMEDIATE").await?;
    let found: i64 = sqlx::query_scalar("PRAGMA user_version")
        .fetch_one(&mut *transaction)
        .await?;
    if found != 0 && found != LAYOUT {
        return Err(Error::Layout {
            found,
            expected: LAYOUT,
        });
    }
    for table in TABLES {
        sqlx::query(*table).execute(&mut *transaction).await?;
    }
    // A pragma takes no parameters.
    sqlx::query("PRAGMA user_version = 1")
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(pool)
}

/// Empties the tables of customers and of what belongs to them.
pub(crate) async fn clear_customers(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    for statement in [
        "DELETE FROM komerza_customers",
        "DELETE FROM komerza_ip_rules",
        "DELETE FROM kohortpay_customers",
        "DELETE FROM commerceengine_users",
        "DELETE FROM commerceengine_addresses",
    ] {
        sqlx::query(statement).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}
