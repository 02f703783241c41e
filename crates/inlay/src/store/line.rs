//! What a worker asks of the line: whose turn it is, and which jobs it holds.
//!
//! Leases run by the database's clock, the one clock of all processes; due times by the clock of
//! the process, which tests may set.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::job::{open, read_kind};
use super::{Portal, Store, StoreError, statement};
use crate::jobs::{Job, Kind};

/// Who holds jobs, and for how long at a time.
#[derive(Clone, Copy, Debug)]
pub struct Lease {
    /// A number no other worker has.
    pub worker: i64,
    pub time: Duration,
}

/// When a worker that has nothing to do must look again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The next job after the moment the worker looked is due then, or a little later.
    pub due: Option<DateTime<Utc>>,
    /// A lease ends in so long.
    pub lease_ends: Option<Duration>,
}

/// Jobs a worker has taken for one portal.
#[derive(Debug)]
pub struct Taken {
    pub jobs: Vec<Job>,
    /// Jobs whose body cannot be opened, and why. They are held, too.
    pub unreadable: Vec<(i64, Kind, StoreError)>,
}

/// A job that was left by a worker that died.
#[derive(Clone, Debug)]
pub struct Orphan {
    pub id: i64,
    pub portal: i64,
    pub kind: Kind,
    pub key: Option<String>,
    pub attempt: u32,
}

impl Store {
    /// Portals for which something is due, at most so many, the one that waited longest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn due_portals(
        &self,
        now: DateTime<Utc>,
        most: usize,
    ) -> Result<Vec<i64>, StoreError> {
        Ok(on!(self.engine, pool => {
            sqlx::query_scalar(statement::DUE_PORTALS)
                .bind(now.timestamp_millis())
                .bind(i64::try_from(most).unwrap_or(i64::MAX))
                .fetch_all(pool)
                .await?
        }))
    }

    /// Takes at most so many due jobs of a portal. The portal has then had its turn.
    ///
    /// # Errors
    /// [`StoreError`]; then none is taken.
    pub async fn claim_jobs(
        &self,
        portal: &Portal,
        lease: Lease,
        most: usize,
        now: DateTime<Utc>,
    ) -> Result<Taken, StoreError> {
        type Row = (i64, String, Option<String>, Vec<u8>, i64, i64);
        let most_rows = i64::try_from(most).unwrap_or(i64::MAX);
        let turn = self.writers_turn().await;
        let mut rows: Vec<Row> = on!(self.engine, pool => {
            let mut transaction = pool.begin().await?;
            sqlx::query(statement::TAKE_TURN).bind(portal.id).execute(&mut *transaction).await?;
            let rows: Vec<Row> = sqlx::query_as(statement::CLAIM_JOBS)
                .bind(portal.id)
                .bind(now.timestamp_millis())
                .bind(most_rows)
                .bind(lease.worker)
                .bind(micros(lease.time))
                .fetch_all(&mut *transaction)
                .await?;
            // Else there may be more that are due, and the line stays where it is.
            if rows.len() < most {
                sqlx::query(statement::MOVE_ON).bind(portal.id).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
            rows
        });
        drop(turn);
        rows.sort_by_key(|row| row.0);
        let mut taken = Taken {
            jobs: Vec::new(),
            unreadable: Vec::new(),
        };
        for (id, kind, key, body, attempt, created_at) in rows {
            let kind = read_kind(&kind)?;
            match open(kind, &body, &portal.member_id, &self.keys) {
                Ok(body) => taken.jobs.push(Job {
                    id,
                    kind,
                    key,
                    body,
                    attempt: u32::try_from(attempt).unwrap_or(u32::MAX),
                    created_at: DateTime::from_timestamp_millis(created_at).unwrap_or(now),
                }),
                Err(error) => taken.unreadable.push((id, kind, error)),
            }
        }
        Ok(taken)
    }

    /// Holds on to these jobs, and says which of them the worker has lost meanwhile. Only what it
    /// names: jobs it was given by an answer that got lost must end with their leases.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn renew_leases(&self, lease: Lease, jobs: &[i64]) -> Result<Vec<i64>, StoreError> {
        let mut lost = Vec::new();
        let _turn = self.writers_turn().await;
        on!(self.engine, pool => {
            let mut transaction = pool.begin().await?;
            for job in jobs {
                let renewed = sqlx::query(statement::RENEW_LEASE)
                    .bind(job)
                    .bind(lease.worker)
                    .bind(micros(lease.time))
                    .execute(&mut *transaction)
                    .await?;
                if renewed.rows_affected() == 0 {
                    lost.push(*job);
                }
            }
            transaction.commit().await?;
        });
        Ok(lost)
    }

    /// Takes over the jobs whose leases have ended.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn seize_jobs(&self, lease: Lease) -> Result<Vec<Orphan>, StoreError> {
        type Row = (i64, i64, String, Option<String>, i64);
        let _turn = self.writers_turn().await;
        let rows: Vec<Row> = on!(self.engine, pool => {
            sqlx::query_as(statement::SEIZE_JOBS)
                .bind(lease.worker)
                .bind(micros(lease.time))
                .fetch_all(pool)
                .await?
        });
        rows.into_iter()
            .map(|(id, portal, kind, key, attempt)| {
                Ok(Orphan {
                    id,
                    portal,
                    kind: read_kind(&kind)?,
                    key,
                    attempt: u32::try_from(attempt).unwrap_or(u32::MAX),
                })
            })
            .collect()
    }

    /// What comes next.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn look_ahead(&self, now: DateTime<Utc>) -> Result<Ahead, StoreError> {
        let (due, lease): (Option<i64>, Option<i64>) = on!(self.engine, pool => {
            sqlx::query_as(statement::LOOK).bind(now.timestamp_millis()).fetch_one(pool).await?
        });
        Ok(Ahead {
            due: due.and_then(DateTime::from_timestamp_millis),
            lease_ends: lease.map(|left| Duration::from_micros(u64::try_from(left).unwrap_or(0))),
        })
    }

    /// Whether anything is due or being done, by whomever.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_busy(&self, now: DateTime<Utc>) -> Result<bool, StoreError> {
        Ok(on!(self.engine, pool => {
            sqlx::query_scalar(statement::BUSY)
                .bind(now.timestamp_millis())
                .fetch_one(pool)
                .await?
        }))
    }

    /// The portal took us out: nothing is owed any more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_jobs(&self, portal: i64) -> Result<(), StoreError> {
        let _turn = self.writers_turn().await;
        on!(self.engine, pool => {
            let mut transaction = pool.begin().await?;
            for statement in [statement::FORGET_LINE, statement::FORGET_JOBS] {
                sqlx::query(statement).bind(portal).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        });
        Ok(())
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
