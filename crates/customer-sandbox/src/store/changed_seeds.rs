//! Seeded customers that were changed, and so are stored.

use std::collections::HashMap;

use serde::de::DeserializeOwned;
use sqlx::{QueryBuilder, Row, Sqlite, SqliteConnection};

use super::database::signed;
use super::record::decode_record;
use crate::seeds::listing::Slot;

/// The seeded customers of a page that were changed, by index, from the table of a provider.
pub(crate) async fn changed_seeds<R: DeserializeOwned>(
    connection: &mut SqliteConnection,
    table: &str,
    slots: &[Slot],
) -> Result<HashMap<u64, R>, sqlx::Error> {
    let indexes = slots.iter().filter_map(|slot| match slot {
        Slot::Seeded(index) => Some(*index),
        Slot::Stored => None,
    });
    let (Some(least), Some(most)) = (indexes.clone().min(), indexes.max()) else {
        return Ok(HashMap::new());
    };
    let mut query = QueryBuilder::<Sqlite>::new("SELECT seed_index, record FROM ");
    query.push(table).push(" WHERE seed_index BETWEEN ");
    query
        .push_bind(signed(least))
        .push(" AND ")
        .push_bind(signed(most));
    let rows = query.build().fetch_all(connection).await?;
    rows.iter()
        .map(|row| {
            let index = u64::try_from(row.try_get::<i64, _>(0)?).unwrap_or_default();
            Ok((index, decode_record(row.try_get(1)?)?))
        })
        .collect()
}
