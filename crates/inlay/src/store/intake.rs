//! Keeps what portals told us together with the jobs that come of it, before it is acknowledged.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use sqlx::{PgPool, Row, SqlitePool};

use super::engine::Engine;
use super::inbox::INBOX;
use super::job::{row, stand_in_line};
use super::row::id_column;
use super::statement::{self, KEEP_RECEIVED, PUT_JOBS};
use super::step::Argument;
use super::{Digest, Portal, Store, StoreError};
use crate::jobs::Kind;

/// An event or a robot's run, about to be kept.
#[derive(Debug)]
pub struct NewReceived {
    pub portal: Portal,
    pub digest: Digest,
    /// The event's name, or the robot's code.
    pub name: String,
    pub robot: bool,
    /// Whether the application token was the portal's.
    pub proved: bool,
    pub ts: Option<i64>,
    pub user_id: Option<u64>,
    /// Sealed already, see [`Store::seal_content`].
    pub content: Vec<u8>,
    /// The body of the job that comes of it, sealed already, see [`Store::seal_job`].
    pub job: Vec<u8>,
    /// The key of that job.
    pub key: Option<String>,
}

/// Whose delivery it is, and which.
type Delivery = (i64, Digest);

impl NewReceived {
    fn delivery(&self) -> Delivery {
        (self.portal.id, self.digest)
    }

    fn kind(&self) -> Kind {
        Kind::of_received(self.robot)
    }

    fn user_id(&self) -> Result<Option<i64>, StoreError> {
        let user_id = self.user_id.map(|id| id_column("inbox", "user_id", id));
        user_id.transpose()
    }
}

impl Store {
    /// Keeps what arrived, each with the job that comes of it, all or none, and says which of them
    /// are new; the others were here already, or their portal has uninstalled us, and nothing
    /// comes of them. No worker is woken.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was kept.
    pub async fn receive(
        &self,
        arrived: &[NewReceived],
        now: DateTime<Utc>,
    ) -> Result<Vec<bool>, StoreError> {
        // Of two that are the same and arrive together the first is the new one.
        let mut seen = HashSet::with_capacity(arrived.len());
        let first = |new: &&NewReceived| seen.insert(new.delivery());
        let firsts: Vec<&NewReceived> = arrived.iter().filter(first).collect();
        let mut kept = match &self.engine {
            Engine::Sqlite(pool) => {
                let rows = rows(&firsts, now)?;
                let _turn = self.writers_turn().await;
                in_steps(pool, &firsts, rows, now).await?
            }
            Engine::Postgres(pool) => at_once(pool, &firsts, now).await?,
        };
        Ok(arrived
            .iter()
            .map(|new| kept.remove(&new.delivery()))
            .collect())
    }
}

/// The rows of [`KEEP_RECEIVED`]: made before the turn to write has come.
fn rows(arrived: &[&NewReceived], now: DateTime<Utc>) -> Result<Vec<Vec<Argument>>, StoreError> {
    let row = |new: &&NewReceived| {
        Ok(vec![
            Argument::from(new.portal.id),
            new.digest.0.to_vec().into(),
            new.name.as_str().into(),
            new.robot.into(),
            new.proved.into(),
            new.content.clone().into(),
            new.ts.into(),
            new.user_id()?.into(),
            now.timestamp_millis().into(),
        ])
    };
    arrived.iter().map(row).collect()
}

/// One statement after the other, which costs nothing where the database is in the process.
async fn in_steps(
    pool: &SqlitePool,
    arrived: &[&NewReceived],
    rows: Vec<Vec<Argument>>,
    now: DateTime<Utc>,
) -> Result<HashSet<Delivery>, StoreError> {
    let mut transaction = pool.begin().await?;
    let mut served = BTreeMap::new();
    for new in arrived {
        served.insert(new.portal.id, false);
    }
    for (portal, served) in &mut served {
        let line = stand_in_line(*portal, now);
        let rows = query_of!(line).execute(&mut *transaction).await?;
        *served = rows.rows_affected() > 0;
    }
    let kept_for = arrived.iter().map(|new| served[&new.portal.id]);
    let rows = kept_for
        .zip(rows)
        .filter_map(|(served, row)| served.then_some(row));
    let mut kept = HashSet::with_capacity(arrived.len());
    for step in KEEP_RECEIVED.of(rows.collect()) {
        for row in query_of!(step).fetch_all(&mut *transaction).await? {
            kept.insert((row.try_get(0)?, digest(row.try_get(1)?)?));
        }
    }
    // One job for each key.
    let mut keys = HashSet::new();
    let mut jobs = Vec::with_capacity(kept.len());
    for new in arrived {
        let key = new.key.as_ref().map(|key| (new.portal.id, new.robot, key));
        if kept.contains(&new.delivery()) && key.is_none_or(|key| keys.insert(key)) {
            let (key, body) = (new.key.clone(), new.job.clone());
            jobs.push(row(new.portal.id, new.kind(), key, body, now, now));
        }
    }
    for step in PUT_JOBS.of(jobs) {
        query_of!(step).execute(&mut *transaction).await?;
    }
    transaction.commit().await?;
    Ok(kept)
}

/// All of it as one statement: each would be a trip to the database, with the portal's line locked
/// meanwhile.
async fn at_once(
    pool: &PgPool,
    arrived: &[&NewReceived],
    now: DateTime<Utc>,
) -> Result<HashSet<Delivery>, StoreError> {
    fn column<'a, T>(arrived: &[&'a NewReceived], of: impl Fn(&'a NewReceived) -> T) -> Vec<T> {
        arrived.iter().map(|new| of(new)).collect()
    }
    let users: Result<Vec<_>, _> = arrived.iter().map(|new| new.user_id()).collect();
    let rows: Vec<(i64, Vec<u8>)> = sqlx::query_as(statement::RECEIVE)
        .bind(column(arrived, |new| new.portal.id))
        .bind(column(arrived, |new| &new.digest.0[..]))
        .bind(column(arrived, |new| &*new.name))
        .bind(column(arrived, |new| new.robot))
        .bind(column(arrived, |new| new.proved))
        .bind(column(arrived, |new| &*new.content))
        .bind(column(arrived, |new| new.ts))
        .bind(users?)
        .bind(column(arrived, |new| new.kind().name()))
        .bind(column(arrived, |new| new.key.as_deref()))
        .bind(column(arrived, |new| new.kind().rank()))
        .bind(column(arrived, |new| &*new.job))
        .bind(now.timestamp_millis())
        .fetch_all(pool)
        .await?;
    rows.into_iter()
        .map(|(portal, bytes)| Ok((portal, digest(&bytes)?)))
        .collect()
}

fn digest(bytes: &[u8]) -> Result<Digest, StoreError> {
    INBOX.read("digest", Digest::of_column(bytes))
}
