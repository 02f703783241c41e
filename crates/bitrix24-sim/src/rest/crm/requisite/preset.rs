//! `crm.requisite.preset.*`: which fields a requisite shows. They are read here; a
//! portal's administrator makes them in the settings
//! (`api-reference/crm/requisites/presets/`).

use serde_json::Value;

use super::named;
use crate::{
    rest::{
        crm::{
            card::{self, required_id},
            entity::{Entity, Naming},
            field::{Blank, Field},
            list::{self, Query},
            schema::Schema,
        },
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, Cell, Crm, Kept, Preset, Requisite, Table, User},
};

impl Entity for Preset {
    const TYPE_ID: i64 = 0;

    const FIELDS: &'static [Field<Self>] = &[
        Field::own("ID", "", "integer", |one, _| Cell::Integer(one.id)),
        Field::kept("ENTITY_TYPE_ID", "", "integer")
            .required()
            .immutable(),
        Field::kept("COUNTRY_ID", "", "integer")
            .required()
            .immutable(),
        Field::kept("DATE_CREATE", "", "datetime").fixed(),
        Field::kept("DATE_MODIFY", "", "datetime").fixed(),
        Field::kept("CREATED_BY_ID", "", "user").fixed(),
        Field::kept("MODIFY_BY_ID", "", "user").fixed(),
        Field::kept("NAME", "", "string").required(),
        Field::kept("XML_ID", "", "string").blank(Blank::Text("")),
        Field::kept("ACTIVE", "", "char").blank(Blank::Flag(true)),
        Field::kept("SORT", "", "integer").blank(Blank::Integer(500)),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.presets
    }

    fn right_of(user: &User) -> Access {
        match Requisite::right_of(user) {
            Access::None => Access::None,
            Access::Own | Access::All => Access::All,
        }
    }

    fn is_seen_by(&self, _: &User, _: &Crm) -> bool {
        true
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}

pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    if Preset::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    let schema = Schema::<Preset>::of(call.state.world(), Naming::Old);
    let query = Query::read(call, &schema).map_err(card::old_nonsense)?;
    Ok(card::page(call, &query, &named(call, &schema)))
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    if Preset::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::unnamed("Access denied"));
    }
    call.state.world().read(|state| {
        let crm = &state.crm;
        let found = crm.presets.get(&id);
        let preset = found
            .ok_or_else(|| Refusal::unnamed(format!("The Preset with ID '{id}' is not found")))?;
        let schema = Schema::<Preset>::in_crm(crm, Naming::Old);
        let columns: Vec<_> = schema.shown().collect();
        Ok(Value::Object(list::row(preset, &columns, Naming::Old, crm)).into())
    })
}
