//! `tasks.task.*` as REST 2 has them: fields named in capitals, answers in camel case,
//! every value text (`api-reference/tasks/tasks-task-get.md`).

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::{
    crm::{
        entity::{Entity, Naming},
        field::{Field, Reads},
        list::{Nonsense, Query},
        schema::{Column, Schema},
    },
    method::{Call, Reply},
    params::{Params, scalar},
    refusal::Refusal,
};
use crate::{
    clock::moment,
    world::{Access, Cell, Crm, Draft, Kept, Table, Task, User},
};

/// `tasks.task.add`.
pub(crate) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = call.params.map("fields").unwrap_or_default();
    let fields = Params::new(fields);
    let title = fields.text("TITLE").unwrap_or_default();
    let responsible = fields.integer("RESPONSIBLE_ID");
    let mut missing = String::new();
    if title.is_empty() {
        missing += "Task name is not specified.<br>";
    }
    if responsible.is_none() {
        missing += "The assignee is not specified.<br>";
    }
    let (Some(responsible_id), true) = (responsible, missing.is_empty()) else {
        return Err(Refusal::new("ERROR_CORE", missing));
    };
    let draft = Draft {
        title,
        description: fields.text("DESCRIPTION").unwrap_or_default(),
        responsible_id,
        created_by: fields.integer("CREATED_BY").unwrap_or(call.caller.user.id),
        deadline: deadline(&fields),
        crm_items: fields.list("UF_CRM_TASK"),
    };
    let task = call.state.world().add_task(draft);
    let task = task.ok_or_else(|| {
        Refusal::new(
            "ERROR_CORE",
            "The user specified in the field \"Assignee\" was not found.<br>",
        )
    })?;
    call.state.raise(call.actor(), "ONTASKADD", task.id);
    Ok(json!({"task": described(call, &task)}).into())
}

/// `tasks.task.get`: `[]` when there is none, or none for this user.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.text("taskId").ok_or_else(|| {
        let text =
            "CTaskItem All parameters in the constructor must have real class type (internal error)";
        Refusal::new("100", text)
    })?;
    let id: i64 = id
        .trim()
        .parse()
        .map_err(|_| Refusal::new("0", "wrong task id"))?;
    let task = call.state.world().task(id);
    Ok(
        match task.filter(|task| call.caller.user.may_see_task(task)) {
            Some(task) => json!({"task": described(call, &task)}).into(),
            None => json!([]).into(),
        },
    )
}

/// `tasks.task.list`.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let order = call.params.map("order").unwrap_or_default();
    if order.keys().any(|name| !is_sorted_by(name)) {
        return Err(Refusal::new("0", "Invalid sorting key"));
    }
    let schema = Schema::<Task>::of(call.state.world(), Naming::Old);
    let query = Query::read(call, &schema).map_err(|nonsense| {
        let name = match nonsense {
            Nonsense::NotAnArray(name) => name.to_owned(),
            Nonsense::UnknownFilter(name)
            | Nonsense::UnknownOrder(name)
            | Nonsense::Direction(name, _) => name,
        };
        let text = format!(
            "Invalid value {{}} to match with parameter {{{name}}}. Should be value of type array. (internal error)"
        );
        Refusal::new("100", text)
    })?;
    let fields = schema.selected(call);
    let (tasks, total, next) = call.state.world().read(|state| {
        let page = query.run(&state.crm, &call.caller.user);
        let rows = page.rows.into_iter();
        let tasks: Vec<Value> = rows
            .map(|task| Value::Object(written(task, &fields, &state.crm)))
            .collect();
        (tasks, page.total, page.next)
    });
    Ok(Reply {
        result: json!({"tasks": tasks}),
        total: Some(total),
        next,
    })
}

impl Entity for Task {
    /// Tasks are no cards; no `entityTypeId` leads to them.
    const TYPE_ID: i64 = 0;

    const FIELDS: &'static [Field<Self>] = &[
        Field::<Self>::own("ID", "id", "integer", |task, _| Cell::Integer(task.id)),
        Field::<Self>::own("TITLE", "title", "string", |task, _| {
            Cell::Text(task.title.clone())
        }),
        Field::<Self>::own("DESCRIPTION", "description", "string", |task, _| {
            Cell::Text(task.description.clone())
        }),
        Field::<Self>::own("STATUS", "status", "enum", |task, _| {
            Cell::Integer(task.status.number())
        }),
        Field::<Self>::own("REAL_STATUS", "realStatus", "enum", |task, _| {
            Cell::Integer(task.status.number())
        })
        .only(Reads::OldNamed),
        Field::<Self>::own("RESPONSIBLE_ID", "responsibleId", "user", |task, _| {
            Cell::Integer(task.responsible_id)
        }),
        Field::<Self>::own("CREATED_BY", "createdBy", "user", |task, _| {
            Cell::Integer(task.created_by)
        }),
        Field::<Self>::own("CREATED_DATE", "createdDate", "datetime", |task, _| {
            Cell::Time(task.created)
        })
        .fixed(),
        Field::<Self>::own("CHANGED_DATE", "changedDate", "datetime", |task, _| {
            Cell::Time(task.changed)
        })
        .fixed(),
        Field::<Self>::own("DEADLINE", "deadline", "datetime", |task, _| {
            task.deadline.map_or(Cell::Null, Cell::Time)
        }),
        Field::<Self>::own("GROUP_ID", "groupId", "integer", |_, _| Cell::Integer(0)),
        Field::<Self>::own("UF_CRM_TASK", "ufCrmTask", "crm", |task, _| {
            Cell::Texts(task.crm_items.clone())
        })
        .only(Reads::OldNamed),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.tasks
    }

    fn right_of(_: &User) -> Access {
        Access::All
    }

    fn is_seen_by(&self, user: &User, _: &Crm) -> bool {
        user.may_see_task(self)
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}

/// A task with the people around it, as `add` and `get` show it.
fn described(call: &Call<'_>, task: &Task) -> Value {
    let schema = Schema::<Task>::of(call.state.world(), Naming::Old);
    let fields = schema.selected(call);
    let world = call.state.world();
    let mut written = world.read(|state| written(task, &fields, &state.crm));
    let person = |id| world.user(id).map_or(json!([]), |user| person(&user));
    written.insert("group".to_owned(), json!([]));
    written.insert("creator".to_owned(), person(task.created_by));
    written.insert("responsible".to_owned(), person(task.responsible_id));
    Value::Object(written)
}

fn written(task: &Task, fields: &[&Column<Task>], crm: &Crm) -> Map<String, Value> {
    let cells = fields.iter().filter_map(|field| {
        let value = field.cell(task, crm).old()?;
        Some((field.name(Naming::Item).to_owned(), value))
    });
    cells.collect()
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

fn is_sorted_by(name: &str) -> bool {
    let mut fields = Task::FIELDS.iter();
    fields.any(|field| field.upper.eq_ignore_ascii_case(name))
}

fn deadline(fields: &Params) -> Option<DateTime<Utc>> {
    moment(&fields.get("DEADLINE").and_then(scalar)?)
}
