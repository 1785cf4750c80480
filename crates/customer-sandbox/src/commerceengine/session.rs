//! Sessions: the chain of tokens of one user, as the database holds them.

use hyper::HeaderMap;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection};

use crate::http::request::bearer_token;

/// The name of the session that every sandbox starts with.
pub(super) const LOGGED_IN_SESSION: &str = "sandbox";
/// The user of that session: one of the store's staff.
pub(super) const LOGGED_IN_USER: &str = "01K0SANDB0XVSER00000000001";
/// The session of a token.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The same for all tokens from one start or log-in through all refreshes.
    pub(super) name: String,
    pub(super) is_anonymous: bool,
    pub(super) user_id: String,
}

impl Session {
    /// A session from a row that begins with its three columns.
    fn of_row(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        Ok(Self {
            name: row.try_get(0)?,
            is_anonymous: row.try_get(1)?,
            user_id: row.try_get(2)?,
        })
    }
}

/// The session of the access token in a request's headers, and when that token expires.
pub(super) async fn of_access_token(
    connection: &mut SqliteConnection,
    headers: &HeaderMap,
) -> Result<Option<(Session, i64)>, sqlx::Error> {
    let Some(token) = bearer_token(headers) else {
        return Ok(None);
    };
    let row = sqlx::query(
        "SELECT session, is_anonymous, user_id, expires_at
         FROM commerceengine_access_tokens WHERE token = ?",
    )
    .bind(token)
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((Session::of_row(&row)?, row.try_get(3)?)))
        .transpose()
}

/// The session of a refresh token, and whether it is spent.
pub(super) async fn of_refresh_token(
    connection: &mut SqliteConnection,
    token: &str,
) -> Result<Option<(Session, bool)>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT refresh.session, access.is_anonymous, access.user_id, refresh.is_spent
         FROM commerceengine_refresh_tokens AS refresh
         JOIN commerceengine_access_tokens AS access ON access.session = refresh.session
         WHERE refresh.token = ? LIMIT 1",
    )
    .bind(token)
    .fetch_optional(connection)
    .await?;
    row.map(|row| Ok((Session::of_row(&row)?, row.try_get(3)?)))
        .transpose()
}
