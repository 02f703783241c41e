//! `crm.deal.contact.*`, `crm.company.contact.*`, `crm.contact.company.*` and the same
//! of leads: who belongs to whom
//! (`api-reference/crm/deals/contacts/crm-deal-contact-items-get.md`).

use serde_json::{Map, Value, json};

use super::entity::Entity;
use crate::{
    rest::{
        method::{Call, Reply},
        params::{Params, is_true, scalar},
        refusal::Refusal,
    },
    world::{Access, Company, Contact, Crm, Deal, Lead},
};

/// A kind of card with links to others.
pub(crate) trait Linked: Entity {
    /// What the linked ones are called: `CONTACT_ID`.
    const FIELD: &'static str;
    /// The event of a card whose links have changed.
    const EVENT: &'static str;

    /// The linked ones, the primary one first.
    fn linked(&self, crm: &Crm) -> Vec<i64>;
    fn set_linked(id: i64, linked: Vec<i64>, crm: &mut Crm);
    fn is_there(id: i64, crm: &Crm) -> bool;
}

impl Linked for Lead {
    const FIELD: &'static str = "CONTACT_ID";
    const EVENT: &'static str = "ONCRMLEADUPDATE";

    fn linked(&self, _: &Crm) -> Vec<i64> {
        self.contact_ids.clone()
    }

    fn set_linked(id: i64, linked: Vec<i64>, crm: &mut Crm) {
        if let Some(lead) = crm.leads.get_mut(id) {
            lead.contact_ids = linked;
        }
    }

    fn is_there(id: i64, crm: &Crm) -> bool {
        crm.contacts.contains_key(&id)
    }
}

impl Linked for Deal {
    const FIELD: &'static str = "CONTACT_ID";
    const EVENT: &'static str = "ONCRMDEALUPDATE";

    fn linked(&self, _: &Crm) -> Vec<i64> {
        self.contact_ids.clone()
    }

    fn set_linked(id: i64, linked: Vec<i64>, crm: &mut Crm) {
        if let Some(deal) = crm.deals.get_mut(id) {
            deal.contact_ids = linked;
        }
    }

    fn is_there(id: i64, crm: &Crm) -> bool {
        crm.contacts.contains_key(&id)
    }
}

impl Linked for Contact {
    const FIELD: &'static str = "COMPANY_ID";
    const EVENT: &'static str = "ONCRMCONTACTUPDATE";

    fn linked(&self, _: &Crm) -> Vec<i64> {
        self.company_ids.clone()
    }

    fn set_linked(id: i64, linked: Vec<i64>, crm: &mut Crm) {
        if let Some(contact) = crm.contacts.get_mut(id) {
            contact.company_ids = linked;
        }
    }

    fn is_there(id: i64, crm: &Crm) -> bool {
        crm.companies.contains_key(&id)
    }
}

impl Linked for Company {
    const FIELD: &'static str = "CONTACT_ID";
    const EVENT: &'static str = "ONCRMCOMPANYUPDATE";

    /// The links are kept with the contacts.
    fn linked(&self, crm: &Crm) -> Vec<i64> {
        let people = crm.contacts.values();
        people
            .filter(|contact| contact.company_ids.contains(&self.id))
            .map(|contact| contact.id)
            .collect()
    }

    fn set_linked(id: i64, linked: Vec<i64>, crm: &mut Crm) {
        for contact in crm.contacts.values_mut() {
            let is_wanted = linked.contains(&contact.id);
            if is_wanted && !contact.company_ids.contains(&id) {
                contact.company_ids.push(id);
            } else if !is_wanted {
                contact.company_ids.retain(|company| *company != id);
            }
        }
    }

    fn is_there(id: i64, crm: &Crm) -> bool {
        crm.contacts.contains_key(&id)
    }
}

/// Numbers are numbers here, unlike in the other old methods.
pub(crate) fn get<T: Linked>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let linked = of_owner::<T, _>(call, T::linked)?;
    let items = linked.iter().enumerate().map(|(at, id)| {
        json!({
            T::FIELD: id,
            "SORT": (at + 1) * 10,
            "ROLE_ID": 0,
            "IS_PRIMARY": if at == 0 { "Y" } else { "N" },
        })
    });
    Ok(items.collect::<Value>().into())
}

/// Replaces the set. One is primary: the marked one, or else the first.
pub(crate) fn set<T: Linked>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let not_an_array = || Refusal::unnamed("The parameter items must be array.");
    of_owner::<T, _>(call, |_, _| ())?;
    let items = match call.params.get("items") {
        Some(Value::Array(items)) => items.clone(),
        Some(Value::Object(items)) => items.values().cloned().collect(),
        _ => return Err(not_an_array()),
    };
    let mut rows: Vec<(bool, i64, i64)> = Vec::new();
    for item in items {
        let Value::Object(item) = item else { continue };
        let item = Params::new(item);
        let Some(id) = item.integer(T::FIELD).filter(|id| *id > 0) else {
            continue;
        };
        let sort = item.integer("SORT").unwrap_or(i64::MAX);
        let is_primary = item.text("IS_PRIMARY").is_some_and(|word| is_true(&word));
        rows.push((!is_primary, sort, id));
    }
    // Stable: those with one place stay in the order they came.
    rows.sort_by_key(|(other, sort, _)| (*other, *sort));
    let ids = super::sale::distinct(rows.into_iter().map(|(_, _, id)| id).collect());
    change::<T>(call, |_| ids)
}

pub(crate) fn clear<T: Linked>(call: &Call<'_>) -> Result<Reply, Refusal> {
    of_owner::<T, _>(call, |_, _| ())?;
    change::<T>(call, |_| Vec::new())
}

/// Adds one; `false` when it is there already.
pub(crate) fn add<T: Linked>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (fields, id) = one::<T>(call)?;
    let linked = of_owner::<T, _>(call, T::linked)?;
    let is_there = call.state.world().read(|state| T::is_there(id, &state.crm));
    if !is_there {
        return Err(Refusal::unnamed("The parameter 'fields' is not valid."));
    }
    let is_primary = fields.get("IS_PRIMARY").and_then(scalar);
    let is_primary = is_primary.is_some_and(|word| is_true(&word));
    if linked.contains(&id) {
        return Ok(json!(false).into());
    }
    change::<T>(call, |mut linked| {
        let at = if is_primary { 0 } else { linked.len() };
        linked.insert(at, id);
        linked
    })
}

/// Takes one away; `false` when it is not there.
pub(crate) fn delete<T: Linked>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let (_, id) = one::<T>(call)?;
    let linked = of_owner::<T, _>(call, T::linked)?;
    if !linked.contains(&id) {
        return Ok(json!(false).into());
    }
    change::<T>(call, |mut linked| {
        linked.retain(|one| *one != id);
        linked
    })
}

/// `crm.deal.contact.fields`.
pub(crate) fn fields<T: Linked>(_: &Call<'_>) -> Result<Reply, Refusal> {
    let row = |kind: &str, required: bool, title: &str| {
        json!({
            "type": kind,
            "isRequired": required,
            "isReadOnly": false,
            "isImmutable": false,
            "isMultiple": false,
            "isDynamic": false,
            "title": title,
        })
    };
    let mut result = json!({
        "SORT": row("integer", false, "Sort"),
        "IS_PRIMARY": row("char", false, "Is primary"),
    });
    result[T::FIELD] = row("integer", true, &super::card::title(T::FIELD));
    Ok(result.into())
}

fn one<T: Linked>(call: &Call<'_>) -> Result<(Map<String, Value>, i64), Refusal> {
    let not_an_array = || Refusal::unnamed("The parameter 'fields' must be array.");
    call.params.get("fields").ok_or_else(not_an_array)?;
    let fields = call.params.map("fields").map_err(|_| not_an_array())?;
    let id = fields.get(T::FIELD).and_then(scalar);
    let id = id.and_then(|id| id.trim().parse().ok());
    let id = id.filter(|id: &i64| *id > 0);
    let id = id.ok_or_else(|| Refusal::unnamed("The parameter 'fields' is not valid."))?;
    Ok((fields, id))
}

/// Looks at the card `id` names, if the caller may.
fn of_owner<T: Linked, R>(call: &Call<'_>, look: impl FnOnce(&T, &Crm) -> R) -> Result<R, Refusal> {
    let id = owner_id(call)?;
    let user = &call.caller.user;
    if T::right_of(user) == Access::None {
        return Err(Refusal::unnamed("Access denied."));
    }
    call.state.world().read(|state| {
        let crm = &state.crm;
        let card = T::table(crm).get(&id);
        let card = card.ok_or_else(|| Refusal::unnamed("Not found."))?;
        if !card.is_seen_by(user, crm) {
            return Err(Refusal::new("ACCESS_DENIED", "Access denied!"));
        }
        Ok(look(card, crm))
    })
}

fn change<T: Linked>(
    call: &Call<'_>,
    change: impl FnOnce(Vec<i64>) -> Vec<i64>,
) -> Result<Reply, Refusal> {
    let id = owner_id(call)?;
    call.state.world().write(|state| {
        let crm = &mut state.crm;
        let linked = T::table(crm).get(&id).map(|card| card.linked(crm));
        let mut changed = change(linked.unwrap_or_default());
        changed.retain(|one| T::is_there(*one, crm));
        T::set_linked(id, changed, crm);
    });
    call.state.raise(call.actor(), T::EVENT, id);
    Ok(json!(true).into())
}

fn owner_id(call: &Call<'_>) -> Result<i64, Refusal> {
    let id = call.params.integer("id").filter(|id| *id > 0);
    id.ok_or_else(|| Refusal::unnamed("The parameter ownerEntityID is invalid or not defined."))
}
