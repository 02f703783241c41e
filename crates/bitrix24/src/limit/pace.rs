//! How much of a bucket seems to be ours.

use std::time::Duration;

use tokio::time::Instant;

/// After a refusal that was not foreseen a call counts more, at most this much.
const HEAVIEST: f64 = 4.0;
/// How long until others are thought to have gone.
const RECOVERY: Duration = Duration::from_secs(60);

/// Others may call the portal from our address, and take from the bucket what we do not see. Each
/// refusal that was not foreseen halves the pace; it comes back by itself.
#[derive(Debug, Default)]
pub(super) struct Pace {
    refused: Option<Refusal>,
}

#[derive(Debug)]
struct Refusal {
    at: Instant,
    weight: f64,
}

impl Pace {
    /// What one call counts now: 1, or more.
    pub(super) fn weight(&self, now: Instant) -> f64 {
        let Some(refusal) = &self.refused else {
            return 1.0;
        };
        let since = now.saturating_duration_since(refusal.at);
        let left = 1.0 - since.as_secs_f64() / RECOVERY.as_secs_f64();
        1.0 + (refusal.weight - 1.0) * left.max(0.0)
    }

    /// Notes a refusal of a call let in at `admitted`. `false` when it tells nothing new: the call
    /// was on its way already when another one was refused.
    pub(super) fn refused(&mut self, admitted: Instant, now: Instant) -> bool {
        if self
            .refused
            .as_ref()
            .is_some_and(|last| admitted <= last.at)
        {
            return false;
        }
        let weight = (self.weight(now) * 2.0).min(HEAVIEST);
        self.refused = Some(Refusal { at: now, weight });
        true
    }
}
