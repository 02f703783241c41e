//! `crm.requisite.*` (`api-reference/crm/requisites/universal/crm-requisite-list.md`).

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    card,
    cell::Cell,
    entity::{Entity, Field, Naming, Reads, field},
    list::{self, Query},
};
use crate::{
    rest::{
        method::{Call, Reply},
        refusal::Refusal,
    },
    world::{Access, Crm, Requisite, User},
};

impl Entity for Requisite {
    const TYPE_ID: i64 = 8;

    const FIELDS: &'static [Field<Self>] = &[
        old("ID", "integer", |one, _| Cell::Integer(one.id)).fixed(),
        old("ENTITY_TYPE_ID", "integer", |one, _| {
            Cell::Integer(one.entity_type_id)
        }),
        old("ENTITY_ID", "integer", |one, _| {
            Cell::Integer(one.entity_id)
        }),
        old("PRESET_ID", "integer", |one, _| {
            Cell::Integer(one.preset_id)
        }),
        old("DATE_CREATE", "datetime", |one, _| Cell::Time(one.created)).fixed(),
        old("DATE_MODIFY", "datetime", |one, _| Cell::Time(one.modified)).fixed(),
        old("NAME", "string", |one, _| Cell::Text(one.name.clone())),
        old("CODE", "string", |_, _| Cell::Null),
        old("XML_ID", "string", |_, _| Cell::Null),
        old("ACTIVE", "char", |_, _| Cell::Flag(true)),
        old("ADDRESS_ONLY", "char", |_, _| Cell::Flag(false)),
        old("SORT", "integer", |_, _| Cell::Integer(500)),
        old("RQ_NAME", "string", |_, _| Cell::Null),
        old("RQ_COMPANY_NAME", "string", |one, _| {
            Cell::Text(one.company_name.clone())
        }),
        old("RQ_COMPANY_FULL_NAME", "string", |one, _| {
            Cell::Text(one.company_name.clone())
        }),
        old("RQ_DIRECTOR", "string", |_, _| Cell::Null),
        old("RQ_ACCOUNTANT", "string", |_, _| Cell::Null),
        old("RQ_INN", "string", |one, _| Cell::Text(one.inn.clone())),
        old("RQ_KPP", "string", |one, _| Cell::Text(one.kpp.clone())),
        old("RQ_OGRN", "string", |_, _| Cell::Null),
        old("RQ_VAT_ID", "string", |_, _| Cell::Null),
    ];

    fn table(crm: &Crm) -> &BTreeMap<i64, Self> {
        &crm.requisites
    }

    /// A requisite has the rights of its owner, and owners are of two kinds.
    fn right_of(user: &User) -> Access {
        match (user.rights.companies, user.rights.contacts) {
            (Access::None, Access::None) => Access::None,
            (Access::All, _) | (_, Access::All) => Access::All,
            _ => Access::Own,
        }
    }

    fn is_seen_by(&self, user: &User, crm: &Crm) -> bool {
        let id = &self.entity_id;
        if self.entity_type_id == Requisite::OF_COMPANY {
            crm.companies
                .get(id)
                .is_some_and(|company| user.may_see_company(company))
        } else {
            crm.contacts
                .get(id)
                .is_some_and(|contact| user.may_see_contact(contact))
        }
    }
}

/// `crm.requisite.list`. Refused with the integer code `0`.
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    if Requisite::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::new(0, "Access denied."));
    }
    let query = Query::<Requisite>::read(call, Naming::Old).map_err(card::old_nonsense)?;
    // Unlike with cards, `ID` comes only when it is asked for.
    let names = call.params.list("select");
    let named: Vec<_> = names
        .iter()
        .filter_map(|name| field(name, Naming::Old))
        .collect();
    let fields = if named.is_empty() {
        list::selected(call, Naming::Old)
    } else {
        named
    };
    Ok(card::page(call, &query, &fields))
}

/// `crm.requisite.get`.
pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let user = &call.caller.user;
    let id = card::required_id(call)?;
    call.state.world().read(|state| {
        let crm = &state.crm;
        let requisite = crm.requisites.get(&id).ok_or_else(|| {
            Refusal::unnamed(format!("The Requisite with ID '{id}' is not found"))
        })?;
        if !requisite.is_seen_by(user, crm) {
            return Err(Refusal::unnamed("Access denied."));
        }
        let fields: Vec<_> = Requisite::FIELDS.iter().collect();
        Ok(Value::Object(list::row(requisite, &fields, Naming::Old, crm)).into())
    })
}

/// Requisites are not among the kinds of `crm.item.*`.
const fn old(
    upper: &'static str,
    kind: &'static str,
    read: fn(&Requisite, &Crm) -> Cell,
) -> Field<Requisite> {
    Field::new(upper, "", kind, read).only(Reads::Old)
}
