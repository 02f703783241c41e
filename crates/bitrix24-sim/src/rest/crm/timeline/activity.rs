//! `crm.activity.*` of old (`api-reference/crm/timeline/activities/activity-base/`).

use serde_json::{Value, json};

use crate::{
    change::ChangeRefusal,
    rest::{
        crm::{
            card::{self, required_id},
            change::{fields as written, old_refusal},
            draft::{Birth, Card},
            entity::{Entity, Naming},
            field::{Blank, Field, Reads},
            list::{self, Query},
            owner::Owner,
            schema::Schema,
        },
        method::{Call, Reply},
        params::scalar,
        refusal::Refusal,
    },
    world::{Access, Activity, Cell, Crm, Kept, Record, Table, User},
};

/// Kinds of activity: a meeting, a call, a task, a letter, one of a provider's own.
const PROVIDERS: &[(i64, &str, &str)] = &[
    (1, "CRM_MEETING", "MEETING"),
    (2, "VOXIMPLANT_CALL", "CALL"),
    (3, "TASKS", "TASK"),
    (4, "CRM_EMAIL", "EMAIL"),
];

impl Entity for Activity {
    const TYPE_ID: i64 = 6;

    const FIELDS: &'static [Field<Self>] = &[
        Field::own("ID", "", "integer", |one, _| Cell::Integer(one.id)),
        number("OWNER_ID").immutable(),
        number("OWNER_TYPE_ID").immutable(),
        number("TYPE_ID").required().immutable(),
        text("PROVIDER_ID"),
        text("PROVIDER_TYPE_ID"),
        text("PROVIDER_GROUP_ID"),
        number("ASSOCIATED_ENTITY_ID").fixed(),
        text("SUBJECT").required(),
        time("CREATED").fixed(),
        time("LAST_UPDATED").fixed(),
        time("START_TIME"),
        time("END_TIME"),
        time("DEADLINE"),
        Field::kept("COMPLETED", "", "char").blank(Blank::Flag(false)),
        Field::own("STATUS", "", "integer", |one, _| {
            let done = one.kept.get("COMPLETED") == Some(&Cell::Flag(true));
            Cell::Integer(if done { 2 } else { 1 })
        }),
        Field::kept("RESPONSIBLE_ID", "", "user").required(),
        Field::kept("PRIORITY", "", "enum").blank(Blank::Integer(2)),
        Field::kept("NOTIFY_TYPE", "", "enum").blank(Blank::Integer(0)),
        number("NOTIFY_VALUE"),
        Field::kept("DESCRIPTION", "", "string").blank(Blank::Text("")),
        Field::kept("DESCRIPTION_TYPE", "", "enum").blank(Blank::Integer(1)),
        Field::kept("DIRECTION", "", "enum").blank(Blank::Integer(0)),
        Field::kept("LOCATION", "", "string").blank(Blank::Text("")),
        Field::kept("SETTINGS", "", "object").blank(Blank::List),
        text("ORIGINATOR_ID"),
        text("ORIGIN_ID"),
        Field::kept("AUTHOR_ID", "", "user").fixed(),
        Field::kept("EDITOR_ID", "", "user").fixed(),
        Field::kept("PROVIDER_PARAMS", "", "object").blank(Blank::List),
        text("PROVIDER_DATA"),
        number("RESULT_MARK"),
        text("RESULT_VALUE"),
        text("RESULT_SUM"),
        text("RESULT_CURRENCY_ID"),
        number("RESULT_STATUS"),
        number("RESULT_STREAM"),
        text("RESULT_SOURCE_ID"),
        number("AUTOCOMPLETE_RULE"),
        Field::kept("COMMUNICATIONS", "", "object")
            .blank(Blank::List)
            .only(Reads::OldNamed),
    ];

    fn table(crm: &Crm) -> &Table<Self> {
        &crm.activities
    }

    /// Seen by whoever sees the card.
    fn right_of(user: &User) -> Access {
        let rights = [
            user.rights.deals,
            user.rights.contacts,
            user.rights.companies,
        ];
        if rights == [Access::None; 3] {
            Access::None
        } else {
            Access::All
        }
    }

    fn is_seen_by(&self, user: &User, crm: &Crm) -> bool {
        owner_of(&self.kept).is_seen_by(user, crm)
    }

    fn kept(&self) -> &Kept {
        &self.kept
    }
}

impl Card for Activity {
    const EVENTS: Option<[&'static str; 3]> = Some([
        "ONCRMACTIVITYADD",
        "ONCRMACTIVITYUPDATE",
        "ONCRMACTIVITYDELETE",
    ]);

    fn table_mut(crm: &mut Crm) -> &mut Table<Self> {
        &mut crm.activities
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
        row.touch(birth);
        row
    }

    fn touch(&mut self, birth: Birth) {
        self.kept.set("LAST_UPDATED", Cell::Time(birth.now));
        self.kept.set("EDITOR_ID", Cell::Integer(birth.user_id));
    }

    fn settle(&mut self, before: Option<&Self>, _: Birth, crm: &Crm) -> Result<(), ChangeRefusal> {
        let refuse = |text: &str| Err(ChangeRefusal::Sentence(text.to_owned()));
        if self.kept.text("SUBJECT").is_empty() {
            return refuse("The field SUBJECT is not defined or empty");
        }
        if self.kept.number("RESPONSIBLE_ID").is_none_or(|id| id <= 0) {
            return refuse("The field RESPONSIBLE_ID is not defined or invalid");
        }
        let Some(type_id) = self.kept.number("TYPE_ID").filter(|id| *id > 0) else {
            return refuse("The field TYPE_ID is not defined or invalid");
        };
        if before.is_none() {
            let known = PROVIDERS.iter().find(|(id, ..)| *id == type_id);
            match known {
                Some((_, provider, kind)) => {
                    self.kept
                        .set("PROVIDER_ID", Cell::Text((*provider).to_owned()));
                    self.kept
                        .set("PROVIDER_TYPE_ID", Cell::Text((*kind).to_owned()));
                }
                None if self.kept.text("PROVIDER_ID").is_empty() => {
                    return refuse(
                        "The custom activity without provider is not supported in current context",
                    );
                }
                None => {}
            }
        }
        if !owner_of(&self.kept).is_there(crm) {
            return refuse(
                "Could not build binding. Please ensure that owner info and communications are defined correctly",
            );
        }
        Ok(())
    }
}

pub(crate) fn add(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = written(call)?;
    let type_id = fields.get("TYPE_ID").and_then(scalar).unwrap_or_default();
    let reaches_nobody = match fields.get("COMMUNICATIONS") {
        Some(Value::Array(rows)) => rows.is_empty(),
        Some(Value::Object(rows)) => rows.is_empty(),
        _ => true,
    };
    // A meeting, call or letter is with somebody.
    if matches!(type_id.as_str(), "1" | "2" | "4") && reaches_nobody {
        return Err(Refusal::unnamed(
            "The field COMMUNICATIONS is not defined or invalid",
        ));
    }
    let id = call
        .state
        .add::<Activity>(call.actor(), &fields, Naming::Old);
    Ok(json!(id.map_err(refused)?).into())
}

pub(crate) fn update(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    let fields = written(call)?;
    let done = call
        .state
        .update::<Activity>(call.actor(), id, &fields, Naming::Old);
    done.map_err(refused)?;
    Ok(json!(true).into())
}

pub(crate) fn delete(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    let done = call.state.delete::<Activity>(call.actor(), id);
    done.map_err(refused)?;
    Ok(json!(true).into())
}

pub(crate) fn get(call: &Call<'_>) -> Result<Reply, Refusal> {
    let id = required_id(call)?;
    call.state.world().read(|state| {
        let crm = &state.crm;
        let found = crm.activities.get(&id);
        let activity = found.ok_or_else(|| refused(ChangeRefusal::NotFound))?;
        if !activity.is_seen_by(&call.caller.user, crm) {
            return Err(refused(ChangeRefusal::AccessDenied));
        }
        let schema = Schema::<Activity>::in_crm(crm, Naming::Old);
        let columns: Vec<_> = schema
            .shown()
            .filter(|column| column.name(Naming::Old) != "COMMUNICATIONS")
            .collect();
        Ok(Value::Object(list::row(activity, &columns, Naming::Old, crm)).into())
    })
}

/// `BINDINGS` in the filter asks for several owners at once. (A portal repeats a row
/// that several of them match; here an activity has one owner.)
pub(crate) fn list(call: &Call<'_>) -> Result<Reply, Refusal> {
    if Activity::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::unnamed("Access denied."));
    }
    let schema = Schema::<Activity>::of(call.state.world(), Naming::Old);
    let mut query = Query::read(call, &schema).map_err(card::old_nonsense)?;
    let filter = call.params.map("filter").unwrap_or_default();
    if let Some(bindings) = filter.get("BINDINGS") {
        let rows: Vec<&Value> = match bindings {
            Value::Array(rows) => rows.iter().collect(),
            Value::Object(rows) if rows.contains_key("OWNER_ID") => vec![bindings],
            Value::Object(rows) => rows.values().collect(),
            _ => Vec::new(),
        };
        query = query.of_any(&schema, &rows).map_err(card::old_nonsense)?;
    }
    Ok(card::page(call, &query, &schema.selected(call)))
}

pub(crate) fn owner_of(kept: &Kept) -> Owner {
    Owner {
        type_id: kept.number("OWNER_TYPE_ID").unwrap_or(0),
        id: kept.number("OWNER_ID").unwrap_or(0),
    }
}

fn refused(refusal: ChangeRefusal) -> Refusal {
    match refusal {
        ChangeRefusal::NotFound => Refusal::unnamed("Activity is not found"),
        other => old_refusal(other),
    }
}

const fn number(upper: &'static str) -> Field<Activity> {
    Field::kept(upper, "", "integer").blank(Blank::Integer(0))
}

const fn text(upper: &'static str) -> Field<Activity> {
    Field::kept(upper, "", "string")
}

const fn time(upper: &'static str) -> Field<Activity> {
    Field::kept(upper, "", "datetime").blank(Blank::Text(""))
}
