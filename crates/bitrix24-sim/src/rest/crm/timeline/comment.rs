//! `crm.timeline.comment.*` (`api-reference/crm/timeline/comments/`).

use serde_json::{Map, Value, json};

use crate::{
    change::ChangeRefusal,
    rest::{
        crm::{
            card,
            change::item_refusal,
            draft::{Birth, Card},
            entity::{Entity, Naming},
            field::{Blank, Field},
            item::missing,
            list::{self, Query},
            owner::Owner,
            schema::Schema,
        },
        method::{Call, Reply},
        params::scalar,
        refusal::Refusal,
    },
    world::{Access, Activity, Cell, Comment, Crm, Kept, Record, Table, User},
};

impl Entity for Comment {
    const TYPE_ID: i64 = 0;

    const FIELDS: &'static [Field<Self>] = &[
        Field::own("ID", "", "integer", |one, _| Cell::Integer(one.id)),
        Field::kept("ENTITY_ID", "", "integer")
            .required()
            .immutable(),
        Field::kept("ENTITY_TYPE", "", "string")
            .required()
            .immutable(),
        Field::kept("CREATED", "", "datetime").fixed(),
        Field::kept("COMMENT", "", "string").blank(Blank::Text("")),
        Field::kept("AUTHOR_ID", "", "integer").immutable(),
        // Files are taken and not kept.
        Field::own("FILES", "", "attached_diskfile", |_, _| {
            Cell::Links(Vec::new())
        })
        .several(),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.comments
    }

    fn right_of(user: &User) -> Access {
        Activity::right_of(user)
    }

    fn is_seen_by(&self, user: &User, crm: &Crm) -> bool {
        self.owner().is_seen_by(user, crm)
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}

impl Card for Comment {
    const EVENTS: Option<[&'static str; 3]> = Some([
        "ONCRMTIMELINECOMMENTADD",
        "ONCRMTIMELINECOMMENTUPDATE",
        "ONCRMTIMELINECOMMENTDELETE",
    ]);

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.comments
    }

    fn kept_mut(&mut self) -> &mut Kept {
        &mut self.kept
    }

    fn blank(id: i64, birth: Birth, _: &Crm) -> Self {
        let mut row = Record {
            id,
            ..Self::default()
        };
        row.kept.set("CREATED", Cell::Time(birth.now));
        row.kept.set("AUTHOR_ID", Cell::Integer(birth.user_id));
        row
    }

    fn touch(&mut self, _: Birth) {}

    fn settle(&mut self, _: Option<&Self>, _: Birth, _: &Crm) -> Result<(), ChangeRefusal> {
        let owner = self.owner();
        self.kept.set("OWNER_TYPE_ID", Cell::Integer(owner.type_id));
        self.kept.set("OWNER_ID", Cell::Integer(owner.id));
        Ok(())
    }
}

impl Comment {
    fn owner(&self) -> Owner {
        Owner {
            type_id: Owner::type_named(&self.kept.text("ENTITY_TYPE")).unwrap_or(0),
            id: self.kept.number("ENTITY_ID").unwrap_or(0),
        }
    }
}

pub(crate) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = fields(call)?;
    let part = |name: &str| fields.get(name).and_then(scalar);
    let id = part("ENTITY_ID").ok_or_else(|| missing("ENTITY_ID"))?;
    let kind = part("ENTITY_TYPE").ok_or_else(|| missing("ENTITY_TYPE"))?;
    let text = part("COMMENT").unwrap_or_default();
    if text.trim().is_empty() {
        return Err(empty());
    }
    let owner = Owner {
        type_id: Owner::type_named(&kind).unwrap_or(0),
        id: id.trim().parse().unwrap_or(0),
    };
    call.state.world().read(|state| {
        if !owner.is_there(&state.crm) {
            return Err(Refusal::new("OWNER_NOT_FOUND", "Owner not found"));
        }
        if owner.is_seen_by(&call.caller.user, &state.crm) {
            Ok(())
        } else {
            Err(denied())
        }
    })?;
    let id = call
        .state
        .add::<Comment>(call.actor(), &fields, Naming::Old);
    Ok(json!(id.map_err(item_refusal)?).into())
}

/// Answers with the number of the comment; only the text can be changed.
pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.integer("id").ok_or_else(|| missing("id"))?;
    let fields = fields(call)?;
    let text = fields.get("COMMENT").and_then(scalar).unwrap_or_default();
    if text.trim().is_empty() {
        return Err(empty());
    }
    let done = call
        .state
        .update::<Comment>(call.actor(), id, &fields, Naming::Old);
    done.map_err(item_refusal)?;
    Ok(json!(id).into())
}

/// Answers with nothing.
pub(crate) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.integer("id").ok_or_else(|| missing("id"))?;
    let done = call.state.delete::<Comment>(call.actor(), id);
    done.map_err(item_refusal)?;
    Ok(Value::Null.into())
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = call.params.integer("id").ok_or_else(|| missing("id"))?;
    call.state.world().read(|state| {
        let crm = &state.crm;
        let found = crm.comments.get(&id);
        let comment = found.ok_or_else(|| Refusal::new("NOT_FOUND", "Not found."))?;
        if !comment.is_seen_by(&call.caller.user, crm) {
            return Err(denied());
        }
        let schema = Schema::<Comment>::in_crm(crm, Naming::Old);
        let columns: Vec<_> = schema.shown().collect();
        Ok(Value::Object(list::row(comment, &columns, Naming::Old, crm)).into())
    })
}

/// The filter has to name one card.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    let filter = call.params.map("filter").unwrap_or_default();
    let part = |name: &str| {
        let exact = filter.get(name).or_else(|| filter.get(&format!("={name}")));
        exact.and_then(scalar)
    };
    let owner = Owner {
        type_id: part("ENTITY_TYPE")
            .and_then(|kind| Owner::type_named(&kind))
            .unwrap_or(0),
        id: part("ENTITY_ID")
            .and_then(|id| id.trim().parse().ok())
            .unwrap_or(0),
    };
    let may_see = call
        .state
        .world()
        .read(|state| owner.is_seen_by(&call.caller.user, &state.crm));
    if !may_see {
        return Err(Refusal::unnamed("Access denied"));
    }
    let schema = Schema::<Comment>::of(call.state.world(), Naming::Old);
    let query = Query::read(call, &schema).map_err(card::old_nonsense)?;
    Ok(card::page(call, &query, &schema.selected(call)))
}

fn fields(call: &Call<'_>) -> Result<Map<String, Value>, Refusal> {
    let fields = call.params.map("fields").map_err(|_| missing("fields"))?;
    if fields.is_empty() {
        return Err(missing("fields"));
    }
    Ok(fields)
}

fn empty() -> Refusal {
    Refusal::new("INVALID_ARG_VALUE", "The comment is empty")
}

fn denied() -> Refusal {
    Refusal::new("ACCESS_DENIED", "Access denied")
}
