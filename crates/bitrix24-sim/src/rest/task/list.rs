//! `tasks.task.get` and `.list`.

use chrono::Duration;
use serde_json::{Map, Value, json};

use super::{answer, change::task_id};
use crate::{
    rest::{
        crm::{
            entity::{Entity as _, Naming},
            list::{Nonsense, Query},
            schema::Schema,
        },
        envelope::iso,
        method::{Call, Reply},
        params::scalar,
        refusal::Refusal,
    },
    world::Task,
};

pub(super) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = task_id(call)?;
    Ok(answer::task(call, id))
}

pub(super) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let order = call.params.map("order").unwrap_or_default();
    if order.keys().any(|name| !is_sorted_by(name)) {
        return Err(Refusal::new("0", "Invalid sorting key (internal error)"));
    }
    let filter = call.params.map("filter").map_err(|_| ill_typed("filter"))?;
    let schema = Schema::<Task>::of(call.state.world(), Naming::Old);
    let query = Query::of(&meanings(call, filter), &order, call.start, &schema);
    let query = query.map_err(|nonsense| match nonsense {
        Nonsense::NotAnArray(name) => ill_typed(name),
        Nonsense::UnknownFilter(name)
        | Nonsense::UnknownOrder(name)
        | Nonsense::Direction(name, _) => ill_typed(&name),
    })?;
    let columns = schema.selected(call);
    let world = call.state.world();
    let (mut rows, total, next) = world.read(|state| {
        let page = query.run(&state.crm, &call.caller.user);
        let rows = page.rows.into_iter();
        let rows: Vec<_> = rows
            .map(|task| (task.clone(), answer::written(task, &columns, &state.crm)))
            .collect();
        (rows, page.total, page.next)
    });
    for (task, row) in &mut rows {
        answer::append_people(world, task, row);
        if row.contains_key("status") {
            row.insert("subStatus".to_owned(), json!(sub_status(call, task)));
        }
    }
    let rows = rows.into_iter().map(|(_, row)| Value::Object(row));
    Ok(Reply {
        result: json!({"tasks": rows.collect::<Vec<_>>()}),
        total: Some(total),
        next,
    })
}

/// `STATUS` in a filter also knows what follows from the clock: -1 overdue, -3 almost
/// (within a day), -2 not looked at, which no task is here.
fn meanings(call: &Call<'_>, filter: Map<String, Value>) -> Map<String, Value> {
    // People are asked for one by one, and kept several at a time.
    let renamed = filter.into_iter().map(|(key, value)| {
        let several = key.ends_with("AUDITOR") || key.ends_with("ACCOMPLICE");
        (if several { format!("{key}S") } else { key }, value)
    });
    let mut filter: Map<String, Value> = renamed.collect();
    let wanted = filter.get("STATUS").and_then(scalar);
    let now = call.state.clock().now();
    match wanted.as_deref() {
        Some("-1") => {
            filter.insert("<DEADLINE".to_owned(), json!(iso(now)));
            filter.insert("!DEADLINE".to_owned(), json!(""));
        }
        Some("-3") => {
            filter.insert(">=DEADLINE".to_owned(), json!(iso(now)));
            filter.insert("<DEADLINE".to_owned(), json!(iso(now + Duration::days(1))));
        }
        _ => return filter,
    }
    filter.remove("STATUS");
    filter.insert("!REAL_STATUS".to_owned(), json!([4, 5]));
    filter
}

fn sub_status(call: &Call<'_>, task: &Task) -> String {
    let now = call.state.clock().now();
    let left = task.deadline.map(|deadline| deadline - now);
    let is_open = !matches!(task.status.number(), 4 | 5);
    match left {
        Some(left) if is_open && left < Duration::zero() => "-1".to_owned(),
        Some(left) if is_open && left < Duration::days(1) => "-3".to_owned(),
        _ => task.status.number().to_string(),
    }
}

fn is_sorted_by(name: &str) -> bool {
    let mut fields = Task::FIELDS.iter();
    fields.any(|field| field.upper.eq_ignore_ascii_case(name))
}

fn ill_typed(name: &str) -> Refusal {
    let text = format!(
        "Invalid value {{}} to match with parameter {{{name}}}. Should be value of type array. (internal error)"
    );
    Refusal::new("100", text)
}
