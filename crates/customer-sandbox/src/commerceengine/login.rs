//! The endpoints that give tokens: anonymous sessions and refreshes.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use bytes::Bytes;
use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;
use serde::Serialize;
use uuid::Uuid;

use super::failure::Failure;
use super::jwt;
use super::records::{self, Record};
use super::responses::{Envelope, User};
use super::session::{self, Session};
use super::state::CommerceEngine;
use super::tokens::{Pair, new_pair};
use crate::access::COMMERCEENGINE_API_KEY;
use crate::clock;
use crate::http::body::json_object;
use crate::http::formats;

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

/// `POST /auth/refresh-token`: the body is enough. An old access token in the header, expired or not,
/// has to be of the same session.
pub(super) async fn refresh(
    State(engine): State<Arc<CommerceEngine>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let bearer_token = session::of_access_token(&mut transaction, &headers).await?;
    if bearer_token.is_none() && headers.contains_key(AUTHORIZATION) {
        return Err(Failure::unauthorized("the access token is wrong"));
    }
    let mut fields = json_object(&headers, &body)?;
    let token = fields.required_text("refresh_token", formats::not_blank);
    fields.finish().map_err(Failure::invalid)?;

    let (session, is_spent) = session::of_refresh_token(&mut transaction, &token)
        .await?
        .ok_or_else(|| Failure::not_found("there is no such refresh token"))?;
    if is_spent {
        return Err(Failure::bad_request("the refresh token was used already"));
    }
    if jwt::expires_at(&token).is_some_and(|end| end <= clock::unix_seconds()) {
        return Err(Failure::bad_request("the refresh token has expired"));
    }
    if bearer_token.is_some_and(|(bearer_token, _)| bearer_token.name != session.name) {
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
