//! Rules the clock starts.
//!
//! Each is one job for a portal that is put off until the rule is due, so it survives whatever a
//! job survives. Its key names the schedule: a rule whose schedule was changed has a new job, and
//! the old one ends when it is due, as that of a rule that is gone does.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::config::Config;
use crate::config::rule::{Rule, Trigger};
use crate::jobs::{Kind, NewJob};
use crate::store::{Portal, StoreError};
use crate::web::App;

/// Jobs of rules that are gone, waiting to see it.
const MOST_OLD: u32 = 1_000;

/// What rules did is remembered so long.
fn remembered_for() -> TimeDelta {
    TimeDelta::days(90)
}

/// The schedule in words: the same for the same schedule.
#[must_use]
pub fn words(rule: &Rule) -> Option<String> {
    match &rule.on {
        Trigger::Every(every) => Some(format!("every {} s", every.as_secs())),
        Trigger::Cron(moments) => Some(format!("cron {} {}", moments.text(), moments.timezone)),
        Trigger::Button(_) | Trigger::Event(_) | Trigger::Robot(_) => None,
    }
}

/// When the rule is to run next, after a run that began at `begun`; never before `now`.
#[must_use]
pub fn next(rule: &Rule, begun: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    match &rule.on {
        Trigger::Every(every) => {
            let next = begun.checked_add_signed(TimeDelta::from_std(*every).ok()?)?;
            Some(next.max(now))
        }
        Trigger::Cron(moments) => moments.after(now),
        Trigger::Button(_) | Trigger::Event(_) | Trigger::Robot(_) => None,
    }
}

/// The jobs a portal's schedules need; one that waits already is not put beside itself. A rule
/// that runs every so often runs for the first time at once.
#[must_use]
pub fn jobs(config: &Config, now: DateTime<Utc>) -> Vec<NewJob> {
    let scheduled = config.rules.iter().filter_map(|rule| {
        let words = words(rule)?;
        let due = match &rule.on {
            Trigger::Cron(moments) => Some(moments.after(now)?),
            _ => None,
        };
        Some(NewJob {
            kind: Kind::Sync,
            key: Some(format!("{}:{words}", rule.id)),
            body: json!({"rule": rule.id, "schedule": words}),
            due,
        })
    });
    scheduled.collect()
}

/// Puts what the schedules need in line for a portal.
///
/// # Errors
/// [`StoreError`].
pub async fn keep(app: &App, portal: &Portal) -> Result<(), StoreError> {
    let mut jobs = jobs(&app.config, app.clock.now());
    if jobs.is_empty() {
        return Ok(());
    }
    // One that is being done counts, too: it puts itself off when it has ended.
    let most = u32::try_from(jobs.len()).unwrap_or(u32::MAX);
    let going = app
        .store
        .scope(portal)
        .jobs_of(Kind::Sync, most.saturating_add(MOST_OLD))
        .await?;
    jobs.retain(|job| !going.iter().any(|going| going.key == job.key));
    app.jobs.put_all(portal, &jobs).await
}

/// The same for every portal, when the server starts.
///
/// # Errors
/// [`StoreError`].
pub async fn keep_all(app: &App) -> Result<(), StoreError> {
    let forgotten = app.clock.now() - remembered_for();
    app.store.prune_runs(forgotten).await?;
    for portal in app.store.portals().await? {
        if portal.is_served() {
            keep(app, &portal).await?;
        }
    }
    Ok(())
}
