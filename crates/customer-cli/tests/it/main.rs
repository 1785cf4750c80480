//! The `customers` command, run.
