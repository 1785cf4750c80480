//! Records of stand-ins that have no tables of their own: JSON by collection and id.

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::{Row, Sqlite, SqlitePool, Transaction};

use super::database::signed;
use super::record::{decode_record, encode_record};
use crate::provider::Provider;

/// The sandbox's state cannot be read or written, or a record is not what was asked for.
#[derive(Debug, thiserror::Error)]
#[error("the sandbox's records cannot be used")]
pub struct RecordError {
    #[source]
    source: sqlx::Error,
}

impl RecordError {
    fn new(source: sqlx::Error) -> Self {
        Self { source }
    }
}

/// The records of one stand-in, in memory or in the sandbox's file. A record is anything that serde can make JSON of; it is found by the
/// name of its collection and an id.
///
/// ```
/// use customer_sandbox::{RecordError, Records};
///
/// /// Adds a plant, unless there is one of the name.
/// async fn add(records: &Records, name: &str) -> Result<bool, RecordError> {
///     let mut transaction = records.begin().await?;
///     let is_new = transaction.insert("plants", name, &serde_json::json!({ "name": name })).await?;
///     transaction.commit().await?;
///     Ok(is_new)
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Records {
    pool: SqlitePool,
    provider: Provider,
}

impl Records {
    pub(crate) fn new(pool: SqlitePool, provider: Provider) -> Self {
        Self { pool, provider }
    }

    /// Begins a transaction, once no other is open in the sandbox: what is read in it stays so until it ends.
    ///
    /// # Errors
    ///
    /// [`RecordError`].
    pub async fn begin(&self) -> Result<RecordTransaction, RecordError> {
        let transaction = self.pool.begin().await.map_err(RecordError::new)?;
        Ok(RecordTransaction {
            transaction,
            provider: self.provider,
        })
    }

    /// Removes every record of this stand-in.
    ///
    /// # Errors
    ///
    /// [`RecordError`].
    pub async fn clear(&self) -> Result<(), RecordError> {
        sqlx::query("DELETE FROM records WHERE provider = ?")
            .bind(self.provider.name())
            .execute(&self.pool)
            .await
            .map_err(RecordError::new)?;
        Ok(())
    }
}

/// Reads and writes that belong together. Nothing is kept unless it is [committed](Self::commit).
#[derive(Debug)]
pub struct RecordTransaction {
    transaction: Transaction<'static, Sqlite>,
    provider: Provider,
}

impl RecordTransaction {
    /// Adds a record. False, and nothing is changed, where the collection has one of this id.
    ///
    /// # Errors
    ///
    /// [`RecordError`].
    pub async fn insert<T: Serialize + ?Sized>(
        &mut self,
        collection: &str,
        id: &str,
        record: &T,
    ) -> Result<bool, RecordError> {
        let statement = "INSERT INTO records (provider, collection, id, record) VALUES (?, ?, ?, ?)
                         ON CONFLICT (provider, collection, id) DO NOTHING";
        self.write(statement, collection, id, encode_record(record))
            .await
    }

    /// Adds a record, or replaces the one of this id, which keeps its place in the collection.
    ///
    /// # Errors
    ///
    /// [`RecordError`].
    pub async fn put<T: Serialize + ?Sized>(
        &mut self,
        collection: &str,
        id: &str,
        record: &T,
    ) -> Result<(), RecordError> {
        let statement = "INSERT INTO records (provider, collection, id, record) VALUES (?, ?, ?, ?)
                         ON CONFLICT (provider, collection, id) DO UPDATE SET record = excluded.record";
        self.write(statement, collection, id, encode_record(record))
            .await
            .map(drop)
    }

    async fn write(
        &mut self,
        statement: &'static str,
        collection: &str,
        id: &str,
        record: Result<String, sqlx::Error>,
    ) -> Result<bool, RecordError> {
        let written = sqlx::query(statement)
            .bind(self.provider.name())
            .bind(collection)
            .bind(id)
            .bind(record.map_err(RecordError::new)?)
            .execute(&mut *self.transaction)
            .await
            .map_err(RecordError::new)?;
        Ok(written.rows_affected() == 1)
    }

    /// The record of this id.
    ///
    /// # Errors
    ///
    /// [`RecordError`], also where the record is none of this type.
    pub async fn get<T: DeserializeOwned>(
        &mut self,
        collection: &str,
        id: &str,
    ) -> Result<Option<T>, RecordError> {
        let record: Option<String> = sqlx::query_scalar(
            "SELECT record FROM records WHERE provider = ? AND collection = ? AND id = ?",
        )
        .bind(self.provider.name())
        .bind(collection)
        .bind(id)
        .fetch_optional(&mut *self.transaction)
        .await
        .map_err(RecordError::new)?;
        record
            .map(|text| decode_record(&text))
            .transpose()
            .map_err(RecordError::new)
    }

    /// Removes a record. False where there is none of this id.
    ///
    /// # Errors
    ///
    /// [`RecordError`].
    pub async fn remove(&mut self, collection: &str, id: &str) -> Result<bool, RecordError> {
        let removed =
            sqlx::query("DELETE FROM records WHERE provider = ? AND collection = ? AND id = ?")
                .bind(self.provider.name())
                .bind(collection)
                .bind(id)
                .execute(&mut *self.transaction)
                .await
                .map_err(RecordError::new)?;
        Ok(removed.rows_affected() == 1)
    }

    /// Every record of a collection with its id, in the order in which they were added.
    ///
    /// # Errors
    ///
    /// [`RecordError`], also where a record is none of this type.
    pub async fn list<T: DeserializeOwned>(
        &mut self,
        collection: &str,
    ) -> Result<Vec<(String, T)>, RecordError> {
        self.page(collection, 0, u64::MAX).await
    }

    /// The `take` records after the first `skip` of a collection, in the order in which they were added.
    ///
    /// # Errors
    ///
    /// [`RecordError`], also where a record is none of this type.
    pub async fn page<T: DeserializeOwned>(
        &mut self,
        collection: &str,
        skip: u64,
        take: u64,
    ) -> Result<Vec<(String, T)>, RecordError> {
        let rows = sqlx::query(
            "SELECT id, record FROM records WHERE provider = ? AND collection = ?
             ORDER BY sequence LIMIT ? OFFSET ?",
        )
        .bind(self.provider.name())
        .bind(collection)
        .bind(signed(take))
        .bind(signed(skip))
        .fetch_all(&mut *self.transaction)
        .await
        .map_err(RecordError::new)?;
        rows.iter()
            .map(|row| Ok((row.try_get(0)?, decode_record(row.try_get(1)?)?)))
            .collect::<Result<_, sqlx::Error>>()
            .map_err(RecordError::new)
    }

    /// How many records a collection has.
    ///
    /// # Errors
    ///
    /// [`RecordError`].
    pub async fn count(&mut self, collection: &str) -> Result<u64, RecordError> {
        let count: i64 = sqlx::query_scalar(
            "SELECT count(*) FROM records WHERE provider = ? AND collection = ?",
        )
        .bind(self.provider.name())
        .bind(collection)
        .fetch_one(&mut *self.transaction)
        .await
        .map_err(RecordError::new)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Keeps what was written.
    ///
    /// # Errors
    ///
    /// [`RecordError`].
    pub async fn commit(self) -> Result<(), RecordError> {
        self.transaction.commit().await.map_err(RecordError::new)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::database;
    use super::*;

    #[tokio::test]
    async fn records_are_kept_by_stand_in_collection_and_id_once_committed() {
        let pool = database::open(None).await.unwrap();
        let records = Records::new(pool.clone(), Provider::KOMERZA);
        let others = Records::new(pool, Provider::KOHORTPAY);

        let mut open = records.begin().await.unwrap();
        assert!(open.insert("plants", "a", "one").await.unwrap());
        assert!(open.insert("plants", "b", "two").await.unwrap());
        assert!(open.insert("stones", "a", "three").await.unwrap());
        assert!(!open.insert("plants", "a", "again").await.unwrap());
        open.put("plants", "a", "changed").await.unwrap();
        open.commit().await.unwrap();

        let mut open = records.begin().await.unwrap();
        open.put("plants", "c", "dropped").await.unwrap();
        drop(open);

        let mut open = records.begin().await.unwrap();
        let plant = |id: &str, text: &str| (id.to_owned(), text.to_owned());
        let all = open.list::<String>("plants").await.unwrap();
        assert_eq!(all, [plant("a", "changed"), plant("b", "two")]);
        let page = open.page::<String>("plants", 1, 5).await.unwrap();
        assert_eq!(page, [plant("b", "two")]);
        assert_eq!(open.count("plants").await.unwrap(), 2);
        assert!(open.get::<u8>("plants", "a").await.is_err());
        assert_eq!(open.get::<String>("plants", "c").await.unwrap(), None);
        assert!(open.remove("plants", "a").await.unwrap());
        assert!(!open.remove("plants", "a").await.unwrap());
        open.commit().await.unwrap();

        let mut open = others.begin().await.unwrap();
        assert_eq!(open.count("plants").await.unwrap(), 0);
        open.put("plants", "z", "ours").await.unwrap();
        open.commit().await.unwrap();
        records.clear().await.unwrap();
        let mut open = records.begin().await.unwrap();
        assert_eq!(open.count("plants").await.unwrap(), 0);
        assert_eq!(open.count("stones").await.unwrap(), 0);
        drop(open);
        let mut open = others.begin().await.unwrap();
        assert_eq!(open.count("plants").await.unwrap(), 1);
    }
}
