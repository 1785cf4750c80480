//! The `customers` command.
fn main() {}
