//! The database: SQLite, in memory or in a file.

use std::path::Path;
use std::time::Duration;

use sqlx::ConnectOptions;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};

use crate::error::Error;

/// The version of the tables, of which each stand-in makes its own.
const LAYOUT: i64 = 2;

/// The migration from version 1: Komerza's IP rules have a note.
const FROM_LAYOUT_1: &str = "ALTER TABLE komerza_ip_rules ADD COLUMN note TEXT";

/// The records of stand-ins that have no tables of their own.
const RECORDS: &str = "CREATE TABLE IF NOT EXISTS records (
        sequence INTEGER PRIMARY KEY AUTOINCREMENT,
        provider TEXT NOT NULL,
        collection TEXT NOT NULL,
        id TEXT NOT NULL,
        record TEXT NOT NULL,
        UNIQUE (provider, collection, id)
    )";

/// Opens the database. All requests share one connection, so that they run in order.
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
    if !(0..=LAYOUT).contains(&found) {
        return Err(Error::Layout {
            found,
            expected: LAYOUT,
        });
    }
    if found == 1 {
        sqlx::query(FROM_LAYOUT_1)
            .execute(&mut *transaction)
            .await?;
    }
    sqlx::query(RECORDS).execute(&mut *transaction).await?;
    // A pragma takes no parameters.
    sqlx::query("PRAGMA user_version = 2")
        .execute(&mut *transaction)
        .await?;
    transaction.commit().await?;
    Ok(pool)
}

/// A number as SQLite has it.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Executes statements that belong together: those that make tables, or empty them.
pub(crate) async fn execute_all(
    pool: &SqlitePool,
    statements: &[&'static str],
) -> Result<(), sqlx::Error> {
    let mut transaction = pool.begin().await?;
    for statement in statements {
        sqlx::query(*statement).execute(&mut *transaction).await?;
    }
    transaction.commit().await
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test]
    async fn a_file_of_the_previous_layout_is_migrated() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("sandbox.sqlite");
        let options = SqliteConnectOptions::new()
            .filename(&file)
            .create_if_missing(true);
        let older = SqlitePool::connect_with(options).await.unwrap();
        for statement in [
            "CREATE TABLE komerza_ip_rules (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                id TEXT NOT NULL UNIQUE,
                customer_id TEXT NOT NULL,
                ip_address TEXT NOT NULL,
                date_created TEXT NOT NULL,
                UNIQUE (customer_id, ip_address)
            )",
            "INSERT INTO komerza_ip_rules (id, customer_id, ip_address, date_created)
             VALUES ('a', 'b', '127.0.0.1', '2026-01-01T00:00:00Z')",
            "PRAGMA user_version = 1",
        ] {
            sqlx::query(statement).execute(&older).await.unwrap();
        }
        older.close().await;

        for _ in 0..2 {
            let pool = open(Some(&file)).await.unwrap();
            let rule: (String, Option<String>) =
                sqlx::query_as("SELECT ip_address, note FROM komerza_ip_rules")
                    .fetch_one(&pool)
                    .await
                    .unwrap();
            assert_eq!(rule, ("127.0.0.1".to_owned(), None));
            pool.close().await;
        }
    }
}
