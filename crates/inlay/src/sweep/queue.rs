//! The portal's own queue of changes (`api-reference/events/offline-events.md`).

use std::collections::BTreeSet;

use bitrix24::{Batch, Call, values};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::Value;

use super::heard::{Heard, object};
use super::stage::{Stage, Step};
use super::{Failure, Search};
use crate::jobs::NewJob;

/// Events of one step.
const MOST: u64 = 200;

/// Offline events are read first of all events that were heard since: as old as the inbox.
const INBOX: TimeDelta = TimeDelta::days(3);

/// Whether events can be reserved, and so read without losing what was read
/// (`api-reference/common/system/feature-get.md`).
#[derive(Deserialize)]
struct Feature {
    #[serde(default, deserialize_with = "values::flag")]
    value: bool,
}

/// A row of `event.get`.
#[derive(Deserialize)]
struct Bound {
    event: String,
    #[serde(default, deserialize_with = "values::flag")]
    offline: bool,
}

/// What `event.offline.get` reserves (`api-reference/events/event-offline-get.md`).
#[derive(Deserialize)]
struct Reserved {
    process_id: Option<String>,
    #[serde(default)]
    events: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
struct Change {
    event_name: String,
    /// `false` where there is none.
    #[serde(default)]
    event_data: Value,
    timestamp_x: Option<String>,
    /// Only in `event.offline.list`.
    #[serde(default)]
    process_id: Option<String>,
}

impl Search<'_> {
    /// Finds out which way this portal can be searched.
    pub(super) async fn begin(&self) -> Result<Step, Failure> {
        let mut batch = Batch::new();
        let feature = Call::new("feature.get").param("CODE", "rest_offline_extended");
        let feature = batch.add("feature", feature.harmless())?;
        let bound = batch.add("bound", Call::new("event.get").harmless())?;
        let outcome = self.client.run(&batch).await?;
        // A portal that does not know the question has not what is asked for.
        let has_queue = outcome
            .take::<Feature>(&feature)
            .is_ok_and(|feature| feature.value);
        let bound: BTreeSet<String> = outcome
            .take::<Vec<Bound>>(&bound)?
            .into_iter()
            .filter(|bound| bound.offline)
            .map(|bound| bound.event.to_ascii_uppercase())
            .collect();
        let missing = self.subscribe(has_queue, &bound).await?;
        if has_queue && !missing {
            return Ok(Step::On(Stage::Queue { taken: None }, Vec::new()));
        }
        // Nobody has queued what was before.
        let now = self.app.clock.now();
        Ok(match self.watched.kind_after(None) {
            Some(kind) => Step::On(self.first_cards(kind, now).await?, Vec::new()),
            None if has_queue => Step::On(Stage::Queue { taken: None }, Vec::new()),
            None => Step::End(Vec::new()),
        })
    }

    /// Has the portal queue what the rules listen to, and nothing else. Says whether anything was
    /// missing.
    async fn subscribe(&self, has_queue: bool, bound: &BTreeSet<String>) -> Result<bool, Failure> {
        let mut batch = Batch::new();
        let mut missing = false;
        let wanted: BTreeSet<String> = if has_queue {
            self.watched.events().map(str::to_owned).collect()
        } else {
            BTreeSet::new()
        };
        let change = |method: &'static str, event: &str| {
            Call::new(method)
                .param("event", event)
                .param("event_type", "offline")
        };
        for (number, event) in wanted.difference(bound).enumerate() {
            missing = true;
            batch.add(format!("b{number}"), change("event.bind", event))?;
        }
        for (number, event) in bound.difference(&wanted).enumerate() {
            batch.add(format!("u{number}"), change("event.unbind", event))?;
        }
        if !batch.is_empty() {
            // An event the portal does not know is refused alone, and missed as it was.
            self.client.run(&batch).await?;
        }
        Ok(missing)
    }

    /// What the portal has queued: first what a process reserved and did not live to put in line,
    /// then whatever waits. What the last step took is in line by now, and goes.
    pub(super) async fn queue(&self, taken: Option<String>) -> Result<Step, Failure> {
        if let Some(process) = taken {
            let clear = Call::new("event.offline.clear").param("process_id", process);
            self.client.send::<Value>(&clear.harmless()).await?;
        }
        let (process, changes) = match self.stranded().await? {
            Some(stranded) => stranded,
            None => match self.reserve().await? {
                Some(reserved) => reserved,
                None => return Ok(Step::End(Vec::new())),
            },
        };
        let jobs = self.changed(&changes).await?;
        let taken = Some(process);
        Ok(Step::On(Stage::Queue { taken }, jobs))
    }

    /// A reservation nobody works on: of a portal's searches one at a time is made.
    async fn stranded(&self) -> Result<Option<(String, Vec<Change>)>, Failure> {
        // Above "0" are the numbers of processes, which are hexadecimal, and not the empty text.
        let list = Call::new("event.offline.list")
            .param("filter[>PROCESS_ID]", "0")
            .harmless();
        let rows: Vec<Change> = self.client.send(&list).await?.result;
        let mut processes = rows.into_iter().filter_map(|row| row.process_id);
        let Some(process) = processes.find(|process| !process.is_empty()) else {
            return Ok(None);
        };
        let mut changes = Vec::new();
        let mut start = Some(0);
        while let Some(from) = start {
            let page = Call::new("event.offline.list")
                .param("filter[=PROCESS_ID]", &process)
                .param("start", from)
                .harmless();
            let answer = self.client.send::<Vec<Change>>(&page).await?;
            changes.extend(answer.result);
            start = answer.next.filter(|next| *next > from);
        }
        Ok(Some((process, changes)))
    }

    async fn reserve(&self) -> Result<Option<(String, Vec<Change>)>, Failure> {
        // Not repeated when its answer is lost: what it has reserved then is found as stranded.
        let get = Call::new("event.offline.get")
            .param("clear", 0)
            .param("limit", MOST);
        let reserved: Reserved = self.client.send(&get).await?.result;
        let process = reserved.process_id.filter(|_| !reserved.events.is_empty());
        Ok(process.map(|process| (process, reserved.events)))
    }

    /// What the rules have not heard of.
    async fn changed(&self, changes: &[Change]) -> Result<Vec<NewJob>, Failure> {
        let scope = self.app.store.scope(self.portal);
        let heard = Heard::since(scope, self.app.clock.now() - INBOX).await?;
        let jobs = changes.iter().flat_map(|change| {
            let event = change.event_name.to_ascii_uppercase();
            let at = change.timestamp_x.as_deref();
            let at = at.and_then(|at| DateTime::parse_from_rfc3339(at).ok());
            // One without a moment was not heard of for all we know.
            let at = at.map_or(DateTime::<Utc>::MAX_UTC, |at| at.with_timezone(&Utc));
            let is_heard =
                object(&change.event_data).is_some_and(|id| heard.covers(&event, id, at));
            if is_heard {
                return Vec::new();
            }
            self.jobs(&event, &change.event_data)
        });
        Ok(jobs.collect())
    }
}
