//! What a worker asks of the line: whose turn it is, which jobs it holds, how they ended.
//!
//! Leases run by the database's clock, the one clock of all processes; due times by the clock of
//! the process, which tests may set.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::job::{first_due, open, put, read_kind, seal, stand_in_line};
use super::statement::END_JOBS;
use super::step::{Argument, Step};
use super::{Portal, Run, Store, StoreError, statement};
use crate::jobs::{Job, Kind, NewJob};

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

/// What becomes of a job that is held.
#[derive(Clone, Debug)]
pub struct Settled {
    pub id: i64,
    pub portal: i64,
    pub kind: Kind,
    pub key: Option<String>,
    pub how: Settlement,
}

/// How a job leaves its worker's hands.
#[derive(Clone, Debug)]
pub enum Settlement {
    Done {
        next: Vec<NewJob>,
        /// What a rule is remembered to have done.
        run: Option<Run>,
    },
    /// It waits again.
    Back {
        due: DateTime<Utc>,
        /// How many tries are counted so far.
        attempt: u32,
        reason: Option<String>,
        /// In place of the body it had.
        body: Option<Value>,
        next: Vec<NewJob>,
    },
    Failed {
        reason: String,
    },
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

    /// Notes how jobs ended, all or none. One that this worker does not hold any more is left as
    /// it is, and what was to come of it does not come. `portals` are those the jobs belong to; a
    /// job of another one is left, too.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub async fn settle_jobs(
        &self,
        worker: i64,
        settled: &[Settled],
        portals: &[Portal],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let portal_of = |id| portals.iter().find(|portal| portal.id == id);
        let lines = lines(settled, now);
        let known = settled
            .iter()
            .filter_map(|settled| Some((settled, portal_of(settled.portal)?)));
        let (done, others): (Vec<_>, Vec<_>) =
            known.partition(|(settled, _)| settled.how.is_all_done());
        let mut done: Vec<i64> = done.iter().map(|(settled, _)| settled.id).collect();
        // One order for every transaction.
        done.sort_unstable();
        let done = END_JOBS.of(worker, &done);
        let endings: Vec<Ending> = others
            .iter()
            .map(|(settled, portal)| self.ending(worker, settled, portal, now))
            .collect();
        let puts = settled.iter().any(|settled| !settled.how.next().is_empty());
        let _turn = self.writers_turn().await;
        on!(self.engine, pool => {
            let mut transaction = pool.begin().await?;
            for line in lines {
                query_of!(line).execute(&mut *transaction).await?;
            }
            for step in done {
                query_of!(step).execute(&mut *transaction).await?;
            }
            for ending in endings {
                let held = query_of!(ending.held).execute(&mut *transaction).await?;
                if held.rows_affected() == 0 {
                    continue;
                }
                for step in ending.then {
                    query_of!(step).execute(&mut *transaction).await?;
                }
            }
            if puts && self.is_shared() {
                sqlx::query(statement::WAKE).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        });
        Ok(())
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

    fn ending(
        &self,
        worker: i64,
        settled: &Settled,
        portal: &Portal,
        now: DateTime<Utc>,
    ) -> Ending {
        let ours = || [settled.id, worker];
        let next = settled.how.next();
        let mut then = Vec::new();
        let held = match &settled.how {
            Settlement::Done { run, .. } => {
                then.extend(run.iter().map(|run| run.step(portal.id)));
                Step::new(statement::END_JOB, ours())
            }
            Settlement::Failed { reason } => Step::new(
                statement::FAIL_JOB,
                [
                    Argument::from(settled.id),
                    worker.into(),
                    reason.as_str().into(),
                    now.timestamp_millis().into(),
                ],
            ),
            Settlement::Back {
                due,
                attempt,
                reason,
                body,
                ..
            } => {
                let due = due.timestamp_millis();
                if let Some(body) = body {
                    let body = seal(settled.kind, body, &portal.member_id, &self.keys);
                    then.push(Step::new(
                        statement::CONTINUE_JOB,
                        [settled.id.into(), worker.into(), Argument::from(body)],
                    ));
                }
                if let Some(key) = &settled.key {
                    then.push(Step::new(
                        statement::HURRY_TWIN,
                        [
                            Argument::from(settled.portal),
                            settled.kind.name().into(),
                            key.as_str().into(),
                            due.into(),
                        ],
                    ));
                    then.push(Step::new(statement::GIVE_WAY, ours()));
                }
                then.push(Step::new(
                    statement::RETURN_JOB,
                    [
                        Argument::from(settled.id),
                        worker.into(),
                        due.into(),
                        i64::from(*attempt).into(),
                        reason.clone().into(),
                    ],
                ));
                Step::new(statement::STILL_HELD, ours())
            }
        };
        then.extend(put(portal.id, &portal.member_id, next, now, &self.keys));
        Ending { held, then }
    }
}

/// The statements that end one job: the first one tells whether it is still held.
struct Ending {
    held: Step,
    then: Vec<Step>,
}

impl Settlement {
    /// Its name in the metrics.
    #[must_use]
    pub fn outcome(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::Back { reason: None, .. } => "continued",
            Self::Back { .. } => "again",
            Self::Failed { .. } => "failed",
        }
    }

    /// Whether it has ended, and nothing comes of it.
    fn is_all_done(&self) -> bool {
        matches!(self, Self::Done { next, run: None } if next.is_empty())
    }

    fn next(&self) -> &[NewJob] {
        match self {
            Self::Done { next, .. } | Self::Back { next, .. } => next,
            Self::Failed { .. } => &[],
        }
    }
}

/// The lines that jobs stand in afterwards, in one order for every transaction. A job with a key
/// makes room for one of the same key that waits, so there may be something to do at once.
fn lines(settled: &[Settled], now: DateTime<Utc>) -> Vec<Step> {
    let mut lines = BTreeMap::new();
    for settled in settled {
        let back = match &settled.how {
            Settlement::Back { due, .. } => Some(*due),
            _ => None,
        };
        let freed = settled.key.as_ref().map(|_| now);
        let dues = [back, freed, first_due(settled.how.next(), now)];
        if let Some(due) = dues.into_iter().flatten().min() {
            let earliest = lines.entry(settled.portal).or_insert(due);
            *earliest = due.min(*earliest);
        }
    }
    lines
        .into_iter()
        .map(|(portal, due)| stand_in_line(portal, due))
        .collect()
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
