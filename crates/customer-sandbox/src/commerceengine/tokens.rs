//! Access and refresh tokens. They are signed, but known by being kept in the state, so they survive a restart.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde::Serialize;
use sqlx::{Row, SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::customers::json_object;
use super::failure::Failure;
use super::jwt;
use super::records::{self, Record};
use super::responses::{Envelope, User};
use super::state::CommerceEngine;
use crate::access::{COMMERCEENGINE_API_KEY, COMMERCEENGINE_STORE_ID};
use crate::clock;
use crate::http::formats;
use crate::http::request::bearer;

/// The chain of tokens that every sandbox begins with.
pub(super) const LOGGED_IN_SESSION: &str = "sandbox";
/// The user whose tokens these are: one of the store's staff.
pub(super) const LOGGED_IN_USER: &str = "01K0SANDB0XVSER00000000001";
/// The first of January 2100.
const FAR: i64 = 4_102_444_800;
/// Where users come from, as tokens tell it.
const CHANNEL: &str = "sandbox";

/// How long tokens are good for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lifetimes {
    /// Of an access token.
    pub(crate) access: Duration,
    /// Of a refresh token.
    pub(crate) refresh: Duration,
}

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

/// What an access token says. The user is told of as it is when the token is issued.
#[derive(Serialize)]
struct Claims<'a> {
    ulid: &'a str,
    customer_id: &'a str,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    username: Option<&'a str>,
    first_name: Option<&'a str>,
    last_name: Option<&'a str>,
    store_id: &'a str,
    is_logged_in: bool,
    is_anonymous: bool,
    customer_group_id: Option<&'a str>,
    anonymous_id: Option<&'a str>,
    channel: &'a str,
    iat: i64,
    exp: i64,
    /// No two tokens are the same.
    jti: &'a str,
}

/// What a refresh token says.
#[derive(Serialize)]
struct RefreshClaims<'a> {
    ulid: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
}

/// From when until when a token is good, in seconds since 1970.
#[derive(Clone, Copy)]
struct Span {
    issued: i64,
    ends: i64,
}

impl Span {
    fn from_now(lifetime: Duration) -> Self {
        let issued = clock::unix_seconds();
        Self {
            issued,
            ends: issued.saturating_add_unsigned(lifetime.as_secs()),
        }
    }

    /// The same in every sandbox.
    const FIXED: Self = Self {
        issued: 0,
        ends: FAR,
    };
}

fn access_token(
    session: &Session,
    user: Option<&Record>,
    id: &str,
    span: Span,
) -> Result<String, sqlx::Error> {
    let email = user.and_then(|user| user.email.as_deref());
    jwt::signed(&Claims {
        ulid: &session.user_id,
        customer_id: &session.user_id,
        email,
        phone: user.and_then(|user| user.phone.as_deref()),
        username: email,
        first_name: user.and_then(|user| user.first_name.as_deref()),
        last_name: user.and_then(|user| user.last_name.as_deref()),
        store_id: COMMERCEENGINE_STORE_ID,
        is_logged_in: !session.is_anonymous,
        is_anonymous: session.is_anonymous,
        customer_group_id: user.and_then(|user| user.customer_group_id.as_deref()),
        anonymous_id: session.is_anonymous.then_some(session.user_id.as_str()),
        channel: CHANNEL,
        iat: span.issued,
        exp: span.ends,
        jti: id,
    })
}

fn refresh_token(session: &Session, id: &str, span: Span) -> Result<String, sqlx::Error> {
    jwt::signed(&RefreshClaims {
        ulid: &session.user_id,
        iat: span.issued,
        exp: span.ends,
        jti: id,
    })
}

async fn keep(
    connection: &mut SqliteConnection,
    session: &Session,
    pair: &Pair,
    ends: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT OR IGNORE INTO commerceengine_access_tokens
             (token, session, is_anonymous, user_id, expires_at) VALUES (?, ?, ?, ?, ?)",
    )
    .bind(&pair.access_token)
    .bind(&session.name)
    .bind(session.is_anonymous)
    .bind(&session.user_id)
    .bind(ends)
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

/// Issues a pair. Of the user is told what is kept of it.
async fn issue(
    connection: &mut SqliteConnection,
    session: &Session,
    id: &str,
    access: Span,
    refresh: Span,
) -> Result<Pair, sqlx::Error> {
    let user = records::kept(connection, &session.user_id).await?;
    let pair = Pair {
        access_token: access_token(session, user.as_ref(), id, access)?,
        refresh_token: refresh_token(session, id, refresh)?,
    };
    keep(connection, session, &pair, access.ends).await?;
    Ok(pair)
}

async fn new_pair(
    connection: &mut SqliteConnection,
    session: &Session,
    lifetimes: Lifetimes,
) -> Result<Pair, sqlx::Error> {
    let id = Uuid::new_v4().simple().to_string();
    let access = Span::from_now(lifetimes.access);
    let refresh = Span::from_now(lifetimes.refresh);
    issue(connection, session, &id, access, refresh).await
}

/// How long tokens are good for, where that was asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AskedLifetimes {
    pub(crate) access: Option<Duration>,
    pub(crate) refresh: Option<Duration>,
}

/// The tokens that a sandbox is started with: always the same, as long as no lifetime was asked for
/// and the refresh token was not spent.
pub(crate) async fn pair_at_start(
    pool: &SqlitePool,
    asked: AskedLifetimes,
) -> Result<Pair, sqlx::Error> {
    let session = Session {
        name: LOGGED_IN_SESSION.to_owned(),
        is_anonymous: false,
        user_id: LOGGED_IN_USER.to_owned(),
    };
    let mut transaction = pool.begin().await?;
    records::keep_staff(&mut transaction).await?;
    let pair = if asked.access.is_none() && asked.refresh.is_none() {
        fixed_pair(&mut transaction, &session).await?
    } else {
        pair_of_spans(&mut transaction, &session, asked).await?
    };
    transaction.commit().await?;
    Ok(pair)
}

async fn fixed_pair(
    connection: &mut SqliteConnection,
    session: &Session,
) -> Result<Pair, sqlx::Error> {
    let staff = Record::staff();
    let pair = Pair {
        access_token: access_token(session, Some(&staff), "sandbox", Span::FIXED)?,
        refresh_token: refresh_token(session, "sandbox", Span::FIXED)?,
    };
    keep(connection, session, &pair, FAR).await?;
    let is_spent: bool =
        sqlx::query_scalar("SELECT is_spent FROM commerceengine_refresh_tokens WHERE token = ?")
            .bind(&pair.refresh_token)
            .fetch_one(&mut *connection)
            .await?;
    if !is_spent {
        return Ok(pair);
    }
    let fresh = pair_of_spans(connection, session, AskedLifetimes::default()).await?;
    Ok(Pair {
        access_token: pair.access_token,
        refresh_token: fresh.refresh_token,
    })
}

async fn pair_of_spans(
    connection: &mut SqliteConnection,
    session: &Session,
    asked: AskedLifetimes,
) -> Result<Pair, sqlx::Error> {
    let id = Uuid::new_v4().simple().to_string();
    let span = |lifetime: Option<Duration>| lifetime.map_or(Span::FIXED, Span::from_now);
    let (access, refresh) = (span(asked.access), span(asked.refresh));
    issue(connection, session, &id, access, refresh).await
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
    let pair = new_pair(&mut transaction, &session, engine.lifetimes).await?;
    transaction.commit().await?;
    Ok(Envelope::of(
        "an anonymous session was started",
        &Started {
            user: User::of(&record, engine.reading),
            pair,
        },
    ))
}

/// `POST /auth/refresh-token`: the body is enough. An old access token in the header, ended or not,
/// has to be of the same session.
pub(super) async fn refresh(
    State(engine): State<Arc<CommerceEngine>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let bearer = session_of(&mut transaction, &headers).await?;
    if bearer.is_none() && headers.contains_key(AUTHORIZATION) {
        return Err(Failure::unauthorized("the access token is wrong"));
    }
    let mut fields = json_object(&headers, &body)?;
    let token = fields.required_text("refresh_token", formats::filled);
    fields.finish().map_err(Failure::invalid)?;

    let (session, is_spent) = owner_of(&mut transaction, &token)
        .await?
        .ok_or_else(|| Failure::not_found("there is no such refresh token"))?;
    if is_spent {
        return Err(Failure::bad_request("the refresh token is spent"));
    }
    if jwt::end_of(&token).is_some_and(|end| end <= clock::unix_seconds()) {
        return Err(Failure::bad_request("the refresh token has ended"));
    }
    if bearer.is_some_and(|(bearer, _)| bearer.name != session.name) {
        return Err(Failure::bad_request(
            "access token and refresh token do not belong together",
        ));
    }
    sqlx::query("UPDATE commerceengine_refresh_tokens SET is_spent = TRUE WHERE token = ?")
        .bind(&token)
        .execute(&mut *transaction)
        .await?;
    let pair = new_pair(&mut transaction, &session, engine.lifetimes).await?;
    transaction.commit().await?;
    Ok(Envelope::of("the tokens were refreshed", &pair))
}

/// The session of a refresh token, and whether it is spent.
async fn owner_of(
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
