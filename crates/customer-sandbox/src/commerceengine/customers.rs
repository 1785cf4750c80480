//! Customers.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::HeaderMap;
use sqlx::SqliteConnection;

use super::failure::Failure;
use super::records::{self, Record};
use super::responses::{CustomerContent, CustomerDetail, Envelope};
use super::state::CommerceEngine;
use super::tokens::Session;
use super::{requests, tokens};
use crate::http::fields::{Fields, Presence};
use crate::http::request;
use crate::provider::Provider;
use crate::store::identifiers;

pub(super) async fn create(
    State(engine): State<Arc<CommerceEngine>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let session = tokens::admit(&mut transaction, &headers).await?;
    let mut fields = json_object(&headers, &body)?;
    let business = fields.object("business", Presence::Optional, requests::business);
    let address = fields.object("address", Presence::Nullable, requests::address_with_id);
    fields.finish().map_err(Failure::invalid)?;

    let record = Record::new(business, address.as_ref());
    records::insert(&mut transaction, &session.name, &record).await?;
    if let Some(address) = &address {
        let id = identifiers::ulid();
        records::insert_address(&mut transaction, &record.id, &id, address).await?;
    }
    transaction.commit().await?;
    engine.commits.add(Provider::CommerceEngine);
    Ok(Envelope::of(
        "the customer was created",
        &CustomerContent {
            customer_detail: CustomerDetail::of(&record),
        },
    ))
}

pub(super) async fn update(
    State(engine): State<Arc<CommerceEngine>>,
    Path(customer): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let mut transaction = engine.pool.begin().await?;
    let session = tokens::admit(&mut transaction, &headers).await?;
    let mut fields = json_object(&headers, &body)?;
    let business = fields.object("business", Presence::Required, requests::business);
    fields.finish().map_err(Failure::invalid)?;

    let mut record = engine
        .user_to_change(&mut transaction, &session, &customer)
        .await?;
    record.business = business;
    record.touch();
    records::update(&mut transaction, &record).await?;
    transaction.commit().await?;
    Ok(Envelope::of(
        "the customer was updated",
        &CustomerContent {
            customer_detail: CustomerDetail::of(&record),
        },
    ))
}

impl CommerceEngine {
    /// A user that the session may see, which is a customer too.
    pub(super) async fn user(
        &self,
        connection: &mut SqliteConnection,
        session: &Session,
        id: &str,
    ) -> Result<Record, Failure> {
        records::by_id(connection, self.seeds, session, id)
            .await?
            .ok_or_else(|| Failure::not_found("there is no such user or customer"))
    }

    /// The same, to be changed; a seeded one is kept from now on.
    pub(super) async fn user_to_change(
        &self,
        connection: &mut SqliteConnection,
        session: &Session,
        id: &str,
    ) -> Result<Record, Failure> {
        let record = self.user(connection, session, id).await?;
        records::keep_seed(connection, self.seeds, id).await?;
        Ok(record)
    }
}

/// The body of a request, which has to be JSON and say so.
pub(super) fn json_object<'a>(headers: &HeaderMap, body: &'a Bytes) -> Result<Fields<'a>, Failure> {
    if !request::is_json(headers) {
        return Err(Failure::bad_request(
            "the body must be sent as application/json",
        ));
    }
    Fields::of_body(body).map_err(Failure::invalid)
}
