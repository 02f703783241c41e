//! `tasks.task.list` of REST 3 (`api-reference/tasks/tasks-task-list-rest-v3.md`).

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{dto, task::ill_typed};
use crate::rest::{
    method::{Call, Reply},
    params::scalar,
    refusal::Refusal,
};

/// Rows of a page, unless `pagination` says otherwise.
const PAGE: i64 = 50;
const LARGEST_PAGE: i64 = 1000;

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

fn unknown_operator(operator: &str) -> Refusal {
    Refusal::exception(
        StatusCode::BAD_REQUEST,
        "UNKNOWNFILTEROPERATOREXCEPTION",
        format!("Unknown filter operator `{operator}`"),
    )
}
