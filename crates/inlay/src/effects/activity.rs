//! `activity`: `crm.activity.todo.add`, a to-do in a record's timeline.
//!
//! Where an answer was lost, the record's newest to-dos are looked through for the signed
//! description (`api-reference/crm/timeline/activities/activity-base/crm-activity-list.md`).
//!
//! A badge on the record is not among the effects: badges belong to configurable activities, whose
//! kinds an administrator of the CRM defines beforehand
//! (`api-reference/crm/timeline/activities/configurable/badges/`).

use bitrix24::Call;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::looking::{Row, number};
use super::perform::Doing;
use super::{Failure, Performed, Target};

/// To-dos have a deadline; this is how long there is where the rule names none.
const USUAL: TimeDelta = TimeDelta::days(1);

/// What is to be done about a record.
pub(super) struct NewActivity<'a> {
    pub(super) to: Target,
    pub(super) title: &'a str,
    pub(super) text: Option<&'a str>,
    pub(super) responsible: Option<u64>,
    pub(super) deadline: Option<DateTime<Utc>>,
}

pub(super) async fn perform(
    doing: Doing<'_>,
    activity: &NewActivity<'_>,
) -> Result<Performed, Failure> {
    let done = doing
        .once(look(doing, activity), add(doing, activity))
        .await?;
    Ok(Performed {
        link: activity.to.link(),
        ..done
    })
}

async fn add(doing: Doing<'_>, activity: &NewActivity<'_>) -> Result<Performed, Failure> {
    let text = activity.text.unwrap_or_default();
    let usual = doing.attempt.since + USUAL;
    let call = Call::new("crm.activity.todo.add")
        .param("ownerTypeId", activity.to.entity_type)
        .param("ownerId", activity.to.id)
        .param("deadline", activity.deadline.unwrap_or(usual))
        .param("title", activity.title)
        .param("description", doing.marker.sign(text))
        .param("responsibleId", activity.responsible);
    let answer = doing.client.send::<Value>(&call).await?;
    Ok(Performed::made(number(&answer.result["id"])))
}

async fn look(doing: Doing<'_>, activity: &NewActivity<'_>) -> Result<Option<Performed>, Failure> {
    let list = Call::new("crm.activity.list")
        .param("filter[OWNER_TYPE_ID]", activity.to.entity_type)
        .param("filter[OWNER_ID]", activity.to.id)
        .param("filter[PROVIDER_ID]", "CRM_TODO")
        .param("filter[>=CREATED]", doing.earliest())
        .param("order[ID]", "DESC")
        .param("select", ["ID", "AUTHOR_ID", "DESCRIPTION"]);
    let said = activity.text.unwrap_or_default();
    let found = doing.walk(
        &list,
        |result| result,
        |row| {
            let text = row
                .get("DESCRIPTION")
                .and_then(Value::as_str)
                .unwrap_or_default();
            match row.get("ID").and_then(number) {
                Some(id)
                    if doing.is_ours(row.get("AUTHOR_ID")) && doing.marker.is_in(text, said) =>
                {
                    Row::Found(id)
                }
                _ => Row::Other,
            }
        },
    );
    Ok(found.await?.map(Performed::found))
}
