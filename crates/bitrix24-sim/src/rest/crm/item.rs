//! `crm.item.*`: one method for every kind of card, values with their types
//! (`api-reference/crm/universal/crm-item-get.md`).

use serde_json::{Map, Value, json};

use super::{
    card,
    change::item_refusal,
    draft::Card,
    entity::{Entity, Naming},
    list::{self, Nonsense, Query},
    reach,
    schema::{Column, Schema},
};
use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, Company, Contact, Crm, Deal, Invoice, Lead, Process},
};

/// Calls a generic method for the kind of card that `entityTypeId` names.
macro_rules! of_type {
    ($method:ident, $call:expr) => {
        match required($call, "entityTypeId")? {
            Lead::TYPE_ID => $method::<Lead>($call),
            Deal::TYPE_ID => $method::<Deal>($call),
            Contact::TYPE_ID => $method::<Contact>($call),
            Company::TYPE_ID => $method::<Company>($call),
            Invoice::TYPE_ID => $method::<Invoice>($call),
            Process::TYPE_ID => $method::<Process>($call),
            OLD_INVOICE => Err(Refusal::new(
                "ENTITY_TYPE_NOT_SUPPORTED",
                "The entity type is not supported",
            )),
            _ => Err(Refusal::new("NOT_FOUND", "SPA not found")),
        }
    };
}

/// Invoices as they were before there were smart ones.
const OLD_INVOICE: i64 = 5;

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    of_type!(one, call)
}

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    of_type!(several, call)
}

pub(crate) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    of_type!(new, call)
}

pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    of_type!(changed, call)
}

pub(crate) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    of_type!(deleted, call)
}

pub(crate) fn fields(call: &Call<'_>) -> Result<Reply, Refusal> {
    of_type!(described, call)
}

fn one<T: Entity>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let id = required(call, "id")?;
    let naming = naming(call);
    call.state.world().read(|state| {
        let crm = &state.crm;
        let found = T::table(crm).get(&id);
        let card = found.ok_or_else(|| Refusal::new("NOT_FOUND", "Item not found"))?;
        if !card.is_seen_by(user, crm) {
            return Err(not_to_be_seen());
        }
        Ok(json!({"item": whole(card, naming, crm)}).into())
    })
}

fn several<T: Entity>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    if T::right_of(user) == Access::None {
        return Err(Refusal::new("ACCESS_DENIED", "Access denied"));
    }
    let schema = Schema::<T>::of(call.state.world(), naming(call));
    let query = Query::read(call, &schema).map_err(nonsense)?;
    let columns = schema.selected(call);
    let everything = call.params.list("select").iter().any(|name| name == "*");
    call.state.world().read(|state| {
        let crm: &Crm = &state.crm;
        let page = query.run(crm, user);
        let items = page.rows.into_iter().map(|card| {
            let mut item = list::row(card, &columns, schema.naming, crm);
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

fn new<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = written(call)?;
    if T::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::new("ACCESS_DENIED", "Access denied"));
    }
    let naming = naming(call);
    let id = call.state.add::<T>(call.actor(), &fields, naming);
    answer::<T>(call, id.map_err(item_refusal)?)
}

fn changed<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required(call, "id")?;
    let fields = written(call)?;
    let done = call
        .state
        .update::<T>(call.actor(), id, &fields, naming(call));
    done.map_err(item_refusal)?;
    answer::<T>(call, id)
}

/// Answers with an empty list.
fn deleted<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required(call, "id")?;
    let done = call.state.delete::<T>(call.actor(), id);
    done.map_err(item_refusal)?;
    Ok(json!([]).into())
}

fn described<T: Entity>(call: &Call<'_>) -> Result<Reply, Refusal> {
    if T::right_of(&call.caller.user) == Access::None {
        return Err(not_to_be_seen());
    }
    let schema = Schema::<T>::of(call.state.world(), naming(call));
    let fields = schema.all().map(|column| {
        let mut row = card::description(column);
        row["upperName"] = json!(match column {
            Column::Own(field) if !field.upper.is_empty() => field.upper,
            Column::Own(field) => field.camel,
            Column::Added(field) => &field.name,
        });
        (column.name(schema.naming).to_owned(), row)
    });
    let fields: Map<_, _> = fields.collect();
    Ok(json!({"fields": fields}).into())
}

/// The card after it was made or changed, even where its maker may no longer see it.
fn answer<T: Entity>(call: &Call<'_>, id: i64) -> Result<Reply, Refusal> {
    call.state.world().read(|state| {
        let crm = &state.crm;
        let card = T::table(crm).get(&id);
        let card = card.ok_or_else(|| Refusal::new("NOT_FOUND", "Item not found"))?;
        Ok(json!({"item": whole(card, naming(call), crm)}).into())
    })
}

fn whole<T: Entity>(card: &T, naming: Naming, crm: &Crm) -> Map<String, Value> {
    let schema = Schema::<T>::in_crm(crm, naming);
    let columns: Vec<_> = schema.all().collect();
    let mut item = list::row(card, &columns, naming, crm);
    append_entries(card, &mut item);
    item
}

fn append_entries<T: Entity>(card: &T, item: &mut Map<String, Value>) {
    if let Some(reach) = card.reach() {
        item.insert("fm".to_owned(), reach::fm(reach));
    }
}

fn written(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let missing = || missing("fields");
    call.params.get("fields").ok_or_else(missing)?;
    call.params.map("fields").map_err(|_| missing())
}

fn naming(call: &Call<'_>) -> Naming {
    if call.params.flag("useOriginalUfNames") {
        Naming::Original
    } else {
        Naming::Item
    }
}

fn required(call: &Call<'_>, name: &str) -> Result<i64, Refusal> {
    call.params.integer(name).ok_or_else(|| missing(name))
}

pub(super) fn missing(name: &str) -> Refusal {
    Refusal::new(
        "100",
        format!("Could not find value for parameter {{{name}}}"),
    )
}

fn not_to_be_seen() -> Refusal {
    Refusal::new(
        "ACCESS_DENIED",
        "You do not have permission to view this item",
    )
}

fn nonsense(nonsense: Nonsense) -> Refusal {
    match nonsense {
        Nonsense::NotAnArray(name) => Refusal::new(
            "100",
            format!(
                "Invalid value {{{name}}} to match with parameter {{{name}}}. Should be value of type array."
            ),
        ),
        Nonsense::UnknownFilter(name) => Refusal::new(
            "INVALID_ARG_VALUE",
            format!("Invalid filter: field '{name}' is not allowed in filter"),
        ),
        Nonsense::UnknownOrder(name) => Refusal::new(
            "INVALID_ARG_VALUE",
            format!("Invalid order: field '{name}' is not allowed in order"),
        ),
        Nonsense::Direction(name, direction) => Refusal::new(
            "INVALID_ARG_VALUE",
            format!(
                "Invalid order: allowed sort directions are `ASC, DESC`. But got '{direction}' for field '{name}'"
            ),
        ),
    }
}
