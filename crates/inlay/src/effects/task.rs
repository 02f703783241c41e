//! `task`: `tasks.task.add`.
//!
//! Where an answer was lost, the task is looked for by `XML_ID`, which holds the marker; it is a
//! task's "external identifier" (`api-reference/tasks/fields.md`). The list cannot be filtered by
//! it, but by creator, time and card (`api-reference/tasks/tasks-task-list.md`).

use bitrix24::Call;
use chrono::{DateTime, Utc};
use serde_json::Value;

use super::looking::{Row, number};
use super::perform::Doing;
use super::{Failure, Performed, Target};

/// What is asked of somebody.
pub(super) struct NewTask<'a> {
    pub(super) title: &'a str,
    pub(super) description: Option<&'a str>,
    pub(super) responsible: u64,
    pub(super) deadline: Option<DateTime<Utc>>,
    pub(super) bound_to: Option<Target>,
}

pub(super) async fn perform(doing: Doing<'_>, task: &NewTask<'_>) -> Result<Performed, Failure> {
    let bound_to = task.bound_to.map(Target::binding).transpose()?;
    let bound_to = bound_to.as_deref();
    let done = doing.once(look(doing, bound_to), add(doing, task, bound_to));
    let done = done.await?;
    let link = done.id.as_ref().map(|id| {
        let user = task.responsible;
        format!("/company/personal/user/{user}/tasks/task/view/{id}/")
    });
    Ok(Performed { link, ..done })
}

async fn add(
    doing: Doing<'_>,
    task: &NewTask<'_>,
    bound_to: Option<&str>,
) -> Result<Performed, Failure> {
    let call = Call::new("tasks.task.add")
        .param("fields[TITLE]", task.title)
        .param("fields[DESCRIPTION]", task.description)
        .param("fields[RESPONSIBLE_ID]", task.responsible)
        .param("fields[DEADLINE]", task.deadline)
        .param(
            "fields[UF_CRM_TASK]",
            bound_to.map(|card| [card].as_slice().to_vec()),
        )
        .param("fields[XML_ID]", doing.marker.code());
    let answer = doing.client.send::<Value>(&call).await?;
    let task = &answer.result["task"];
    let id = task.get("id").or_else(|| task.get("ID")).and_then(number);
    Ok(Performed::made(id))
}

async fn look(doing: Doing<'_>, bound_to: Option<&str>) -> Result<Option<Performed>, Failure> {
    let list = Call::new("tasks.task.list")
        .param("filter[CREATED_BY]", doing.user_id)
        .param("filter[>=CREATED_DATE]", doing.earliest())
        .param("filter[UF_CRM_TASK]", bound_to)
        .param("order[ID]", "desc")
        .param("select", ["ID", "XML_ID"]);
    let code = doing.marker.code();
    let found = doing.walk(
        &list,
        |result| &result["tasks"],
        |row| {
            let marked = row.get("xmlId").and_then(Value::as_str) == Some(&code);
            match row.get("id").and_then(number) {
                Some(id) if marked => Row::Found(id),
                _ => Row::Other,
            }
        },
    );
    Ok(found.await?.map(Performed::found))
}
