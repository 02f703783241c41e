//! Values for a query's holes, checked before anything is sent.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use crate::{ParamType, Query, Value};

/// One value for every hole of one query, each of its hole's type.
///
/// They are bound, never pasted: whatever characters a text holds, it stays one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Params(BTreeMap<String, Value>);

impl Params {
    /// Asks for a value for every hole and brings it to the hole's type.
    ///
    /// A text that is wholly a number, a date or a GUID passes for one; a text for a `text` hole
    /// stays as it is, blanks included. [`Value::Null`] fits every type and means "unknown": it
    /// equals nothing, as in SQL.
    ///
    /// # Errors
    /// When a hole gets no value, or one that is not of its type. The error names the parameter and
    /// never the value.
    pub fn bind(query: &Query, value: impl Fn(&str) -> Option<Value>) -> Result<Self, ParamError> {
        let values = query.params().map(|(name, kind)| {
            let given = value(name).ok_or_else(|| ParamError::Missing {
                name: name.to_owned(),
            })?;
            let bound = convert(given, kind).ok_or_else(|| ParamError::Wrong {
                name: name.to_owned(),
                kind,
            })?;
            Ok((name.to_owned(), bound))
        });
        values.collect::<Result<_, _>>().map(Self)
    }

    /// The value for one hole.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// Every value by its parameter's name, in the order of the names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

/// Why a query cannot be asked with these values.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParamError {
    /// Nobody has a value for this parameter.
    #[error("parameter `{name}` has no value")]
    Missing { name: String },
    /// The value is not of the declared type.
    #[error("the value of parameter `{name}` is not of type {kind}")]
    Wrong { name: String, kind: ParamType },
}

/// The value as the hole's type; `None` when it is not one.
fn convert(value: Value, kind: ParamType) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    match kind {
        ParamType::Text => text(value).map(Value::Text),
        ParamType::Integer => integer(&value).map(Value::Integer),
        ParamType::Decimal => decimal(&value).map(Value::Decimal),
        ParamType::Date => match value {
            Value::Date(date) => Some(Value::Date(date)),
            Value::DateTime(moment) => Some(Value::Date(moment.date())),
            Value::Text(text) => text.trim().parse().ok().map(Value::Date),
            _ => None,
        },
        ParamType::Datetime => match value {
            Value::DateTime(moment) => Some(Value::DateTime(moment)),
            Value::Date(date) => Some(Value::DateTime(date.and_time(NaiveTime::MIN))),
            Value::Text(text) => datetime(text.trim()).map(Value::DateTime),
            _ => None,
        },
        ParamType::Bool => match value {
            Value::Bool(flag) => Some(Value::Bool(flag)),
            Value::Integer(0) => Some(Value::Bool(false)),
            Value::Integer(1) => Some(Value::Bool(true)),
            Value::Text(text) => match text.trim() {
                "true" | "1" => Some(Value::Bool(true)),
                "false" | "0" => Some(Value::Bool(false)),
                _ => None,
            },
            _ => None,
        },
        ParamType::Guid => match value {
            Value::Text(text) => Uuid::parse_str(text.trim())
                .ok()
                .map(|guid| Value::Text(guid.to_string())),
            _ => None,
        },
    }
}

fn text(value: Value) -> Option<String> {
    match value {
        // A zero character ends a text in some databases and is refused by others.
        Value::Text(text) => (!text.contains('\0')).then_some(text),
        Value::Integer(number) => Some(number.to_string()),
        Value::Decimal(number) => Some(number.to_string()),
        Value::Date(date) => Some(date.to_string()),
        Value::DateTime(moment) => Some(moment.format("%Y-%m-%dT%H:%M:%S%.f").to_string()),
        Value::Bool(_) | Value::Null => None,
    }
}

fn integer(value: &Value) -> Option<i64> {
    match value {
        Value::Integer(number) => Some(*number),
        Value::Decimal(number) if number.is_integer() => number.to_i64(),
        Value::Text(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Value::Decimal(number) => Some(*number),
        Value::Integer(number) => Some(Decimal::from(*number)),
        Value::Text(text) => Decimal::from_str_exact(text.trim()).ok(),
        _ => None,
    }
}

fn datetime(text: &str) -> Option<NaiveDateTime> {
    [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
    ]
    .iter()
    .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
    .or_else(|| {
        text.parse::<NaiveDate>()
            .ok()
            .map(|date| date.and_time(NaiveTime::MIN))
    })
}
