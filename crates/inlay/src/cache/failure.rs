//! Failures remembered for a moment, so that a system that is down is not asked by every card.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ledger::ReadError;
use moka::future::Cache;

use super::freshness::{Freshness, Renewal};
use super::key::Key;

/// Keys whose last reading failed, at most.
const CAPACITY: u64 = 50_000;

/// The failures of the last minutes.
#[derive(Debug)]
pub(super) struct Failures(Cache<Key, Failure>);

#[derive(Clone, Debug)]
struct Failure {
    error: ReadError,
    at: DateTime<Utc>,
}

impl Failures {
    pub(super) fn new() -> Self {
        let cache = Cache::builder()
            .max_capacity(CAPACITY)
            // By the machine's time, for the memory alone; what is still true is told by ours.
            .time_to_live(Duration::from_secs(300))
            .build();
        Self(cache)
    }

    /// Why this key need not be asked again just now.
    pub(super) async fn of(
        &self,
        key: &Key,
        freshness: &Freshness,
        now: DateTime<Utc>,
    ) -> Option<ReadError> {
        let failure = self.0.get(key).await?;
        let mut time = believed_for(&failure.error);
        if freshness.renewal == Renewal::Awaited {
            // Who asks anew is believed that something may have changed.
            time = time.min(freshness.fresh_for);
        }
        let age = (now - failure.at).to_std().unwrap_or_default();
        (age < time).then_some(failure.error)
    }

    pub(super) async fn remember(&self, key: Key, error: ReadError, at: DateTime<Utc>) {
        self.0.insert(key, Failure { error, at }).await;
    }

    pub(super) async fn forget(&self, key: &Key) {
        self.0.invalidate(key).await;
    }
}

/// How long an error is taken to be still true.
fn believed_for(error: &ReadError) -> Duration {
    Duration::from_secs(match error {
        ReadError::Timeout | ReadError::Unreachable { .. } => 15,
        // Somebody has to change something first.
        ReadError::Rejected { .. }
        | ReadError::Denied { .. }
        | ReadError::TooLarge
        | ReadError::Nonsense { .. } => 60,
        // It passes in a moment, or asking costs nothing.
        _ => 2,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_by_itself_is_believed_for_a_shorter_time_than_what_needs_somebody() {
        let (busy, slow) = (
            believed_for(&ReadError::Busy),
            believed_for(&ReadError::Timeout),
        );
        assert!(busy < slow);
        assert!(slow < believed_for(&ReadError::TooLarge));
    }
}
