//! Access and refresh tokens. They look like the provider's, and are kept in the state, so they survive a restart.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use hyper::HeaderMap;
use serde::Serialize;
use sqlx::{Row, SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::CommerceEngine;
use super::answers::{Envelope, User};
use super::customers::json_object;
use super::failure::Failure;
use super::records::{self, Record};
use crate::access::COMMERCEENGINE_API_KEY;
use crate::clock;
use crate::forms;
use crate::request::bearer;

/// The chain of tokens that every sandbox begins with.
const LOGGED_IN_SESSION: &str = "sandbox";
/// The user whose tokens these are. It stands for the store's staff: it is no customer.
const LOGGED_IN_USER: &str = "01K0SANDB0XVSER00000000001";
const LOGGED_IN_REFRESH_TOKEN: &str = "sandbox-refresh-token";
/// The first of January 2100.
const FAR: i64 = 4_102_444_800;

/// An access token and the refresh token beside it.
#[derive(Clone, Serialize)]
pub(crate) struct Pair {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
}

/// Whose token it is.
#[derive(Clone, Debug)]
pub(super) struct Session {
    /// The chain of tokens, from one start or log-in through all refreshes.
    pub(super) name: String,
    pub(super) is_anonymous: bool,
    pub(super) user_id: String,
}

#[derive(Serialize)]
struct Header {
    alg: &'static str,
    typ: &'static str,
}

#[derive(Serialize)]
struct Claims<'a> {
    sub: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
    is_anonymous: bool,
    is_logged_in: bool,
}

/// Three base64url parts. The signature says nothing: a token is known by being kept.
fn access_token(session: &Session, id: &str, issued: i64, expires: i64) -> String {
    let part =
        |json: Result<Vec<u8>, serde_json::Error>| URL_SAFE_NO_PAD.encode(json.unwrap_or_default());
    let header = serde_json::to_vec(&Header {
        alg: "HS256",
        typ: "JWT",
    });
    let claims = serde_json::to_vec(&Claims {
        sub: &session.user_id,
        iat: issued,
        exp: expires,
        jti: id,
        is_anonymous: session.is_anonymous,
        is_logged_in: !session.is_anonymous,
    });
    let signature = format!("{id:0<32.32}");
    [
        part(header),
        part(claims),
        URL_SAFE_NO_PAD.encode(signature),
    ]
    .join(".")
}

async fn keep(
    connection: &mut SqliteConnection,
    session: &Session,
    pair: &Pair,
    expires: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT OR IGNORE INTO commerceengine_access_tokens
             (token, session, is_anonymous, user_id, expires_at) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(&pair.access_token)
    .bind(&session.name)
    .bind(session.is_anonymous)
    .bind(&session.user_id)
    .bind(expires)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT OR IGNORE INTO commerceengine_refresh_tokens (token, session, is_spent)
         VALUES (?, ?, FALSE)",
    )
    .bind(&pair.refresh_token)
    .bind(&session.name)
    .execute(connection)
    .await?;
    Ok(())
}

async fn new_pair(
    connection: &mut SqliteConnection,
    session: &Session,
    lifetime: Duration,
) -> Result<Pair, sqlx::Error> {
    let now = clock::unix_seconds();
    let expires = now.saturating_add_unsigned(lifetime.as_secs());
    let id = Uuid::new_v4().simple().to_string();
    let pair = Pair {
        access_token: access_token(session, &id, now, expires),
        refresh_token: format!("refresh-{}", Uuid::new_v4().simple()),
    };
    keep(connection, session, &pair, expires).await?;
    Ok(pair)
}

/// The tokens that a sandbox is started with: always the same, as long as no lifetime was asked for
/// and the refresh token was not spent.
pub(crate) async fn pair_at_start(
    pool: &SqlitePool,
    lifetime: Option<Duration>,
) -> Result<Pair, sqlx::Error> {
    let session = Session {
        name: LOGGED_IN_SESSION.to_owned(),
        is_anonymous: false,
        user_id: LOGGED_IN_USER.to_owned(),
    };
    let mut transaction = pool.begin().await?;
    let pair = if let Some(lifetime) = lifetime {
        new_pair(&mut transaction, &session, lifetime).await?
    } else {
        let mut pair = Pair {
            access_token: access_token(&session, "sandbox", 0, FAR),
            refresh_token: LOGGED_IN_REFRESH_TOKEN.to_owned(),
        };
        keep(&mut transaction, &session, &pair, FAR).await?;
        let is_spent: bool = sqlx::query_scalar(
            "SELECT is_spent FROM commerceengine_refresh_tokens WHERE token = ?",
        )
        .bind(&pair.refresh_token)
        .fetch_one(&mut *transaction)
        .await?;
        if is_spent {
            let fresh = new_pair(&mut transaction, &session, Duration::ZERO).await?;
            pair.refresh_token = fresh.refresh_token;
        }
        pair
    };
    transaction.commit().await?;
    Ok(pair)
}

/// Makes every access token one that has ended.
pub(crate) async fn expire_all(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE commerceengine_access_tokens SET expires_at = 0")
        .execute(pool)
        .await?;
    Ok(())
}

async fn session_of(
    connection: &mut SqliteConnection,
    headers: &HeaderMap,
) -> Result<Option<(Session, i64)>, sqlx::Error> {
    let Some(token) = bearer(headers) else {
        return Ok(None);
    };
    let row = sqlx::query(
        "SELECT session, is_anonymous, user_id, expires_at
         FROM commerceengine_access_tokens WHERE token = ?",
    )
    .bind(token)
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        let session = Session {
            name: row.try_get(0)?,
            is_anonymous: row.try_get(1)?,
            user_id: row.try_get(2)?,
        };
        Ok((session, row.try_get(3)?))
    })
    .transpose()
}

/// Lets a request in, or says why not.
pub(super) async fn admit(
    connection: &mut SqliteConnection,
    headers: &HeaderMap,
) -> Result<Session, Failure> {
    match session_of(connection, headers).await? {
        None => Err(Failure::unauthorized(
            "the access token is missing or wrong",
        )),
        Some((_, expires)) if expires <= clock::unix_seconds() => {
            Err(Failure::unauthorized("the access token has ended"))
        }
        Some((session, _)) => Ok(session),
    }
}

#[derive(Serialize)]
struct Started<'a> {
    user: User<'a>,
    #[serde(flatten)]
    pair: Pair,
}

/// `POST /auth/anonymous`
pub(super) async fn anonymous(
    State(engine): State<Arc<CommerceEngine>>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let key = headers.get("x-api-key").and_then(|key| key.to_str().ok());
    if key != Some(COMMERCEENGINE_API_KEY) {
        return Err(Failure::unauthorized("the store's key is missing or wrong"));
    }
    let session_name = Uuid::new_v4().simple().to_string();
    let record = Record::anonymous();
    let session = Session {
        name: session_name,
        is_anonymous: true,
        user_id: record.id.clone(),
    };
    let mut transaction = engine.pool.begin().await?;
    records::insert(&mut transaction, &session.name, &record).await?;
    let pair = new_pair(&mut transaction, &session, engine.access_token_lifetime).await?;
    transaction.commit().await?;
    Ok(Envelope::of(
        "an anonymous session was started",
        &Started {
            user: User::of(&record),
            pair,
        },
    ))
}

/// `POST /auth/refresh-token`: the old access token stands in the header, ended or not, and is of the same session.
pub(super) async fn refresh(
    State(engine): State<Arc<CommerceEngine>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let (session, _) = session_of(&mut transaction, &headers)
        .await?
        .ok_or_else(|| Failure::unauthorized("the access token is missing or wrong"))?;
    let mut fields = json_object(&headers, &body)?;
    let token = fields.required_text("refresh_token", forms::filled);
    fields.finish().map_err(Failure::invalid)?;

    let spent = sqlx::query(
        "UPDATE commerceengine_refresh_tokens SET is_spent = TRUE
         WHERE token = ? AND session = ? AND NOT is_spent",
    )
    .bind(&token)
    .bind(&session.name)
    .execute(&mut *transaction)
    .await?;
    if spent.rows_affected() == 0 {
        return Err(Failure::unauthorized(
            "the refresh token is unknown or spent",
        ));
    }
    let pair = new_pair(&mut transaction, &session, engine.access_token_lifetime).await?;
    transaction.commit().await?;
    Ok(Envelope::of("the tokens were refreshed", &pair))
}
