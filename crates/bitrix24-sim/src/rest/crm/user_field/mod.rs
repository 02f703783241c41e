//! `crm.deal.userfield.*` and its like: fields a portal adds to its cards
//! (`api-reference/crm/deals/user-defined-fields/`).

mod choice;
mod row;

use std::sync::Arc;

use serde_json::{Map, Value, json};

use self::{choice::choices, row::row};
use super::{card::required_id, change::fields as written, draft::Card, lines::Lines};
use crate::{
    rest::{
        method::{Call, Reply},
        params::{Params, scalar},
        refusal::Refusal,
    },
    world::{Access, UserField},
};

/// The longest name, `UF_CRM_` counted.
const LONGEST: usize = 50;

/// Types of the portal's own (`api-reference/crm/universal/user-defined-fields/crm-userfield-types.md`).
const TYPES: &[&str] = &[
    "string",
    "integer",
    "double",
    "boolean",
    "enumeration",
    "datetime",
    "date",
    "money",
    "url",
    "address",
    "file",
    "employee",
    "crm_status",
    "iblock_section",
    "iblock_element",
    "crm",
];

/// Languages in which `get` spells a label.
const LANGUAGES: &[&str] = &[
    "ar", "br", "de", "en", "fr", "hi", "id", "in", "it", "ja", "kz", "la", "ms", "pl", "ru", "sc",
    "tc", "th", "tr", "ua", "vn",
];

const LABELS: &[&str] = &[
    "EDIT_FORM_LABEL",
    "LIST_COLUMN_LABEL",
    "LIST_FILTER_LABEL",
    "ERROR_MESSAGE",
    "HELP_MESSAGE",
];

pub(crate) fn add<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = Params::new(written(call)?);
    administrators_only(call)?;
    let text = |name: &str| fields.text(name).filter(|text| !text.is_empty());
    let not_found = |name: &str| Refusal::unnamed(format!("The '{name}' field is not found."));
    let kind = text("USER_TYPE_ID").ok_or_else(|| not_found("USER_TYPE_ID"))?;
    let name = text("FIELD_NAME").ok_or_else(|| not_found("FIELD_NAME"))?;
    let name = full_name(&name)?;
    if !TYPES.contains(&kind.as_str()) {
        return Err(core("Incorrect custom type specified."));
    }
    let id = call.state.world().write(|state| {
        let all = &mut state.crm.user_fields;
        if all.of(T::TYPE_ID).any(|field| field.name == name) {
            return Err(core(&format!(
                "Field {name} for the entity {} already exists.",
                UserField::entity_id(T::TYPE_ID)
            )));
        }
        let choices = choices(&fields, &[], &mut all.last_choice)?;
        let id = all.rows.next_id();
        let field = UserField {
            id,
            entity_type_id: T::TYPE_ID,
            camel: UserField::camel(&name),
            name,
            multiple: kind != "boolean" && fields.flag("MULTIPLE"),
            kind,
            rest: rest(&fields, Map::new()),
            choices,
        };
        all.rows.insert(id, Arc::new(field));
        Ok(id)
    })?;
    Ok(json!(id).into())
}

pub(crate) fn get<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let field = found::<T>(call)?;
    let mut row = row(&field);
    for label in LABELS {
        let text = field.rest.get(*label).cloned();
        let spelled = LANGUAGES.iter().map(|language| {
            let text = match &text {
                Some(Value::Object(texts)) => texts.get(*language).and_then(scalar),
                Some(text) => scalar(text),
                None => None,
            };
            ((*language).to_owned(), json!(text.unwrap_or_default()))
        });
        row[*label] = Value::Object(spelled.collect());
    }
    Ok(row.into())
}

/// Labels come when `LANG` asks for a language, in that language.
pub(crate) fn list<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    if T::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::forbidden("", "Access denied"));
    }
    let mut filter = super::lines::map(call, "filter")?;
    let language = filter.remove("LANG").as_ref().and_then(scalar);
    let fields = call.state.world().read(|state| {
        let fields = state.crm.user_fields.of(T::TYPE_ID);
        fields.cloned().collect::<Vec<_>>()
    });
    let rows = fields.iter().map(|field| {
        let mut row = row(field);
        if let Some(language) = &language {
            for label in LABELS {
                row[*label] = match field.rest.get(*label) {
                    Some(Value::Object(texts)) => texts.get(language).cloned().unwrap_or_default(),
                    Some(text) => text.clone(),
                    None => Value::Null,
                };
            }
        }
        row
    });
    let order = super::lines::map(call, "order")?;
    Ok(Lines::new(rows)
        .filtered(&filter)
        .sorted(&order, &["SORT", "ID"])
        .whole())
}

pub(crate) fn update<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    let fields = Params::new(written(call)?);
    administrators_only(call)?;
    let field = found::<T>(call)?;
    call.state.world().write(|state| {
        let all = &mut state.crm.user_fields;
        let choices = choices(&fields, &field.choices, &mut all.last_choice)?;
        let changed = UserField {
            rest: rest(&fields, field.rest.clone()),
            choices,
            ..UserField::clone(&field)
        };
        all.rows.insert(field.id, Arc::new(changed));
        Ok(())
    })?;
    Ok(json!(true).into())
}

/// The values go with the field.
pub(crate) fn delete<T: Card>(call: &Call<'_>) -> Result<Reply, Refusal> {
    administrators_only(call)?;
    let field = found::<T>(call)?;
    call.state.world().write(|state| {
        state.crm.user_fields.rows.remove(field.id);
        for card in T::table_mut(&mut state.crm).values_mut() {
            card.kept_mut().remove(&field.name);
        }
    });
    Ok(json!(true).into())
}

fn found<T: Card>(call: &Call<'_>) -> Result<Arc<UserField>, Refusal> {
    let id = required_id(call)?;
    let field = call
        .state
        .world()
        .read(|state| state.crm.user_fields.rows.get(&id).cloned());
    let field = field.ok_or_else(|| {
        Refusal::new(
            "ERROR_NOT_FOUND",
            format!("The entity with ID '{id}' is not found"),
        )
    })?;
    if field.entity_type_id != T::TYPE_ID || T::right_of(&call.caller.user) == Access::None {
        return Err(Refusal::forbidden("", "Access denied"));
    }
    Ok(field)
}

fn administrators_only(call: &Call<'_>) -> Result<(), Refusal> {
    if call.caller.user.admin {
        Ok(())
    } else {
        Err(Refusal::forbidden("", "Access denied"))
    }
}

fn full_name(name: &str) -> Result<String, Refusal> {
    let name = match name.strip_prefix("UF_CRM_") {
        Some(_) => name.to_owned(),
        None => format!("UF_CRM_{name}"),
    };
    if name.len() > LONGEST {
        return Err(core("Field name is too long (more than 50 characters)."));
    }
    let is_fine =
        |letter: u8| letter.is_ascii_uppercase() || letter.is_ascii_digit() || letter == b'_';
    if !name.bytes().all(is_fine) {
        return Err(core(
            "Field name contains invalid characters. Allowed characters are: A-Z, 0-9 and _.",
        ));
    }
    Ok(name)
}

/// What is kept as it was said, on top of what was said before.
fn rest(fields: &Params, mut rest: Map<String, Value>) -> Map<String, Value> {
    let names = [
        "XML_ID",
        "SORT",
        "MANDATORY",
        "SHOW_FILTER",
        "SHOW_IN_LIST",
        "EDIT_IN_LIST",
        "IS_SEARCHABLE",
        "SETTINGS",
    ];
    // `LABEL` stands for every label that is not named itself.
    if let Some(label) = fields.get("LABEL") {
        for name in &LABELS[..3] {
            rest.insert((*name).to_owned(), label.clone());
        }
    }
    for name in names.iter().chain(LABELS) {
        if let Some(value) = fields.get(name) {
            rest.insert((*name).to_owned(), value.clone());
        }
    }
    rest
}

fn core(text: &str) -> Refusal {
    Refusal::new("ERROR_CORE", text)
}
