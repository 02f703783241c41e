//! The leaky bucket: one per source address (`limits.md`).

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Mutex, PoisonError},
};

use chrono::{DateTime, Utc};

use crate::knobs::Bucket;

/// The levels of all buckets.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    levels: Mutex<HashMap<IpAddr, Level>>,
}

#[derive(Clone, Copy, Debug)]
struct Level {
    calls: f64,
    at: DateTime<Utc>,
}

impl Limiter {
    /// Counts a call from an address; `false` when the bucket would run over. A
    /// refused call leaves no drop in it.
    pub(crate) fn admit(&self, source: IpAddr, bucket: Bucket, now: DateTime<Utc>) -> bool {
        let mut levels = self.levels.lock().unwrap_or_else(PoisonError::into_inner);
        let level = levels.entry(source).or_insert(Level {
            calls: 0.0,
            at: now,
        });
        let seconds = (now - level.at).as_seconds_f64().max(0.0);
        level.calls = (level.calls - seconds * bucket.drain_per_second).max(0.0);
        level.at = now;
        if level.calls + 1.0 > bucket.depth {
            return false;
        }
        level.calls += 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Duration};

    use super::Limiter;
    use crate::knobs::Bucket;

    #[test]
    fn a_burst_passes_and_then_the_drain_sets_the_pace() {
        let limiter = Limiter::default();
        let start = DateTime::UNIX_EPOCH;
        let admit = |after| {
            let at = start + Duration::milliseconds(after);
            limiter.admit([10, 0, 0, 1].into(), Bucket::STANDARD, at)
        };

        assert!((0..50).all(|_| admit(0)));
        assert!(!admit(0));
        assert!(!admit(499));
        assert!(admit(500));
        assert!(!admit(500));
    }

    #[test]
    fn addresses_do_not_share_a_bucket() {
        let limiter = Limiter::default();
        let bucket = Bucket {
            depth: 1.0,
            drain_per_second: 1.0,
        };
        let now = DateTime::UNIX_EPOCH;
        assert!(limiter.admit([10, 0, 0, 1].into(), bucket, now));
        assert!(!limiter.admit([10, 0, 0, 1].into(), bucket, now));
        assert!(limiter.admit([10, 0, 0, 2].into(), bucket, now));
    }
}
