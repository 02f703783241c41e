//! What was missed: changes no event told us of.
//!
//! Bitrix24 sends an event once, and what is sent while nobody listens is lost
//! (`api-reference/events/index.md`). On every start and every hour each portal is therefore asked
//! what has changed, and what its rules have not heard of they hear of now:
//!
//! - out of the portal's own queue of changes (`queue`), where its plan has one that can be read
//!   without losing what was read;
//! - else by the time of each card's last change (`cards`), from the last known moment on. What
//!   was deleted, or moved to another pipeline and nothing else, cannot be seen that way.
//!
//! The search is a job that goes on page by page: what a page brings is put in line with the step
//! to the next one, or neither is.

mod cards;
mod heard;
mod queue;
mod stage;
mod watched;

use bitrix24::{Class, Client};
use chrono::TimeDelta;
use serde_json::Value;

use self::stage::{Stage, Step};
use self::watched::Watched;
use crate::config::Config;
use crate::jobs::{Ended, Kind, NewJob};
use crate::rules::woken;
use crate::store::{Portal, StoreError};
use crate::verify::Refusal;
use crate::web::App;

/// Between two searches of one portal.
const PERIOD: TimeDelta = TimeDelta::hours(1);

/// The search of one portal, now; `None` when no rule listens to anything.
#[must_use]
pub fn sweeping(config: &Config) -> Option<NewJob> {
    (!Watched::of(config).is_empty()).then(|| NewJob {
        kind: Kind::Sweep,
        key: Some(Kind::Sweep.name().to_owned()),
        body: Value::Null,
        due: None,
    })
}

/// Why a step could not be made.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error("the portal could not be asked")]
    Call(#[from] bitrix24::CallError),
    #[error("the portal refused a command")]
    Command(#[from] bitrix24::CommandError),
    #[error("the batch could not be built")]
    Batch(#[from] bitrix24::BatchError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a step works with.
struct Search<'a> {
    app: &'a App,
    portal: &'a Portal,
    client: Client,
    watched: Watched,
}

impl Search<'_> {
    /// What an event with this data would have put in line.
    fn jobs(&self, event: &str, data: &Value) -> Vec<NewJob> {
        // Who made the change is not told everywhere: it may have been a rule of ours.
        woken::target(event, data)
            .map(|target| woken::jobs(&self.app.config, event, target, "sweep", true))
            .unwrap_or_default()
    }
}

/// `Kind::Sweep`: one step of the search; the job itself goes on, and in an hour again.
pub async fn swept(app: &App, portal: &Portal, body: &Value) -> Ended {
    let watched = Watched::of(&app.config);
    if watched.is_empty() {
        return Ended::Done(Vec::new());
    }
    match step(app, portal, watched, Stage::read(body)).await {
        Ok(Step::On(stage, next)) => Ended::Continue {
            body: stage.write(),
            next,
            due: None,
        },
        Ok(Step::End(next)) => Ended::Continue {
            body: Value::Null,
            next,
            due: Some(app.clock.now() + PERIOD),
        },
        // Whatever it is, it may be better in an hour; the step is made again.
        Err(failure) => Ended::Again {
            // The failure and what is behind it, without anything of a client.
            reason: format!("{:#}", anyhow::Error::new(failure)),
            after: None,
        },
    }
}

async fn step(app: &App, portal: &Portal, watched: Watched, stage: Stage) -> Result<Step, Failure> {
    let client = app.authorizations.client(portal, Class::Background)?;
    let search = Search {
        app,
        portal,
        client,
        watched,
    };
    match stage {
        Stage::Begin => search.begin().await,
        Stage::Queue { taken } => search.queue(taken).await,
        Stage::Cards {
            kind,
            since,
            began,
            after,
        } => search.cards(kind, since, began, after).await,
    }
}
