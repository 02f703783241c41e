//! Whether a source may have fallen asleep.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::Limits;

/// A system that has answered within this time is awake. 1C ends an idle session after about
/// twenty minutes, hosted systems sooner; nobody documents when.
const AWAKE: Duration = Duration::from_secs(300);

/// When a source answered last.
#[derive(Debug, Default)]
pub(crate) struct Wakefulness(Mutex<Option<Instant>>);

impl Wakefulness {
    pub(crate) fn answered(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// The limits of a read that begins now: with more time where it may have to wake the system.
    pub(crate) fn limits(&self, limits: &Limits) -> Limits {
        let answered = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let awake = answered.is_some_and(|moment| moment.elapsed() < AWAKE);
        match limits.first_timeout {
            Some(first) if !awake => Limits {
                timeout: limits.timeout.max(first),
                ..*limits
            },
            _ => *limits,
        }
    }
}
