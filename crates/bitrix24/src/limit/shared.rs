//! Buckets of many processes, and what is done while they are out of reach.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Buckets, BucketsError, Slot, Terms};

/// How long a booking may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long shared buckets that did not answer are left alone.
const PAUSE: Duration = Duration::from_secs(5);

/// The shared buckets, and whether they answer. Clones are one.
#[derive(Clone, Debug)]
pub(super) struct Shared {
    buckets: Arc<dyn Buckets>,
    /// When they are asked again; `None` while they answer.
    away_until: Arc<Mutex<Option<Instant>>>,
    /// How many processes there may be: alone, each takes this part of a bucket.
    pub(super) processes: u32,
}

impl Shared {
    pub(super) fn new(buckets: Arc<dyn Buckets>, processes: u32) -> Self {
        Self {
            buckets,
            away_until: Arc::default(),
            processes: processes.max(1),
        }
    }

    /// Books a slot; `None` while nobody answers.
    pub(super) async fn book(&self, portal: &str, terms: Terms) -> Option<Slot> {
        if !self.may_ask() {
            return None;
        }
        let slot = within(self.buckets.book(portal, terms)).await;
        self.heard(slot)
    }

    pub(super) async fn give_back(&self, portal: &str, by: Duration) {
        if self.may_ask() {
            self.heard(within(self.buckets.give_back(portal, by)).await);
        }
    }

    pub(super) async fn fill(&self, portal: &str, level: Duration) {
        if self.may_ask() {
            self.heard(within(self.buckets.fill(portal, level)).await);
        }
    }

    /// After the pause one caller tries; the others do not wait with him.
    fn may_ask(&self) -> bool {
        let now = Instant::now();
        let mut away = self.away_until();
        match *away {
            None => true,
            Some(until) if until > now => false,
            Some(_) => {
                *away = Some(now + PAUSE);
                true
            }
        }
    }

    /// Each change is logged once.
    fn heard<T>(&self, answer: Result<T, Unheard>) -> Option<T> {
        let mut away = self.away_until();
        match answer {
            Ok(answer) => {
                if away.take().is_some() {
                    tracing::info!("the shared limits answer again");
                }
                Some(answer)
            }
            Err(error) => {
                if away.replace(Instant::now() + PAUSE).is_none() {
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        limit.processes = self.processes,
                        "the shared limits are out of reach: this process takes its part alone"
                    );
                }
                None
            }
        }
    }

    fn away_until(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.away_until
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
enum Unheard {
    #[error(transparent)]
    Failed(#[from] BucketsError),
    #[error("the shared limits do not answer in time")]
    Late,
}

async fn within<T>(answer: super::Pending<'_, T>) -> Result<T, Unheard> {
    match timeout(PATIENCE, answer).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Unheard::Late),
    }
}
