//! `crm.activity.todo.*`: something to do about a card
//! (`api-reference/crm/timeline/activities/todo/`).

use serde_json::{Map, Value, json};

use super::activity::owner_of;
use crate::{
    change::ChangeRefusal,
    clock::moment,
    rest::{
        crm::{change::item_refusal, entity::Naming, item::missing, owner::Owner},
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::Activity,
};

const PROVIDER: &str = "CRM_TODO";

/// The kind of an activity that a provider of its own describes.
const PROVIDED: i64 = 6;

pub(crate) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let owner = owner(call)?;
    let deadline = deadline(call)?;
    check(call, owner)?;
    let text = |name: &str| call.params.text(name).unwrap_or_default();
    let title = Some(text("title")).filter(|title| !title.is_empty());
    let responsible = call.params.integer("responsibleId");
    let colour = call.params.text("colorId");
    let mut fields = json!({
        "OWNER_TYPE_ID": owner.type_id,
        "OWNER_ID": owner.id,
        "TYPE_ID": PROVIDED,
        "PROVIDER_ID": PROVIDER,
        "PROVIDER_TYPE_ID": "TODO",
        "SUBJECT": title.unwrap_or_else(|| "To do".to_owned()),
        "DESCRIPTION": text("description"),
        "DEADLINE": deadline,
        "START_TIME": deadline,
        "END_TIME": deadline,
        "RESPONSIBLE_ID": responsible.unwrap_or(call.caller.user.id),
    });
    if let Some(colour) = colour {
        fields["SETTINGS"] = json!({"COLOR": colour});
    }
    let Value::Object(fields) = fields else {
        return Err(missing("fields"));
    };
    let id = call
        .state
        .add::<Activity>(call.actor(), &fields, Naming::Old);
    Ok(json!({"id": id.map_err(item_refusal)?}).into())
}

/// `crm.activity.todo.update`: everything anew.
pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let mut fields = Map::new();
    fields.insert("DEADLINE".to_owned(), json!(deadline(call)?));
    let texts = [("title", "SUBJECT"), ("description", "DESCRIPTION")];
    for (name, upper) in texts {
        if let Some(text) = call.params.text(name) {
            fields.insert(upper.to_owned(), json!(text));
        }
    }
    if let Some(user) = call.params.integer("responsibleId") {
        fields.insert("RESPONSIBLE_ID".to_owned(), json!(user));
    }
    change(call, &fields)
}

pub(crate) fn update_deadline(call: &Call<'_>) -> Result<Reply, Refusal> {
    change_one(call, "DEADLINE", json!(deadline_of(call, "value")?))
}

pub(crate) fn update_description(call: &Call<'_>) -> Result<Reply, Refusal> {
    let text = call.params.text("value").ok_or_else(|| missing("value"))?;
    change_one(call, "DESCRIPTION", json!(text))
}

pub(crate) fn update_responsible(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = call.params.integer("responsibleId");
    let user = user.ok_or_else(|| missing("responsibleId"))?;
    change_one(call, "RESPONSIBLE_ID", json!(user))
}

pub(crate) fn update_color(call: &Call<'_>) -> Result<Reply, Refusal> {
    let color = call.params.text("colorId");
    let color = color.ok_or_else(|| missing("colorId"))?;
    change_one(call, "SETTINGS", json!({"COLOR": color}))
}

fn change_one(call: &Call<'_>, name: &str, value: Value) -> Result<Reply, Refusal> {
    let mut fields = Map::new();
    fields.insert(name.to_owned(), value);
    change(call, &fields)
}

/// Changes the activity `id` names, which must be one of this owner and this kind.
fn change(call: &Call<'_>, fields: &Map<String, Value>) -> Result<Reply, Refusal> {
    let owner = owner(call)?;
    let id = call.params.integer("id").ok_or_else(|| missing("id"))?;
    check(call, owner)?;
    let is_its = call.state.world().read(|state| {
        let activity = state.crm.activities.get(&id);
        activity.is_some_and(|one| {
            owner_of(&one.kept) == owner && one.kept.text("PROVIDER_ID") == PROVIDER
        })
    });
    if !is_its {
        return Err(item_refusal(ChangeRefusal::NotFound));
    }
    let done = call
        .state
        .update::<Activity>(call.actor(), id, fields, Naming::Old);
    done.map_err(item_refusal)?;
    Ok(json!({"id": id}).into())
}

fn owner(call: &Call<'_>) -> Result<Owner, Refusal> {
    let number = |name: &str| call.params.integer(name).ok_or_else(|| missing(name));
    Ok(Owner {
        type_id: number("ownerTypeId")?,
        id: number("ownerId")?,
    })
}

fn check(call: &Call<'_>, owner: Owner) -> Result<(), Refusal> {
    call.state.world().read(|state| {
        if !owner.is_there(&state.crm) {
            return Err(Refusal::new("OWNER_NOT_FOUND", "Owner not found"));
        }
        if owner.is_seen_by(&call.caller.user, &state.crm) {
            Ok(())
        } else {
            Err(Refusal::new("ACCESS_DENIED", "Access denied"))
        }
    })
}

fn deadline(call: &Call<'_>) -> Result<String, Refusal> {
    deadline_of(call, "deadline")
}

fn deadline_of(call: &Call<'_>, name: &str) -> Result<String, Refusal> {
    let text = call.params.text(name).ok_or_else(|| missing(name))?;
    match moment(&text) {
        Some(_) => Ok(text),
        None => Err(Refusal::new(
            "WRONG_DATETIME_FORMAT",
            "Incorrect date and time format",
        )),
    }
}
