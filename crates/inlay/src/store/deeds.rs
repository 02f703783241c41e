//! What was done because somebody asked for it once.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use super::row::Column;
use super::{Scope, StoreError, statement};
use crate::seal::Place;

/// How long a deed is remembered.
const KEPT: TimeDelta = TimeDelta::days(7);

/// Which deed it is: the digest of a key that whoever asks has made up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeedKey([u8; 32]);

/// What stands in the way of doing it.
#[derive(Clone, Debug)]
pub enum Claim {
    /// Nothing: it is the caller's to do.
    Ours(Turn),
    /// Somebody is at it.
    Busy,
    /// It is done; what came of it.
    Done(String),
}

/// The right to do a deed, for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    key: DeedKey,
    tries: i64,
    /// When it was first begun.
    pub begun_at: DateTime<Utc>,
    /// Whether an earlier try, should its answer be lost, has ended by now.
    pub is_settled: bool,
}

impl DeedKey {
    /// Of parts that together are new for each deed: a click's key, the place of an effect.
    #[must_use]
    pub fn new(parts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        for part in parts {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part.as_bytes());
        }
        Self(digest.finalize().into())
    }
}

impl Turn {
    /// Which try this is that may be executed; the first is 1.
    #[must_use]
    pub fn number(&self) -> u32 {
        u32::try_from(self.tries).unwrap_or(u32::MAX)
    }
}

impl Scope<'_> {
    /// Takes a deed, for so long at most.
    ///
    /// # Errors
    /// [`StoreError`], also when what came of it cannot be opened.
    pub async fn claim_deed(&self, key: DeedKey, lease: Duration) -> Result<Claim, StoreError> {
        let now = self.now();
        let until = now + i64::try_from(lease.as_millis()).unwrap_or(i64::MAX / 2);
        let taken: Option<(i64, i64, i64)> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::CLAIM_DEED)
                .bind(self.portal)
                .bind(key.0.as_slice())
                .bind(now)
                .bind(until)
                .fetch_optional(pool)
                .await?
        });
        let column = Column { table: "deeds" };
        if let Some((tries, begun_at, settles_at)) = taken {
            if tries == 1 {
                self.prune_deeds(now).await?;
            }
            return Ok(Claim::Ours(Turn {
                key,
                tries,
                begun_at: column.moment("begun_at", begun_at)?,
                is_settled: settles_at <= now,
            }));
        }
        let row: Option<(Option<Vec<u8>>,)> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::DEED)
                .bind(self.portal)
                .bind(key.0.as_slice())
                .fetch_optional(pool)
                .await?
        });
        match row {
            Some((Some(sealed),)) => {
                let outcome = column.open("outcome", &sealed, self.member_id, &self.store.keys)?;
                Ok(Claim::Done(outcome))
            }
            _ => Ok(Claim::Busy),
        }
    }

    /// It is done, and this came of it. `false`: somebody else has taken it meanwhile.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_deed(&self, turn: &Turn, outcome: &str) -> Result<bool, StoreError> {
        let place = Place::column("deeds", "outcome", self.member_id);
        let sealed = self.store.seal(&place, outcome);
        let ended = on!(self.store.engine, pool => {
            sqlx::query(statement::END_DEED)
                .bind(self.portal)
                .bind(turn.key.0.as_slice())
                .bind(turn.tries)
                .bind(sealed.as_slice())
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(ended == 1)
    }

    /// Nobody knows whether it was done; in so long the portal is not at work on it any more.
    ///
    /// # Errors
    /// [`StoreError`]; the lease ends by itself.
    pub async fn lose_deed(&self, turn: &Turn, settles_in: Duration) -> Result<(), StoreError> {
        let settles_in = i64::try_from(settles_in.as_millis()).unwrap_or(i64::MAX / 2);
        on!(self.store.engine, pool => {
            sqlx::query(statement::LOSE_DEED)
                .bind(self.portal)
                .bind(turn.key.0.as_slice())
                .bind(turn.tries)
                .bind(self.now() + settles_in)
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// It was not done by this try.
    ///
    /// # Errors
    /// [`StoreError`]; the lease ends by itself.
    pub async fn undo_deed(&self, turn: &Turn) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement::UNDO_DEED)
                .bind(self.portal)
                .bind(turn.key.0.as_slice())
                .bind(turn.tries)
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    async fn prune_deeds(&self, now: i64) -> Result<(), StoreError> {
        on!(self.store.engine, pool => {
            sqlx::query(statement::PRUNE_DEEDS)
                .bind(self.portal)
                .bind(now - KEPT.num_milliseconds())
                .execute(pool)
                .await?;
        });
        Ok(())
    }
}
