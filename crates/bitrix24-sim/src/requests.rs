//! Counters of HTTP requests, for tests that ask how often the portal was bothered.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
};

/// How many HTTP requests came (and events went) so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RequestCounts {
    /// REST requests to the portal; a `batch` is one. Preflights do not count.
    pub rest: u64,
    /// Requests for tokens.
    pub oauth_token: u64,
    /// `app.info` and the like at the authorization server.
    pub oauth_rest: u64,
    /// The portal's own pages and their assets.
    pub pages: u64,
    /// Events sent to handlers, delivered or not.
    pub events: u64,
}

/// The running counters. Clones count together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Requests {
    counters: Arc<Counters>,
}

#[derive(Debug, Default)]
struct Counters {
    all: AtomicU64,
    rest: AtomicU64,
    oauth_token: AtomicU64,
    oauth_rest: AtomicU64,
    pages: AtomicU64,
    events: AtomicU64,
    executions: Mutex<HashMap<&'static str, u64>>,
}

impl Requests {
    pub(crate) fn counts(&self) -> RequestCounts {
        let counters = &self.counters;
        RequestCounts {
            rest: counters.rest.load(Relaxed),
            oauth_token: counters.oauth_token.load(Relaxed),
            oauth_rest: counters.oauth_rest.load(Relaxed),
            pages: counters.pages.load(Relaxed),
            events: counters.events.load(Relaxed),
        }
    }

    /// Counts a REST request and returns its number among all requests.
    pub(crate) fn rest(&self) -> u64 {
        self.count(&self.counters.rest)
    }

    pub(crate) fn oauth_token(&self) -> u64 {
        self.count(&self.counters.oauth_token)
    }

    pub(crate) fn oauth_rest(&self) -> u64 {
        self.count(&self.counters.oauth_rest)
    }

    pub(crate) fn page(&self) -> u64 {
        self.count(&self.counters.pages)
    }

    pub(crate) fn event(&self) {
        self.counters.events.fetch_add(1, Relaxed);
    }

    /// Counts a run of a method.
    pub(crate) fn execution(&self, method: &'static str) {
        *self.all_executions().entry(method).or_default() += 1;
    }

    pub(crate) fn executions(&self, method: &str) -> u64 {
        let method = method.to_ascii_lowercase();
        self.all_executions()
            .get(method.as_str())
            .copied()
            .unwrap_or(0)
    }

    /// Runs of every method so far, by name.
    pub(crate) fn all_runs(&self) -> BTreeMap<&'static str, u64> {
        let executions = self.all_executions();
        executions
            .iter()
            .map(|(name, runs)| (*name, *runs))
            .collect()
    }

    fn all_executions(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, u64>> {
        let executions = self.counters.executions.lock();
        executions.unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, kind: &AtomicU64) -> u64 {
        kind.fetch_add(1, Relaxed);
        self.counters.all.fetch_add(1, Relaxed) + 1
    }
}
