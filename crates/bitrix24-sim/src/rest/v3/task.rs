//! `tasks.task.*` of REST 3 (`api-reference/rest-v3/tasks/`).

use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use crate::{
    rest::{
        envelope::iso,
        method::{Call, Reply},
        params::Params,
        refusal::Refusal,
    },
    world::{Draft, Task, User},
};

pub(super) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let Some(Value::Object(fields)) = call.params.get("fields") else {
        return Err(required("fields"));
    };
    let fields = Params::new(fields.clone());
    let title = match fields.get("title") {
        Some(Value::String(title)) if !title.is_empty() => title.clone(),
        None | Some(Value::Null | Value::String(_)) => return Err(required("title")),
        Some(_) => return Err(ill_typed("title", "string")),
    };
    let description = fields.text("description").unwrap_or_default();
    let draft = Draft {
        title,
        description,
        created_by: person(call, &fields, "creatorId")?,
        responsible_id: person(call, &fields, "responsibleId")?,
        deadline: deadline(&fields)?,
        crm_items: fields.list("crmItemIds"),
    };
    let task = call.state.world().add_task(draft);
    let task = task.ok_or_else(|| stranger("responsibleId"))?;
    Ok(json!({"item": item(call, &task)?}).into())
}

pub(super) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let task = seen(call)?;
    Ok(json!({"item": item(call, &task)?}).into())
}

pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let task = seen(call)?;
    let user = &call.caller.user;
    if !user.admin && task.created_by != user.id {
        return Err(denied());
    }
    let world = call.state.world();
    world.write(|state| state.crm.tasks.remove(task.id));
    Ok(json!({"result": true}).into())
}

/// The task that `id` names.
fn seen(call: &Call<'_>) -> Result<Task, Refusal> {
    let id = match call.params.get("id") {
        None | Some(Value::Null) => return Err(required("id")),
        // A number in quotation marks is none.
        Some(value) => value.as_i64().ok_or_else(|| ill_typed("id", "int"))?,
    };
    let task = call.state.world().task(id).ok_or_else(|| {
        Refusal::exception(
            StatusCode::BAD_REQUEST,
            "ENTITYNOTFOUNDEXCEPTION",
            format!("Record with ID = `{id}` not found"),
        )
    })?;
    if call.caller.user.may_see_task(&task) {
        Ok(task)
    } else {
        Err(denied())
    }
}

/// The task with the fields `select` names, or all of its own. Unknown fields of its
/// own are dropped, unknown ones of related objects refused.
fn item(call: &Call<'_>, task: &Task) -> Result<Value, Refusal> {
    let all = own(task);
    let names = call.params.list("select");
    let mut item: Map<String, Value> = Map::new();
    if names.iter().any(|name| all.contains_key(name)) {
        let chosen = all
            .into_iter()
            .filter(|(name, _)| name == "id" || names.contains(name));
        item.extend(chosen);
    } else {
        item = all;
    }
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
    Ok(Value::Object(item))
}

fn own(task: &Task) -> Map<String, Value> {
    let fields = [
        ("id", json!(task.id)),
        ("title", json!(task.title)),
        ("description", json!(task.description)),
        ("deadline", json!(task.deadline.map(iso))),
        ("needsControl", json!(false)),
        ("priority", json!("average")),
        ("status", json!(task.status.word())),
        ("statusChanged", Value::Null),
        ("parentId", Value::Null),
        ("changed", json!(iso(task.changed))),
        ("closed", Value::Null),
        ("activity", json!(iso(task.changed))),
        ("crmItemIds", json!(task.crm_items)),
    ];
    fields
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

fn related(user: &User, field: &str) -> Option<Value> {
    Some(match field {
        "id" => json!(user.id),
        "name" => json!(user.full_name()),
        "email" => json!(user.email),
        _ => return None,
    })
}

/// The number of somebody who is there.
fn person(call: &Call<'_>, fields: &Params, name: &str) -> Result<i64, Refusal> {
    let id = match fields.get(name) {
        None | Some(Value::Null) => return Err(required(name)),
        Some(value) => value.as_i64().ok_or_else(|| ill_typed(name, "int"))?,
    };
    let known = call.state.world().user(id).map(|user| user.id);
    known.ok_or_else(|| stranger(name))
}

fn deadline(fields: &Params) -> Result<Option<DateTime<Utc>>, Refusal> {
    let ill_typed = || ill_typed("deadline", "DateTime");
    match fields.get("deadline") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => match DateTime::parse_from_rfc3339(text) {
            Ok(at) => Ok(Some(at.to_utc())),
            Err(_) => Err(ill_typed()),
        },
        Some(_) => Err(ill_typed()),
    }
}

fn required(field: &str) -> Refusal {
    Refusal::invalid(field, format!("Required field `{field}` is not specified"))
}

fn ill_typed(field: &str, kind: &str) -> Refusal {
    let text = format!("The `{field}` field requires a `{kind}` data type for this request");
    Refusal::invalid(field, text)
}

fn stranger(field: &str) -> Refusal {
    let text = match field {
        "responsibleId" => r#"The user specified in the "Executor" field was not found"#,
        _ => "",
    };
    Refusal::invalid(field, text)
}

fn unknown(field: &str, object: &str) -> Refusal {
    Refusal::exception(
        StatusCode::BAD_REQUEST,
        "UNKNOWNDTOPROPERTYEXCEPTION",
        format!("Unknown field `{field}` for entity `{object}`"),
    )
}

fn denied() -> Refusal {
    Refusal::exception(
        StatusCode::FORBIDDEN,
        "ACCESSDENIEDEXCEPTION",
        "Access denied",
    )
}
