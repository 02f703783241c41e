//! Time is a parameter: everything that needs the moment asks a [`Clock`].

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;

/// Where the present moment comes from; the system's in production, a settable one in tests.
#[derive(Clone, Default)]
pub struct Clock(Kind);

#[derive(Clone, Default)]
enum Kind {
    #[default]
    System,
    Set(Arc<Hands>),
}

/// Of a settable clock.
struct Hands {
    millis: AtomicI64,
    moved: Notify,
}

impl Clock {
    /// A clock that stands still at `moment` until it is moved.
    #[must_use]
    pub fn standing_at(moment: DateTime<Utc>) -> Self {
        Self(Kind::Set(Arc::new(Hands {
            millis: AtomicI64::new(moment.timestamp_millis()),
            moved: Notify::new(),
        })))
    }

    /// The present moment, to the millisecond.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            Kind::System => system_now(),
            Kind::Set(hands) => {
                let millis = hands.millis.load(Ordering::Relaxed);
                DateTime::from_timestamp_millis(millis).unwrap_or_default()
            }
        }
    }

    /// Moves a settable clock forward; the system's clock cannot be moved and stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Kind::Set(hands) = &self.0 {
            let by = by.num_milliseconds();
            hands.millis.fetch_add(by, Ordering::Relaxed);
            hands.moved.notify_waiters();
            // For the one who was not waiting just then.
            hands.moved.notify_one();
        }
    }

    /// Returns when a settable clock is moved: whoever waits for a moment looks again. The
    /// system's clock is never moved.
    pub async fn moved(&self) {
        match &self.0 {
            Kind::System => std::future::pending().await,
            Kind::Set(hands) => hands.moved.notified().await,
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Clock({})", self.now())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that reads the system's clock"
)]
fn system_now() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_clock_moves_only_when_it_is_moved() {
        let clock = Clock::standing_at(DateTime::from_timestamp_millis(1_000).unwrap());
        assert_eq!(clock.now(), clock.now());
        clock.advance(TimeDelta::seconds(2));
        assert_eq!(clock.now().timestamp_millis(), 3_000);
    }
}
