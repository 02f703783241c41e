//! Copies of what the accounting systems answered.
//!
//! - **One reading for one key at a time**, however many cards are open; it is a task of its own,
//!   so a reader who goes away stops nothing.
//! - **A copy that is fresh enough** is answered as it is. **An older one** is answered at once and
//!   renewed behind; while the system is down it stands in, and says its age.
//! - **The last good answers** are also kept sealed in the store (`snapshot/`): a process that
//!   starts while the system is down has something to show.
//! - **A failure is remembered** for a moment, by its kind.
//! - **A key names its portal**, so nothing of one portal is ever in another's answer.

mod answer;
mod copy;
mod failure;
mod flight;
mod freshness;
mod key;
mod snapshot;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use ledger::{Params, Query, ReadError, Source};

pub use answer::{Answer, State};
pub use copy::Copied;
pub use flight::Flight;
pub use freshness::{Freshness, Renewal};
pub use key::Key;

use self::failure::Failures;
use self::flight::{Flights, Landing};
use self::snapshot::Snapshots;
use crate::clock::Clock;
use crate::config::source::QueryName;
use crate::store::Store;

/// Bytes of copies kept in the process before the least used ones go.
const CAPACITY_BYTES: u64 = 64 * 1024 * 1024;

/// The accounting systems, read through copies. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cache(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    clock: Clock,
    sources: BTreeMap<String, Arc<Source>>,
    copies: moka::future::Cache<Key, Arc<Copied>>,
    failures: Failures,
    flights: Arc<Flights>,
    snapshots: Option<Snapshots>,
    /// How often a portal was forgotten, where it was.
    eras: Mutex<HashMap<i64, u64>>,
}

/// One question to one system.
struct Question<'a> {
    key: Key,
    name: &'a QueryName,
    query: &'a Query,
    params: &'a Params,
    freshness: Freshness,
}

impl Cache {
    /// A cache in front of these sources that ends with the process.
    #[must_use]
    pub fn new(sources: BTreeMap<String, Arc<Source>>, clock: Clock) -> Self {
        Self::of(sources, None, clock)
    }

    /// A cache whose last good answers are also kept in the store, and found there.
    #[must_use]
    pub fn kept_in(store: &Store, sources: BTreeMap<String, Arc<Source>>, clock: Clock) -> Self {
        let snapshots = Snapshots::new(store.snapshots(), clock.clone());
        Self::of(sources, Some(snapshots), clock)
    }

    fn of(
        sources: BTreeMap<String, Arc<Source>>,
        snapshots: Option<Snapshots>,
        clock: Clock,
    ) -> Self {
        Self(Arc::new(Shared {
            sources,
            copies: moka::future::Cache::builder()
                .max_capacity(CAPACITY_BYTES)
                .support_invalidation_closures()
                .weigher(|_, copied: &Arc<Copied>| copied.weight())
                .build(),
            failures: Failures::new(),
            flights: Arc::default(),
            snapshots,
            clock,
            eras: Mutex::default(),
        }))
    }

    /// The sources by name, for checks.
    #[must_use]
    pub fn sources(&self) -> &BTreeMap<String, Arc<Source>> {
        &self.0.sources
    }

    /// The moment its copies' ages are counted from.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    /// The answer to one query: a fresh copy, else an older one that is being renewed, else what
    /// the system says now, else an older one because the system is down.
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
        let key = Key::new(portal, self.era(portal), name, query, params);
        let question = Question {
            key,
            name,
            query,
            params,
            freshness,
        };
        let now = self.0.clock.now();
        let copied = self.copied(&key, &freshness).await;
        if let Some(copied) = copied.as_ref().filter(|c| c.is_fresh(&freshness, now)) {
            return Ok(Answer::new(Arc::clone(copied), State::Fresh));
        }
        let old = copied
            .as_ref()
            .filter(|copied| copied.younger_than(freshness.stale_for, now));
        let landing = match self.0.failures.of(&key, &freshness, now).await {
            Some(error) => Err(error),
            None => {
                let flight = self.fly(&question, copied.as_ref());
                if let Some(old) = old.filter(|old| freshness.is_behind(old.rows.len())) {
                    return Ok(Answer::new(Arc::clone(old), State::Renewing(vec![flight])));
                }
                flight.landed().await
            }
        };
        match (landing, old) {
            (Ok(copied), _) => Ok(Answer::new(copied, State::Fresh)),
            (Err(error), Some(old)) => Ok(Answer::new(Arc::clone(old), State::Stale(error))),
            (Err(error), None) => Err(error),
        }
    }

    /// Drops every copy of one portal in this process; those in the store go with its
    /// uninstallation. What is under way for it is never found by anybody.
    pub fn forget(&self, portal: i64) {
        let mut eras = self.0.eras.lock().unwrap_or_else(PoisonError::into_inner);
        *eras.entry(portal).or_default() += 1;
        drop(eras);
        let drop = move |key: &Key, _: &Arc<Copied>| key.portal() == portal;
        // The builder allows it; without that the copies simply grow old.
        let _ = self.0.copies.invalidate_entries_if(drop);
        if let Some(snapshots) = &self.0.snapshots {
            snapshots.forget(portal);
        }
    }

    /// Waits until what was answered so far is in the store, but not for ever.
    pub async fn flush(&self) {
        if let Some(snapshots) = &self.0.snapshots {
            snapshots.flush().await;
        }
    }

    fn era(&self, portal: i64) -> u64 {
        let eras = self.0.eras.lock().unwrap_or_else(PoisonError::into_inner);
        eras.get(&portal).copied().unwrap_or_default()
    }

    /// The copy in the process, else the one in the store; many who ask at once ask it once. Who
    /// wants no old copies has none from before the process began.
    async fn copied(&self, key: &Key, freshness: &Freshness) -> Option<Arc<Copied>> {
        if let Some(copied) = self.0.copies.get(key).await {
            return Some(copied);
        }
        if freshness.stale_for.is_zero() {
            return None;
        }
        let recalled = self.0.snapshots.as_ref()?.recall(key);
        self.0.copies.optionally_get_with(*key, recalled).await
    }

    /// The reading for a key: the one that is under way, else a new one. `seen` is the copy that
    /// was not good enough.
    fn fly(&self, question: &Question<'_>, seen: Option<&Arc<Copied>>) -> Flight {
        let (flight, pilot) = self.0.flights.board(question.key);
        if let Some(pilot) = pilot {
            let shared = Arc::clone(&self.0);
            let seen = seen.map(Arc::clone);
            let (name, query, params) = (
                question.name.clone(),
                question.query.clone(),
                question.params.clone(),
            );
            let (key, keep_for) = (question.key, question.freshness.stale_for);
            tokio::spawn(async move {
                let landing = match shared.copies.get(&key).await {
                    // An earlier flight landed just before this one was boarded.
                    Some(copied) if seen.is_none_or(|seen| !Arc::ptr_eq(&seen, &copied)) => {
                        Ok(copied)
                    }
                    _ => shared.ask(key, &name, &query, &params, keep_for).await,
                };
                pilot.land(landing);
            });
        }
        flight
    }
}

impl Shared {
    /// Asks the system, and keeps what it says, be it good or bad.
    async fn ask(
        &self,
        key: Key,
        name: &QueryName,
        query: &Query,
        params: &Params,
        keep_for: Duration,
    ) -> Landing {
        let Some(source) = self.sources.get(&name.source) else {
            return Err(ReadError::Busy);
        };
        match source.read(query, params).await {
            Ok(rows) => {
                let copied = Arc::new(Copied::new(rows, self.clock.now()));
                self.failures.forget(&key).await;
                self.copies.insert(key, Arc::clone(&copied)).await;
                if let Some(snapshots) = &self.snapshots {
                    snapshots.keep(key, &copied, keep_for);
                }
                Ok(copied)
            }
            Err(error) => {
                tracing::warn!(
                    source.name = name.source,
                    query.name = %name,
                    error.kind = error.kind(),
                    error = &error as &dyn std::error::Error,
                    "source `{}` did not answer `{name}`",
                    name.source,
                );
                let at = self.clock.now();
                self.failures.remember(key, error.clone(), at).await;
                Err(error)
            }
        }
    }
}
