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
use crate::hosting::Host;

/// The first of January 2100.
const FIXED_EXPIRY: i64 = 4_102_444_800;
/// The default lifetime of an access token.
const ACCESS_LIFETIME: Duration = Duration::from_hours(1);
/// The default lifetime of a refresh token.
const REFRESH_LIFETIME: Duration = Duration::from_hours(30 * 24);
/// The channel claim of every token.
const CHANNEL: &str = "sandbox";

/// How long tokens are valid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lifetimes {
    /// Of an access token.
    pub(super) access: Duration,
    /// Of a refresh token.
    pub(super) refresh: Duration,
}

impl Lifetimes {
    pub(super) fn of(host: &Host) -> Self {
        Self {
            access: host.access_token_lifetime().unwrap_or(ACCESS_LIFETIME),
            refresh: host.refresh_token_lifetime().unwrap_or(REFRESH_LIFETIME),
        }
    }
}

/// An access token and its refresh token.
#[derive(Clone, Serialize)]
pub(crate) struct Pair {
    pub(crate) access_token: String,
    pub(crate) refresh_token: String,
}

/// The claims of an access token. They describe the user at the time of issue.
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
    /// Makes every token unique.
    jti: &'a str,
}

/// The claims of a refresh token.
#[derive(Serialize)]
struct RefreshClaims<'a> {
    ulid: &'a str,
    iat: i64,
    exp: i64,
    jti: &'a str,
}

/// When a token is issued and when it expires, in seconds since 1970.
#[derive(Clone, Copy)]
struct Validity {
    issued: i64,
    expires: i64,
}

impl Validity {
    fn from_now(lifetime: Duration) -> Self {
        let issued = clock::unix_seconds();
        Self {
            issued,
            expires: issued.saturating_add_unsigned(lifetime.as_secs()),
        }
    }

    /// The same in every sandbox.
    const FIXED: Self = Self {
        issued: 0,
        expires: FIXED_EXPIRY,
    };
}

fn access_token(
    session: &Session,
    user: Option<&Record>,
    id: &str,
    validity: Validity,
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
        iat: validity.issued,
        exp: validity.expires,
        jti: id,
    })
}

fn refresh_token(session: &Session, id: &str, validity: Validity) -> Result<String, sqlx::Error> {
    jwt::signed(&RefreshClaims {
        ulid: &session.user_id,
        iat: validity.issued,
        exp: validity.expires,
        jti: id,
    })
}

async fn store_pair(
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

/// Issues and stores a pair.
async fn issue(
    connection: &mut SqliteConnection,
    session: &Session,
    id: &str,
    access: Validity,
    refresh: Validity,
) -> Result<Pair, sqlx::Error> {
    let user = records::stored(connection, &session.user_id).await?;
    let pair = Pair {
        access_token: access_token(session, user.as_ref(), id, access)?,
        refresh_token: refresh_token(session, id, refresh)?,
    };
    store_pair(connection, session, &pair, access.expires).await?;
    Ok(pair)
}

/// Issues a pair that begins now.
pub(super) async fn new_pair(
    connection: &mut SqliteConnection,
    session: &Session,
    lifetimes: Lifetimes,
) -> Result<Pair, sqlx::Error> {
    let id = Uuid::new_v4().simple().to_string();
    let access = Validity::from_now(lifetimes.access);
    let refresh = Validity::from_now(lifetimes.refresh);
    issue(connection, session, &id, access, refresh).await
}

/// The tokens that a sandbox starts with: always the same, unless a lifetime was asked for or the refresh
/// token was used.
pub(super) async fn initial_pair(host: &Host) -> Result<Pair, sqlx::Error> {
    let (access, refresh) = (host.access_token_lifetime(), host.refresh_token_lifetime());
    let session = Session {
        name: LOGGED_IN_SESSION.to_owned(),
        is_anonymous: false,
        user_id: LOGGED_IN_USER.to_owned(),
    };
    let mut transaction = host.pool().begin().await?;
    records::insert_staff(&mut transaction).await?;
    let pair = if access.is_none() && refresh.is_none() {
        fixed_pair(&mut transaction, &session).await?
    } else {
        new_initial_pair(&mut transaction, &session, access, refresh).await?
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
        access_token: access_token(session, Some(&staff), "sandbox", Validity::FIXED)?,
        refresh_token: refresh_token(session, "sandbox", Validity::FIXED)?,
    };
    store_pair(connection, session, &pair, FIXED_EXPIRY).await?;
    let is_spent: bool =
        sqlx::query_scalar("SELECT is_spent FROM commerceengine_refresh_tokens WHERE token = ?")
            .bind(&pair.refresh_token)
            .fetch_one(&mut *connection)
            .await?;
    if !is_spent {
        return Ok(pair);
    }
    let fresh = new_initial_pair(connection, session, None, None).await?;
    Ok(Pair {
        access_token: pair.access_token,
        refresh_token: fresh.refresh_token,
    })
}

async fn new_initial_pair(
    connection: &mut SqliteConnection,
    session: &Session,
    access: Option<Duration>,
    refresh: Option<Duration>,
) -> Result<Pair, sqlx::Error> {
    let id = Uuid::new_v4().simple().to_string();
    let validity =
        |lifetime: Option<Duration>| lifetime.map_or(Validity::FIXED, Validity::from_now);
    let (access, refresh) = (validity(access), validity(refresh));
    issue(connection, session, &id, access, refresh).await
}

/// Expires every access token.
pub(super) async fn expire_all(pool: &SqlitePool) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE commerceengine_access_tokens SET expires_at = 0")
        .execute(pool)
        .await?;
    Ok(())
}
