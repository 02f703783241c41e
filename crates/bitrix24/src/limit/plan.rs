//! How much a portal takes.

use std::time::Duration;

use super::{Class, Terms};

/// A portal's leaky bucket: each request adds one, `per_second` leak out, and what would not fit
/// into `burst` is refused (`limits.md`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Requests at once into an empty bucket.
    pub burst: u32,
    /// Requests a second in the long run.
    pub per_second: u32,
}

impl Plan {
    /// Every plan but Enterprise.
    pub const STANDARD: Self = Self {
        burst: 50,
        per_second: 2,
    };
    pub const ENTERPRISE: Self = Self {
        burst: 250,
        per_second: 5,
    };

    /// Slots kept free for interactive calls: ten, or a fifth of a small bucket.
    fn reserve(self) -> u32 {
        10.min(self.burst / 5)
    }

    /// The time one request takes to leak out.
    pub(super) fn interval(self) -> Duration {
        Duration::from_secs(1) / self.per_second.max(1)
    }

    /// The time a full bucket takes to leak out.
    pub(super) fn capacity(self) -> Duration {
        self.interval() * self.burst.max(1)
    }

    /// The terms for one call of a class, when `weight` is what a call counts: 1, or more where
    /// we may have only a part of the bucket.
    ///
    /// `slack` is how much longer one request may be on its way than another. The portal counts
    /// when a request arrives: were the first of a burst held up by so much, its bucket would be
    /// fuller by what leaks out meanwhile. It costs no more than a twentieth of the bucket.
    pub(super) fn terms(self, class: Class, slack: Duration, weight: f64) -> Terms {
        let capacity = self.capacity();
        let reserve = self.interval() * self.reserve();
        let (kept, ahead) = match class {
            Class::Interactive => (Duration::ZERO, capacity),
            // The first ones of many processes may book ahead, never the whole of the reserve.
            Class::Event => (reserve, reserve / 2),
            // Whoever waits for a slot has always booked the next one. So a class that may not
            // book ahead finds none while a higher one waits, in this process or in another.
            Class::Background => (reserve, Duration::ZERO),
        };
        let interval = self.interval().mul_f64(weight.clamp(1.0, 1_000.0));
        let room = (capacity - slack.min(capacity / 20)).saturating_sub(kept);
        Terms {
            interval,
            room,
            // Into an empty bucket everything fits.
            ahead: ahead.max(interval.saturating_sub(room)),
            ceiling: capacity * 2,
        }
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self::STANDARD
    }
}
