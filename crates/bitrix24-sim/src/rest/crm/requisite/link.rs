//! `crm.requisite.link.*`: whose requisites a deal or invoice is made out with
//! (`api-reference/crm/requisites/links/`).

use serde_json::{Value, json};

use crate::{
    rest::{
        crm::{
            lines::{self, Lines},
            owner::Owner,
        },
        method::{Call, Reply},
        params::Params,
        refusal::Refusal,
    },
    world::{Crm, Requisite, RequisiteLink},
};

/// Types that are made out to somebody.
const TYPES: &[i64] = &[2, 31, 1032];

/// The chosen requisites. Where nobody has chosen, the first of the client's.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = Owner {
        type_id: positive(call.params, "entityTypeId", "entityTypeId")?,
        id: positive(call.params, "entityId", "entityId")?,
    };
    call.state.world().read(|state| {
        let crm = &state.crm;
        let not_found = || Refusal::unnamed("Not found");
        if !TYPES.contains(&owner.type_id) || !owner.is_there(crm) {
            return Err(not_found());
        }
        if !owner.is_seen_by(&call.caller.user, crm) {
            return Err(Refusal::unnamed("Access denied."));
        }
        let link = crm.requisite_links.get(&(owner.type_id, owner.id));
        let link = link.copied().or_else(|| usual(owner, crm));
        let mut row = row(owner, link.ok_or_else(not_found)?);
        row["ENTITY_TYPE_ID"] = json!(owner.type_id);
        row["ENTITY_ID"] = json!(owner.id);
        Ok(row.into())
    })
}

/// Links somebody has chosen.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let filter = lines::map(call, "filter")?;
    let order = lines::map(call, "order")?;
    let rows: Vec<Value> = call.state.world().read(|state| {
        let links = state.crm.requisite_links.iter();
        let links = links.map(|((type_id, id), link)| {
            let owner = Owner {
                type_id: *type_id,
                id: *id,
            };
            (owner, *link)
        });
        links
            .filter(|(owner, _)| owner.is_seen_by(&call.caller.user, &state.crm))
            .map(|(owner, link)| row(owner, link))
            .collect()
    });
    let lines = Lines::new(rows.into_iter()).filtered(&filter);
    Ok(lines
        .sorted(&order, &["ENTITY_TYPE_ID", "ENTITY_ID"])
        .page(call.start))
}

pub(crate) fn register(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = Params::new(crate::rest::crm::change::fields(call)?);
    let owner = Owner {
        type_id: positive(&fields, "ENTITY_TYPE_ID", "ENTITY_TYPE_ID")?,
        id: positive(&fields, "ENTITY_ID", "ENTITY_ID")?,
    };
    let link = RequisiteLink {
        requisite: number(&fields, "REQUISITE_ID")?,
        bank_detail: number(&fields, "BANK_DETAIL_ID")?,
        own_requisite: number(&fields, "MC_REQUISITE_ID")?,
        own_bank_detail: number(&fields, "MC_BANK_DETAIL_ID")?,
    };
    call.state.world().write(|state| {
        let crm = &mut state.crm;
        may_change(call, owner, crm)?;
        check(link, crm)?;
        crm.requisite_links.insert((owner.type_id, owner.id), link);
        Ok(())
    })?;
    Ok(json!(true).into())
}

pub(crate) fn unregister(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = Owner {
        type_id: positive(call.params, "entityTypeId", "entityTypeId")?,
        id: positive(call.params, "entityId", "entityId")?,
    };
    call.state.world().write(|state| {
        let crm = &mut state.crm;
        may_change(call, owner, crm)?;
        let gone = crm.requisite_links.remove(&(owner.type_id, owner.id));
        gone.ok_or_else(|| Refusal::unnamed("Not found"))
    })?;
    Ok(json!(true).into())
}

fn may_change(call: &Call<'_>, owner: Owner, crm: &Crm) -> Result<(), Refusal> {
    if owner.is_seen_by(&call.caller.user, crm) {
        Ok(())
    } else {
        Err(Refusal::unnamed("Access denied."))
    }
}

/// The bank details belong to their requisite, and both are there.
fn check(link: RequisiteLink, crm: &Crm) -> Result<(), Refusal> {
    let sides = [
        (link.requisite, link.bank_detail, ""),
        (link.own_requisite, link.own_bank_detail, " of your company"),
    ];
    for (requisite, detail, whose) in sides {
        let missing = |what: &str, id: i64| {
            Refusal::unnamed(format!("The {what}{whose} with ID '{id}' is not found"))
        };
        if requisite > 0 && !crm.requisites.contains_key(&requisite) {
            return Err(missing("Requisite", requisite));
        }
        if detail > 0 {
            let found = crm.bank_details.get(&detail);
            let found = found.ok_or_else(|| missing("BankDetail", detail))?;
            if found.kept.number("ENTITY_ID") != Some(requisite) {
                return Err(Refusal::unnamed(format!(
                    "The BankDetail{whose} with ID '{detail}' is not assigned to Requisite{whose} with ID '{requisite}'"
                )));
            }
        }
    }
    Ok(())
}

/// What a portal writes into a new deal: the first requisite of its client.
fn usual(owner: Owner, crm: &Crm) -> Option<RequisiteLink> {
    let company_id = match owner.type_id {
        2 => crm.deals.get(&owner.id)?.company_id?,
        31 => crm.invoices.get(&owner.id)?.company_id?,
        _ => crm.processes.get(&owner.id)?.company_id?,
    };
    let mut all = crm.requisites.values();
    let requisite =
        all.find(|one| one.entity_type_id == Requisite::OF_COMPANY && one.entity_id == company_id)?;
    Some(RequisiteLink {
        requisite: requisite.id,
        ..RequisiteLink::default()
    })
}

fn row(owner: Owner, link: RequisiteLink) -> Value {
    json!({
        "ENTITY_TYPE_ID": owner.type_id.to_string(),
        "ENTITY_ID": owner.id.to_string(),
        "REQUISITE_ID": link.requisite.to_string(),
        "BANK_DETAIL_ID": link.bank_detail.to_string(),
        "MC_REQUISITE_ID": link.own_requisite.to_string(),
        "MC_BANK_DETAIL_ID": link.own_bank_detail.to_string(),
    })
}

fn positive(params: &Params, name: &str, called: &str) -> Result<i64, Refusal> {
    let number = params.integer(name).filter(|number| *number > 0);
    number.ok_or_else(|| Refusal::unnamed(format!("{called} is not defined or invalid")))
}

/// `0` for none.
fn number(params: &Params, name: &str) -> Result<i64, Refusal> {
    let number = params.integer(name).filter(|number| *number >= 0);
    number.ok_or_else(|| Refusal::unnamed(format!("{name} is not defined or invalid")))
}
