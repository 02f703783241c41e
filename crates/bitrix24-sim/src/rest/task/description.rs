//! `tasks.task.getFields` (`api-reference/tasks/tasks-task-get-fields.md`).

use serde_json::{Map, Value, json};

use crate::{
    rest::{
        crm::{card, entity::Entity as _, field::Field},
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Cell, Task},
};

/// What an enumerated field can be.
const VALUES: &[(&str, &[(&str, &str)])] = &[
    ("MARK", &[("N", "Negative"), ("P", "Positive")]),
    ("PRIORITY", &[("2", "High"), ("1", "Average"), ("0", "Low")]),
    (
        "STATUS",
        &[
            ("2", "Pending"),
            ("3", "In progress"),
            ("4", "Pending review"),
            ("5", "Completed"),
            ("6", "Deferred"),
        ],
    ),
];

/// The one enumeration that is a list.
const DURATIONS: &[&str] = &["secs", "mins", "hours", "days", "weeks", "months", "years"];

/// Fields of which no default is told, though they have one.
const WITHOUT_DEFAULT: &[&str] = &[
    "ACCOMPLICES",
    "AUDITORS",
    "CHANGED_BY",
    "DURATION_FACT",
    "DURATION_PLAN",
    "FORUM_ID",
    "FORUM_TOPIC_ID",
    "MATCH_WORK_TIME",
    "SITE_ID",
    "SORTING",
    "STATUS_CHANGED_BY",
    "TIME_ESTIMATE",
    "TIME_SPENT_IN_LOGS",
    "VIEWED_DATE",
];

pub(super) fn fields(_: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = Task::FIELDS.iter();
    let fields = fields.map(|field| (field.upper.to_owned(), description(field)));
    Ok(json!({"fields": fields.collect::<Map<_, _>>()}).into())
}

fn description(field: &Field<Task>) -> Value {
    let values = VALUES.iter().find(|(name, _)| *name == field.upper);
    let is_switch = field.kind == "char" && field.upper != "MATCH_WORK_TIME";
    let kind = match field.kind {
        "user" => "integer",
        _ if is_switch || values.is_some() => "enum",
        other => other,
    };
    let mut row = json!({"title": card::title(field.upper), "type": kind});
    if field.upper == "ID" {
        row["primary"] = json!(true);
    }
    if field.required {
        row["required"] = json!(true);
    }
    if is_switch {
        row["values"] = json!({"Y": "Yes", "N": "No"});
    }
    if let Some((_, values)) = values {
        let values = values.iter();
        let values = values.map(|(value, text)| ((*value).to_owned(), json!(text)));
        row["values"] = Value::Object(values.collect());
    }
    if field.upper == "DURATION_TYPE" {
        row["type"] = json!("enum");
        row["values"] = json!(DURATIONS);
    }
    if let Some(default) = default(field) {
        row["default"] = default;
    }
    row
}

fn default(field: &Field<Task>) -> Option<Value> {
    match field.upper {
        "STATUS" => return Some(json!(2)),
        "DEADLINE" | "ACTIVITY_DATE" | "GUID" => return Some(Value::Null),
        name if WITHOUT_DEFAULT.contains(&name) => return None,
        _ => {}
    }
    field.blank_cell().map(|cell| match cell {
        Cell::Flag(flag) => json!(if flag { "Y" } else { "N" }),
        cell => cell.typed(),
    })
}
