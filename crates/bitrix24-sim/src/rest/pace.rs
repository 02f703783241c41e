//! How long a request takes.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Time spent on one request, step by step.
///
/// Each step ends when the sum of all steps so far says so: the imprecision of a
/// timer does not add up over the fifty pages of a batch.
#[derive(Debug)]
pub(super) struct Pace {
    due: Instant,
}

impl Pace {
    pub(super) fn start() -> Self {
        Self {
            due: Instant::now(),
        }
    }

    /// Waits until this much more time is over.
    pub(super) async fn spend(&mut self, time: Duration) {
        if !time.is_zero() {
            self.due += time;
            sleep_until(self.due).await;
        }
    }
}
