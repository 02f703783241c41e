//! `crm.item.*`: one method for every kind of card, values with their types
//! (`api-reference/crm/universal/crm-item-get.md`).

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
    world::{Access, Company, Contact, Crm, Deal, Multifield},
};

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    match required(call, "entityTypeId")? {
        Deal::TYPE_ID => one::<Deal>(call),
        Contact::TYPE_ID => one::<Contact>(call),
        Company::TYPE_ID => one::<Company>(call),
        _ => Err(no_such_type()),
    }
}

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    match required(call, "entityTypeId")? {
        Deal::TYPE_ID => several::<Deal>(call),
        Contact::TYPE_ID => several::<Contact>(call),
        Company::TYPE_ID => several::<Company>(call),
        _ => Err(no_such_type()),
    }
}

/// A kind of card with telephone numbers and addresses, or without.
trait Reachable {
    /// `fm`: all of them; `None` for a kind that has none.
    fn entries(&self) -> Option<[(&'static str, &[Multifield]); 2]>;
}

fn one<T: Entity + Reachable>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let id = required(call, "id")?;
    call.state.world().read(|state| {
        let crm = &state.crm;
        let found = T::table(crm).get(&id);
        let card = found.ok_or_else(|| Refusal::new("NOT_FOUND", "Element not found"))?;
        if !card.is_seen_by(user, crm) {
            return Err(denied());
        }
        let fields: Vec<_> = T::FIELDS
            .iter()
            .filter(|field| field.is_in(Naming::Item))
            .collect();
        let mut item = list::row(card, &fields, Naming::Item, crm);
        append_entries(card, &mut item);
        Ok(json!({"item": item}).into())
    })
}

fn several<T: Entity + Reachable>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    if T::right_of(user) == Access::None {
        return Err(denied());
    }
    let query = Query::<T>::read(call, Naming::Item).map_err(|nonsense| match nonsense {
        Nonsense::NotAnArray(name) => {
            Refusal::new("100", format!("Invalid value {{{name}}} to match with parameter {{{name}}}. Should be value of type array."))
        }
        Nonsense::UnknownField(name) => {
            Refusal::new("INVALID_ARG_VALUE", format!("Invalid filter or order: field '{name}' is not allowed"))
        }
    })?;
    let fields = list::selected::<T>(call, Naming::Item);
    let everything = call.params.list("select").iter().any(|name| name == "*");
    call.state.world().read(|state| {
        let crm: &Crm = &state.crm;
        let page = query.run(crm, user);
        let items = page.rows.into_iter().map(|card| {
            let mut item = list::row(card, &fields, Naming::Item, crm);
            if everything {
                append_entries(card, &mut item);
            }
            Value::Object(item)
        });
        Ok(Reply {
            result: json!({"items": items.collect::<Vec<_>>()}),
            total: Some(page.total),
            next: page.next,
        })
    })
}

fn append_entries<T: Reachable>(card: &T, item: &mut Map<String, Value>) {
    let Some(kinds) = card.entries() else { return };
    let entries = kinds.into_iter().flat_map(|(kind, entries)| {
        entries.iter().map(move |entry| {
            json!({
                "id": entry.id,
                "typeId": kind,
                "valueType": entry.value_type,
                "value": entry.value,
            })
        })
    });
    item.insert("fm".to_owned(), entries.collect());
}

impl Reachable for Deal {
    fn entries(&self) -> Option<[(&'static str, &[Multifield]); 2]> {
        None
    }
}

impl Reachable for Contact {
    fn entries(&self) -> Option<[(&'static str, &[Multifield]); 2]> {
        Some([("PHONE", &self.phones), ("EMAIL", &self.emails)])
    }
}

impl Reachable for Company {
    fn entries(&self) -> Option<[(&'static str, &[Multifield]); 2]> {
        Some([("PHONE", &self.phones), ("EMAIL", &self.emails)])
    }
}

fn required(call: &Call<'_>, name: &str) -> Result<i64, Refusal> {
    call.params.integer(name).ok_or_else(|| {
        Refusal::new(
            "100",
            format!("Could not find value for parameter {{{name}}}"),
        )
    })
}

fn no_such_type() -> Refusal {
    Refusal::new("NOT_FOUND", "SPA not found")
}

fn denied() -> Refusal {
    Refusal::new("ACCESS_DENIED", "Access denied")
}
