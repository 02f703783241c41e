//! What rules did to records: so that the same is not done twice, and circles end.

use chrono::{DateTime, Utc};

use super::row::{Column, id_column};
use super::step::{Argument, Step};
use super::{Scope, Store, StoreError, statement};
use crate::effects::Target;

const RUNS: Column = Column { table: "runs" };

/// What a rule last did to a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The rule's id.
    pub rule: String,
    pub subject: Target,
    /// A keyed digest of what the rule saw and did; empty when that is to be forgotten.
    pub state: Vec<u8>,
    pub acted_at: DateTime<Utc>,
    /// How many rules in a row were started by what the one before them did; 1 is the first.
    pub depth: u32,
}

impl Run {
    /// What a rule did to a record does not count any more.
    #[must_use]
    pub fn forgotten(rule: String, subject: Target) -> Self {
        Self {
            rule,
            subject,
            state: Vec::new(),
            acted_at: DateTime::UNIX_EPOCH,
            depth: 0,
        }
    }

    /// How it is kept, in whichever transaction.
    pub(super) fn step(&self, portal: i64) -> Step {
        let id = i64::try_from(self.subject.id).unwrap_or(i64::MAX);
        let mut arguments = vec![
            Argument::from(portal),
            self.rule.as_str().into(),
            i64::from(self.subject.entity_type).into(),
            id.into(),
        ];
        if self.state.is_empty() {
            return Step::new(statement::FORGET_RUN, arguments);
        }
        arguments.extend([
            Argument::from(self.state.clone()),
            self.acted_at.timestamp_millis().into(),
            i64::from(self.depth).into(),
        ]);
        Step::new(statement::KEEP_RUN, arguments)
    }
}

impl Scope<'_> {
    /// What every rule last did to this record.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn runs(&self, subject: Target) -> Result<Vec<Run>, StoreError> {
        let id = id_column("runs", "entity_id", subject.id)?;
        let rows: Vec<(String, Vec<u8>, i64, i64)> = on!(self.store.engine, pool => {
            sqlx::query_as(statement::RUNS)
                .bind(self.portal)
                .bind(i64::from(subject.entity_type))
                .bind(id)
                .fetch_all(pool)
                .await?
        });
        let runs = rows.into_iter().map(|(rule, state, acted_at, depth)| {
            Ok(Run {
                rule,
                subject,
                state,
                acted_at: RUNS.moment("acted_at", acted_at)?,
                depth: RUNS.read("depth", u32::try_from(depth))?,
            })
        });
        runs.collect()
    }
}

impl Store {
    /// Forgets what rules did before this moment.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn prune_runs(&self, acted_before: DateTime<Utc>) -> Result<u64, StoreError> {
        let _turn = self.writers_turn().await;
        Ok(on!(self.engine, pool => {
            sqlx::query(statement::PRUNE_RUNS)
                .bind(acted_before.timestamp_millis())
                .execute(pool)
                .await?
                .rows_affected()
        }))
    }
}
