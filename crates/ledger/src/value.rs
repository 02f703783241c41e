//! One value of a row, or for a hole.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

/// A value as every source tells it, whatever its own types are called.
///
/// It is somebody's business datum: `Debug` shows it, so a `Value` does not belong into a log.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing; also a date that means nothing, such as `0000-00-00` or the first of year 1.
    Null,
    Bool(bool),
    Integer(i64),
    /// Exact. A binary fraction becomes the shortest decimal that stands for it.
    Decimal(Decimal),
    /// Text, and what has no type of its own here: identifiers, JSON, times of day.
    Text(String),
    Date(NaiveDate),
    /// The wall clock of the source. A moment with a time zone (`timestamptz`) is told in UTC; a
    /// query that wants another clock says so (`at time zone 'Europe/Moscow'`).
    DateTime(NaiveDateTime),
}

impl Value {
    /// Whether there is nothing.
    #[must_use]
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Roughly the bytes it takes, for limits.
    pub(crate) fn weight(&self) -> usize {
        size_of::<Self>()
            + if let Self::Text(text) = self {
                text.len()
            } else {
                0
            }
    }
}
