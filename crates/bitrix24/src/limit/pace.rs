//! How much of a bucket seems to be ours.

use std::time::Duration;

use tokio::time::Instant;

/// After a refusal that was not foreseen a call counts more, at most this much.
const HEAVIEST: f64 = 4.0;
/// How long until others are thought to have gone.
const RECOVERY: Duration = Duration::from_secs(60);

/// Others may call the portal from our address, and take from the bucket what we do not see.
///
/// One refusal that was not foreseen may be no more than a call that was long on its way: the bucket
/// is known to be full then, and that is all. Another one before long is somebody else: the pace is
/// halved, and comes back by itself.
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
        let again = self
            .refused
            .as_ref()
            .is_some_and(|last| now.saturating_duration_since(last.at) < RECOVERY);
        let weight = if again {
            (self.weight(now) * 2.0).min(HEAVIEST)
        } else {
            1.0
        };
        self.refused = Some(Refusal { at: now, weight });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn one_refusal_is_an_accident_and_another_one_before_long_is_somebody_else() {
        let mut pace = Pace::default();
        let later = |seconds| Instant::now() + Duration::from_secs(seconds);
        assert!(pace.refused(later(0), later(1)));
        assert_eq!(pace.weight(later(1)), 1.0);
        // A call that was on its way already tells nothing new.
        assert!(!pace.refused(later(1), later(2)));

        assert!(pace.refused(later(3), later(4)));
        assert_eq!(pace.weight(later(4)), 2.0);
        assert!(pace.refused(later(5), later(6)));
        assert!(pace.weight(later(6)) > 3.0);
        assert_eq!(pace.weight(later(66)), 1.0);

        assert!(pace.refused(later(100), later(101)));
        assert_eq!(pace.weight(later(101)), 1.0);
    }
}
