//! Issuing access and refresh tokens. They are signed, but looked up in the database, so they survive a restart.

use std::time::Duration;

use serde::Serialize;
use sqlx::{SqliteConnection, SqlitePool};
use uuid::Uuid;

use super::jwt;
use super::records::{self, Record};
use super::session::{LOGGED_IN_SESSION, LOGGED_IN_USER, Session};
use crate::access::COMMERCEENGINE_STORE_ID;
use crate::clock;

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

/// Issues a pair that begins now.
pub(super) async fn new_pair(
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
