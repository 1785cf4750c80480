//! Users.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::HeaderMap;

use super::auth::Caller;
use super::failure::Failure;
use super::responses::{Envelope, NoContent, User, UserContent, empty_response};
use super::state::CommerceEngine;
use super::{records, requests};
use crate::http::body::json_object;

pub(super) async fn get(
    State(engine): State<Arc<CommerceEngine>>,
    Path(user): Path<String>,
    Caller {
        session,
        mut transaction,
    }: Caller,
) -> Result<Response, Failure> {
    let record = engine.user(&mut transaction, &session, &user).await?;
    Ok(Envelope::of(
        "the user was found",
        &UserContent {
            user: User::of(&record, engine.reading),
        },
    ))
}

pub(super) async fn update(
    State(engine): State<Arc<CommerceEngine>>,
    Path(user): Path<String>,
    Caller {
        session,
        mut transaction,
    }: Caller,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut fields = json_object(&headers, &body)?;
    let mut record = engine
        .user_for_update(&mut transaction, &session, &user)
        .await?;
    requests::user(&mut fields, &mut record);
    fields.finish().map_err(Failure::invalid)?;

    record.touch();
    records::update(&mut transaction, &record).await?;
    transaction.commit().await?;
    Ok(Envelope::of(
        "the user was updated",
        &UserContent {
            user: User::of(&record, engine.reading),
        },
    ))
}

pub(super) async fn delete(
    State(engine): State<Arc<CommerceEngine>>,
    Path(user): Path<String>,
    Caller {
        session,
        mut transaction,
    }: Caller,
) -> Result<Response, Failure> {
    let record = engine
        .user_for_update(&mut transaction, &session, &user)
        .await?;
    records::remove(&mut transaction, &record.id).await?;
    transaction.commit().await?;
    Ok(empty_response(
        engine.reading,
        "the user was deleted",
        NoContent::Missing,
    ))
}

pub(super) async fn deactivate(
    State(engine): State<Arc<CommerceEngine>>,
    Path(user): Path<String>,
    Caller {
        session,
        mut transaction,
    }: Caller,
) -> Result<Response, Failure> {
    let mut record = engine
        .user_for_update(&mut transaction, &session, &user)
        .await?;
    record.is_active = false;
    record.touch();
    records::update(&mut transaction, &record).await?;
    transaction.commit().await?;
    Ok(empty_response(
        engine.reading,
        "the user was deactivated",
        NoContent::EmptyObject,
    ))
}
