//! `crm.requisite.*` (`api-reference/crm/requisites/universal/crm-requisite-list.md`).

pub(super) mod bank_detail;
mod field;
pub(super) mod link;
pub(super) mod preset;

use serde_json::{Value, json};

use super::{
    card,
    change::{fields as written, old_refusal},
    draft::Card as _,
    entity::{Entity, Naming},
    list::{self, Query},
    schema::{Column, Schema},
};
use crate::{
    change::ChangeRefusal,
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, Crm, Requisite},
};

/// Deletes the requisites of a contact or company that is deleted.
pub(super) fn take_along(type_id: i64, id: i64, crm: &mut Crm) {
    let of_it = crm.requisites.values();
    let of_it = of_it.filter(|one| one.entity_type_id == type_id && one.entity_id == id);
    let gone: Vec<i64> = of_it.map(|one| one.id).collect();
    for id in gone {
        crm.requisites.remove(id);
        Requisite::take_along(id, crm);
    }
}

/// `crm.requisite.list`. Refused with the integer code `0`.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    if Requisite::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::new(0, "Access denied."));
    }
    let schema = Schema::<Requisite>::of(call.state.world(), Naming::Old);
    let query = Query::read(call, &schema).map_err(card::old_nonsense)?;
    Ok(card::page(call, &query, &named(call, &schema)))
}

/// The fields of a list that, unlike lists of cards, shows `ID` only when asked to.
pub(crate) fn named<'a, T: Entity>(call: &Call<'_>, schema: &'a Schema<T>) -> Vec<&'a Column<T>> {
    let names = call.params.list("select");
    let named: Vec<_> = names
        .iter()
        .filter_map(|name| schema.column(name))
        .collect();
    if named.is_empty() || names.iter().any(|name| name == "*") {
        schema.selected(call)
    } else {
        named
    }
}

/// `crm.requisite.get`.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let id = card::required_id(call)?;
    call.state.world().read(|state| {
        let crm = &state.crm;
        let requisite = crm.requisites.get(&id).ok_or_else(|| not_found(id))?;
        if !requisite.is_seen_by(user, crm) {
            return Err(Refusal::unnamed("Access denied."));
        }
        let schema = Schema::in_crm(crm, Naming::Old);
        let columns: Vec<_> = schema.shown().collect();
        Ok(Value::Object(list::row(requisite, &columns, Naming::Old, crm)).into())
    })
}

pub(crate) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = written(call)?;
    let id = call
        .state
        .add::<Requisite>(call.actor(), &fields, Naming::Old);
    let id = id.map_err(|refusal| refused(refusal, 0))?;
    Ok(json!(id).into())
}

pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = card::required_id(call)?;
    let fields = written(call)?;
    let done = call
        .state
        .update::<Requisite>(call.actor(), id, &fields, Naming::Old);
    done.map_err(|refusal| refused(refusal, id))?;
    Ok(json!(true).into())
}

pub(crate) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = card::required_id(call)?;
    let done = call.state.delete::<Requisite>(call.actor(), id);
    done.map_err(|refusal| refused(refusal, id))?;
    Ok(json!(true).into())
}

fn refused(refusal: ChangeRefusal, id: i64) -> Refusal {
    match refusal {
        ChangeRefusal::NotFound => not_found(id),
        ChangeRefusal::AccessDenied => Refusal::unnamed("Access denied."),
        other => old_refusal(other),
    }
}

fn not_found(id: i64) -> Refusal {
    Refusal::unnamed(format!("The Requisite with ID '{id}' is not found"))
}
