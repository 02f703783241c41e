//! Buckets of many processes, and what is done while they are out of reach.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Buckets, BucketsError, Slot, Terms};

/// How long a booking may take.
const PATIENCE: Duration = Duration::from_secs(1);
/// How long shared buckets that did not answer are left alone.
const PAUSE: Duration = Duration::from_secs(1);

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
        if !self.answers(portal) {
            return None;
        }
        self.heard(within(self.buckets.book(portal, terms)).await)
    }

    pub(super) async fn give_back(&self, portal: &str, by: Duration) {
        if self.answers(portal) {
            self.heard(within(self.buckets.give_back(portal, by)).await);
        }
    }

    pub(super) async fn fill(&self, portal: &str, level: Duration) {
        if self.answers(portal) {
            self.heard(within(self.buckets.fill(portal, level)).await);
        }
    }

    /// Whether the buckets have answered when they were last asked. If they have not, they are
    /// asked again after each pause, by a task of its own: no call waits for that.
    fn answers(&self, portal: &str) -> bool {
        let now = Instant::now();
        let mut away = self.away_until();
        match *away {
            None => return true,
            Some(until) if until > now => return false,
            Some(_) => *away = Some(now + PATIENCE + PAUSE),
        }
        let (shared, portal) = (self.clone(), portal.to_owned());
        tokio::spawn(async move {
            let nothing = shared.buckets.give_back(&portal, Duration::ZERO);
            shared.heard(within(nothing).await);
        });
        false
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
