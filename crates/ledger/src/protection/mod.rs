//! Does not make it worse for a source that is in trouble.
//!
//! A breaker stands before every source. When the source fails several times within a while and
//! answers nothing in between, it is not asked for a while: whoever wants to is told so at once. Then
//! one read is let through to see. A refused login opens it at once and for longer, because asking
//! again and again with a wrong password locks accounts.

mod pass;
mod state;
mod wakefulness;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

pub(crate) use pass::Pass;
use pass::Verdict;
use state::{Open, Trouble};
pub(crate) use wakefulness::Wakefulness;

use crate::ReadError;

/// When a source in trouble is left alone, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerSettings {
    /// So many failures without an answer in between: timeouts, broken connections, errors of the
    /// system itself, answers that are none. Not what is wrong with one query.
    pub failures: u32,
    /// Within so much time.
    pub within: Duration,
    /// Leave it alone for so long.
    pub open_for: Duration,
    /// How long it is left alone when it does not accept our login.
    pub login_open_for: Duration,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self {
            failures: 5,
            within: Duration::from_secs(60),
            open_for: Duration::from_secs(30),
            login_open_for: Duration::from_secs(300),
        }
    }
}

/// Whether a source is asked at present.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceState {
    /// It is.
    Closed,
    /// It is left alone.
    Open {
        /// A word of [`ReadError::kind`]; `login_refused` needs an administrator.
        why: &'static str,
        /// How long ago that began; one that was tried in between and failed again began before.
        since: Duration,
        /// After which time one read is let through.
        retry_in: Duration,
    },
    /// The next read will show whether it is well again, or is showing it now.
    HalfOpen { why: &'static str, since: Duration },
}

/// The breaker of one source.
#[derive(Debug)]
pub(crate) struct Breaker {
    source_name: String,
    settings: BreakerSettings,
    trouble: Mutex<Trouble>,
}

impl Breaker {
    pub(crate) fn new(source_name: &str, settings: BreakerSettings) -> Self {
        Self {
            source_name: source_name.to_owned(),
            settings,
            trouble: Mutex::default(),
        }
    }

    /// Lets a read through.
    ///
    /// # Errors
    /// [`ReadError::Unavailable`] at once while the source is left alone.
    pub(crate) fn pass(&self) -> Result<Pass<'_>, ReadError> {
        let mut trouble = self.trouble();
        let probe = match &trouble.open {
            None => false,
            Some(open) => {
                let now = Instant::now();
                if let Some(retry_in) = open.keeps_out(now, trouble.probing) {
                    return Err(ReadError::Unavailable {
                        why: open.why,
                        retry_in,
                    });
                }
                true
            }
        };
        trouble.probing |= probe;
        Ok(Pass::new(self, probe))
    }

    /// A read that asks whatever the state is, because a human wants to know.
    pub(crate) fn force(&self) -> Pass<'_> {
        Pass::new(self, false)
    }

    pub(crate) fn state(&self) -> SourceState {
        let trouble = self.trouble();
        let now = Instant::now();
        match &trouble.open {
            None => SourceState::Closed,
            Some(open) if now < open.until => SourceState::Open {
                why: open.why,
                since: now - open.since,
                retry_in: open.until - now,
            },
            Some(open) => SourceState::HalfOpen {
                why: open.why,
                since: now - open.since,
            },
        }
    }

    /// Hears how a read that was let through ended; `None` when nobody waited for its end.
    fn hear(&self, verdict: Option<Verdict>, probe: bool) {
        let mut trouble = self.trouble();
        if probe {
            trouble.probing = false;
        }
        let now = Instant::now();
        let settings = &self.settings;
        match verdict {
            None | Some(Verdict::Neither) => {}
            Some(Verdict::Answered) => {
                trouble.failures.clear();
                if let Some(open) = trouble.open.take() {
                    tracing::info!(
                        source.name = self.source_name,
                        "source `{}` answers again after {} s",
                        self.source_name,
                        (now - open.since).as_secs(),
                    );
                }
            }
            Some(Verdict::Failed(why)) => {
                let many = trouble.count(now, settings) >= settings.failures.max(1);
                if many || trouble.open.is_some() {
                    self.open(&mut trouble, why, now + settings.open_for);
                }
            }
            Some(Verdict::LoginRefused(why)) => {
                self.open(&mut trouble, why, now + settings.login_open_for);
            }
        }
    }

    fn open(&self, trouble: &mut Trouble, why: &'static str, until: Instant) {
        let now = Instant::now();
        trouble.failures.clear();
        let before = trouble.open.take();
        if before.as_ref().is_none_or(|open| open.why != why) {
            tracing::warn!(
                source.name = self.source_name,
                error.kind = why,
                "source `{}` is left alone for {} s: {why}",
                self.source_name,
                (until - now).as_secs(),
            );
        }
        trouble.open = Some(Open {
            since: before.map_or(now, |open| open.since),
            until,
            why,
        });
    }

    fn trouble(&self) -> MutexGuard<'_, Trouble> {
        self.trouble.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
