//! `crm.deal.get`, `crm.contact.list` and the like: the old methods, where every
//! value is text (`api-reference/crm/deals/crm-deal-get.md`).

use serde_json::{Map, Value, json};

use super::{
    entity::{Entity, Naming},
    list::{self, Nonsense, Query},
};
use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::Access,
};

pub(crate) fn get<T: Entity>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let id = required_id(call)?;
    if T::right_of(user) == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    call.state.world().read(|state| {
        let crm = &state.crm;
        let card = T::table(crm)
            .get(&id)
            .ok_or_else(|| Refusal::unnamed("Not found"))?;
        if !card.is_seen_by(user, crm) {
            return Err(Refusal::unnamed("Access denied"));
        }
        let fields: Vec<_> = T::FIELDS
            .iter()
            .filter(|field| field.is_in(Naming::Old))
            .collect();
        Ok(Value::Object(list::row(card, &fields, Naming::Old, crm)).into())
    })
}

pub(crate) fn list<T: Entity>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    if T::right_of(user) == Access::None {
        return Err(Refusal::unnamed("Access denied."));
    }
    let query = Query::<T>::read(call, Naming::Old).map_err(old_nonsense)?;
    Ok(page(call, &query, &list::selected(call, Naming::Old)))
}

/// `crm.deal.fields`.
pub(crate) fn fields<T: Entity>(_: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = T::FIELDS
        .iter()
        .filter(|field| field.is_in(Naming::Old))
        .map(|field| {
            let description = json!({
                "type": field.kind,
                "isRequired": false,
                "isReadOnly": field.read_only,
                "isImmutable": false,
                "isMultiple": field.kind == "crm_multifield",
                "isDynamic": false,
                "title": title(field.upper),
            });
            (field.upper.to_owned(), description)
        });
    Ok(Value::Object(fields.collect::<Map<_, _>>()).into())
}

/// A page of rows with text in them.
pub(super) fn page<T: Entity>(
    call: &Call<'_>,
    query: &Query<T>,
    fields: &[&'static super::entity::Field<T>],
) -> Reply {
    call.state.world().read(|state| {
        let page = query.run(&state.crm, &call.caller.user);
        let rows = page.rows.into_iter();
        let rows = rows.map(|card| Value::Object(list::row(card, fields, Naming::Old, &state.crm)));
        Reply {
            result: rows.collect(),
            total: Some(page.total),
            next: page.next,
        }
    })
}

pub(super) fn required_id(call: &Call<'_>) -> Result<i64, Refusal> {
    let id = call.params.integer("id").filter(|id| *id > 0);
    id.ok_or_else(|| Refusal::unnamed("ID is not defined or invalid"))
}

pub(super) fn old_nonsense(nonsense: Nonsense) -> Refusal {
    match nonsense {
        Nonsense::NotAnArray(name) => {
            Refusal::unnamed(format!("Parameter '{name}' must be array."))
        }
        // Old lists do not refuse unknown fields; they do not come here.
        Nonsense::UnknownField(name) => Refusal::unnamed(format!("Unknown field '{name}'.")),
    }
}

/// `STAGE_ID` → `Stage id`.
fn title(upper: &str) -> String {
    let words = upper.replace('_', " ").to_lowercase();
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
