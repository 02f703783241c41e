//! A portal's jobs: put in line, counted, tried again, discarded.

use bitrix24::MemberId;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::row::Column;
use super::statement::{self, PUT_JOBS};
use super::step::{Argument, Step};
use super::{Portal, Scope, Store, StoreError};
use crate::jobs::{Kind, NewJob};
use crate::seal::{Keyring, Place};

const JOBS: Column = Column { table: "jobs" };

/// How many jobs of one kind and state a portal has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobCount {
    pub kind: Kind,
    pub state: JobState,
    pub count: u64,
    /// Of how many the moment has come.
    pub due: u64,
    /// When the first one is or was due.
    pub first_due: DateTime<Utc>,
}

impl JobCount {
    /// How long the one has waited that is due longest; `None` where none is.
    #[must_use]
    pub fn late(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        let is_late = self.state == JobState::Waiting && self.due > 0;
        is_late.then(|| now - self.first_due)
    }
}

/// Where a job is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobState {
    Waiting,
    /// A worker holds it.
    Running,
    /// It will not be tried again by itself.
    Failed,
}

impl JobState {
    pub const ALL: [Self; 3] = [Self::Waiting, Self::Running, Self::Failed];

    /// Its name in the store and in metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Failed => "failed",
        }
    }
}

/// A job that will not be tried again by itself.
#[derive(Clone, Debug)]
pub struct FailedJob {
    pub id: i64,
    pub kind: Kind,
    pub key: Option<String>,
    /// How often it was tried.
    pub attempt: u32,
    pub reason: String,
    pub created_at: DateTime<Utc>,
    pub failed_at: DateTime<Utc>,
}

/// A job that goes on in pieces, with what it notes of its progress.
#[derive(Clone, Debug)]
pub struct OngoingJob {
    pub id: i64,
    pub key: Option<String>,
    pub body: Value,
    pub state: JobState,
}

impl Scope<'_> {
    /// Puts jobs in line, all or none; nothing for a portal that uninstalled us.
    ///
    /// # Errors
    /// [`StoreError`]; then nothing was changed.
    pub async fn put_jobs(&self, jobs: &[NewJob], now: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(first) = first_due(jobs, now) else {
            return Ok(());
        };
        let line = stand_in_line(self.portal, first);
        let steps = put(self.portal, self.member_id, jobs, now, &self.store.keys);
        let _turn = self.store.writers_turn().await;
        on!(self.store.engine, pool => {
            let mut transaction = pool.begin().await?;
            let served = query_of!(line).execute(&mut *transaction).await?.rows_affected();
            if served == 0 {
                return Ok(());
            }
            for step in steps {
                query_of!(step).execute(&mut *transaction).await?;
            }
            if self.store.is_shared() {
                sqlx::query(statement::WAKE).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
        });
        Ok(())
    }

    /// How many jobs there are, by kind and state.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn job_counts(&self, now: DateTime<Utc>) -> Result<Vec<JobCount>, StoreError> {
        let rows: Vec<CountRow> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::COUNT_JOBS)
                .bind(self.portal)
                .bind(now.timestamp_millis())
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(count).collect()
    }

    /// The jobs of a kind that are not failed, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`], also when a body cannot be opened.
    pub async fn jobs_of(&self, kind: Kind, most: u32) -> Result<Vec<OngoingJob>, StoreError> {
        let rows: Vec<(i64, Option<String>, Vec<u8>, String)> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::JOBS_OF_KIND)
                .bind(self.portal)
                .bind(kind.name())
                .bind(i64::from(most))
                .fetch_all(pool)
                .await?
        });
        rows.into_iter()
            .map(|(id, key, body, state)| {
                Ok(OngoingJob {
                    id,
                    key,
                    body: open(kind, &body, self.member_id, &self.store.keys)?,
                    state: read_state(&state)?,
                })
            })
            .collect()
    }

    /// The failed jobs, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn failed_jobs(&self, most: u32) -> Result<Vec<FailedJob>, StoreError> {
        type Row = (i64, String, Option<String>, i64, Option<String>, i64, i64);
        let rows: Vec<Row> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::FAILED_JOBS)
                .bind(self.portal)
                .bind(i64::from(most))
                .fetch_all(pool)
                .await?
        });
        rows.into_iter()
            .map(|(id, kind, key, attempt, reason, created_at, failed_at)| {
                Ok(FailedJob {
                    id,
                    kind: read_kind(&kind)?,
                    key,
                    attempt: u32::try_from(attempt).unwrap_or_default(),
                    reason: reason.unwrap_or_default(),
                    created_at: JOBS.moment("created_at", created_at)?,
                    failed_at: JOBS.moment("failed_at", failed_at)?,
                })
            })
            .collect()
    }

    /// Puts a failed job in line again, with all its tries, and says whether there was one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn retry_job(&self, id: i64, now: DateTime<Utc>) -> Result<bool, StoreError> {
        let line = stand_in_line(self.portal, now);
        let _turn = self.store.writers_turn().await;
        on!(self.store.engine, pool => {
            let mut transaction = pool.begin().await?;
            query_of!(line).execute(&mut *transaction).await?;
            let twin = sqlx::query(statement::RETRY_TWIN)
                .bind(self.portal)
                .bind(id)
                .execute(&mut *transaction)
                .await?
                .rows_affected();
            let again = sqlx::query(statement::RETRY_JOB)
                .bind(self.portal)
                .bind(id)
                .bind(now.timestamp_millis())
                .execute(&mut *transaction)
                .await?
                .rows_affected();
            if self.store.is_shared() {
                sqlx::query(statement::WAKE).execute(&mut *transaction).await?;
            }
            transaction.commit().await?;
            Ok(twin + again > 0)
        })
    }

    /// Removes a job that nobody does just now, and says whether there was one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn discard_job(&self, id: i64) -> Result<bool, StoreError> {
        let discarded = on!(self.store.engine, pool => {
            sqlx::query(statement::DISCARD_JOB)
                .bind(self.portal)
                .bind(id)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(discarded > 0)
    }
}

impl Store {
    /// How many jobs all portals have together, by kind and state: numbers for operators.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn all_job_counts(&self, now: DateTime<Utc>) -> Result<Vec<JobCount>, StoreError> {
        let rows: Vec<CountRow> = on!(self.engine, pool => {
            sqlx::query_as(statement::COUNT_ALL_JOBS)
                .bind(now.timestamp_millis())
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(count).collect()
    }

    /// Drops what failed before this moment.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_jobs(&self, failed_before: DateTime<Utc>) -> Result<(), StoreError> {
        on!(self.engine, pool => {
            sqlx::query(statement::PRUNE_JOBS)
                .bind(failed_before.timestamp_millis())
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// The portal of this number.
    ///
    /// # Errors
    /// [`StoreError`], also when its secrets cannot be opened.
    pub async fn portal_by_number(&self, id: i64) -> Result<Option<Portal>, StoreError> {
        let row: Option<super::row::PortalRow> = on!(self.engine, pool => {
            sqlx::query_as(statement::PORTAL_BY_NUMBER).bind(id).fetch_optional(pool).await?
        });
        row.map(|row| row.open(&self.keys)).transpose()
    }
}

/// The moment the first of these jobs is due; none without a job.
pub(super) fn first_due(jobs: &[NewJob], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    jobs.iter().map(|job| job.due.unwrap_or(now)).min()
}

pub(super) fn stand_in_line(portal: i64, due: DateTime<Utc>) -> Step {
    Step::new(statement::STAND_IN_LINE, [portal, due.timestamp_millis()])
}

/// The steps that put jobs in line.
pub(super) fn put(
    portal: i64,
    owner: &MemberId,
    jobs: &[NewJob],
    now: DateTime<Utc>,
    keys: &Keyring,
) -> Vec<Step> {
    let rows = collapsed(jobs, now).into_iter().map(|(job, due)| {
        let body = seal(job.kind, &job.body, owner, keys);
        row(portal, job.kind, job.key.clone(), body, due, now)
    });
    PUT_JOBS.of(rows.collect())
}

/// One row of [`PUT_JOBS`]; the body is sealed.
pub(super) fn row(
    portal: i64,
    kind: Kind,
    key: Option<String>,
    body: Vec<u8>,
    due: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Vec<Argument> {
    vec![
        portal.into(),
        kind.name().into(),
        key.into(),
        kind.rank().into(),
        body.into(),
        due.timestamp_millis().into(),
        now.timestamp_millis().into(),
    ]
}

/// Of jobs with one kind and key only the first, at the earliest moment of them: one statement
/// must not meet a row twice.
fn collapsed(jobs: &[NewJob], now: DateTime<Utc>) -> Vec<(&NewJob, DateTime<Utc>)> {
    let mut places = std::collections::HashMap::new();
    let mut kept: Vec<(&NewJob, DateTime<Utc>)> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let due = job.due.unwrap_or(now);
        let Some(key) = &job.key else {
            kept.push((job, due));
            continue;
        };
        let place = *places.entry((job.kind, key)).or_insert(kept.len());
        match kept.get_mut(place) {
            Some((_, earliest)) => *earliest = due.min(*earliest),
            None => kept.push((job, due)),
        }
    }
    kept
}

/// A body as it lies in the table: bound to the portal, and to the kind of its job.
pub(super) fn seal(kind: Kind, body: &Value, owner: &MemberId, keys: &Keyring) -> Vec<u8> {
    let place = Place::column("jobs", "body", owner);
    keys.seal(&place, format!("{}:{body}", kind.name()).as_bytes())
}

pub(super) fn open(
    kind: Kind,
    sealed: &[u8],
    owner: &MemberId,
    keys: &Keyring,
) -> Result<Value, StoreError> {
    let text = JOBS.open("body", sealed, owner, keys)?;
    let body = text
        .strip_prefix(kind.name())
        .and_then(|rest| rest.strip_prefix(':'));
    let body = JOBS.read("body", body.ok_or("it is another kind's"))?;
    JOBS.read("body", serde_json::from_str(body))
}

pub(super) fn read_kind(name: &str) -> Result<Kind, StoreError> {
    JOBS.read("kind", Kind::from_name(name).ok_or("no such kind"))
}

fn read_state(name: &str) -> Result<JobState, StoreError> {
    let state = JobState::ALL.into_iter().find(|state| state.name() == name);
    JOBS.read("state", state.ok_or("no such state"))
}

/// What the columns of [`statement::COUNT_JOBS`] hold.
type CountRow = (String, String, i64, i64, i64);

fn count((kind, state, count, due, first_due): CountRow) -> Result<JobCount, StoreError> {
    Ok(JobCount {
        kind: read_kind(&kind)?,
        state: read_state(&state)?,
        count: count.unsigned_abs(),
        due: due.unsigned_abs(),
        first_due: JOBS.moment("due_at", first_due)?,
    })
}
