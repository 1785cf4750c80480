//! What a sandbox stores: the database and its files, how records are written into it, how e-mail addresses are
//! compared, the ids of new records, and the count of committed creates. What a provider's records hold is in the
//! provider's own folder.

pub(crate) mod changed_seeds;
pub(crate) mod commits;
pub(crate) mod database;
pub(crate) mod email_matching;
pub(crate) mod identifiers;
pub(crate) mod private_files;
pub(crate) mod record;
