//! What waits to be done for a portal.

use chrono::{DateTime, Utc};

use crate::store::{JobState, Portal, Store, StoreError};
use crate::widget::page::{Failed, QueueHealth};

/// Failed jobs that are shown; `inlay queue failed` shows all.
const SHOWN: u32 = 5;

/// How the portal's line is.
pub(super) async fn health(
    store: &Store,
    portal: &Portal,
    now: DateTime<Utc>,
) -> Result<QueueHealth, StoreError> {
    let scope = store.scope(portal);
    let mut health = QueueHealth::default();
    for count in scope.job_counts(now).await? {
        match count.state {
            JobState::Waiting => {
                health.waiting += count.count;
                health.due += count.due;
                health.oldest = health.oldest.max(count.late(now));
            }
            JobState::Running => health.running += count.count,
            JobState::Failed => health.failed += count.count,
        }
    }
    let failed = scope.failed_jobs(SHOWN).await?;
    health.newest = failed
        .into_iter()
        .map(|job| Failed {
            kind: job.kind,
            reason: job.reason,
            at: job.failed_at,
        })
        .collect();
    Ok(health)
}
