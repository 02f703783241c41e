//! A task as REST 3 shows it (`api-reference/tasks/fields-rest-v3.md`).

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::{
    rest::{envelope::iso, method::Call, refusal::Refusal},
    world::{Cell, Task, TaskStatus, User},
};

/// What the caller may do with a task; most of it is the same question.
const RIGHTS_OF_ASKER: &[&str] = &[
    "edit",
    "remove",
    "changeDirector",
    "changeResponsible",
    "changeAccomplices",
    "mark",
    "changeStatus",
    "addAuditors",
    "datePlan",
    "deadline",
    "sort",
    "automate",
    "resultEdit",
    "removeResult",
    "attachFile",
    "detachFile",
    "detachParent",
    "createGanttDependence",
    "saveAsTemplate",
];
const RIGHTS_OF_ANYBODY: &[&str] = &[
    "read",
    "watch",
    "mute",
    "createResult",
    "resultRead",
    "favorite",
    "reminder",
    "copy",
    "createSubtask",
    "elapsedTime",
    "checklistAdd",
    "checklistEdit",
    "checklistSave",
    "checklistToggle",
    "timeTracking",
    "completeResult",
];

/// The task with the fields `select` names, or all of its own. Unknown fields of its
/// own are dropped, unknown ones of related objects refused.
pub(super) fn item(call: &Call<'_>, task: &Task) -> Result<Map<String, Value>, Refusal> {
    let all = own(call, task);
    let names = call.params.list("select");
    let mut item: Map<String, Value> = Map::new();
    if names.iter().any(|name| all.contains_key(name)) {
        let chosen = all
            .into_iter()
            .filter(|(name, _)| name == "id" || names.contains(name));
        item.extend(chosen);
    } else {
        item = all;
        // Related people are there when they are asked for.
        item.remove("creatorId");
        item.remove("responsibleId");
    }
    append_related(call, task, &names, &mut item)?;
    Ok(item)
}

/// Fields of related objects: `responsible.name`.
pub(super) fn append_related(
    call: &Call<'_>,
    task: &Task,
    names: &[String],
    item: &mut Map<String, Value>,
) -> Result<(), Refusal> {
    for (object, field) in names.iter().filter_map(|name| name.split_once('.')) {
        let id = match object {
            "responsible" => task.responsible_id,
            "creator" => task.created_by,
            _ => return Err(unknown(object, "TaskDto")),
        };
        let user = call.state.world().user(id);
        let value = match user {
            Some(user) => related(&user, field).ok_or_else(|| unknown(field, "UserDto"))?,
            None => Value::Null,
        };
        let inner = item.entry(object).or_insert_with(|| json!({}));
        if let Value::Object(inner) = inner {
            inner.insert(field.to_owned(), value);
        }
    }
    Ok(())
}

/// Every field of the task's own.
pub(super) fn own(call: &Call<'_>, task: &Task) -> Map<String, Value> {
    let kept = &task.kept;
    let text = |name: &str| kept.get(name).map(Cell::text);
    let flag = |name: &str| kept.get(name) == Some(&Cell::Flag(true));
    let time = |name: &str| kept.get(name).and_then(Cell::time).map(iso);
    let priority = match kept.number("PRIORITY") {
        Some(0) => "low",
        Some(2) => "high",
        _ => "average",
    };
    let mark = match text("MARK").as_deref() {
        Some("P") => "positive",
        Some("N") => "negative",
        _ => "none",
    };
    let hosts = call.state.hosts();
    let portal = hosts.portal.as_str().trim_end_matches('/');
    let link = format!(
        "{portal}/company/personal/user/{}/tasks/task/view/{}/",
        call.caller.user.id, task.id
    );
    let mut fields = unused();
    let value = json!({
        "id": task.id,
        "title": task.title,
        "description": task.description,
        "creatorId": task.created_by,
        "responsibleId": task.responsible_id,
        "deadline": task.deadline.map(iso),
        "needsControl": flag("TASK_CONTROL"),
        "startPlan": time("START_DATE_PLAN"),
        "endPlan": time("END_DATE_PLAN"),
        "priority": priority,
        "status": task.status.word(),
        "statusChanged": time("STATUS_CHANGED_DATE"),
        "parentId": kept.number("PARENT_ID"),
        "started": time("DATE_START"),
        "estimatedTime": kept.number("TIME_ESTIMATE").unwrap_or(0),
        "changed": iso(task.changed),
        "closed": time("CLOSED_DATE"),
        "activity": iso(task.changed),
        "guid": format!("{{00000000-0000-4000-8000-{:012}}}", task.id),
        "xmlId": text("XML_ID"),
        "mark": mark,
        "allowsChangeDeadline": flag("ALLOW_CHANGE_DEADLINE"),
        "allowsTimeTracking": flag("ALLOW_TIME_TRACKING"),
        "matchesWorkTime": flag("MATCH_WORK_TIME"),
        "link": link,
        "rights": rights(&call.caller.user, task),
        "archiveLink": link,
        "crmItemIds": task.crm_items,
    });
    if let Value::Object(own) = value {
        fields.extend(own);
    }
    fields
}

/// Fields of what is not simulated: always empty, and there.
fn unused() -> Map<String, Value> {
    let value = json!({
        "fileIds": null,
        "checklist": [],
        "epicId": null,
        "storyPoints": null,
        "containsChecklist": false,
        "containsSubTasks": false,
        "containsRelatedTasks": false,
        "containsGanttLinks": false,
        "containsPlacements": false,
        "containsResults": false,
        "numberOfReminders": 0,
        "chatId": 0,
        "plannedDuration": 0,
        "actualDuration": 0,
        "durationType": "days",
        "replicate": false,
        "exchangeId": null,
        "exchangeModified": null,
        "outlookVersion": 1,
        "addInReport": null,
        "isMultitask": false,
        "siteId": "s1",
        "deadlineCount": null,
        "declineReason": null,
        "forumTopicId": null,
        "requireResult": false,
        "matchesSubTasksTime": false,
        "autocompleteSubTasks": false,
        "allowsChangeDatePlan": false,
        "maxDeadlineChangeDate": null,
        "maxDeadlineChanges": null,
        "requireDeadlineChangeReason": false,
        "inFavorite": [],
        "inPin": [],
        "inGroupPin": [],
        "inMute": [],
        "dependsOn": [],
        "scenarios": ["default"],
    });
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}

fn rights(user: &User, task: &Task) -> Value {
    let asks = user.admin || user.id == task.created_by;
    let does = user.admin || user.id == task.responsible_id;
    let is = |status| task.status == status;
    let mut rights = Map::new();
    rights.extend(
        RIGHTS_OF_ANYBODY
            .iter()
            .map(|name| ((*name).to_owned(), json!(true))),
    );
    rights.extend(
        RIGHTS_OF_ASKER
            .iter()
            .map(|name| ((*name).to_owned(), json!(asks))),
    );
    let by_status = [
        ("complete", !is(TaskStatus::Completed)),
        ("approve", asks && is(TaskStatus::Awaiting)),
        ("disapprove", asks && is(TaskStatus::Awaiting)),
        ("start", does && is(TaskStatus::Pending)),
        ("pause", does && is(TaskStatus::InProgress)),
        (
            "defer",
            is(TaskStatus::Pending) || is(TaskStatus::InProgress),
        ),
        (
            "renew",
            is(TaskStatus::Completed) || is(TaskStatus::Deferred),
        ),
        ("take", false),
        ("delegate", does),
        ("admin", user.admin),
    ];
    rights.extend(by_status.map(|(name, may)| (name.to_owned(), json!(may))));
    Value::Object(rights)
}

fn related(user: &User, field: &str) -> Option<Value> {
    Some(match field {
        "id" => json!(user.id),
        "name" => json!(user.full_name()),
        "email" => json!(user.email),
        _ => return None,
    })
}

fn unknown(field: &str, object: &str) -> Refusal {
    Refusal::exception(
        StatusCode::BAD_REQUEST,
        "UNKNOWNDTOPROPERTYEXCEPTION",
        format!("Unknown field `{field}` for entity `{object}`"),
    )
}
