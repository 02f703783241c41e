//! A portal's own arithmetic, written a second time.

use std::time::Duration;

use bitrix24::limit::Plan;
use tokio::time::Instant;

/// Counts requests as a portal does (`limits.md`).
#[derive(Debug)]
pub(super) struct Portal {
    plan: Plan,
    level: f64,
    at: Option<Instant>,
}

impl Portal {
    pub(super) fn new(plan: Plan) -> Self {
        Self {
            plan,
            level: 0.0,
            at: None,
        }
    }

    /// Counts a request; `false` when it is refused.
    pub(super) fn take(&mut self, now: Instant) -> bool {
        let since = self.at.map_or(Duration::ZERO, |at| now - at);
        self.at = Some(now);
        self.level =
            (self.level - since.as_secs_f64() * f64::from(self.plan.per_second)).max(0.0) + 1.0;
        // A microsecond's worth of rounding.
        self.level <= f64::from(self.plan.burst) + 1e-4
    }
}
