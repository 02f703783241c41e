//! `crm.status.list` (`api-reference/crm/status/crm-status-list.md`).

use serde_json::{Value, json};

use crate::{
    rest::{
        method::{Call, Reply},
        params::scalar,
        refusal::Refusal,
    },
    world::{Access, Stage},
};

/// The dictionary of the main pipeline's stages.
const DEAL_STAGE: &str = "DEAL_STAGE";

/// All rows at once. Errors are sentences in the place of a code.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let rights = call.caller.user.rights;
    if [rights.deals, rights.contacts, rights.companies] == [Access::None; 3] {
        return Err(Refusal::new("Access denied.", ""));
    }
    let filter = call
        .params
        .map("filter")
        .map_err(|_| Refusal::new("Invalid parameters.", ""))?;
    let stages = call.state.world().stages();
    let rows = stages.iter().map(row).filter(|row| {
        filter.iter().all(|(key, wanted)| {
            let actual = row.get(key.trim_start_matches('=').to_ascii_uppercase());
            actual.is_none_or(|actual| scalar(actual) == scalar(wanted))
        })
    });
    Ok(rows.collect::<Value>().into())
}

fn row(stage: &Stage) -> Value {
    let semantics = match stage.semantics.as_deref() {
        Some("S") => "success",
        Some(_) => "failure",
        None => "process",
    };
    json!({
        "ID": stage.id.to_string(),
        "ENTITY_ID": DEAL_STAGE,
        "STATUS_ID": stage.status_id,
        "NAME": stage.name,
        "NAME_INIT": stage.name,
        "SORT": stage.sort.to_string(),
        "SYSTEM": "Y",
        "CATEGORY_ID": null,
        "COLOR": stage.color,
        "SEMANTICS": stage.semantics,
        "EXTRA": {"SEMANTICS": semantics, "COLOR": stage.color},
    })
}
