//! The last good answers, kept sealed in the store: written behind, in batches, a moment later.
//!
//! A snapshot may be lost (a crash, a store that is down, an answer that is too large) and costs
//! nothing then but the figures a server would show that starts while the source is down.

mod record;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::copy::Copied;
use super::key::Key;
use crate::clock::Clock;
use crate::store::{self, Bounds, NewSnapshot};

/// How long a card waits for the store, which it has just been reached through.
const PATIENCE: Duration = Duration::from_millis(500);
/// Between two batches: other writers have their turn, and answers gather.
const PAUSE: Duration = Duration::from_millis(200);
/// Answers in one transaction.
const BATCH: usize = 64;
/// Answers that wait to be written, at most; more of them are not kept.
const WAITING: usize = 4_096;
/// Bytes of an answer, at most; a larger one is not kept.
const LARGEST: usize = 1024 * 1024;
/// Between two rounds of throwing away.
const PRUNING: TimeDelta = TimeDelta::minutes(1);
/// What is kept of one portal.
const BOUNDS: Bounds = Bounds {
    rows: 20_000,
    bytes: 256 * 1024 * 1024,
};
/// How long a process that stops waits for the last answers to be written.
const LAST_WORDS: Duration = Duration::from_secs(5);

/// The snapshots of one process.
#[derive(Clone, Debug)]
pub(super) struct Snapshots(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    store: store::Snapshots,
    clock: Clock,
    desk: Mutex<Desk>,
    /// Whether nothing waits to be written.
    idle: watch::Sender<bool>,
}

#[derive(Debug, Default)]
struct Desk {
    waiting: HashMap<Key, Waiting>,
    /// Portals that were written for since the last round of throwing away.
    written: BTreeSet<i64>,
    pruned_at: Option<DateTime<Utc>>,
}

#[derive(Debug)]
struct Waiting {
    copied: Arc<Copied>,
    keep_for: Duration,
}

impl Snapshots {
    pub(super) fn new(store: store::Snapshots, clock: Clock) -> Self {
        Self(Arc::new(Shared {
            store,
            clock,
            desk: Mutex::default(),
            idle: watch::Sender::new(true),
        }))
    }

    /// The copy in the store, if there is one that can be read.
    pub(super) async fn recall(&self, key: &Key) -> Option<Arc<Copied>> {
        let found = self.0.store.find(key.portal(), key.reading());
        match timeout(PATIENCE, found).await {
            Ok(Ok(answer)) => record::read(key.reading(), &answer?).map(Arc::new),
            Ok(Err(error)) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "a snapshot could not be read; the source is asked instead"
                );
                None
            }
            Err(_) => {
                tracing::warn!(
                    "the store was too slow with a snapshot; the source is asked instead"
                );
                None
            }
        }
    }

    /// Has a copy written, a moment later.
    pub(super) fn keep(&self, key: Key, copied: &Arc<Copied>, keep_for: Duration) {
        if keep_for.is_zero() {
            return;
        }
        let mut desk = self.0.desk();
        if desk.waiting.len() >= WAITING && !desk.waiting.contains_key(&key) {
            return;
        }
        let copied = Arc::clone(copied);
        desk.waiting.insert(key, Waiting { copied, keep_for });
        // Under the desk's lock: whoever writes looks there once more before it goes.
        if self.0.idle.send_replace(false) {
            tokio::spawn(Arc::clone(&self.0).write());
        }
    }

    /// Writes nothing more that waits for this portal.
    pub(super) fn forget(&self, portal: i64) {
        self.0
            .desk()
            .waiting
            .retain(|key, _| key.portal() != portal);
    }

    /// Waits until everything is written, but not for ever.
    pub(super) async fn flush(&self) {
        let mut idle = self.0.idle.subscribe();
        let written = timeout(LAST_WORDS, idle.wait_for(|idle| *idle)).await;
        if written.is_err() {
            tracing::warn!("some snapshots were not written in time");
        }
    }
}

impl Shared {
    /// Writes batch after batch until nothing waits.
    async fn write(self: Arc<Self>) {
        while let Some(batch) = self.next_batch() {
            for (portal, answers) in batch {
                let kept = self.store.keep(portal, &answers).await;
                match kept {
                    Ok(()) => drop(self.desk().written.insert(portal)),
                    Err(error) => tracing::warn!(
                        snapshots.count = answers.len(),
                        error = &error as &dyn std::error::Error,
                        "snapshots were not written"
                    ),
                }
            }
            self.prune().await;
            sleep(PAUSE).await;
        }
    }

    /// The next answers by portal; `None`, and idle, when there is none.
    fn next_batch(&self) -> Option<BTreeMap<i64, Vec<NewSnapshot>>> {
        let mut desk = self.desk();
        if desk.waiting.is_empty() {
            self.idle.send_replace(true);
            return None;
        }
        let keys: Vec<Key> = desk.waiting.keys().take(BATCH).copied().collect();
        let taken: Vec<(Key, Waiting)> = keys
            .into_iter()
            .filter_map(|key| Some((key, desk.waiting.remove(&key)?)))
            .collect();
        drop(desk);
        let mut batch: BTreeMap<i64, Vec<NewSnapshot>> = BTreeMap::new();
        for (key, Waiting { copied, keep_for }) in taken {
            let answer = record::write(key.reading(), &copied);
            if let Some(answer) = answer.filter(|answer| answer.len() <= LARGEST) {
                batch.entry(key.portal()).or_default().push(NewSnapshot {
                    reading: *key.reading(),
                    read_at: copied.read_at,
                    keep_for,
                    answer,
                });
            }
        }
        Some(batch)
    }

    async fn prune(&self) {
        let now = self.clock.now();
        let portals = {
            let mut desk = self.desk();
            if desk.pruned_at.is_some_and(|last| now - last < PRUNING) {
                return;
            }
            desk.pruned_at = Some(now);
            std::mem::take(&mut desk.written)
        };
        if let Err(error) = self.store.prune(portals, BOUNDS, now).await {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "old snapshots were not thrown away"
            );
        }
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        // Whoever panicked while holding it left a desk that is still a desk.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
