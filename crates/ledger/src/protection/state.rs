//! What a breaker remembers.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::BreakerSettings;

/// When to ask again while somebody else is trying it out.
const MEANWHILE: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub(super) struct Trouble {
    /// When it failed, since it last answered.
    pub(super) failures: VecDeque<Instant>,
    pub(super) open: Option<Open>,
    /// One read has been let through and has not ended.
    pub(super) probing: bool,
}

#[derive(Debug)]
pub(super) struct Open {
    pub(super) since: Instant,
    pub(super) until: Instant,
    pub(super) why: &'static str,
}

impl Open {
    /// How long a read must stay out; `None` when it may try.
    pub(super) fn keeps_out(&self, now: Instant, probing: bool) -> Option<Duration> {
        if now < self.until {
            Some(self.until - now)
        } else {
            probing.then_some(MEANWHILE)
        }
    }
}

impl Trouble {
    /// One more failure; how many there are now that still count.
    pub(super) fn count(&mut self, now: Instant, settings: &BreakerSettings) -> u32 {
        self.failures.push_back(now);
        while let Some(first) = self.failures.front()
            && now - *first > settings.within
        {
            self.failures.pop_front();
        }
        u32::try_from(self.failures.len()).unwrap_or(u32::MAX)
    }
}
