//! SQLite's values: a storage class each, and a column's declared type as a hint.
//! <https://sqlite.org/datatype3.html>

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use sqlx::sqlite::{Sqlite, SqliteColumn, SqliteRow, SqliteValueRef};
use sqlx::{Column, Decode, Row, TypeInfo, ValueRef};

use crate::{ReadError, Value};

/// What a column's declaration says its values mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    Bool,
    Date,
    DateTime,
    /// Nothing beyond the storage class; so it is for every computed column.
    Plain,
}

impl Declared {
    pub(super) fn of(column: &SqliteColumn) -> Self {
        match column.type_info().name() {
            "BOOLEAN" => Self::Bool,
            "DATE" => Self::Date,
            "DATETIME" => Self::DateTime,
            _ => Self::Plain,
        }
    }
}

/// Every value of a row.
pub(super) fn row(row: &SqliteRow, declared: &[Declared]) -> Result<Vec<Value>, ReadError> {
    let cells = declared.iter().enumerate().map(|(position, declared)| {
        let nonsense = |problem: &str| ReadError::Nonsense {
            column: row.column(position).name().to_owned(),
            problem: problem.to_owned(),
        };
        let raw = row
            .try_get_raw(position)
            .map_err(|_| nonsense("it is missing"))?;
        value(raw, *declared).map_err(nonsense)
    });
    cells.collect()
}

/// One value; the error is a problem without the value.
fn value(raw: SqliteValueRef<'_>, declared: Declared) -> Result<Value, &'static str> {
    if raw.is_null() {
        return Ok(Value::Null);
    }
    let class = raw.type_info().name().to_owned();
    match class.as_str() {
        "INTEGER" => {
            let number = decode::<i64>(raw)?;
            Ok(if declared == Declared::Bool {
                Value::Bool(number != 0)
            } else {
                Value::Integer(number)
            })
        }
        "REAL" => {
            let number = decode::<f64>(raw)?;
            let shortest: Option<Decimal> = number.to_string().parse().ok();
            shortest
                .map(Value::Decimal)
                .ok_or("it is no number that can be exact")
        }
        "TEXT" => {
            let text: String = Decode::<Sqlite>::decode(raw).map_err(|_| "it is no UTF-8 text")?;
            Ok(match declared {
                Declared::Date => date(text, |moment| Value::Date(moment.date())),
                Declared::DateTime => date(text, Value::DateTime),
                Declared::Bool | Declared::Plain => Value::Text(text),
            })
        }
        _ => Err("its type is BLOB; write a cast in the query"),
    }
}

fn decode<'r, T: Decode<'r, Sqlite>>(raw: SqliteValueRef<'r>) -> Result<T, &'static str> {
    T::decode(raw).map_err(|_| "it cannot be decoded")
}

/// A date in one of SQLite's own spellings; what stands for "no date" is nothing, and what is no
/// date at all stays the text it is.
fn date(text: String, found: impl Fn(NaiveDateTime) -> Value) -> Value {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.starts_with("0000-00-00") {
        return Value::Null;
    }
    match moment(trimmed) {
        Some(moment) if moment.year() > 1 => found(moment),
        Some(_) => Value::Null,
        None => Value::Text(text),
    }
}

/// <https://sqlite.org/lang_datefunc.html#time_values>
fn moment(text: &str) -> Option<NaiveDateTime> {
    if let Ok(date) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return Some(date.and_time(NaiveTime::MIN));
    }
    let text = text.replacen('T', " ", 1);
    let local = text.strip_suffix('Z').unwrap_or(&text).trim_end();
    ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M"]
        .iter()
        .find_map(|format| NaiveDateTime::parse_from_str(local, format).ok())
        .or_else(|| {
            ["%Y-%m-%d %H:%M:%S%.f%:z", "%Y-%m-%d %H:%M%:z"]
                .iter()
                .find_map(|format| DateTime::parse_from_str(&text, format).ok())
                .map(|moment| moment.naive_utc())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Value {
        date(text.to_owned(), Value::DateTime)
    }

    #[test]
    fn dates_are_read_in_every_spelling_of_sqlite() {
        let noon = NaiveDate::from_ymd_opt(2026, 2, 28)
            .unwrap()
            .and_hms_opt(12, 0, 0)
            .unwrap();
        for text in [
            "2026-02-28 12:00",
            "2026-02-28 12:00:00",
            "2026-02-28T12:00:00.000",
            "2026-02-28T12:00:00Z",
            "2026-02-28 15:00:00+03:00",
            "2026-02-28 15:00+03:00",
        ] {
            assert_eq!(read(text), Value::DateTime(noon), "{text}");
        }
        let midnight = noon.date().and_time(NaiveTime::MIN);
        assert_eq!(read("2026-02-28"), Value::DateTime(midnight));
    }

    #[test]
    fn what_stands_for_no_date_is_nothing_and_other_text_stays() {
        for text in [
            "",
            "0000-00-00",
            "0000-00-00 00:00:00",
            "0001-01-01",
            "0001-01-01T00:00:00",
        ] {
            assert_eq!(read(text), Value::Null, "{text}");
        }
        assert_eq!(read("28.02.2026"), Value::Text("28.02.2026".to_owned()));
    }
}
