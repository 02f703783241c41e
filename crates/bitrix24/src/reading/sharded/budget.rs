//! How many requests a portal lets through at once, so that they are not spent on little.

use tokio::time::{Duration, Instant};

use crate::limit::Plan;

/// Slots of the bucket left to others.
const RESERVE: f64 = 10.0;

/// An idea of the portal's bucket (`limits.md`), as if it were ours alone. The limiter decides
/// when a request leaves; this only tells when it pays to put more into one.
#[derive(Debug)]
pub(super) struct Budget {
    level: f64,
    at: Instant,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            level: 0.0,
            at: Instant::now(),
        }
    }

    /// Requests that may leave now.
    pub(super) fn free(&mut self) -> usize {
        self.leak();
        (most() - self.level).max(0.0) as usize
    }

    /// When the next one may leave, if none may now.
    pub(super) fn next(&mut self) -> Duration {
        self.leak();
        let over = (self.level + 1.0 - most()).max(0.0);
        Duration::from_secs_f64(over / per_second())
    }

    pub(super) fn spend(&mut self, requests: u64) {
        self.leak();
        self.level += requests as f64;
    }

    fn leak(&mut self) {
        let now = Instant::now();
        let passed = now.duration_since(self.at).as_secs_f64();
        self.level = (self.level - passed * per_second()).max(0.0);
        self.at = now;
    }
}

fn most() -> f64 {
    f64::from(Plan::STANDARD.burst) - RESERVE
}

fn per_second() -> f64 {
    f64::from(Plan::STANDARD.per_second)
}
