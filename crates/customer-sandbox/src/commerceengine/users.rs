//! Users.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use hyper::HeaderMap;

use super::CommerceEngine;
use super::answers::{Envelope, User, UserContent};
use super::failure::Failure;
use super::{records, tokens};

pub(super) async fn get(
    State(engine): State<Arc<CommerceEngine>>,
    Path(user): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let mut connection = engine.pool.acquire().await?;
    let session = tokens::admit(&mut connection, &headers).await?;
    let record = records::by_id(&mut connection, engine.seeds, &session, &user)
        .await?
        .ok_or_else(|| Failure::not_found("there is no such user"))?;
    Ok(Envelope::of(
        "the user was found",
        &UserContent {
            user: User::of(&record),
        },
    ))
}
