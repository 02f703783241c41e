//! What hangs on a deal (`api-reference/crm/deals/contacts/crm-deal-contact-items-get.md`).

use serde_json::{Value, json};

use super::entity::Entity as _;
use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Deal, Requisite},
};

/// `crm.deal.contact.items.get`. Numbers are numbers here, unlike in the other old
/// methods.
pub(crate) fn contacts_of_deal(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call
        .params
        .integer("id")
        .filter(|id| *id > 0)
        .ok_or_else(|| {
            Refusal::unnamed("The parameter ownerEntityID is invalid or not defined.")
        })?;
    let deal = call
        .state
        .world()
        .deal(id)
        .ok_or_else(|| Refusal::unnamed("Not found."))?;
    if !call.caller.user.may_see_deal(&deal) {
        return Err(Refusal::new("ACCESS_DENIED", "Access denied!"));
    }
    let items = deal.contact_ids.iter().enumerate().map(|(at, contact)| {
        json!({
            "CONTACT_ID": contact,
            "SORT": (at + 1) * 10,
            "ROLE_ID": 0,
            "IS_PRIMARY": if at == 0 { "Y" } else { "N" },
        })
    });
    Ok(items.collect::<Value>().into())
}

/// `crm.requisite.link.get`: the requisite a deal is made out to. Nobody has chosen
/// one by hand here, so it is the first of the deal's company.
pub(crate) fn requisite_of_deal(call: &Call<'_>) -> Result<Reply, Refusal> {
    let type_id = call.params.integer("entityTypeId");
    let id = call.params.integer("entityId").unwrap_or(0);
    let not_found = || Refusal::unnamed("Not found");
    if type_id != Some(Deal::TYPE_ID) {
        return Err(not_found());
    }
    let deal = call.state.world().deal(id).ok_or_else(not_found)?;
    if !call.caller.user.may_see_deal(&deal) {
        return Err(Refusal::unnamed("Access denied."));
    }
    let company_id = deal.company_id.ok_or_else(not_found)?;
    let requisites: Vec<Requisite> = call.state.world().requisites_of_company(company_id);
    let requisite = requisites.first().ok_or_else(not_found)?;
    let result = json!({
        "ENTITY_TYPE_ID": Deal::TYPE_ID,
        "ENTITY_ID": id,
        "REQUISITE_ID": requisite.id.to_string(),
        "BANK_DETAIL_ID": "0",
        "MC_REQUISITE_ID": "0",
        "MC_BANK_DETAIL_ID": "0",
    });
    Ok(result.into())
}
