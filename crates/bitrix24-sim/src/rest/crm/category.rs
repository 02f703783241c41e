//! `crm.category.*`: pipelines (`api-reference/crm/universal/category/`).

use serde_json::{Value, json};

use super::item::missing;
use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, Category},
};

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let type_id = type_id(call)?;
    let may_see = call.caller.user.rights.deals != Access::None;
    let categories = call.state.world().read(|state| {
        let all = state.crm.categories.iter();
        // Pipelines nobody may look into are left out.
        all.filter(|one| may_see && one.entity_type_id == type_id)
            .map(row)
            .collect::<Vec<_>>()
    });
    Ok(Reply {
        total: Some(categories.len()),
        result: json!({"categories": categories}),
        next: None,
    })
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let type_id = type_id(call)?;
    let id = call.params.integer("id").ok_or_else(|| missing("id"))?;
    if call.caller.user.rights.deals == Access::None {
        return Err(Refusal::new("ACCESS_DENIED", "Access denied"));
    }
    let category = call.state.world().read(|state| {
        let mut all = state.crm.categories.iter();
        all.find(|one| one.entity_type_id == type_id && one.id == id)
            .map(row)
    });
    let category = category.ok_or_else(|| Refusal::new("NOT_FOUND", "Element not found"))?;
    Ok(json!({"category": category}).into())
}

/// A type that has pipelines.
fn type_id(call: &Call<'_>) -> Result<i64, Refusal> {
    let type_id = call.params.integer("entityTypeId");
    match type_id.ok_or_else(|| missing("entityTypeId"))? {
        id @ (2 | 31 | 1032) => Ok(id),
        1 | 3 | 4 | 7 => Err(Refusal::new(
            "ENTITY_TYPE_NOT_SUPPORTED",
            "Entity type is not supported",
        )),
        _ => Err(Refusal::new("NOT_FOUND", "SPA not found")),
    }
}

fn row(category: &Category) -> Value {
    json!({
        "id": category.id,
        "name": category.name,
        "sort": category.sort,
        "entityTypeId": category.entity_type_id,
        "isDefault": if category.is_default { "Y" } else { "N" },
        "originId": "",
        "originatorId": "",
    })
}
