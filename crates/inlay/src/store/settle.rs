//! How jobs leave their worker's hands, kept together with what comes of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::job::{first_due, put, seal, stand_in_line};
use super::statement::{self, END_JOBS};
use super::step::{Argument, Step};
use super::{Portal, Run, Store, StoreError};
use crate::jobs::{Kind, NewJob};

/// Characters of a reason that are kept.
const LONGEST_REASON: usize = 1_000;

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
                    kept(reason).as_str().into(),
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
                        reason.as_deref().map(kept).into(),
                    ],
                ));
                Step::new(statement::STILL_HELD, ours())
            }
        };
        then.extend(put(portal.id, &portal.member_id, next, now, &self.keys));
        Ending { held, then }
    }
}
/// A reason as it is kept: what the portal or the books said may be long, and text in PostgreSQL
/// holds no zero. A job whose end cannot be kept would be done again.
fn kept(reason: &str) -> String {
    let mut characters = reason.chars().filter(|c| *c != '\0');
    let mut kept: String = characters.by_ref().take(LONGEST_REASON).collect();
    if characters.next().is_some() {
        kept.push('\u{2026}');
    }
    kept
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
