//! Create and get.

use std::sync::Arc;

use axum::extract::{Path, RawQuery, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::{HeaderMap, StatusCode};

use super::auth::admit;
use super::failure::Failure;
use super::responses::Customer;
use super::state::KohortPay;
use super::{listing, records, requests};
use crate::http::query::Query;
use crate::http::request;
use crate::http::response;
use crate::provider::Provider;

pub(super) async fn create(
    State(kohortpay): State<Arc<KohortPay>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let world = admit(&headers)?;
    require_json(&headers)?;
    let record =
        requests::create(&body, world.is_live()).map_err(|problems| Failure::invalid(&problems))?;
    records::insert(&kohortpay.pool, kohortpay.matching, &record).await?;
    kohortpay.commits.add(Provider::KohortPay);
    Ok(response::json(StatusCode::CREATED, &Customer::of(&record)))
}

pub(super) async fn get(
    State(kohortpay): State<Arc<KohortPay>>,
    Path(customer): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let world = admit(&headers)?;
    let mut query = Query::of(query.as_deref());
    listing::expand(&mut query);
    query
        .finish()
        .map_err(|problems| Failure::invalid(&problems))?;
    let mut connection = kohortpay.pool.acquire().await?;
    let record = records::by_id(&mut connection, kohortpay.seeds, world, &customer)
        .await?
        .ok_or_else(no_such_customer)?;
    Ok(response::json(StatusCode::OK, &Customer::of(&record)))
}

pub(super) fn no_such_customer() -> Failure {
    Failure::not_found("there is no such customer")
}

pub(super) fn require_json(headers: &HeaderMap) -> Result<(), Failure> {
    if request::is_json(headers) {
        Ok(())
    } else {
        Err(Failure::bad_request(
            "the body must be sent as application/json",
        ))
    }
}
