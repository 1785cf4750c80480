//! The tables.

/// `record` holds a row as JSON text; amounts in it are strings, so that no digit is lost. The
/// other columns are for queries. A row with a `seed_index` is a seeded customer that was changed.
pub(super) const TABLES: &[&str] = &[
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
