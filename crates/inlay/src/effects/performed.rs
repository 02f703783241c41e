//! A try, and what came of it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// After this time an effect may have been tried by somebody who did not say so.
const FORGOTTEN: TimeDelta = TimeDelta::minutes(10);

/// Which try of an effect this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// The first is 1.
    pub number: u32,
    /// When the effect was wanted: nothing it has done is older.
    pub since: DateTime<Utc>,
    /// The present moment.
    pub now: DateTime<Utc>,
    /// Whether a try before this one has ended by now, even if its answer was lost: a portal works
    /// on a request for a minute at most (`limits.md`).
    pub is_settled: bool,
}

impl Attempt {
    /// The first try, now.
    #[must_use]
    pub fn first(now: DateTime<Utc>) -> Self {
        Self {
            number: 1,
            since: now,
            now,
            is_settled: true,
        }
    }

    /// Whether what is to be done may have been done by a try before. An old effect counts as
    /// tried: an operator may have put it in line again.
    pub(super) fn may_have_run(&self) -> bool {
        self.number > 1 || self.now - self.since > FORGOTTEN
    }
}

/// What was done, for whoever waits for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Performed {
    /// A path in the portal that shows it: `/company/personal/user/0/tasks/task/view/12/`.
    pub link: Option<String>,
    /// The portal's number of what was made.
    pub id: Option<String>,
    /// A try before this one had done it.
    #[serde(default)]
    pub was_there: bool,
    /// Nothing had to be done: everything was as wanted.
    #[serde(default)]
    pub was_right: bool,
}

impl Performed {
    pub(super) fn made(id: Option<String>) -> Self {
        Self {
            id,
            ..Self::default()
        }
    }

    pub(super) fn found(id: String) -> Self {
        Self {
            id: Some(id),
            was_there: true,
            ..Self::default()
        }
    }

    pub(super) fn at(self, link: String) -> Self {
        Self {
            link: Some(link),
            ..self
        }
    }
}
