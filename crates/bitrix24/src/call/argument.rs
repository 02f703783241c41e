//! What a parameter may be.

use std::borrow::Cow;
use std::fmt;

use chrono::{DateTime, NaiveDate, SecondsFormat, TimeZone};
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value};

use crate::batch::{Reference, Step};
use crate::values::Money;

/// The value of a parameter: JSON, in which a [`Reference`] may stand for any value.
///
/// `Debug` shows the shape only; a value may be a client's.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Argument {
    /// The parameter is left out.
    Absent,
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Argument>),
    /// In the order given.
    Map(Vec<(String, Argument)>),
    /// The result of an earlier step of the same batch, or a part of it.
    Reference(Reference),
}

impl Argument {
    pub(crate) fn has_reference(&self) -> bool {
        self.any_reference(&|_| true)
    }

    /// Whether it holds a reference of which this is true.
    pub(crate) fn any_reference(&self, is: &impl Fn(&Reference) -> bool) -> bool {
        match self {
            Self::Reference(reference) => is(reference),
            Self::List(items) => items.iter().any(|item| item.any_reference(is)),
            Self::Map(entries) => entries.iter().any(|(_, value)| value.any_reference(is)),
            Self::Absent | Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) => false,
        }
    }
}

impl fmt::Debug for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("Absent"),
            Self::Null => f.write_str("Null"),
            Self::Bool(_) => f.write_str("Bool(_)"),
            Self::Number(_) => f.write_str("Number(_)"),
            Self::Text(_) => f.write_str("Text(_)"),
            Self::List(items) => f.debug_list().entries(items).finish(),
            Self::Map(entries) => f
                .debug_map()
                .entries(entries.iter().map(|(name, value)| (name, value)))
                .finish(),
            Self::Reference(reference) => reference.fmt(f),
        }
    }
}

impl From<Value> for Argument {
    fn from(value: Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(flag),
            Value::Number(number) => Self::Number(number),
            Value::String(text) => Self::Text(text),
            Value::Array(items) => Self::List(items.into_iter().map(Self::from).collect()),
            Value::Object(map) => map.into(),
        }
    }
}

impl From<Map<String, Value>> for Argument {
    fn from(map: Map<String, Value>) -> Self {
        Self::Map(
            map.into_iter()
                .map(|(name, value)| (name, value.into()))
                .collect(),
        )
    }
}

impl From<bool> for Argument {
    fn from(flag: bool) -> Self {
        Self::Bool(flag)
    }
}

macro_rules! from_integer {
    ($($integer:ty),+) => {
        $(impl From<$integer> for Argument {
            fn from(number: $integer) -> Self {
                Self::Number(number.into())
            }
        })+
    };
}

from_integer!(i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// Sent as text, with every digit it has.
impl From<Decimal> for Argument {
    fn from(number: Decimal) -> Self {
        Self::Text(number.to_string())
    }
}

/// As fields of the type `money` are written: `1500.00|EUR`.
impl From<Money> for Argument {
    fn from(money: Money) -> Self {
        Self::Text(money.to_string())
    }
}

/// As in `2026-01-01`.
impl From<NaiveDate> for Argument {
    fn from(date: NaiveDate) -> Self {
        Self::Text(date.to_string())
    }
}

/// With its offset: one without would be taken for a moment in the time zone of the portal's
/// server (`api-reference/data-types.md`).
impl<Z: TimeZone> From<DateTime<Z>> for Argument {
    fn from(moment: DateTime<Z>) -> Self {
        let moment = moment.fixed_offset();
        Self::Text(moment.to_rfc3339_opts(SecondsFormat::Secs, false))
    }
}

impl From<String> for Argument {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Argument {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Cow<'_, str>> for Argument {
    fn from(text: Cow<'_, str>) -> Self {
        Self::Text(text.into_owned())
    }
}

impl From<Reference> for Argument {
    fn from(reference: Reference) -> Self {
        Self::Reference(reference)
    }
}

impl From<&Reference> for Argument {
    fn from(reference: &Reference) -> Self {
        Self::Reference(reference.clone())
    }
}

/// The whole result of the step.
impl From<&Step> for Argument {
    fn from(step: &Step) -> Self {
        Self::Reference(step.result())
    }
}

impl From<&Argument> for Argument {
    fn from(argument: &Argument) -> Self {
        argument.clone()
    }
}

impl<T: Into<Argument>> From<Option<T>> for Argument {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Into::into)
    }
}

impl<T: Into<Argument>> From<Vec<T>> for Argument {
    fn from(items: Vec<T>) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Into<Argument> + Clone> From<&[T]> for Argument {
    fn from(items: &[T]) -> Self {
        items.iter().cloned().collect()
    }
}

impl<T: Into<Argument>, const N: usize> From<[T; N]> for Argument {
    fn from(items: [T; N]) -> Self {
        items.into_iter().collect()
    }
}

impl<T: Into<Argument>> FromIterator<T> for Argument {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let items = items.into_iter().map(Into::into);
        Self::List(items.filter(|item| !matches!(item, Self::Absent)).collect())
    }
}
