//! The last good answers of the accounting systems, sealed.

use std::time::Duration;

use bitrix24::MemberId;
use chrono::{DateTime, Utc};
use zeroize::Zeroizing;

use super::engine::Engine;
use super::{Store, StoreError, statement};
use crate::seal::{Keyring, Place};

const TABLE: &str = "snapshots";
/// The index of keyed digests.
const KEYS: &str = "snapshots.key";

impl Store {
    /// The answers of all portals, each reached by its portal.
    #[must_use]
    pub fn snapshots(&self) -> Snapshots {
        Snapshots {
            engine: self.engine.clone(),
            keys: self.keys.clone(),
        }
    }
}

/// Answers in the table `snapshots`, by portal and by the digest of what was asked.
#[derive(Clone, Debug)]
pub struct Snapshots {
    engine: Engine,
    keys: Keyring,
}

/// An answer to be kept.
#[derive(Debug)]
pub struct NewSnapshot {
    /// A digest of what was asked.
    pub reading: [u8; 32],
    pub read_at: DateTime<Utc>,
    /// How long after that it may be shown.
    pub keep_for: Duration,
    /// The answer, to be sealed.
    pub answer: Vec<u8>,
}

/// How much of one portal is kept.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    pub rows: i64,
    /// Of sealed answers.
    pub bytes: i64,
}

impl Snapshots {
    /// The answer to a reading; none of a portal that uninstalled us.
    ///
    /// # Errors
    /// [`StoreError`], also when it cannot be opened.
    pub async fn find(
        &self,
        portal: i64,
        reading: &[u8; 32],
    ) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        for key in self.keys.digests(KEYS, &named(portal, reading)) {
            let found: Option<(String, Vec<u8>)> = on!(self.engine, pool => {
                sqlx::query_as(statement::SNAPSHOT)
                    .bind(portal)
                    .bind(key.as_slice())
                    .fetch_optional(pool)
                    .await?
            });
            if let Some((owner, answer)) = found {
                let owner = member_id(owner)?;
                let opened = self.keys.open(&place(&owner), &answer);
                let opened = opened.map_err(|source| StoreError::Sealed {
                    table: TABLE,
                    column: "answer",
                    source,
                })?;
                return Ok(Some(opened));
            }
        }
        Ok(None)
    }

    /// Keeps answers of one portal, all or none; nothing of one that uninstalled us.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn keep(&self, portal: i64, answers: &[NewSnapshot]) -> Result<(), StoreError> {
        let Some(owner) = self.owner(portal).await? else {
            return Ok(());
        };
        let sealed: Vec<_> = answers
            .iter()
            .map(|new| self.seal(portal, &owner, new))
            .collect();
        on!(self.engine, pool => {
            let mut transaction = pool.begin().await?;
            for row in &sealed {
                sqlx::query(statement::KEEP_SNAPSHOT)
                    .bind(portal)
                    .bind(row.key.as_slice())
                    .bind(row.answer.as_slice())
                    .bind(row.read_at)
                    .bind(row.keep_until)
                    .execute(&mut *transaction)
                    .await?;
            }
            transaction.commit().await?;
        });
        Ok(())
    }

    /// Drops what nobody may show any more, of every portal, and what is beyond the bounds of
    /// these.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune(
        &self,
        portals: impl IntoIterator<Item = i64>,
        bounds: Bounds,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        on!(self.engine, pool => {
            sqlx::query(statement::PRUNE_SNAPSHOTS)
                .bind(now.timestamp_millis())
                .execute(pool)
                .await?;
            for portal in portals {
                sqlx::query(statement::TRIM_SNAPSHOTS)
                    .bind(portal)
                    .bind(bounds.rows)
                    .bind(bounds.bytes)
                    .execute(pool)
                    .await?;
            }
        });
        Ok(())
    }

    /// Whose number this is.
    async fn owner(&self, portal: i64) -> Result<Option<MemberId>, StoreError> {
        let name: Option<String> = on!(self.engine, pool => {
            sqlx::query_scalar(statement::SNAPSHOT_OWNER).bind(portal).fetch_optional(pool).await?
        });
        name.map(member_id).transpose()
    }

    fn seal(&self, portal: i64, owner: &MemberId, new: &NewSnapshot) -> Sealed {
        let name = named(portal, &new.reading);
        let mut keys = self.keys.digests(KEYS, &name);
        let read_at = new.read_at.timestamp_millis();
        let keep_for = i64::try_from(new.keep_for.as_millis()).unwrap_or(i64::MAX);
        Sealed {
            // A ring has a key.
            key: keys.next().unwrap_or_default(),
            answer: self.keys.seal(&place(owner), &new.answer),
            read_at,
            keep_until: read_at.saturating_add(keep_for),
        }
    }
}

/// A row as it is bound to a statement.
struct Sealed {
    key: [u8; 32],
    answer: Vec<u8>,
    read_at: i64,
    keep_until: i64,
}

fn place(owner: &MemberId) -> Place<'_> {
    Place::column(TABLE, "answer", owner)
}

/// What a row's key is a digest of: two portals that ask the same have nothing in common here.
fn named(portal: i64, reading: &[u8; 32]) -> Vec<u8> {
    [&portal.to_be_bytes()[..], reading].concat()
}

fn member_id(name: String) -> Result<MemberId, StoreError> {
    MemberId::try_from(name).map_err(|source| StoreError::Unreadable {
        table: "portals",
        column: "member_id",
        source: source.into(),
    })
}
