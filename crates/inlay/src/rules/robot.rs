//! A robot of the portal's own automation asks: may this go on?
//!
//! Its workflow waits until it is answered, so it always is: when the books do not answer for a
//! while, with what the rule says for that case (`otherwise`).

use std::time::Duration;

use bitrix24::Class;
use bitrix24::incoming::Robot;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::put::Occurrence;
use super::{Case, Trouble};
use crate::config::rule::{RobotTrigger, Rule, Trigger, Verdict};
use crate::effects::{Effect, Marker, Target};
use crate::jobs::{Ended, Job, Kind, NewJob};
use crate::store::{Portal, Received};
use crate::web::App;
use crate::words::Language;

/// How long a workflow waits for books that do not answer.
const PATIENCE: TimeDelta = TimeDelta::minutes(5);
/// How often they are asked meanwhile.
const PAUSE: Duration = Duration::from_secs(15);

/// What comes of a question.
struct Judgement {
    verdict: Verdict,
    values: Map<String, Value>,
    /// Of the rule, besides the answer.
    effects: Vec<Effect>,
}

/// Does a job of the kind [`Kind::Robot`]: the answer, and the rule's
/// effects where it says stop, are jobs that come of it.
pub async fn run(app: &App, portal: &Portal, job: &Job, received: &Received) -> Ended {
    let Some(robot) = received.robot() else {
        return Trouble::never("it is no run of a robot").into();
    };
    let rule = app.config.rule(&robot.code);
    let Some((rule, trigger)) = rule.and_then(|rule| Some((rule, trigger(rule)?))) else {
        return unknown(&robot);
    };
    let target = Target::of_document(&robot.document_id);
    let language = rule.language.unwrap_or_default();
    let judged = match judge(app, portal, rule, trigger, target).await {
        Err(Trouble::Later { reason, after }) if waits(app, &robot, job) => {
            return Ended::Again {
                reason,
                after: Some(after.unwrap_or(PAUSE).min(PAUSE)),
            };
        }
        judged => judged,
    };
    let judged = judged.unwrap_or_else(|trouble| {
        tracing::error!(
            portal.member_id = %portal.member_id,
            rule.id = rule.id,
            reason = %trouble,
            "a robot is answered without having been judged"
        );
        Judgement {
            verdict: trigger.otherwise,
            values: reason(language.say("robot-unjudged")),
            effects: Vec::new(),
        }
    });
    let mut effects = judged.effects;
    if robot.waits {
        effects.push(answer(&robot, judged.verdict, judged.values));
    }
    let occurrence = Occurrence {
        portal,
        rule,
        job,
        round: 0,
    };
    Ended::Done(occurrence.jobs(target, effects))
}

async fn judge(
    app: &App,
    portal: &Portal,
    rule: &Rule,
    trigger: &RobotTrigger,
    target: Option<Target>,
) -> Result<Judgement, Trouble> {
    let target = target.ok_or_else(|| Trouble::never("a robot runs on deals"))?;
    let client = app.authorizations.client(portal, Class::Event)?;
    let case = Case::read(app, portal, &client, rule, target).await?;
    let case = case.ok_or_else(|| Trouble::never("the robot's record is not there"))?;
    // Without a condition there is nothing to stop for.
    let stops = rule.when.is_some() && case.holds(rule)?;
    let language = rule.language.unwrap_or_default();
    let now = app.clock.now();
    let mut values = case.values(&trigger.returns, language, now)?;
    let (verdict, effects) = if stops {
        values
            .entry("reason")
            .or_insert_with(|| json!(language.say("robot-stopped")));
        (Verdict::Stop, case.fill(rule, language, now)?)
    } else {
        values.extend(reason(String::new()));
        (Verdict::Allow, Vec::new())
    };
    Ok(Judgement {
        verdict,
        values,
        effects,
    })
}

/// Whether the workflow may wait a little longer.
fn waits(app: &App, robot: &Robot, job: &Job) -> bool {
    let given = robot
        .timeout
        .and_then(|time| TimeDelta::from_std(time / 2).ok());
    let patience = given.map_or(PATIENCE, |given| given.min(PATIENCE));
    app.clock.now() - job.created_at < patience
}

/// A robot the configuration does not have any more: whoever put it there relies on it to stop.
fn unknown(robot: &Robot) -> Ended {
    tracing::error!(
        robot.code = robot.code,
        "the configuration has no such robot any more; it is answered with stop"
    );
    let said = Language::default().say("robot-unknown");
    if !robot.waits {
        return Ended::Done(Vec::new());
    }
    let effect = answer(robot, Verdict::Stop, reason(said));
    // The run is the only one of its token, and so is its answer.
    let marker = Marker::new(&robot.workflow_id);
    Ended::Done(vec![NewJob {
        kind: Kind::Effect,
        key: None,
        body: json!({"rule": robot.code, "effect": effect, "marker": marker}),
        due: None,
    }])
}

fn answer(robot: &Robot, verdict: Verdict, mut values: Map<String, Value>) -> Effect {
    let why = values
        .get("reason")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let log = format!("{}. {why}", verdict.name());
    values.insert("result".to_owned(), json!(verdict.name()));
    Effect::Answer {
        event_token: robot.event_token.expose().to_owned(),
        values,
        log: log.trim_end_matches([' ', '.']).to_owned(),
    }
}

fn reason(text: String) -> Map<String, Value> {
    Map::from_iter([("reason".to_owned(), Value::String(text))])
}

fn trigger(rule: &Rule) -> Option<&RobotTrigger> {
    match &rule.on {
        Trigger::Robot(trigger) => Some(trigger),
        _ => None,
    }
}
