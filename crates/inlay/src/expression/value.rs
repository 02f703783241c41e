//! A value an expression works on.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use ledger::Rows;
use rust_decimal::Decimal;
use serde_json::Map;

/// A value; cheap to clone.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(Decimal),
    Text(Arc<str>),
    Date(NaiveDate),
    DateTime(NaiveDateTime),
    List(List),
    Row(Row),
}

/// Several values: the rows of a query, or values written one by one.
#[derive(Clone, Debug)]
pub enum List {
    Rows(Arc<Rows>),
    Values(Arc<[Value]>),
}

/// Named values: a row of a query, or the fields of a CRM entity.
#[derive(Clone, Debug)]
pub struct Row(Fields);

#[derive(Clone, Debug)]
enum Fields {
    Ledger { rows: Arc<Rows>, index: usize },
    Crm(Arc<Map<String, serde_json::Value>>),
}

impl Value {
    /// A text.
    #[must_use]
    pub fn text(text: impl Into<Arc<str>>) -> Self {
        Self::Text(text.into())
    }

    /// Whether a condition with this value holds: null, false, zero and what is empty do not.
    #[must_use]
    pub fn is_true(&self) -> bool {
        match self {
            Self::Null => false,
            Self::Bool(value) => *value,
            Self::Number(number) => !number.is_zero(),
            Self::Text(text) => !text.is_empty(),
            Self::List(list) => !list.is_empty(),
            Self::Date(_) | Self::DateTime(_) | Self::Row(_) => true,
        }
    }

    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The number it is, or that its text says: user fields of the CRM hold numbers as text.
    #[must_use]
    pub fn number(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => Decimal::from_str(text.trim()).ok(),
            _ => None,
        }
    }

    /// The moment it is, or that its ISO 8601 text says.
    pub(super) fn moment(&self) -> Option<NaiveDateTime> {
        match self {
            Self::Date(date) => Some((*date).into()),
            Self::DateTime(moment) => Some(*moment),
            Self::Text(text) => NaiveDateTime::from_str(text)
                .or_else(|_| NaiveDate::from_str(text).map(Into::into))
                .ok(),
            _ => None,
        }
    }

    /// The day it is, or that its ISO 8601 text says.
    #[must_use]
    pub fn date(&self) -> Option<NaiveDate> {
        self.moment().map(|moment| moment.date())
    }

    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Null => Kind("nothing"),
            Self::Bool(_) => Kind("a yes or no"),
            Self::Number(_) => Kind("a number"),
            Self::Text(_) => Kind("a text"),
            Self::Date(_) => Kind("a date"),
            Self::DateTime(_) => Kind("a moment"),
            Self::List(_) => Kind("a list"),
            Self::Row(_) => Kind("a row"),
        }
    }
}

/// What sort of value it is, in the words of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind(&'static str);

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl List {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Self::Rows(rows) => rows.rows.len(),
            Self::Values(values) => values.len(),
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value at `index`.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Value> {
        match self {
            Self::Rows(rows) => {
                (index < rows.rows.len()).then(|| Value::Row(Row::ledger(Arc::clone(rows), index)))
            }
            Self::Values(values) => values.get(index).cloned(),
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl Iterator<Item = Value> {
        (0..self.len()).filter_map(|index| self.get(index))
    }
}

/// Lists are compared by nobody; two are equal when they are the same rows.
impl PartialEq for List {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rows(a), Self::Rows(b)) => Arc::ptr_eq(a, b),
            (Self::Values(a), Self::Values(b)) => a == b,
            _ => false,
        }
    }
}

impl Row {
    /// One row of a query's answer.
    #[must_use]
    pub fn ledger(rows: Arc<Rows>, index: usize) -> Self {
        Self(Fields::Ledger { rows, index })
    }

    /// The fields of a CRM entity, by the portal's names.
    #[must_use]
    pub fn crm(fields: impl Into<Arc<Map<String, serde_json::Value>>>) -> Self {
        Self(Fields::Crm(fields.into()))
    }

    /// The value of a column; `None` when there is no such column.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<Value> {
        match &self.0 {
            Fields::Ledger { rows, index } => {
                let column = rows.columns.iter().position(|column| column == name)?;
                rows.rows.get(*index)?.get(column).map(Value::from)
            }
            Fields::Crm(fields) => fields.get(name).map(Value::from),
        }
    }
}

/// Rows are the same when they are the same row of the same answer.
impl PartialEq for Row {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Fields::Ledger { rows: a, index: i }, Fields::Ledger { rows: b, index: j }) => {
                Arc::ptr_eq(a, b) && i == j
            }
            (Fields::Crm(a), Fields::Crm(b)) => a == b,
            _ => false,
        }
    }
}

impl From<&ledger::Value> for Value {
    fn from(value: &ledger::Value) -> Self {
        match value {
            ledger::Value::Null => Self::Null,
            ledger::Value::Bool(value) => Self::Bool(*value),
            ledger::Value::Integer(value) => Self::Number((*value).into()),
            ledger::Value::Decimal(value) => Self::Number(*value),
            ledger::Value::Text(text) => Self::text(text.as_str()),
            ledger::Value::Date(date) => Self::Date(*date),
            ledger::Value::DateTime(moment) => Self::DateTime(*moment),
        }
    }
}

/// A field of the CRM. A number is taken digit by digit, never through a float; one too large for
/// a decimal stays text.
impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Self::Null,
            serde_json::Value::Bool(value) => Self::Bool(*value),
            serde_json::Value::Number(number) => {
                let text = number.to_string();
                match Decimal::from_str(&text).or_else(|_| Decimal::from_scientific(&text)) {
                    Ok(number) => Self::Number(number),
                    Err(_) => Self::text(text),
                }
            }
            serde_json::Value::String(text) => Self::text(text.as_str()),
            serde_json::Value::Array(values) => {
                Self::List(List::Values(values.iter().map(Self::from).collect()))
            }
            serde_json::Value::Object(fields) => Self::Row(Row::crm(fields.clone())),
        }
    }
}
