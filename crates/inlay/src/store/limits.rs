//! Limits shared through the store, for processes that share no Redis.

use std::time::Duration;

use bitrix24::limit::{Buckets, BucketsError, Pending, Slot, Terms};
use sqlx::Row;

use super::engine::Engine;
use super::statement::{BOOK_SLOT, FILL_BUCKET, GIVE_BACK_SLOT};
use super::{Store, StoreError};

impl Store {
    /// The buckets of all portals, shared by every process with this store.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            engine: self.engine.clone(),
        }
    }
}

/// Buckets in the table `limits`. Each step is one statement, by the database's clock.
///
/// On PostgreSQL a booking does not wait for the disk. On SQLite it does, as everything there, and
/// for the one writer: where a single process uses the store, a limiter in memory is faster.
#[derive(Clone, Debug)]
pub struct Limits {
    engine: Engine,
}

impl Limits {
    async fn step(&self, terms: Terms, portal: &str) -> Result<Slot, StoreError> {
        let (booked, level): (bool, i64) = on!(self.engine, pool => {
            let row = sqlx::query(BOOK_SLOT)
                .bind(portal)
                .bind(micros(terms.interval))
                .bind(micros(terms.room + terms.ahead))
                .bind(micros(terms.ceiling))
                .fetch_one(pool)
                .await?;
            (row.try_get(0)?, row.try_get(1)?)
        });
        let level = Duration::from_micros(u64::try_from(level).unwrap_or_default());
        Ok(terms.slot(booked, level))
    }

    async fn change(
        &self,
        statement: &'static str,
        portal: &str,
        by: Duration,
    ) -> Result<(), StoreError> {
        on!(self.engine, pool => sqlx::query(statement)
            .bind(portal)
            .bind(micros(by))
            .execute(pool)
            .await
            .map(drop)?);
        Ok(())
    }
}

impl Buckets for Limits {
    fn book<'a>(&'a self, portal: &'a str, terms: Terms) -> Pending<'a, Slot> {
        Box::pin(async move { self.step(terms, portal).await.map_err(BucketsError::new) })
    }

    fn give_back<'a>(&'a self, portal: &'a str, by: Duration) -> Pending<'a, ()> {
        let done = self.change(GIVE_BACK_SLOT, portal, by);
        Box::pin(async move { done.await.map_err(BucketsError::new) })
    }

    fn fill<'a>(&'a self, portal: &'a str, level: Duration) -> Pending<'a, ()> {
        let done = self.change(FILL_BUCKET, portal, level);
        Box::pin(async move { done.await.map_err(BucketsError::new) })
    }
}

/// Nobody waits for longer than the integer holds.
fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
