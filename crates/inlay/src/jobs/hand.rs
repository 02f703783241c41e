//! A job in the hands of a worker, and how it leaves them.

use chrono::{DateTime, TimeDelta, Utc};
use tokio::time::Instant;

use super::{Ended, Job, Kind, Pace};
use crate::store::{Portal, Settled, Settlement};

/// A job that is being done.
#[derive(Clone, Debug)]
pub(super) struct Hand {
    pub(super) portal: Portal,
    pub(super) job: Job,
    pub(super) begun: Instant,
}

impl Hand {
    pub(super) fn settled(&self, how: Settlement) -> Settled {
        Settled {
            id: self.job.id,
            portal: self.portal.id,
            kind: self.job.kind,
            key: self.job.key.clone(),
            how,
        }
    }

    /// It waits as it did before, and this was no try. Only an effect may have been done by now:
    /// whoever does it next has to look first.
    pub(super) fn given_back(&self, now: DateTime<Utc>) -> Settlement {
        let attempt = match self.job.kind {
            Kind::Effect => self.job.attempt,
            _ => self.job.attempt.saturating_sub(1),
        };
        Settlement::Back {
            due: now,
            attempt,
            reason: None,
            body: None,
            next: Vec::new(),
        }
    }

    pub(super) fn log(&self, ended: &Ended) {
        let (id, kind) = (self.job.id, self.job.kind.name());
        let portal = self.portal.member_id.as_ref();
        let millis = self.begun.elapsed().as_millis();
        match ended {
            Ended::Done(next) | Ended::Acted { next, .. } => tracing::debug!(
                job.id = id,
                job.kind = kind,
                portal.member_id = portal,
                job.duration_ms = millis,
                job.next = next.len(),
                "a job is done"
            ),
            Ended::Continue { .. } => tracing::debug!(
                job.id = id,
                job.kind = kind,
                portal.member_id = portal,
                job.duration_ms = millis,
                "a job goes on"
            ),
            Ended::Again { reason, .. } => tracing::warn!(
                job.id = id,
                job.kind = kind,
                portal.member_id = portal,
                job.attempt = self.job.attempt,
                job.reason = reason,
                "a job did not succeed and is tried again"
            ),
            Ended::Never { reason } => tracing::error!(
                job.id = id,
                job.kind = kind,
                portal.member_id = portal,
                job.attempt = self.job.attempt,
                job.reason = reason,
                "a job failed"
            ),
        }
    }
}

/// What an end means for the line.
pub(super) fn settlement(hand: &Hand, ended: Ended, now: DateTime<Utc>, pace: &Pace) -> Settlement {
    match ended {
        Ended::Done(next) => Settlement::Done { next, run: None },
        Ended::Acted { next, run } => Settlement::Done {
            next,
            run: Some(run),
        },
        Ended::Continue { body, next, due } => Settlement::Back {
            due: due.unwrap_or(now),
            attempt: 0,
            reason: None,
            body: Some(body),
            next,
        },
        Ended::Never { reason } => Settlement::Failed { reason },
        Ended::Again { reason, .. } if hand.job.attempt >= pace.tries => Settlement::Failed {
            reason: format!("{reason} (tried {} times)", hand.job.attempt),
        },
        Ended::Again { reason, after } => {
            let pause = after.unwrap_or_else(|| pace.pause(hand.job.attempt, &mut rand::rng()));
            Settlement::Back {
                due: now + TimeDelta::from_std(pause).unwrap_or(TimeDelta::hours(1)),
                attempt: hand.job.attempt,
                reason: Some(reason),
                body: None,
                next: Vec::new(),
            }
        }
    }
}
