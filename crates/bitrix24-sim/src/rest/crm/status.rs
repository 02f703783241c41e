//! `crm.status.*`: dictionaries (`api-reference/crm/status/crm-status-list.md`).

use serde_json::{Value, json};

use super::lines::Lines;
use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, DictionaryItem},
};

/// All rows at once. Errors are sentences in the place of a code.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_rights(call)?;
    let invalid = |_| Refusal::new("Invalid parameters.", "");
    let filter = call.params.map("filter").map_err(invalid)?;
    let order = call.params.map("order").map_err(invalid)?;
    let statuses = call.state.world().read(|state| state.crm.statuses.clone());
    let lines = Lines::new(statuses.iter().map(row)).filtered(&filter);
    Ok(lines.sorted(&order, &["ENTITY_ID", "SORT", "ID"]).whole())
}

/// Without `EXTRA`.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_rights(call)?;
    let id = call.params.integer("id").unwrap_or(0);
    let status = call.state.world().read(|state| {
        let mut all = state.crm.statuses.iter();
        all.find(|status| status.id == id).cloned()
    });
    let status = status.ok_or_else(|| Refusal::new("DictionaryItem is not found.", ""))?;
    let mut row = row(&status);
    if let Value::Object(row) = &mut row {
        row.remove("EXTRA");
    }
    Ok(row.into())
}

/// `crm.status.entity.items`: one dictionary, briefly.
pub(crate) fn items(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_rights(call)?;
    let entity_id = call.params.text("entityId").filter(|id| !id.is_empty());
    let entity_id = entity_id
        .ok_or_else(|| Refusal::unnamed("The parameter entityId is not defined or invalid."))?;
    let rows = call.state.world().read(|state| {
        let rows = state.crm.dictionary(entity_id);
        let rows = rows.map(|status| {
            json!({"NAME": status.name, "SORT": status.sort, "STATUS_ID": status.status_id})
        });
        rows.collect::<Value>()
    });
    Ok(rows.into())
}

fn check_rights(call: &Call<'_>) -> Result<(), Refusal> {
    let rights = call.caller.user.rights;
    if [rights.deals, rights.contacts, rights.companies] == [Access::None; 3] {
        return Err(Refusal::new("Access denied.", ""));
    }
    Ok(())
}

fn row(status: &DictionaryItem) -> Value {
    let semantics = match status.semantics.as_deref() {
        Some("S") => "success",
        Some(_) => "failure",
        None => "process",
    };
    // Only stages have a colour and a meaning.
    let is_stage = !status.color.is_empty();
    let category = status.entity_id.rsplit('_').next();
    let category = category.and_then(|id| id.parse::<i64>().ok());
    json!({
        "ID": status.id.to_string(),
        "ENTITY_ID": status.entity_id,
        "STATUS_ID": status.status_id,
        "NAME": status.name,
        "NAME_INIT": if status.system { &status.name } else { "" },
        "SORT": status.sort.to_string(),
        "SYSTEM": if status.system { "Y" } else { "N" },
        "CATEGORY_ID": category.map(|id| id.to_string()),
        "COLOR": if is_stage { json!(status.color) } else { Value::Null },
        "SEMANTICS": status.semantics,
        "EXTRA": if is_stage {
            json!({"SEMANTICS": semantics, "COLOR": status.color})
        } else {
            Value::Null
        },
    })
}
