//! Block, unblock and IP rules.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use hyper::{HeaderMap, StatusCode};
use serde::Serialize;
use sqlx::Row;

use super::auth::{KomerzaScope, authorize};
use super::failure::Failure;
use super::records::Record;
use super::responses::{Envelope, empty_response};
use super::state::Komerza;
use crate::access::KOMERZA_STORE_ID;
use crate::clock;
use crate::http::body::json_object;
use crate::http::fields::Presence;
use crate::http::formats;
use crate::http::response;
use crate::reading::Reading;
use crate::store::identifiers;

type Target = Path<(String, String)>;

/// Blocks a customer, and its IP address if that is asked for. The response is the list of added rules.
pub(super) async fn block(
    State(komerza): State<Arc<Komerza>>,
    Path((store, customer)): Target,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersUpdate)?;
    let mut fields = json_object(&headers, &body)?;
    let note = fields.text("note", Presence::Nullable, formats::any);
    let block_known_ips = fields.boolean("blockKnownIps", Presence::Required);
    fields.finish().map_err(Failure::invalid)?;

    let mut transaction = komerza.pool.begin().await?;
    let record = komerza
        .change(&mut transaction, &customer, |record| {
            record.is_blocked = true;
            record.blocked_note = note;
            record.blocked_at = Some(clock::now_in_seconds());
        })
        .await?;
    let mut made = None;
    if block_known_ips == Some(true) {
        let rule = IpRule::of(&record);
        let inserted = sqlx::query(
            "INSERT OR IGNORE INTO komerza_ip_rules (id, customer_id, ip_address, note, date_created)
             VALUES (?, ?, ?, ?, ?)",
        )
        .bind(&rule.id)
        .bind(&record.id)
        .bind(&rule.data)
        .bind(&rule.note)
        .bind(&rule.date_created)
        .execute(&mut *transaction)
        .await?;
        // An address that is blocked already gets no second rule.
        made = Some(if inserted.rows_affected() == 1 {
            vec![rule]
        } else {
            Vec::new()
        });
    }
    transaction.commit().await?;
    Ok(match (made, komerza.reading) {
        (Some(rules), Reading::Both | Reading::Newer) => {
            response::json(StatusCode::OK, &Envelope::of(rules))
        }
        _ => empty_response(),
    })
}

/// Unblocks a customer, and its IP addresses if that is asked for.
pub(super) async fn unblock(
    State(komerza): State<Arc<Komerza>>,
    Path((store, customer)): Target,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::CustomersUpdate)?;
    let mut fields = json_object(&headers, &body)?;
    let remove_rules = fields.boolean("removeAssociatedIpRules", Presence::Required);
    fields.finish().map_err(Failure::invalid)?;

    let mut transaction = komerza.pool.begin().await?;
    let record = komerza
        .change(&mut transaction, &customer, |record| {
            record.is_blocked = false;
            record.blocked_note = None;
            record.blocked_at = None;
        })
        .await?;
    if remove_rules == Some(true) {
        sqlx::query("DELETE FROM komerza_ip_rules WHERE customer_id = ?")
            .bind(&record.id)
            .execute(&mut *transaction)
            .await?;
    }
    transaction.commit().await?;
    Ok(empty_response())
}

/// The `type` of every rule in the sandbox.
const KIND: &str = "IpAddress";

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IpRule {
    id: String,
    date_created: String,
    #[serde(rename = "type")]
    kind: &'static str,
    data: String,
    note: Option<String>,
    is_enabled: bool,
    store_id: &'static str,
}

impl IpRule {
    /// A new rule for the IP address of a customer.
    fn of(record: &Record) -> Self {
        Self {
            id: identifiers::uuid(),
            date_created: clock::now_in_seconds(),
            kind: KIND,
            data: record.ip_address.clone(),
            note: record.blocked_note.clone(),
            is_enabled: true,
            store_id: KOMERZA_STORE_ID,
        }
    }
}

/// The blocked IP addresses of a customer.
pub(super) async fn ip_rules(
    State(komerza): State<Arc<Komerza>>,
    Path((store, customer)): Target,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    authorize(&headers, &store, KomerzaScope::BlacklistView)?;
    let mut connection = komerza.pool.acquire().await?;
    let record = komerza.customer(&mut connection, &customer).await?;
    let rows = sqlx::query(
        "SELECT id, date_created, ip_address, note FROM komerza_ip_rules
         WHERE customer_id = ? ORDER BY sequence",
    )
    .bind(&record.id)
    .fetch_all(&mut *connection)
    .await?;
    let rules = rows
        .iter()
        .map(|row| {
            Ok(IpRule {
                id: row.try_get(0)?,
                date_created: row.try_get(1)?,
                kind: KIND,
                data: row.try_get(2)?,
                note: row.try_get(3)?,
                is_enabled: true,
                store_id: KOMERZA_STORE_ID,
            })
        })
        .collect::<Result<Vec<IpRule>, sqlx::Error>>()?;
    Ok(match komerza.reading {
        Reading::Both | Reading::Newer => response::json(StatusCode::OK, &Envelope::of(rules)),
        Reading::Reference => empty_response(),
    })
}
