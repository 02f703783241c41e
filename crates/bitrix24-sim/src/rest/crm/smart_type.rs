//! `crm.type.*`: the portal's one smart process
//! (`api-reference/crm/universal/user-defined-object-types/`).

use serde_json::{Value, json};

use super::{entity::Entity as _, item::missing};
use crate::{
    rest::{
        envelope::iso,
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::Process,
};

/// Number of the type, which is not its `entityTypeId`.
const ID: i64 = 1;

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    check_rights(call)?;
    let filter = call.params.map("filter").unwrap_or_default();
    let row = row(call);
    let wants_it = filter.iter().all(|(key, wanted)| {
        let name = key.trim_start_matches(['=', '@']);
        row.get(name).is_none_or(|actual| {
            use crate::rest::params::scalar;
            match wanted {
                Value::Array(several) => several.iter().any(|one| scalar(one) == scalar(actual)),
                one => scalar(one) == scalar(actual),
            }
        })
    });
    let types: Vec<Value> = wants_it.then_some(row).into_iter().collect();
    Ok(Reply {
        total: Some(types.len()),
        result: json!({"types": types}),
        next: None,
    })
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    one(call, "id", ID)
}

pub(crate) fn get_by_entity_type_id(call: &Call<'_>) -> Result<Reply, Refusal> {
    one(call, "entityTypeId", Process::TYPE_ID)
}

fn one(call: &Call<'_>, name: &str, known: i64) -> Result<Reply, Refusal> {
    let id = call.params.integer(name).ok_or_else(|| missing(name))?;
    check_rights(call)?;
    if id != known {
        return Err(Refusal::new("NOT_FOUND", "SPA not found"));
    }
    let mut row = row(call);
    row["relations"] = json!({"parent": [], "child": []});
    row["linkedUserFields"] = json!({
        "CALENDAR_EVENT|UF_CRM_CAL_EVENT": "N",
        "TASKS_TASK|UF_CRM_TASK": "Y",
        "TASKS_TASK_TEMPLATE|UF_CRM_TASK": "N",
    });
    row["customSections"] = json!([]);
    Ok(json!({"type": row}).into())
}

fn check_rights(call: &Call<'_>) -> Result<(), Refusal> {
    if call.caller.user.admin {
        Ok(())
    } else {
        Err(Refusal::new("ACCESS_DENIED", "Access denied"))
    }
}

fn row(call: &Call<'_>) -> Value {
    // As old as the portal's other settings.
    let made = call.state.world().read(|state| {
        let presets = state.crm.presets.values();
        let times = presets.filter_map(|preset| preset.kept.get("DATE_CREATE")?.time());
        times.min()
    });
    let made = iso(made.unwrap_or_else(|| call.state.clock().now()));
    json!({
        "id": ID,
        "title": "Deliveries",
        "code": "",
        "createdBy": 1,
        "entityTypeId": Process::TYPE_ID,
        "customSectionId": null,
        "isCategoriesEnabled": "N",
        "isStagesEnabled": "Y",
        "isBeginCloseDatesEnabled": "Y",
        "isClientEnabled": "Y",
        "isUseInUserfieldEnabled": "Y",
        "isLinkWithProductsEnabled": "N",
        "isMycompanyEnabled": "Y",
        "isDocumentsEnabled": "N",
        "isSourceEnabled": "Y",
        "isObserversEnabled": "Y",
        "isRecyclebinEnabled": "N",
        "isAutomationEnabled": "N",
        "isBizProcEnabled": "N",
        "isSetOpenPermissions": "Y",
        "isPaymentsEnabled": "N",
        "isCountersEnabled": "N",
        "createdTime": made,
        "updatedTime": made,
        "updatedBy": 1,
    })
}
