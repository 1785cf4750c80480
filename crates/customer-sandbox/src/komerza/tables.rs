//! The tables.

/// `record` holds a row as JSON text; amounts in it are strings, so that no digit is lost. The
/// other columns are for queries. A row with a `seed_index` is a seeded customer that was changed.
pub(super) const TABLES: &[&str] = &[
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
        note TEXT,
        date_created TEXT NOT NULL,
        UNIQUE (customer_id, ip_address)
    )",
];

/// Empties those of customers and of what belongs to them.
pub(super) const CLEAR: &[&str] = &[
    "DELETE FROM komerza_customers",
    "DELETE FROM komerza_ip_rules",
];
