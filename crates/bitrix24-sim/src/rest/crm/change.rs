//! `crm.deal.add`, `crm.deal.update`, `crm.deal.delete` (`api-reference/crm/deals/crm-deal-update.md`).

use serde_json::{Map, Value, json};

use super::card::required_id;
use crate::{
    change::DealRefusal,
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::Access,
};

pub(crate) fn add_deal(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    if user.rights.deals == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    let id = call.state.add_deal(call.actor(), &fields(call)?);
    Ok(json!(id.map_err(refusal)?).into())
}

pub(crate) fn update_deal(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let id = required_id(call)?;
    if user.rights.deals == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    call.state
        .update_deal(call.actor(), id, &fields(call)?)
        .map_err(refusal)?;
    Ok(json!(true).into())
}

pub(crate) fn delete_deal(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let id = required_id(call)?;
    if user.rights.deals == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    call.state.delete_deal(call.actor(), id).map_err(refusal)?;
    Ok(json!(true).into())
}

fn fields(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let not_an_array = || Refusal::unnamed("Parameter 'fields' must be array");
    call.params.get("fields").ok_or_else(not_an_array)?;
    call.params.map("fields").map_err(|_| not_an_array())
}

fn refusal(refusal: DealRefusal) -> Refusal {
    Refusal::unnamed(match refusal {
        DealRefusal::NotFound => "Not found",
        DealRefusal::AccessDenied => "Access denied",
        DealRefusal::Currency => r#"Invalid value for the "Currency" field"#,
        // Not documented: what a portal does with a stage it does not have.
        DealRefusal::Stage => r#"Invalid value for the "Stage" field"#,
    })
}
