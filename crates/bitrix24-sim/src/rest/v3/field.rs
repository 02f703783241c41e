//! The fields of a task, and `tasks.task.field.*`
//! (`api-reference/tasks/fields-rest-v3.md`).

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::task::required;
use crate::rest::{
    method::{Call, Reply},
    refusal::Refusal,
};

/// A field: its name, its type, and whether callers may write it.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    pub(super) editable: bool,
    pub(super) multiple: bool,
}

const fn field(name: &'static str, kind: &'static str) -> Field {
    Field {
        name,
        kind,
        editable: false,
        multiple: false,
    }
}

impl Field {
    const fn editable(mut self) -> Self {
        self.editable = true;
        self
    }

    const fn several(mut self) -> Self {
        self.multiple = true;
        self
    }

    /// Only `id` can be filtered and sorted by.
    pub(super) fn is_key(&self) -> bool {
        self.name == "id"
    }
}

/// The fields of a task that this portal has.
pub(super) const FIELDS: &[Field] = &[
    field("id", "int"),
    field("title", "string").editable(),
    field("description", "string").editable(),
    field("creatorId", "int"),
    field("creator", "object"),
    field("created", "object"),
    field("responsibleId", "int").editable(),
    field("responsible", "object"),
    field("deadline", "object").editable(),
    field("needsControl", "bool").editable(),
    field("startPlan", "object").editable(),
    field("endPlan", "object").editable(),
    field("groupId", "int").editable(),
    field("priority", "string").editable(),
    field("status", "string").editable(),
    field("statusChanged", "object"),
    field("parentId", "int").editable(),
    field("changed", "object"),
    field("closed", "object"),
    field("activity", "object"),
    field("guid", "string"),
    field("xmlId", "string").editable(),
    field("mark", "string").editable(),
    field("link", "string"),
    field("rights", "array"),
    field("crmItemIds", "array").editable().several(),
];

/// `tasks.task.field.list`.
pub(super) fn list(_: &Call<'_>) -> Result<Reply, Refusal> {
    let items = FIELDS.iter().map(|field| {
        json!({
            "name": field.name,
            "type": field.kind,
            "title": field.name,
            "description": null,
            "filterable": field.is_key(),
            "sortable": field.is_key(),
            "multiple": field.multiple,
        })
    });
    Ok(json!({"items": items.collect::<Vec<_>>()}).into())
}

/// `tasks.task.field.get`: one, by its name, with the keys `select` names.
pub(super) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let name = call.params.text("name").ok_or_else(|| required("name"))?;
    let field = FIELDS.iter().find(|field| field.name == name);
    let field = field.ok_or_else(|| {
        Refusal::exception(
            StatusCode::BAD_REQUEST,
            "ENTITYNOTFOUNDEXCEPTION",
            format!("Record with ID = `{name}` not found"),
        )
    })?;
    let item = json!({
        "name": field.name,
        "type": field.kind,
        "title": field.name,
        "description": field.name,
        "validationRules": [],
        "requiredGroups": null,
        "filterable": field.is_key(),
        "sortable": field.is_key(),
        "editable": field.editable,
        "multiple": field.multiple,
        "elementType": null,
    });
    let select = call.params.list("select");
    let Value::Object(item) = item else {
        return Err(required("name"));
    };
    let item: Map<_, _> = item
        .into_iter()
        .filter(|(key, _)| select.is_empty() || select.contains(key))
        .collect();
    Ok(json!({"item": item}).into())
}
