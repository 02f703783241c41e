//! Jobs of the kind `effect`: from the body to the portal, and from what happened to the job's
//! end.

use std::time::Duration;

use bitrix24::{Class, Client};
use chrono::{DateTime, TimeDelta, Utc};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{Attempt, Doer, Effect, Failure, Marker, Performed, Target, perform, set};
use crate::jobs::{Ended, Job};

/// How often an effect that nobody can look for is put off before it counts as failed.
const PUT_OFF: u64 = 24;

/// What a job is to do: one effect, or many `set`s together.
#[derive(Deserialize)]
#[serde(untagged)]
enum Body {
    Many { effects: Vec<Marked> },
    One(Marked),
}

#[derive(Deserialize)]
struct Marked {
    effect: Effect,
    marker: Marker,
}

/// Does a job of the kind [`Kind::Effect`](crate::jobs::Kind::Effect) with the application's
/// authorization: `{"effect": …, "marker": …}`, or `{"effects": [{…}, …]}` of `set`s.
pub async fn run(doer: Doer<'_>, job: &Job, now: DateTime<Utc>) -> Ended {
    let Ok(body) = Body::deserialize(&job.body) else {
        return Ended::Never {
            reason: "this version does not understand the effect".to_owned(),
        };
    };
    match body {
        Body::One(one) => {
            let attempt = Attempt {
                number: job.attempt,
                since: job.created_at,
                now,
                // The next try is put off until then.
                is_settled: true,
            };
            let done = perform(doer, &one.effect, &one.marker, attempt).await;
            match done {
                Ok(done) => {
                    note(&one.effect, &done);
                    Ended::Done(Vec::new())
                }
                Err(failure) => ended(&one.effect, failure, job, now),
            }
        }
        Body::Many { effects } => many(doer.client, &effects).await,
    }
}

/// The class an effect's calls have.
#[must_use]
pub fn class(job: &Job) -> Class {
    match job.body.get("effects") {
        Some(_) => Class::Background,
        None => Class::Event,
    }
}

fn ended(effect: &Effect, failure: Failure, job: &Job, now: DateTime<Utc>) -> Ended {
    match (effect, failure) {
        // A second try would have to ask whether there was a first, and nobody can tell. So this
        // was none.
        (Effect::Workflow { .. }, Failure::NotRun { reason, after }) => {
            put_off(job, &reason, after, now)
        }
        (Effect::Workflow { .. }, failure @ Failure::Unauthorized { .. }) => {
            let after = failure.again_after().flatten();
            put_off(job, &failure.to_string(), after, now)
        }
        // Repeating it is harmless, and a workflow waits.
        (Effect::Answer { .. }, Failure::Unknown { reason }) => Ended::Again {
            reason,
            after: None,
        },
        (_, failure) => match failure.again_after() {
            Some(after) => Ended::Again {
                reason: failure.to_string(),
                after,
            },
            None => Ended::Never {
                reason: failure.to_string(),
            },
        },
    }
}

fn put_off(job: &Job, reason: &str, after: Option<Duration>, now: DateTime<Utc>) -> Ended {
    let times = job.body["put_off"].as_u64().unwrap_or(0) + 1;
    if times > PUT_OFF {
        return Ended::Never {
            reason: format!("{reason} (put off {PUT_OFF} times)"),
        };
    }
    tracing::warn!(job.id = job.id, job.reason = reason, "an effect is put off");
    let mut body = job.body.clone();
    body["put_off"] = json!(times);
    let pause = TimeDelta::seconds(5 << times.min(8));
    let after = after.and_then(|after| TimeDelta::from_std(after).ok());
    Ended::Continue {
        body,
        next: Vec::new(),
        due: Some(now + after.unwrap_or(pause).max(pause)),
    }
}

/// Writes many records. What may succeed later makes the whole be tried again, for what is right
/// already is not written twice.
async fn many(client: &Client, effects: &[Marked]) -> Ended {
    let mut wishes: Vec<(Target, &Map<String, Value>)> = Vec::with_capacity(effects.len());
    for one in effects {
        let Effect::Set { to, fields } = &one.effect else {
            return Ended::Never {
                reason: "only `set`s are done together".to_owned(),
            };
        };
        wishes.push((*to, fields));
    }
    let outcomes = set::perform(client, &wishes).await;
    let total = outcomes.len();
    let failures: Vec<Failure> = outcomes.into_iter().filter_map(Result::err).collect();
    let Some(first) = failures.first() else {
        tracing::debug!(records = total, "records are as they are to be");
        return Ended::Done(Vec::new());
    };
    let reason = |failure: &Failure| match failures.len() {
        1 if total == 1 => failure.to_string(),
        failed => format!("{failed} of {total} records, one of them: {failure}"),
    };
    let again = failures
        .iter()
        .find_map(|failure| Some((failure, failure.again_after()?)));
    match again {
        Some((failure, after)) => Ended::Again {
            reason: reason(failure),
            // Repeating is harmless: no need to wait until a lost try has ended.
            after: after.filter(|_| !matches!(failure, Failure::Unknown { .. })),
        },
        None => Ended::Never {
            reason: reason(first),
        },
    }
}

fn note(effect: &Effect, done: &Performed) {
    tracing::info!(
        effect.name = effect.name(),
        effect.id = done.id,
        effect.was_there = done.was_there,
        effect.was_right = done.was_right,
        "an effect is done"
    );
}
