//! Finding the customer of a request, and changing it.

use sqlx::SqliteConnection;

use super::failure::Failure;
use super::records::{self, Record};
use super::state::Komerza;

/// The response where a customer is not there.
pub(super) fn no_such_customer() -> Failure {
    Failure::not_found("there is no such customer")
}

impl Komerza {
    /// The customer with this id.
    pub(super) async fn customer(
        &self,
        connection: &mut SqliteConnection,
        id: &str,
    ) -> Result<Record, Failure> {
        records::by_id(connection, self.seeds, id)
            .await?
            .ok_or_else(no_such_customer)
    }

    /// Changes and stores the customer with this id. The caller commits.
    pub(super) async fn change(
        &self,
        connection: &mut SqliteConnection,
        id: &str,
        change: impl FnOnce(&mut Record),
    ) -> Result<Record, Failure> {
        let mut record = self.customer(connection, id).await?;
        change(&mut record);
        records::update(connection, self.seeds, &record).await?;
        Ok(record)
    }
}
