//! A bucket in memory.

use std::time::Duration;

use tokio::time::Instant;

use super::{Slot, Terms};

/// One portal's bucket, in this process: the moment it will be empty.
#[derive(Debug)]
pub(super) struct Bucket {
    empty_at: Instant,
}

impl Bucket {
    pub(super) fn empty(now: Instant) -> Self {
        Self { empty_at: now }
    }

    /// The step described at [`super::Buckets::book`].
    pub(super) fn book(&mut self, now: Instant, terms: &Terms) -> Slot {
        let start = self.level(now).min(terms.ceiling);
        let level = start + terms.interval;
        let booked = level <= terms.room + terms.ahead;
        let level = if booked { level } else { start };
        self.empty_at = now + level;
        terms.slot(booked, level)
    }

    /// Counts a request that is let through anyway, up to a full bucket; says when the bucket will
    /// be empty.
    pub(super) fn count(&mut self, now: Instant, terms: &Terms) -> Instant {
        let level = (self.level(now) + terms.interval).min(terms.room);
        self.empty_at = now + level;
        self.empty_at
    }

    pub(super) fn give_back(&mut self, by: Duration) {
        self.empty_at = self.empty_at.checked_sub(by).unwrap_or(self.empty_at);
    }

    pub(super) fn fill(&mut self, now: Instant, level: Duration) {
        self.empty_at = self.empty_at.max(now + level);
    }

    pub(super) fn is_empty(&self, now: Instant) -> bool {
        self.empty_at <= now
    }

    fn level(&self, now: Instant) -> Duration {
        self.empty_at.saturating_duration_since(now)
    }
}
