//! How often, and for how long, a call is made again.

use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};

use super::remedy::Reason;
use crate::limit::Class;

/// A portal in trouble is asked this often at most: it is not a limit that passes.
const TRIES_IN_TROUBLE: u32 = 3;

/// How far a client goes to get a call through. Both bounds hold.
///
/// A call that *was not executed* (no connection, the rate limit, a method's operating time) is
/// made again; one whose *answer was lost*, or at which the portal failed inside, only if it is
/// [`harmless`](crate::Call::harmless). Between two tries there is a pause, longer each time, with
/// jitter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Patience {
    /// How often a call is sent at most, the first time included.
    pub tries: u32,
    /// How long sending and pausing may take in all before it is not tried once more. Waiting for
    /// the limiter's permit does not count. A try that has begun may take its own time.
    pub total: Duration,
    /// The shortest pause.
    pub first: Duration,
    /// The longest pause; its jitter, as much again at most, comes on top.
    pub longest: Duration,
}

impl Patience {
    /// For calls a person waits for: four tries in fifteen seconds.
    pub const BRIEF: Self = Self {
        tries: 4,
        total: Duration::from_secs(15),
        first: Duration::from_millis(500),
        longest: Duration::from_secs(4),
    };

    /// For calls nobody waits for: eight tries in two minutes. A full bucket has room again after
    /// half a second, and the portal's longest answer takes a minute (`limits.md`).
    pub const LONG: Self = Self {
        tries: 8,
        total: Duration::from_secs(120),
        first: Duration::from_millis(500),
        longest: Duration::from_secs(8),
    };

    /// Every call is sent once.
    pub const NONE: Self = Self {
        tries: 1,
        total: Duration::ZERO,
        first: Duration::ZERO,
        longest: Duration::ZERO,
    };

    /// Other bounds, with the pauses of [`LONG`](Self::LONG).
    #[must_use]
    pub fn new(tries: u32, total: Duration) -> Self {
        Self {
            tries,
            total,
            ..Self::LONG
        }
    }

    /// Other pauses.
    #[must_use]
    pub fn with_pauses(self, first: Duration, longest: Duration) -> Self {
        Self {
            first,
            longest,
            ..self
        }
    }
}

/// [`BRIEF`](Patience::BRIEF) for interactive calls, [`LONG`](Patience::LONG) for all others.
impl From<Class> for Patience {
    fn from(class: Class) -> Self {
        match class {
            Class::Interactive => Self::BRIEF,
            Class::Event | Class::Background => Self::LONG,
        }
    }
}

/// What one call, or one batch with all its repetitions, has used up.
#[derive(Debug)]
pub(super) struct Tries {
    patience: Patience,
    pauses: ExponentialBackoff,
    begun: u32,
    in_trouble: u32,
    spent: Duration,
    pub(super) renewed: bool,
    pub(super) followed: bool,
}

impl Tries {
    pub(super) fn new(patience: Patience) -> Self {
        let pauses = ExponentialBuilder::new()
            .with_min_delay(patience.first)
            .with_max_delay(patience.longest)
            .without_max_times()
            .with_jitter();
        Self {
            patience,
            pauses: pauses.build(),
            begun: 0,
            in_trouble: 0,
            spent: Duration::ZERO,
            renewed: false,
            followed: false,
        }
    }

    /// Another request was sent and took so long.
    pub(super) fn note(&mut self, took: Duration) {
        self.begun += 1;
        self.spent += took;
    }

    pub(super) fn begun(&self) -> u32 {
        self.begun
    }

    pub(super) fn time_left(&self) -> Duration {
        self.patience.total.saturating_sub(self.spent)
    }

    /// Whether a call that has to wait at least so long will be tried again.
    pub(super) fn affords(&self, reason: Reason, at_least: Duration) -> bool {
        self.begun < self.patience.tries
            && (reason != Reason::Trouble || self.in_trouble + 1 < TRIES_IN_TROUBLE)
            && self.spent + at_least < self.patience.total
    }

    /// How long to pause before the next try, which is then accounted for; `None` when there will
    /// be none.
    pub(super) fn pause(&mut self, reason: Reason, at_least: Duration) -> Option<Duration> {
        if !self.affords(reason, at_least) {
            return None;
        }
        if reason == Reason::Trouble {
            self.in_trouble += 1;
        }
        let pause = self.pauses.next()?.max(at_least);
        if self.spent + pause >= self.patience.total {
            return None;
        }
        self.spent += pause;
        Some(pause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO_TIME: Duration = Duration::ZERO;

    fn pauses(patience: Patience, reason: Reason) -> Vec<Duration> {
        let mut tries = Tries::new(patience);
        tries.note(NO_TIME);
        std::iter::from_fn(|| {
            let pause = tries.pause(reason, NO_TIME);
            tries.note(NO_TIME);
            pause
        })
        .collect()
    }

    #[test]
    fn tries_are_bounded_in_number() {
        assert_eq!(pauses(Patience::LONG, Reason::Limited).len(), 7);
        assert_eq!(pauses(Patience::LONG, Reason::Trouble).len(), 2);
        assert!(pauses(Patience::NONE, Reason::Limited).is_empty());
    }

    #[test]
    fn tries_are_bounded_in_time_however_many_are_allowed() {
        let total = Duration::from_secs(60);
        let pauses = pauses(Patience::new(u32::MAX, total), Reason::Lost);
        assert!(pauses.iter().sum::<Duration>() < total, "{pauses:?}");
        assert!((4..20).contains(&pauses.len()), "{pauses:?}");
    }

    #[test]
    fn a_pause_is_never_shorter_than_needed_nor_begun_in_vain() {
        let mut tries = Tries::new(Patience::LONG);
        tries.note(NO_TIME);
        let minute = Duration::from_secs(60);
        assert_eq!(tries.pause(Reason::Parked, minute), Some(minute));
        tries.note(NO_TIME);
        assert_eq!(tries.pause(Reason::Parked, minute), None);
    }
}
