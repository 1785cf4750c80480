//! Finding the customer of a request, and changing it.

use axum::response::Response;
use hyper::StatusCode;
use sqlx::SqliteConnection;

use super::auth::Mode;
use super::failure::Failure;
use super::records::{self, Record};
use super::responses::Customer;
use super::state::KohortPay;
use crate::http::response;

impl KohortPay {
    /// The customer with this id, if it is of this mode.
    pub(super) async fn customer(
        &self,
        connection: &mut SqliteConnection,
        mode: Mode,
        id: &str,
    ) -> Result<Record, Failure> {
        records::by_id(connection, self.seeds, mode, id)
            .await?
            .ok_or_else(|| Failure::not_found("there is no such customer"))
    }

    /// Changes and stores a customer, and answers with it.
    pub(super) async fn change(
        &self,
        mode: Mode,
        id: &str,
        status: StatusCode,
        change: impl FnOnce(&mut Record),
    ) -> Result<Response, Failure> {
        let mut transaction = self.pool.begin().await?;
        let mut record = self.customer(&mut transaction, mode, id).await?;
        change(&mut record);
        record.touch();
        records::update(&mut transaction, self.seeds, self.matching, &record).await?;
        transaction.commit().await?;
        Ok(response::json(status, &Customer::of(&record)))
    }
}
