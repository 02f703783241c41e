//! `workflow`: `bizproc.workflow.start`.
//!
//! A workflow carries nothing of ours. Where an answer was lost, one that is running on the record
//! since, of this template and started by us, is taken for it. If there is none, it has ended
//! already or was never started, and the portal does not tell which
//! (`api-reference/bizproc/bizproc-workflow-instances.md` lists running ones only): an operator
//! decides.

use bitrix24::{Batch, Call};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value};

use super::looking::{number, objects};
use super::perform::Doing;
use super::{Failure, Performed, Target};

const INSTANCES: &str = "bizproc.workflow.instances";

pub(super) async fn perform(
    doing: Doing<'_>,
    template: u64,
    document: Target,
    parameters: &Map<String, Value>,
) -> Result<Performed, Failure> {
    // An operator who puts it in line again has looked: that is a first try.
    let id = if doing.attempt.number > 1 {
        look(doing, template, document).await?
    } else {
        start(doing, template, document, parameters).await?
    };
    Ok(Performed {
        link: document.link(),
        ..id
    })
}

async fn start(
    doing: Doing<'_>,
    template: u64,
    document: Target,
    parameters: &Map<String, Value>,
) -> Result<Performed, Failure> {
    let parameters = (!parameters.is_empty()).then(|| parameters.clone());
    let call = Call::new("bizproc.workflow.start")
        .param("TEMPLATE_ID", template)
        .param("DOCUMENT_ID", document.document()?)
        .param("PARAMETERS", parameters);
    let answer = doing.client.send::<Value>(&call).await?;
    Ok(Performed::made(number(&answer.result)))
}

async fn look(doing: Doing<'_>, template: u64, document: Target) -> Result<Performed, Failure> {
    let [module, entity, code] = document.document()?;
    let mut batch = Batch::new();
    let clock = batch.add("clock", Call::new("server.time").harmless())?;
    let running = Call::new(INSTANCES)
        .param("SELECT", ["ID", "STARTED", "STARTED_BY"])
        .param("FILTER[MODULE_ID]", module)
        .param("FILTER[ENTITY]", entity)
        .param("FILTER[DOCUMENT_ID]", code)
        .param("FILTER[TEMPLATE_ID]", template)
        .param("ORDER[STARTED]", "desc")
        .harmless();
    let running = batch.add("running", running)?;
    let outcome = doing.client.run(&batch).await?;

    // By how much the portal's clock is ahead of ours.
    let ahead = outcome
        .take::<DateTime<Utc>>(&clock)
        .map_or(TimeDelta::zero(), |there| there - doing.attempt.now);
    // Its times are whole seconds.
    let since = doing.attempt.since + ahead - TimeDelta::seconds(5);
    let rows: Value =
        outcome
            .take(&running)
            .map_err(|error| match Failure::of_command(INSTANCES, &error) {
                Failure::Refused { reason, .. } => lost(&reason),
                other => other,
            })?;
    let ours = objects(&rows).into_iter().find(|row| {
        let started = row.get("STARTED").and_then(Value::as_str);
        let started = started.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
        doing.is_ours(row.get("STARTED_BY")) && started.is_some_and(|started| started >= since)
    });
    match ours.and_then(|row| row.get("ID")).and_then(number) {
        Some(id) => Ok(Performed::found(id)),
        None => Err(lost("no workflow of this template runs on the record")),
    }
}

fn lost(why: &str) -> Failure {
    Failure::undecided(format!(
        "whether the workflow was started is not known, and {why}: look at the record, then \
         retry or discard this"
    ))
}
