//! Create, get and find.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::{HeaderMap, StatusCode};

use super::auth::{KomerzaScope, authorize};
use super::failure::Failure;
use super::lookup::no_such_customer;
use super::records::{self, Record};
use super::responses::{Customer, Envelope, PublicCustomer};
use super::state::Komerza;
use crate::http::body::json_object;
use crate::http::formats;
use crate::http::response;
use crate::reading::Reading;

pub(super) async fn create(
    State(komerza): State<Arc<Komerza>>,
    Path(store): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersCreate)?;
    let mut fields = json_object(&headers, &body)?;
    let email = fields.required_text("emailAddress", formats::email_of_256_characters);
    fields.finish().map_err(Failure::invalid)?;

    let record = Record::new(email);
    if !records::insert(&komerza.pool, komerza.seeds, komerza.matching, &record).await? {
        return Err(Failure::conflict(
            "the customer exists and is linked to the store",
        ));
    }
    komerza.host.count_create();
    Ok(response::json(
        StatusCode::OK,
        &Envelope::of(Customer::of(&record)),
    ))
}

pub(super) async fn get(
    State(komerza): State<Arc<Komerza>>,
    Path((store, customer)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersView)?;
    let mut connection = komerza.pool.acquire().await?;
    let record = records::by_id(&mut connection, komerza.seeds, &customer).await?;
    public_customer(record, komerza.reading)
}

pub(super) async fn find_by_email(
    State(komerza): State<Arc<Komerza>>,
    Path((store, email)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersView)?;
    let mut connection = komerza.pool.acquire().await?;
    let record =
        records::by_email(&mut connection, komerza.seeds, komerza.matching, &email).await?;
    public_customer(record, komerza.reading)
}

fn public_customer(record: Option<Record>, reading: Reading) -> Result<Response, Failure> {
    let record = record.ok_or_else(no_such_customer)?;
    Ok(response::json(
        StatusCode::OK,
        &Envelope::of(PublicCustomer::of(&record, reading)),
    ))
}
