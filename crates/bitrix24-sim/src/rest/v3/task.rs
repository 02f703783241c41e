//! `tasks.task.*` of REST 3 (`api-reference/tasks/tasks-task-add-rest-v3.md` and its
//! neighbours).

use axum::http::StatusCode;
use chrono::DateTime;
use serde_json::{Map, Value, json};

use super::{dto, field::FIELDS};
use crate::{
    change::ChangeRefusal,
    rest::{
        crm::entity::Naming,
        method::{Call, Reply},
        params::Params,
        refusal::Refusal,
    },
    world::{Task, TaskStatus},
};

pub(super) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = written(call)?;
    match fields.get("title") {
        Some(Value::String(title)) if !title.is_empty() => {}
        None | Some(Value::Null | Value::String(_)) => return Err(required("title")),
        Some(_) => return Err(ill_typed("title", "string")),
    }
    let creator = person(call, &fields, "creatorId")?;
    person(call, &fields, "responsibleId")?;
    let mut old = old_fields(call, &fields)?;
    old.insert("CREATED_BY".to_owned(), json!(creator));
    let id = call.state.add::<Task>(call.actor(), &old, Naming::Old);
    let id = id.map_err(refused)?;
    keep_items(call, id, &fields);
    let task = call.state.world().task(id);
    let task = task.ok_or_else(|| not_found(id))?;
    Ok(json!({"item": dto::item(call, &task)?}).into())
}

pub(super) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let task = seen(call)?;
    let fields = written(call)?;
    if let Some(name) = fields.value().as_object().and_then(fixed_field) {
        return Err(Refusal::invalid(
            name,
            format!(
                "In DTO `TaskDto`, the field `{name}` requires the presence of the `Editable` attribute for such a request"
            ),
        ));
    }
    if fields.get("responsibleId").is_some() {
        person(call, &fields, "responsibleId")?;
    }
    let old = old_fields(call, &fields)?;
    let done = call
        .state
        .update::<Task>(call.actor(), task.id, &old, Naming::Old);
    done.map_err(refused)?;
    keep_items(call, task.id, &fields);
    Ok(json!({"result": true}).into())
}

pub(super) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let task = seen(call)?;
    Ok(json!({"item": dto::item(call, &task)?}).into())
}

pub(super) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let task = seen(call)?;
    let user = &call.caller.user;
    if !user.admin && task.created_by != user.id {
        return Err(denied());
    }
    let done = call.state.delete::<Task>(call.actor(), task.id);
    done.map_err(refused)?;
    Ok(json!({"result": true}).into())
}

fn written(call: &Call<'_>) -> Result<Params, Refusal> {
    match call.params.get("fields") {
        Some(Value::Object(fields)) => Ok(Params::new(fields.clone())),
        _ => Err(required("fields")),
    }
}

/// The first field that is there and may not be written.
fn fixed_field(fields: &Map<String, Value>) -> Option<&'static str> {
    let mut fixed = FIELDS.iter().filter(|field| !field.editable);
    fixed
        .find(|field| fields.contains_key(field.name))
        .map(|field| field.name)
}

/// The fields under their names of REST 2, each of the type it needs.
fn old_fields(call: &Call<'_>, fields: &Params) -> Result<Map<String, Value>, Refusal> {
    let mut old = Map::new();
    let texts = [
        ("title", "TITLE"),
        ("description", "DESCRIPTION"),
        ("xmlId", "XML_ID"),
    ];
    for (name, upper) in texts {
        match fields.get(name) {
            None => {}
            Some(Value::Null) => drop(old.insert(upper.to_owned(), json!(""))),
            Some(Value::String(text)) => drop(old.insert(upper.to_owned(), json!(text))),
            Some(_) => return Err(ill_typed(name, "string")),
        }
    }
    let times = [
        ("deadline", "DEADLINE"),
        ("startPlan", "START_DATE_PLAN"),
        ("endPlan", "END_DATE_PLAN"),
    ];
    for (name, upper) in times {
        let value = match fields.get(name) {
            None => continue,
            Some(Value::Null) => json!(""),
            Some(Value::String(text)) if DateTime::parse_from_rfc3339(text).is_ok() => json!(text),
            Some(_) => return Err(ill_typed(name, "DateTime")),
        };
        old.insert(upper.to_owned(), value);
    }
    let numbers = [
        ("responsibleId", "RESPONSIBLE_ID"),
        ("parentId", "PARENT_ID"),
        ("groupId", "GROUP_ID"),
    ];
    for (name, upper) in numbers {
        match fields.get(name) {
            None | Some(Value::Null) => {}
            Some(value) => {
                let id = value.as_i64().ok_or_else(|| ill_typed(name, "int"))?;
                old.insert(upper.to_owned(), json!(id));
            }
        }
    }
    if let Some(id) = old.get("PARENT_ID").and_then(Value::as_i64)
        && call.state.world().task(id).is_none()
    {
        let text = r#"The task specified in the "Parent task" field was not found"#;
        return Err(Refusal::invalid("parentId", text));
    }
    if let Some(value) = fields.get("needsControl") {
        let controls = value
            .as_bool()
            .ok_or_else(|| ill_typed("needsControl", "bool"))?;
        old.insert(
            "TASK_CONTROL".to_owned(),
            json!(if controls { "Y" } else { "N" }),
        );
    }
    if let Some(word) = fields.text("priority") {
        let number = match word.as_str() {
            "low" => 0,
            "high" => 2,
            _ => 1,
        };
        old.insert("PRIORITY".to_owned(), json!(number));
    }
    if let Some(word) = fields.text("status") {
        let status = TaskStatus::named(&word).ok_or_else(|| ill_typed("status", "string"))?;
        old.insert("STATUS".to_owned(), json!(status.number()));
    }
    Ok(old)
}

fn keep_items(call: &Call<'_>, id: i64, fields: &Params) {
    if fields.get("crmItemIds").is_none() {
        return;
    }
    let items = fields.list("crmItemIds");
    call.state.world().write(|state| {
        if let Some(task) = state.crm.tasks.get_mut(id) {
            task.crm_items = items;
        }
    });
}

/// The task that `id` names.
fn seen(call: &Call<'_>) -> Result<Task, Refusal> {
    let id = match call.params.get("id") {
        None | Some(Value::Null) => return Err(required("id")),
        // A number in quotation marks is none.
        Some(value) => value.as_i64().ok_or_else(|| ill_typed("id", "int"))?,
    };
    let task = call.state.world().task(id).ok_or_else(|| not_found(id))?;
    if call.caller.user.may_see_task(&task) {
        Ok(task)
    } else {
        Err(denied())
    }
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

pub(super) fn required(field: &str) -> Refusal {
    Refusal::invalid(field, format!("Required field `{field}` is not specified"))
}

pub(super) fn ill_typed(field: &str, kind: &str) -> Refusal {
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

fn not_found(id: i64) -> Refusal {
    Refusal::exception(
        StatusCode::BAD_REQUEST,
        "ENTITYNOTFOUNDEXCEPTION",
        format!("Record with ID = `{id}` not found"),
    )
}

fn denied() -> Refusal {
    Refusal::exception(
        StatusCode::FORBIDDEN,
        "ACCESSDENIEDEXCEPTION",
        "Access denied",
    )
}

fn refused(refusal: ChangeRefusal) -> Refusal {
    match refusal {
        ChangeRefusal::NotFound | ChangeRefusal::AccessDenied => denied(),
        other => Refusal::invalid("fields", other.to_string()),
    }
}
