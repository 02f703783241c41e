//! How much is done at once, and how long anything waits.

use std::time::Duration;

use rand::{Rng, RngExt};

/// The bounds of a worker.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Jobs of one process at once.
    pub at_once: usize,
    /// Of them for one portal: another one's job always finds room.
    pub per_portal: usize,
    /// Between two looks at the line while there is work: what came and what ended meanwhile is one
    /// transaction, and whoever keeps events has the store in between. Twice what the last look
    /// took where that is longer, up to ten times this.
    pub gather: Duration,
    /// How long after the death of a worker its jobs are done by another; a living one renews it
    /// three times as often.
    pub lease: Duration,
    /// How often a worker looks by itself when nothing wakes it.
    pub look: Duration,
    /// How long jobs may go on when the worker is to stop; then they are given back.
    pub finish: Duration,
    /// How often a job is tried before it counts as failed.
    pub tries: u32,
    /// What passes before the second try; it doubles from there.
    pub first_pause: Duration,
    /// And at most.
    pub longest_pause: Duration,
}

impl Default for Pace {
    /// Twenty tries go on for some six hours.
    fn default() -> Self {
        Self {
            at_once: 128,
            per_portal: 16,
            gather: Duration::from_millis(10),
            lease: Duration::from_secs(30),
            look: Duration::from_secs(10),
            finish: Duration::from_secs(8),
            tries: 20,
            first_pause: Duration::from_secs(5),
            longest_pause: Duration::from_secs(30 * 60),
        }
    }
}

impl Pace {
    /// What passes after a look that took so long.
    pub(super) fn breath(&self, took: Duration) -> Duration {
        (2 * took).clamp(self.gather, 10 * self.gather)
    }

    /// What passes after this try, a quarter more or less, so that what failed together does not
    /// come back together.
    pub(super) fn pause(&self, attempt: u32, dice: &mut impl Rng) -> Duration {
        let doublings = attempt.saturating_sub(1).min(16);
        let pause = self.first_pause.saturating_mul(1 << doublings);
        pause
            .min(self.longest_pause)
            .mul_f64(dice.random_range(0.75..=1.25))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_is_slow_for_once_costs_no_lease() {
        let pace = Pace::default();
        let breaths = [0, 20, 60_000].map(|took| pace.breath(Duration::from_millis(took)));
        assert_eq!(breaths, [10, 40, 100].map(Duration::from_millis));
        assert!(breaths[2] < pace.lease / 3);
    }

    #[test]
    fn pauses_double_up_to_the_longest_and_are_spread() {
        let pace = Pace::default();
        let mut dice = rand::rng();
        for (attempt, seconds) in [
            (1, 5.0),
            (2, 10.0),
            (5, 80.0),
            (12, 1_800.0),
            (400, 1_800.0),
        ] {
            let pause = pace.pause(attempt, &mut dice).as_secs_f64();
            assert!(
                (0.75..=1.25).contains(&(pause / seconds)),
                "{attempt}: {pause}"
            );
        }
        let spread: std::collections::HashSet<_> =
            (0..20).map(|_| pace.pause(3, &mut dice)).collect();
        assert!(spread.len() > 1);
    }
}
