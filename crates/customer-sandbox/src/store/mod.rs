//! What a sandbox stores: the database and its files, how records are written into it (`records` for stand-ins without tables of
//! their own), how e-mail addresses are compared, the ids of new records, and the count of committed creates. A provider's own tables,
//! and what its records hold, are in the provider's own folder.

pub(crate) mod changed_seeds;
pub(crate) mod commits;
pub(crate) mod database;
pub(crate) mod email_matching;
pub(crate) mod identifiers;
pub(crate) mod private_files;
pub(crate) mod record;
pub(crate) mod records;
