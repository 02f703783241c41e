//! A task as the methods answer with it: its fields and the people around it.

use serde_json::{Map, Value, json};

use crate::{
    php,
    rest::{
        crm::{
            entity::Naming,
            schema::{Column, Schema},
        },
        method::{Call, Reply},
    },
    world::{Cell, Crm, Task, TaskStatus, User, World},
};

/// `{"task": …}`, `[]` when there is none any more, or none the caller may see.
pub(super) fn task(call: &Call<'_>, id: i64) -> Reply {
    let task = call.state.world().task(id);
    match task.filter(|task| call.caller.user.may_see_task(task)) {
        Some(task) => json!({"task": described(call, &task)}).into(),
        None => json!([]).into(),
    }
}

fn described(call: &Call<'_>, task: &Task) -> Value {
    let world = call.state.world();
    let schema = Schema::<Task>::of(world, Naming::Old);
    let columns = schema.selected(call);
    let mut row = world.read(|state| written(task, &columns, &state.crm));
    append_people(world, task, &mut row);
    row.insert("group".to_owned(), json!([]));
    if call.params.list("select").is_empty() {
        row.insert("checklist".to_owned(), json!([]));
        row.insert("newCommentsCount".to_owned(), json!(0));
        row.insert("checkListTree".to_owned(), no_checklist(&call.caller.user));
        row.insert("checkListCanAdd".to_owned(), json!(true));
    }
    row.insert("action".to_owned(), actions(&call.caller.user, task));
    Value::Object(row)
}

/// The fields in camel case.
pub(super) fn written(task: &Task, columns: &[&Column<Task>], crm: &Crm) -> Map<String, Value> {
    let cells = columns.iter().filter_map(|column| {
        let value = match column.cell(task, crm) {
            // Numbers of people are text, too.
            Cell::Links(ids) => ids.iter().map(i64::to_string).collect(),
            cell => cell.old()?,
        };
        Some((column.name(Naming::Item).to_owned(), value))
    });
    cells.collect()
}

/// The people behind the fields that are there.
pub(super) fn append_people(world: &World, task: &Task, row: &mut Map<String, Value>) {
    let one = |id| world.user(id).map_or(json!([]), |user| person(&user));
    let several = |name: &str| {
        let ids = task.kept.get(name).map(Cell::numbers).unwrap_or_default();
        let people = ids.into_iter().filter_map(|id| world.user(id));
        php::array(
            people
                .map(|user| (user.id.to_string(), person(&user)))
                .collect(),
        )
    };
    let people = [
        ("groupId", "group", json!([])),
        ("createdBy", "creator", one(task.created_by)),
        ("responsibleId", "responsible", one(task.responsible_id)),
        ("accomplices", "accomplicesData", several("ACCOMPLICES")),
        ("auditors", "auditorsData", several("AUDITORS")),
    ];
    for (field, name, value) in people {
        if row.contains_key(field) {
            row.insert(name.to_owned(), value);
        }
    }
}

fn person(user: &User) -> Value {
    json!({
        "id": user.id.to_string(),
        "name": user.full_name(),
        "link": format!("/company/personal/user/{}/", user.id),
        "icon": "/bitrix/images/tasks/default_avatar.png",
        "workPosition": user.position,
    })
}

/// What the caller may do with the task as it stands.
fn actions(user: &User, task: &Task) -> Value {
    let asks = user.admin || user.id == task.created_by;
    let does = user.admin || user.id == task.responsible_id;
    let part = asks || does;
    let is = |status| task.status == status;
    let open = is(TaskStatus::Pending) || is(TaskStatus::InProgress);
    json!({
        "accept": false,
        "decline": false,
        "complete": part && (open || is(TaskStatus::Deferred)),
        "approve": asks && is(TaskStatus::Awaiting),
        "disapprove": asks && is(TaskStatus::Awaiting),
        "start": does && (is(TaskStatus::Pending) || is(TaskStatus::Deferred)),
        "pause": does && is(TaskStatus::InProgress),
        "delegate": does,
        "remove": asks,
        "edit": asks,
        "defer": part && open,
        "renew": part && !open,
        "create": true,
        "changeDeadline": asks || (does && task.kept.text("ALLOW_CHANGE_DEADLINE") == "Y"),
        "checklistAddItems": part,
        "addFavorite": true,
        "deleteFavorite": false,
        "rate": asks,
        "take": false,
        "edit.originator": false,
        "checklist.reorder": part,
        "elapsedtime.add": part,
        "dayplan.timer.toggle": false,
        "edit.plan": asks,
        "checklist.add": part,
        "favorite.add": true,
        "favorite.delete": false,
    })
}

/// Checklists are not simulated: the root of an empty one.
fn no_checklist(user: &User) -> Value {
    json!({
        "nodeId": 0,
        "fields": {
            "id": null,
            "copiedId": null,
            "entityId": null,
            "userId": user.id,
            "createdBy": null,
            "parentId": null,
            "title": "",
            "sortIndex": null,
            "displaySortIndex": "",
            "isComplete": false,
            "isImportant": false,
            "completedCount": 0,
            "members": [],
            "attachments": [],
            "nodeId": null,
        },
        "action": [],
        "descendants": [],
    })
}
