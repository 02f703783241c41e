//! Values for a query's holes, checked before anything is sent.

use std::collections::{BTreeMap, HashSet};

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use uuid::Uuid;

use crate::{ParamType, Query, Scalar, Value};

/// A value for every hole of one query, each of its hole's type.
///
/// They are bound, never pasted: whatever characters a text holds, it stays one text.
#[derive(Clone, Debug, PartialEq)]
pub struct Params(BTreeMap<String, Argument>);

/// What fills one hole.
#[derive(Clone, Debug, PartialEq)]
pub enum Argument {
    One(Value),
    /// For a hole that takes a list; without doubles, in the order given.
    Many(Vec<Value>),
}

impl From<Value> for Argument {
    fn from(value: Value) -> Self {
        Self::One(value)
    }
}

impl From<Vec<Value>> for Argument {
    fn from(values: Vec<Value>) -> Self {
        Self::Many(values)
    }
}

impl Params {
    /// Asks for a value for every hole and brings it to the hole's type.
    ///
    /// A text that is wholly a number, a date or a GUID passes for one; a text for a `text` hole
    /// stays as it is, blanks included. [`Value::Null`] fits every type and means "unknown": it
    /// equals nothing, as in SQL. A single value for a list is a list of one; in a list unknown
    /// values and doubles are left out.
    ///
    /// # Errors
    /// When a hole gets no value, or one that is not of its type. The error names the parameter and
    /// never the value.
    pub fn bind<A: Into<Argument>>(
        query: &Query,
        value: impl Fn(&str) -> Option<A>,
    ) -> Result<Self, ParamError> {
        let values = query.params().map(|(name, kind)| {
            let given = value(name).ok_or_else(|| ParamError::Missing {
                name: name.to_owned(),
            })?;
            let bound = argument(given.into(), kind).ok_or_else(|| ParamError::Wrong {
                name: name.to_owned(),
                kind,
            })?;
            Ok((name.to_owned(), bound))
        });
        values.collect::<Result<_, _>>().map(Self)
    }

    /// For a query without holes.
    pub(crate) fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// What fills one hole.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Argument> {
        self.0.get(name)
    }

    /// Every value by its parameter's name, in the order of the names.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Argument)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether a list is empty: no row can answer to it.
    pub(crate) fn ask_for_nothing(&self) -> bool {
        let empty =
            |argument: &Argument| matches!(argument, Argument::Many(list) if list.is_empty());
        self.0.values().any(empty)
    }

    /// The same values in portions, so that no list is longer than `most`. Where several holes
    /// take lists only the longest is cut.
    pub(crate) fn in_portions(&self, most: usize) -> Vec<Self> {
        let longest = self
            .0
            .iter()
            .filter_map(|(name, argument)| match argument {
                Argument::Many(list) => Some((name, list)),
                Argument::One(_) => None,
            })
            .max_by_key(|(_, list)| list.len());
        match longest {
            Some((name, list)) if list.len() > most => list
                .chunks(most)
                .map(|portion| {
                    let mut params = self.clone();
                    params
                        .0
                        .insert(name.clone(), Argument::Many(portion.to_vec()));
                    params
                })
                .collect(),
            _ => vec![self.clone()],
        }
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

/// What was given as the hole's type; `None` when it is not one.
fn argument(given: Argument, kind: ParamType) -> Option<Argument> {
    let scalar = kind.scalar();
    match (given, kind.is_list()) {
        (Argument::One(value), false) => convert(value, scalar).map(Argument::One),
        (Argument::One(value), true) => list(vec![value], scalar),
        (Argument::Many(values), true) => list(values, scalar),
        (Argument::Many(_), false) => None,
    }
}

fn list(given: Vec<Value>, kind: Scalar) -> Option<Argument> {
    let mut values: Vec<Value> = Vec::new();
    let mut seen = HashSet::new();
    for value in given {
        let value = convert(value, kind)?;
        if !value.is_null() && seen.insert(format!("{value:?}")) {
            values.push(value);
        }
    }
    Some(Argument::Many(values))
}

/// The value as one of this type; `None` when it is not one.
fn convert(value: Value, kind: Scalar) -> Option<Value> {
    if value.is_null() {
        return Some(Value::Null);
    }
    match kind {
        Scalar::Text => text(value).map(Value::Text),
        Scalar::Integer => integer(&value).map(Value::Integer),
        Scalar::Decimal => decimal(&value).map(Value::Decimal),
        Scalar::Date => match value {
            Value::Date(date) => Some(Value::Date(date)),
            Value::DateTime(moment) => Some(Value::Date(moment.date())),
            Value::Text(text) => text.trim().parse().ok().map(Value::Date),
            _ => None,
        },
        Scalar::Datetime => match value {
            Value::DateTime(moment) => Some(Value::DateTime(moment)),
            Value::Date(date) => Some(Value::DateTime(date.and_time(NaiveTime::MIN))),
            Value::Text(text) => datetime(text.trim()).map(Value::DateTime),
            _ => None,
        },
        Scalar::Bool => match value {
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
        Scalar::Guid => match value {
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
