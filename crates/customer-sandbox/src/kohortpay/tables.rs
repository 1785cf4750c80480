//! The tables.

/// `record` holds a row as JSON text; amounts in it are strings, so that no digit is lost. The
/// other columns are for queries. A row with a `seed_index` is a seeded customer that was changed.
pub(super) const TABLES: &[&str] = &[
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
];

/// Empties those of customers and of what belongs to them.
pub(super) const CLEAR: &[&str] = &["DELETE FROM kohortpay_customers"];
