//! A rule is run over one record.

use bitrix24::{Class, Client};
use chrono::TimeDelta;
use serde::Deserialize;

use super::put::Occurrence;
use super::{Case, Trouble};
use crate::config::rule::Rule;
use crate::effects::Target;
use crate::jobs::{Ended, Job};
use crate::store::{Portal, Run};
use crate::web::App;

/// Rules that start each other go round so often at most.
const ROUNDS: u32 = 10;

/// After so long without one of our rules a change counts as a new beginning.
fn quiet() -> TimeDelta {
    TimeDelta::hours(1)
}

/// The body of a job of the kind [`Kind::Rule`](crate::jobs::Kind::Rule).
#[derive(Debug, Deserialize)]
struct Body {
    rule: String,
    subject: Target,
    #[serde(default)]
    cause: String,
    /// The change may be one that we made ourselves.
    #[serde(default)]
    ours: bool,
}

/// Does a job of the kind `rule`.
pub async fn run(app: &App, portal: &Portal, job: &Job) -> Ended {
    let Ok(body) = Body::deserialize(&job.body) else {
        return Trouble::never("this version does not understand the job").into();
    };
    let Some(rule) = app.config.rule(&body.rule) else {
        tracing::info!(
            rule.id = body.rule,
            "the configuration has no such rule any more"
        );
        return Ended::Done(Vec::new());
    };
    let client = match app.authorizations.client(portal, Class::Event) {
        Ok(client) => client,
        Err(error) => return Trouble::from(error).into(),
    };
    match over(app, portal, &client, rule, &body, job).await {
        Ok(ended) => ended,
        Err(trouble) => trouble.into(),
    }
}

async fn over(
    app: &App,
    portal: &Portal,
    client: &Client,
    rule: &Rule,
    body: &Body,
    job: &Job,
) -> Result<Ended, Trouble> {
    let Some(case) = Case::read(app, portal, client, rule, body.subject).await? else {
        tracing::info!(
            rule.id = rule.id,
            rule.cause = body.cause,
            "the record a rule was to be run over is not there"
        );
        return Ok(Ended::Done(Vec::new()));
    };
    let scope = app.store.scope(portal);
    let before = scope.runs(body.subject).await?;
    let own = before.iter().find(|run| run.rule == rule.id);
    if !case.holds(rule)? {
        // What holds again later is a new state.
        return Ok(match own {
            Some(_) => Ended::Acted {
                next: Vec::new(),
                run: Run::forgotten(rule.id.clone(), body.subject),
            },
            None => Ended::Done(Vec::new()),
        });
    }
    let now = app.clock.now();
    let language = rule.language.unwrap_or_default();
    let effects = case.fill(rule, language, now)?;
    if effects.is_empty() {
        return Ok(Ended::Done(Vec::new()));
    }
    let state = case.state(&app.config, portal, rule, &effects);
    if own.is_some_and(|run| run.state == state) {
        tracing::debug!(
            rule.id = rule.id,
            rule.cause = body.cause,
            "a rule has done the same for this state before"
        );
        return Ok(Ended::Done(Vec::new()));
    }
    let lately = before.iter().filter(|run| now - run.acted_at < quiet());
    let depth = match lately.map(|run| run.depth).max() {
        Some(depth) if body.ours => depth + 1,
        _ => 1,
    };
    if depth > ROUNDS {
        tracing::warn!(
            portal.member_id = %portal.member_id,
            rule.id = rule.id,
            "rules start each other in a circle; it was cut after {ROUNDS} rounds"
        );
        return Ok(Ended::Done(Vec::new()));
    }
    let occurrence = Occurrence {
        portal,
        rule,
        job,
        round: 0,
    };
    Ok(Ended::Acted {
        next: occurrence.jobs(Some(body.subject), effects),
        run: Run {
            rule: rule.id.clone(),
            subject: body.subject,
            state,
            acted_at: now,
            depth,
        },
    })
}
