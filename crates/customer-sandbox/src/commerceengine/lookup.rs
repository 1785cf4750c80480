//! Finding the user or customer of a request.

use sqlx::SqliteConnection;

use super::failure::Failure;
use super::records::{self, Record};
use super::session::Session;
use super::state::CommerceEngine;

impl CommerceEngine {
    /// A user that the session may see; each user is also a customer.
    pub(super) async fn user(
        &self,
        connection: &mut SqliteConnection,
        session: &Session,
        id: &str,
    ) -> Result<Record, Failure> {
        records::by_id(connection, self.seeds, session, id)
            .await?
            .ok_or_else(|| Failure::not_found("there is no such user or customer"))
    }

    /// The same for an update; a seeded user is stored first.
    pub(super) async fn user_for_update(
        &self,
        connection: &mut SqliteConnection,
        session: &Session,
        id: &str,
    ) -> Result<Record, Failure> {
        let record = self.user(connection, session, id).await?;
        records::store_seed(connection, self.seeds, id).await?;
        Ok(record)
    }
}
