//! How often a handler is called.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// The widest gap between two calls of a slow handler. The documents say that calls
/// become rarer (`settings/performance/queue.md`), but not how much; these figures
/// are ours.
const WIDEST: Duration = Duration::from_secs(60);

/// Narrower gaps are none.
const NARROWEST: Duration = Duration::from_millis(10);

/// The gaps between calls, by handler: none for those that answer fast.
#[derive(Debug, Default)]
pub(super) struct Paces {
    handlers: Mutex<HashMap<String, Pace>>,
}

#[derive(Clone, Copy, Debug)]
struct Pace {
    gap: Duration,
    free_at: Instant,
}

impl Paces {
    /// When the next call of a handler may begin.
    pub(super) fn turn(&self, handler: &str, now: Instant) -> Instant {
        let mut handlers = self.handlers();
        let Some(pace) = handlers.get_mut(handler) else {
            return now;
        };
        let at = pace.free_at.max(now);
        pace.free_at = at + pace.gap;
        at
    }

    /// Takes note of how long a handler took: too long doubles the gap, fast answers
    /// halve it.
    pub(super) fn note(&self, handler: &str, took: Duration, slow: Duration, now: Instant) {
        let mut handlers = self.handlers();
        if took >= slow {
            let pace = handlers.entry(handler.to_owned()).or_insert(Pace {
                gap: Duration::ZERO,
                free_at: now,
            });
            pace.gap = (pace.gap * 2).max(took).min(WIDEST);
            pace.free_at = pace.free_at.max(now + pace.gap);
        } else if let Some(pace) = handlers.get_mut(handler) {
            pace.gap /= 2;
            if pace.gap < NARROWEST {
                handlers.remove(handler);
            }
        }
    }

    fn handlers(&self) -> std::sync::MutexGuard<'_, HashMap<String, Pace>> {
        self.handlers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::Instant;

    use super::Paces;

    const SLOW: Duration = Duration::from_secs(1);

    #[test]
    fn a_slow_handler_is_called_less_and_less_often_and_a_fast_one_at_once() {
        let paces = Paces::default();
        let now = Instant::now();
        let wait = |handler| paces.turn(handler, now) - now;

        paces.note("a", Duration::from_secs(2), SLOW, now);
        assert_eq!(wait("a"), Duration::from_secs(2));
        assert_eq!(wait("a"), Duration::from_secs(4));
        assert_eq!(wait("b"), Duration::ZERO);
        paces.note("a", Duration::from_secs(2), SLOW, now);
        assert_eq!(wait("a"), Duration::from_secs(6));
        assert_eq!(wait("a"), Duration::from_secs(10));
    }

    #[test]
    fn fast_answers_close_the_gap_again() {
        let paces = Paces::default();
        let now = Instant::now();
        paces.note("a", SLOW, SLOW, now);
        for _ in 0..7 {
            paces.note("a", Duration::ZERO, SLOW, now);
        }
        assert_eq!(paces.turn("a", now), now);
    }

    #[test]
    fn the_gap_has_an_upper_bound() {
        let paces = Paces::default();
        let now = Instant::now();
        for _ in 0..20 {
            paces.note("a", Duration::from_secs(9), SLOW, now);
        }
        assert_eq!(paces.turn("a", now) - now, Duration::from_secs(60));
    }
}
