//! `tasks.task.add`, `.update`, `.delete`.

use serde_json::{Map, Value, json};

use super::answer;
use crate::{
    change::ChangeRefusal,
    rest::{
        crm::entity::Naming,
        method::{Call, Reply},
        params::Params,
        refusal::Refusal,
    },
    world::Task,
};

pub(super) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = fields(call)?;
    check_people(call, &fields)?;
    let items = crm_items(&fields);
    let id = call.state.add::<Task>(call.actor(), &fields, Naming::Old);
    let id = id.map_err(|refusal| match refusal {
        // Whoever makes a task for others need not see it; the portal lets them.
        ChangeRefusal::AccessDenied => not_allowed("0"),
        other => refused(other),
    })?;
    keep_items(call, id, items);
    Ok(answer::task(call, id))
}

pub(super) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = task_id(call)?;
    let fields = fields(call)?;
    check_people(call, &fields)?;
    let items = crm_items(&fields);
    let done = call
        .state
        .update::<Task>(call.actor(), id, &fields, Naming::Old);
    done.map_err(refused)?;
    keep_items(call, id, items);
    Ok(answer::task(call, id))
}

/// Only who asked for the task may delete it, and administrators.
pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = task_id(call)?;
    let user = &call.caller.user;
    let task = call.state.world().task(id);
    let may_delete = task.is_some_and(|task| user.admin || task.created_by == user.id);
    if !may_delete || call.state.delete::<Task>(call.actor(), id).is_err() {
        return Err(Refusal::new("1048582", "No access to delete the task"));
    }
    Ok(json!({"task": true}).into())
}

/// The number in `taskId`; in `id` as well, which the documents do not say and the
/// tests of the vendor's JavaScript library rely on.
pub(super) fn task_id(call: &Call<'_>) -> Result<i64, Refusal> {
    let task_id = call.params.text("taskId");
    let id = task_id.or_else(|| call.params.text("id")).ok_or_else(|| {
        let text =
            "CTaskItem All parameters in the constructor must have real class type (internal error)";
        Refusal::new("100", text)
    })?;
    id.trim()
        .parse()
        .map_err(|_| Refusal::new("0", "wrong task id"))
}

pub(super) fn not_allowed(code: &str) -> Refusal {
    Refusal::new(code, "Action on the task is not allowed (internal error)")
}

fn fields(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let missing = || {
        let text = "Could not find value for parameter {fields} (internal error)";
        Refusal::new("100", text)
    };
    call.params.get("fields").ok_or_else(missing)?;
    call.params.map("fields").map_err(|_| missing())
}

fn check_people(call: &Call<'_>, fields: &Map<String, Value>) -> Result<(), Refusal> {
    let fields = Params::new(fields.clone());
    let Some(id) = fields.integer("RESPONSIBLE_ID") else {
        return Ok(());
    };
    if call.state.world().user(id).is_none() {
        return Err(Refusal::new(
            "ERROR_CORE",
            "The user specified in the field \"Assignee\" was not found.<br>",
        ));
    }
    Ok(())
}

/// `UF_CRM_TASK`, when it is written at all.
fn crm_items(fields: &Map<String, Value>) -> Option<Vec<String>> {
    let fields = Params::new(fields.clone());
    fields.get("UF_CRM_TASK")?;
    Some(fields.list("UF_CRM_TASK"))
}

fn keep_items(call: &Call<'_>, id: i64, items: Option<Vec<String>>) {
    let Some(items) = items else { return };
    call.state.world().write(|state| {
        if let Some(task) = state.crm.tasks.get_mut(id) {
            task.crm_items = items;
        }
    });
}

fn refused(refusal: ChangeRefusal) -> Refusal {
    match refusal {
        ChangeRefusal::Sentence(text) => Refusal::new("ERROR_CORE", text),
        ChangeRefusal::NotFound | ChangeRefusal::AccessDenied => not_allowed("0"),
        other => Refusal::new("ERROR_CORE", format!("{other}<br>")),
    }
}
