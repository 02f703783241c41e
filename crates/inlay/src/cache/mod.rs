//! Copies of what the accounting systems answered.
//!
//! One reading for one key at a time, however many cards are open; a copy that is fresh enough
//! is served as it is; when the system is down an old copy is better than none and says its age.
//! A key names its portal, so nothing of one portal is ever in another's answer.

mod copy;
mod key;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ledger::{Params, Query, ReadError, Rows, Source};
use tokio::sync::Mutex;

pub use copy::{Copied, Freshness};
pub use key::Key;

use crate::clock::Clock;
use crate::config::source::QueryName;

/// Bytes of copies kept in the process before the least used ones go.
const CAPACITY_BYTES: u64 = 64 * 1024 * 1024;

/// The accounting systems, read through copies.
#[derive(Clone, Debug)]
pub struct Cache {
    clock: Clock,
    copies: moka::future::Cache<Key, Arc<Copied>>,
    /// One lock per key that is being read: who comes second waits for the first one's answer.
    flights: moka::future::Cache<Key, Arc<Mutex<()>>>,
    sources: Arc<BTreeMap<String, Arc<Source>>>,
}

impl Cache {
    /// An empty cache in front of these sources.
    #[must_use]
    pub fn new(sources: BTreeMap<String, Arc<Source>>, clock: Clock) -> Self {
        Self {
            clock,
            copies: moka::future::Cache::builder()
                .max_capacity(CAPACITY_BYTES)
                .support_invalidation_closures()
                .weigher(|_, copied: &Arc<Copied>| copied.weight())
                .build(),
            flights: moka::future::Cache::builder()
                .time_to_idle(Duration::from_secs(120))
                .max_capacity(100_000)
                .build(),
            sources: Arc::new(sources),
        }
    }

    /// The sources by name, for checks.
    #[must_use]
    pub fn sources(&self) -> &BTreeMap<String, Arc<Source>> {
        &self.sources
    }

    /// The answer to one query: a fresh copy, else what the system says now, else an old copy
    /// when the system is down.
    ///
    /// # Errors
    /// What kept the system from answering, when there is no copy young enough to stand in.
    pub async fn read(
        &self,
        portal: i64,
        name: &QueryName,
        query: &Query,
        params: &Params,
        freshness: Freshness,
    ) -> Result<Answer, ReadError> {
        let key = Key::new(portal, name, query, params);
        if let Some(copied) = self.fresh(&key, freshness).await {
            return Ok(Answer {
                copied,
                stale: false,
            });
        }
        let flight = self.flights.get_with(key, async { Arc::default() }).await;
        let _turn = flight.lock().await;
        // Whoever held the turn before may have brought the very answer.
        if let Some(copied) = self.fresh(&key, freshness).await {
            return Ok(Answer {
                copied,
                stale: false,
            });
        }
        let Some(source) = self.sources.get(&name.source) else {
            return Err(ReadError::Busy);
        };
        match source.read(query, params).await {
            Ok(rows) => {
                let copied = Arc::new(Copied::new(rows, self.clock.now()));
                self.copies.insert(key, Arc::clone(&copied)).await;
                Ok(Answer {
                    copied,
                    stale: false,
                })
            }
            Err(error) => match self.copies.get(&key).await {
                Some(copied) if copied.younger_than(freshness.stale_for, self.clock.now()) => {
                    tracing::warn!(
                        source.name = name.source,
                        query.name = %name,
                        error.kind = error.kind(),
                        "the source did not answer; an old copy is shown"
                    );
                    Ok(Answer {
                        copied,
                        stale: true,
                    })
                }
                _ => Err(error),
            },
        }
    }

    /// Drops every copy of one portal.
    pub fn forget(&self, portal: i64) {
        let drop = move |key: &Key, _: &Arc<Copied>| key.portal() == portal;
        // The builder allows it; without that the copies simply grow old.
        let _ = self.copies.invalidate_entries_if(drop);
    }

    async fn fresh(&self, key: &Key, freshness: Freshness) -> Option<Arc<Copied>> {
        let copied = self.copies.get(key).await?;
        copied
            .younger_than(freshness.fresh_for, self.clock.now())
            .then_some(copied)
    }
}

/// One answer, and whether it had to come from an old copy.
#[derive(Clone, Debug)]
pub struct Answer {
    pub copied: Arc<Copied>,
    /// The system did not answer just now; this is what it said before.
    pub stale: bool,
}

impl Answer {
    /// The same answer with one of its rows alone.
    #[must_use]
    pub fn only(&self, index: usize) -> Self {
        let rows = Rows {
            columns: Arc::clone(&self.rows().columns),
            rows: self.rows().rows.get(index).cloned().into_iter().collect(),
            truncated: false,
        };
        Self {
            copied: Arc::new(Copied::new(rows, self.copied.read_at)),
            stale: self.stale,
        }
    }

    /// The rows themselves.
    #[must_use]
    pub fn rows(&self) -> &Arc<Rows> {
        &self.copied.rows
    }
}
