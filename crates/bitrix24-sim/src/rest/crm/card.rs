//! `crm.deal.get`, `crm.contact.list` and the like: the old methods, where every
//! value is text (`api-reference/crm/deals/crm-deal-get.md`).

use serde_json::{Map, Value, json};

use super::{
    entity::{Entity, Naming},
    list::{self, Nonsense, Query},
    schema::{Column, Schema},
};
use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, Requisite, UserField},
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
        let schema = Schema::<T>::in_crm(crm, Naming::Old);
        let columns: Vec<_> = schema.shown().collect();
        Ok(Value::Object(list::row(card, &columns, Naming::Old, crm)).into())
    })
}

pub(crate) fn list<T: Entity>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    if T::right_of(user) == Access::None {
        return Err(Refusal::unnamed("Access denied."));
    }
    let schema = Schema::<T>::of(call.state.world(), Naming::Old);
    let query = Query::read(call, &schema).map_err(old_nonsense)?;
    Ok(page(call, &query, &schema.selected(call)))
}

/// `crm.deal.fields`.
pub(crate) fn fields<T: Entity>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let schema = Schema::<T>::of(call.state.world(), Naming::Old);
    let fields = schema.all().map(|column| {
        let name = column.name(Naming::Old).to_owned();
        (name, description(column))
    });
    Ok(Value::Object(fields.collect::<Map<_, _>>()).into())
}

/// What `fields` methods say of a field (`api-reference/crm/deals/crm-deal-fields.md`).
pub(super) fn description<T: Entity>(column: &Column<T>) -> Value {
    match column {
        Column::Own(field) => {
            let mut row = json!({
                "type": field.kind,
                "isRequired": field.required,
                "isReadOnly": field.read_only(),
                "isImmutable": field.immutable,
                "isMultiple": field.multiple,
                "isDynamic": false,
                "title": title(field.upper),
            });
            if let Some(dictionary) = field.dictionary {
                // Requisites name the dictionaries of their country as a list.
                let of_requisite = T::TYPE_ID == Requisite::TYPE_ID;
                row["statusType"] = if of_requisite {
                    json!([dictionary])
                } else {
                    json!(dictionary)
                };
            }
            if let Some(type_id) = field.parent {
                row["settings"] = json!({"parentEntityTypeId": type_id});
            }
            if field.deprecated {
                row["isDeprecated"] = json!(true);
            }
            row
        }
        Column::Added(field) => added(field),
    }
}

fn added(field: &UserField) -> Value {
    let label = |name: &str| match field.rest.get(name) {
        Some(Value::String(label)) => label.clone(),
        _ => field.name.clone(),
    };
    let mut row = json!({
        "type": field.kind,
        "isRequired": field.rest.get("MANDATORY").is_some_and(|value| value == "Y"),
        "isReadOnly": false,
        "isImmutable": false,
        "isMultiple": field.multiple,
        "isDynamic": true,
        "title": field.name,
        "listLabel": label("LIST_COLUMN_LABEL"),
        "formLabel": label("EDIT_FORM_LABEL"),
        "filterLabel": label("LIST_FILTER_LABEL"),
    });
    if field.kind == "enumeration" {
        let choices = field.choices.iter();
        row["items"] = choices
            .map(|choice| json!({"ID": choice.id.to_string(), "VALUE": choice.value}))
            .collect();
    }
    row
}

/// A page of rows with text in them.
pub(super) fn page<T: Entity>(call: &Call<'_>, query: &Query<T>, columns: &[&Column<T>]) -> Reply {
    call.state.world().read(|state| {
        let page = query.run(&state.crm, &call.caller.user);
        let rows = page.rows.into_iter();
        let rows = rows.map(|card| list::row(card, columns, Naming::Old, &state.crm));
        Reply {
            result: rows.map(Value::Object).collect(),
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
        // Old lists refuse nothing else; this does not come here.
        Nonsense::UnknownFilter(name)
        | Nonsense::UnknownOrder(name)
        | Nonsense::Direction(name, _) => Refusal::unnamed(format!("Unknown field '{name}'.")),
    }
}

/// `STAGE_ID` → `Stage id`.
pub(crate) fn title(upper: &str) -> String {
    let words = upper.replace('_', " ").to_lowercase();
    let mut letters = words.chars();
    let first = letters
        .next()
        .map(|letter| letter.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}
