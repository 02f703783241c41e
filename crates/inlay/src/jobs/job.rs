//! One thing to be done for a portal, and what becomes of it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::future::BoxFuture;

use crate::store::{Portal, Run};

/// What sort of work it is; the body's shape is the kind's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// An event of the portal was kept in the inbox: see what it asks for.
    Event,
    /// A robot of the portal waits for its answer.
    Robot,
    /// A rule is to be run over one subject.
    Rule,
    /// One effect of a rule is to be done in the portal.
    Effect,
    /// A rule is run over everything it matches, a page at a time.
    Sync,
    /// What may have been missed is read.
    Sweep,
    /// The portal is brought to what the configuration wants.
    Reconcile,
    /// The application's authorization is renewed before it ends.
    Renew,
    /// A card that was changed has what its widgets show read before it is opened.
    Warm,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Event,
        Self::Robot,
        Self::Rule,
        Self::Effect,
        Self::Sync,
        Self::Sweep,
        Self::Reconcile,
        Self::Renew,
        Self::Warm,
    ];

    /// Its name in the store and in commands.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Robot => "robot",
            Self::Rule => "rule",
            Self::Effect => "effect",
            Self::Sync => "sync",
            Self::Sweep => "sweep",
            Self::Reconcile => "reconcile",
            Self::Renew => "renew",
            Self::Warm => "warm",
        }
    }

    /// What is done first of a portal's jobs: 0 is, before 1 and 2.
    #[must_use]
    pub fn rank(self) -> i64 {
        match self {
            // A workflow stands still until it has its answer.
            Self::Robot => 0,
            Self::Event | Self::Rule | Self::Effect => 1,
            Self::Sync | Self::Sweep | Self::Reconcile | Self::Renew | Self::Warm => 2,
        }
    }

    /// What comes of something the portal told us: an event, or a robot's run.
    #[must_use]
    pub fn of_received(robot: bool) -> Self {
        if robot { Self::Robot } else { Self::Event }
    }

    /// The kind of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A job that is put in line.
#[derive(Clone, Debug, PartialEq)]
pub struct NewJob {
    pub kind: Kind,
    /// While a job of this kind and key waits for the same portal, another one is not put beside
    /// it. One that is being done does not count: what it has read may be old already. The other
    /// one waits until that one has ended; if it has to be tried again, it gives way to the other.
    /// In clear in the store: numbers and names of ours, nothing of a client.
    pub key: Option<String>,
    /// What the kind needs to know; sealed in the store.
    pub body: serde_json::Value,
    /// Not before this moment; at once when there is none.
    pub due: Option<DateTime<Utc>>,
}

/// A job a worker holds.
#[derive(Clone, Debug)]
pub struct Job {
    pub id: i64,
    pub kind: Kind,
    pub key: Option<String>,
    pub body: serde_json::Value,
    /// Which try this is; the first is 1.
    pub attempt: u32,
    pub created_at: DateTime<Utc>,
}

/// What became of a job.
#[derive(Clone, Debug)]
pub enum Ended {
    /// It is done; these come of it, kept with its end or not at all.
    Done(Vec<NewJob>),
    /// The same, and what a rule did to a record is remembered with it.
    Acted { next: Vec<NewJob>, run: Run },
    /// It goes on with another body, and these come of what is done so far. Not a failure, and
    /// not a try.
    Continue {
        body: serde_json::Value,
        next: Vec<NewJob>,
        /// At once when there is none.
        due: Option<DateTime<Utc>>,
    },
    /// It may succeed later: after this time, else after the usual back-off. `reason` holds no
    /// secret and nothing of a client.
    Again {
        reason: String,
        after: Option<Duration>,
    },
    /// It will not succeed, or nobody may try it again but an operator.
    Never { reason: String },
}

/// Who does jobs.
pub trait Duty: Send + Sync + 'static {
    /// Does one job. Dropped when the worker has to stop: the job then counts as not done.
    fn run(&self, portal: Portal, job: Job) -> BoxFuture<'_, Ended>;
}
