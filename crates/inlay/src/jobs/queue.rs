//! Where jobs are put in line.

use std::sync::Arc;

use tokio::sync::Notify;

use super::{NewJob, Pace};
use crate::clock::Clock;
use crate::store::{Portal, Store, StoreError};

/// The line of all portals' jobs. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Queue(Arc<Parts>);

#[derive(Debug)]
pub(super) struct Parts {
    pub(super) store: Store,
    pub(super) clock: Clock,
    pub(super) pace: Pace,
    /// Something was put in line by this process.
    pub(super) wake: Notify,
    /// Jobs ended.
    pub(super) settled: Notify,
}

impl Queue {
    /// The line in this store, with the usual bounds.
    #[must_use]
    pub fn new(store: Store, clock: Clock) -> Self {
        Self::with_pace(store, clock, Pace::default())
    }

    /// With bounds of one's own.
    #[must_use]
    pub fn with_pace(store: Store, clock: Clock, pace: Pace) -> Self {
        Self(Arc::new(Parts {
            store,
            clock,
            pace,
            wake: Notify::new(),
            settled: Notify::new(),
        }))
    }

    /// Puts a job in line. It is kept when this returns; a portal that uninstalled us is owed
    /// nothing, and nothing is kept.
    ///
    /// # Errors
    /// [`StoreError`]; then it is not kept.
    pub async fn put(&self, portal: &Portal, job: NewJob) -> Result<(), StoreError> {
        self.put_all(portal, &[job]).await
    }

    /// Puts jobs in line, all or none.
    ///
    /// # Errors
    /// [`StoreError`]; then none is kept.
    pub async fn put_all(&self, portal: &Portal, jobs: &[NewJob]) -> Result<(), StoreError> {
        let scope = self.0.store.scope(portal);
        scope.put_jobs(jobs, self.0.clock.now()).await?;
        self.wake();
        Ok(())
    }

    /// Has this process's worker look at the line: for whoever put something there by another
    /// way, or has set the clock.
    pub fn wake(&self) {
        self.0.wake.notify_one();
    }

    /// Returns when nothing is due any more and nothing is being done, by any process. What waits
    /// for a later moment does not count.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn idle(&self) -> Result<(), StoreError> {
        loop {
            let settled = self.0.settled.notified();
            if !self.0.store.is_busy(self.0.clock.now()).await? {
                return Ok(());
            }
            // Another process's worker tells us nothing.
            let _ = tokio::time::timeout(std::time::Duration::from_millis(100), settled).await;
        }
    }

    pub(super) fn parts(&self) -> &Parts {
        &self.0
    }
}
