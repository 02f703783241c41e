//! Values as callers write them, by the type of the field
//! (`api-reference/data-types.md`).

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::{
    clock::moment,
    rest::params::{is_true, scalar},
    world::{Amount, Cell, UserField},
};

/// The value does not fit the field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unfit {
    /// It cannot be read as the field's type.
    Value,
    /// One value of this type where a list is expected.
    NotIterable(&'static str),
}

/// A value for a field of the portal's own. What is empty becomes nothing.
pub(crate) fn cell(kind: &str, multiple: bool, value: &Value) -> Result<Cell, Unfit> {
    if multiple {
        return ids(value).map(Cell::Links);
    }
    if kind == "object" {
        return Ok(Cell::Whole(value.clone()));
    }
    let text = match value {
        Value::Null => String::new(),
        one => scalar(one).ok_or(Unfit::Value)?,
    };
    let trimmed = text.trim();
    Ok(match kind {
        "char" => Cell::Flag(is_true(trimmed)),
        _ if kind != "string" && trimmed.is_empty() => Cell::Null,
        "integer" | "user" | "crm_category" => Cell::Integer(integer(trimmed)?),
        "double" => Cell::Money(trimmed.parse::<Amount>().map_err(|_| Unfit::Value)?),
        "date" => Cell::Date(date(trimmed)?),
        "datetime" => Cell::Time(moment(trimmed).ok_or(Unfit::Value)?),
        "crm_company" | "crm_contact" | "crm_lead" | "crm_quote" => {
            Cell::Link(Some(integer(trimmed)?).filter(|id| *id > 0))
        }
        "enum" => Cell::Integer(integer(trimmed)?),
        _ => Cell::Text(text),
    })
}

/// A value for an added field (`api-reference/crm/universal/user-defined-fields/`).
pub(crate) fn added(field: &UserField, value: &Value) -> Result<Cell, Unfit> {
    if !field.multiple {
        return one_added(field, value);
    }
    let several: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(items) => items.values().collect(),
        Value::Null => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        other => return Err(Unfit::NotIterable(type_of(other))),
    };
    let cells = several.into_iter().map(|one| one_added(field, one));
    let mut cells: Vec<Cell> = cells.collect::<Result<_, _>>()?;
    cells.retain(|cell| !cell.is_empty());
    Ok(Cell::Several(cells))
}

fn one_added(field: &UserField, value: &Value) -> Result<Cell, Unfit> {
    let text = match value {
        Value::Null => String::new(),
        one => scalar(one).ok_or(Unfit::Value)?,
    };
    let text = text.trim();
    if text.is_empty() && field.kind != "boolean" {
        return Ok(Cell::Null);
    }
    Ok(match field.kind.as_str() {
        "integer" | "employee" | "iblock_element" | "iblock_section" => {
            Cell::Integer(integer(text)?)
        }
        "double" => Cell::Number(text.parse().map_err(|_| Unfit::Value)?),
        "boolean" => Cell::Switch(is_true(text)),
        "date" => Cell::Date(date(text)?),
        "datetime" => Cell::Time(moment(text).ok_or(Unfit::Value)?),
        "enumeration" => {
            let id = integer(text)?;
            let known = field.choices.iter().any(|choice| choice.id == id);
            known.then_some(Cell::Integer(id)).ok_or(Unfit::Value)?
        }
        _ => Cell::Text(text.to_owned()),
    })
}

/// Numbers of cards; `0` is none.
fn ids(value: &Value) -> Result<Vec<i64>, Unfit> {
    let several: Vec<&Value> = match value {
        Value::Array(items) => items.iter().collect(),
        Value::Object(items) => items.values().collect(),
        Value::Null => Vec::new(),
        Value::String(text) if text.is_empty() => Vec::new(),
        other => return Err(Unfit::NotIterable(type_of(other))),
    };
    let ids = several
        .into_iter()
        .map(|one| integer(scalar(one).ok_or(Unfit::Value)?.trim()));
    let mut ids: Vec<i64> = ids.collect::<Result<_, _>>()?;
    ids.retain(|id| *id > 0);
    Ok(ids)
}

fn integer(text: &str) -> Result<i64, Unfit> {
    text.parse().map_err(|_| Unfit::Value)
}

/// A day, whatever comes behind it.
fn date(text: &str) -> Result<NaiveDate, Unfit> {
    let day = text.get(..10).ok_or(Unfit::Value)?;
    day.parse().map_err(|_| Unfit::Value)
}

/// The name PHP has for the type of a single value.
fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Number(number) if number.is_f64() => "double",
        Value::Number(_) => "integer",
        Value::Bool(_) => "boolean",
        _ => "string",
    }
}

/// `fm` of `crm.item.*` in the form the old methods write it: kinds of entries, each
/// with its list.
pub(crate) fn entries_of_item(value: &Value) -> Vec<(String, Value)> {
    let rows: Vec<(Option<i64>, &Value)> = match value {
        Value::Array(rows) => rows.iter().map(|row| (None, row)).collect(),
        // By number: a change; by `n0`, `n1`: a new one.
        Value::Object(rows) => rows
            .iter()
            .map(|(key, row)| (key.parse().ok(), row))
            .collect(),
        _ => Vec::new(),
    };
    let entries = rows.into_iter().map(|(id, row)| {
        let part = |name: &str| row.get(name).and_then(scalar);
        let mut entry = json!({});
        if let Some(id) = id {
            entry["ID"] = json!(id);
        }
        if let Some(value) = part("value") {
            entry["VALUE"] = json!(value);
        }
        if let Some(value_type) = part("valueType") {
            entry["VALUE_TYPE"] = json!(value_type);
        }
        (part("typeId").unwrap_or_default(), json!([entry]))
    });
    entries.collect()
}
