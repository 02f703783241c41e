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
        params::{Params, scalar},
        refusal::Refusal,
    },
    world::{Task, TaskStatus},
};

/// Rows of a page, unless `pagination` says otherwise.
const PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 1000;

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

/// Only `id` when nothing is selected; only `id` can be filtered and sorted by.
pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let wanted = filter(call)?;
    let down = order(call)?;
    let (offset, limit) = pagination(call)?;
    let user = &call.caller.user;
    let mut tasks = call.state.world().tasks();
    tasks.retain(|task| user.may_see_task(task) && wanted.iter().all(|test| test.lets(task.id)));
    if down {
        tasks.reverse();
    }
    let names = call.params.list("select");
    let page = tasks.iter().skip(offset).take(limit).map(|task| {
        let mut row = dto::own(call, task);
        row.retain(|name, _| name == "id" || names.contains(name));
        dto::append_related(call, task, &names, &mut row)?;
        Ok(Value::Object(row))
    });
    let items: Vec<Value> = page.collect::<Result<_, Refusal>>()?;
    Ok(json!({"items": items}).into())
}

/// A condition on the number.
struct Test {
    operator: String,
    values: Vec<i64>,
}

impl Test {
    fn lets(&self, id: i64) -> bool {
        let first = self.values.first().copied().unwrap_or_default();
        match self.operator.as_str() {
            "=" | "in" => self.values.contains(&id),
            "!=" => id != first,
            ">" => id > first,
            ">=" => id >= first,
            "<" => id < first,
            "<=" => id <= first,
            "between" => (first..=self.values.get(1).copied().unwrap_or(first)).contains(&id),
            _ => false,
        }
    }
}

/// `[["id", ">", 7]]`, or one such condition without the outer brackets.
fn filter(call: &Call<'_>) -> Result<Vec<Test>, Refusal> {
    let Some(Value::Array(filter)) = call.params.get("filter") else {
        return Ok(Vec::new());
    };
    if filter.first().is_some_and(Value::is_string) {
        return Ok(vec![test(filter)?]);
    }
    let tests = filter.iter().filter_map(Value::as_array);
    tests.map(|parts| test(parts)).collect()
}

fn test(parts: &[Value]) -> Result<Test, Refusal> {
    let name = parts.first().and_then(scalar).unwrap_or_default();
    if name != "id" {
        return Err(Refusal::invalid(
            &name,
            format!(
                "In DTO `TaskDto`, the `{name}` field requires the `Filterable` attribute for such a request"
            ),
        ));
    }
    let (operator, value) = match parts {
        [_, value] => (if value.is_array() { "in" } else { "=" }.to_owned(), value),
        [_, operator, value] => (scalar(operator).unwrap_or_default(), value),
        _ => return Err(unknown_operator("")),
    };
    if !["=", "!=", ">", ">=", "<", "<=", "in", "between"].contains(&operator.as_str()) {
        return Err(unknown_operator(&operator));
    }
    let values: Vec<i64> = match value {
        Value::Array(values) => values.iter().filter_map(Value::as_i64).collect(),
        one => one.as_i64().into_iter().collect(),
    };
    if values.is_empty() {
        return Err(ill_typed("id", "int"));
    }
    Ok(Test { operator, values })
}

/// Whether the list runs down.
fn order(call: &Call<'_>) -> Result<bool, Refusal> {
    let order = call.params.map("order").unwrap_or_default();
    let mut down = false;
    for (name, direction) in &order {
        let direction = scalar(direction).unwrap_or_default().to_ascii_uppercase();
        if name != "id" || !["ASC", "DESC"].contains(&direction.as_str()) {
            return Err(Refusal::exception(
                StatusCode::BAD_REQUEST,
                "INVALIDORDEREXCEPTION",
                format!("Unable to recognize sorting parameter `{name}`"),
            ));
        }
        down = direction == "DESC";
    }
    Ok(down)
}

/// Where the page begins, and how long it is.
fn pagination(call: &Call<'_>) -> Result<(usize, usize), Refusal> {
    let pagination = call.params.map("pagination").unwrap_or_default();
    let part = |name: &str, otherwise: i64, least: i64| match pagination.get(name) {
        None | Some(Value::Null) => Ok(otherwise),
        Some(value) => {
            let number = value.as_i64().filter(|number| *number >= least);
            number.ok_or_else(|| {
                Refusal::exception(
                    StatusCode::BAD_REQUEST,
                    "INVALIDPAGINATIONEXCEPTION",
                    format!("Unable to recognize pagination parameter `{name}`"),
                )
            })
        }
    };
    let limit = part("limit", PAGE, 1)?.min(LARGEST_PAGE);
    let page = part("page", 1, 1)?;
    let offset = part("offset", (page - 1).saturating_mul(limit), 0)?;
    let size = |number| usize::try_from(number).unwrap_or(usize::MAX);
    Ok((size(offset), size(limit)))
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

fn not_found(id: i64) -> Refusal {
    Refusal::exception(
        StatusCode::BAD_REQUEST,
        "ENTITYNOTFOUNDEXCEPTION",
        format!("Record with ID = `{id}` not found"),
    )
}

fn unknown_operator(operator: &str) -> Refusal {
    Refusal::exception(
        StatusCode::BAD_REQUEST,
        "UNKNOWNFILTEROPERATOREXCEPTION",
        format!("Unknown filter operator `{operator}`"),
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
