//! PostgreSQL's values, from their binary form.
//!
//! By hand and not through the driver's own conversions: those panic at `infinity` and refuse a
//! `numeric` with many decimals, and both come from ordinary ledgers.

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta};
use rust_decimal::Decimal;
use sqlx::postgres::{PgRow, PgTypeInfo, PgTypeKind, PgValueFormat};
use sqlx::{Column, Row, TypeInfo, ValueRef};
use uuid::Uuid;

use super::numeric;
use crate::{ReadError, Value};

/// Days from the year 1, on which chrono counts, to 2000-01-01, on which PostgreSQL counts.
const EPOCH_DAYS: i32 = 730_120;

/// Seconds from 1970-01-01 to 2000-01-01.
const EPOCH_SECONDS: i64 = 946_684_800;

/// Every value of a row.
pub(super) fn row(row: &PgRow) -> Result<Vec<Value>, ReadError> {
    let cells = row.columns().iter().enumerate().map(|(position, column)| {
        let nonsense = |problem: String| ReadError::Nonsense {
            column: column.name().to_owned(),
            problem,
        };
        let raw = row
            .try_get_raw(position)
            .map_err(|_| nonsense("it is missing".to_owned()))?;
        if raw.is_null() {
            return supported(column.type_info())
                .map(|()| Value::Null)
                .map_err(nonsense);
        }
        let bytes = match raw.format() {
            PgValueFormat::Binary => raw
                .as_bytes()
                .map_err(|_| nonsense("it is empty".to_owned()))?,
            PgValueFormat::Text => return Err(nonsense("it came as text".to_owned())),
        };
        value(column.type_info(), bytes).map_err(nonsense)
    });
    cells.collect()
}

/// Whether values of this type can be read at all: a column that cannot is told at its first row,
/// be it `null`, not on the day somebody fills it.
fn supported(kind: &PgTypeInfo) -> Result<(), String> {
    match value(kind, &[]) {
        Err(problem) if problem.starts_with(UNSUPPORTED) => Err(problem),
        _ => Ok(()),
    }
}

const UNSUPPORTED: &str = "its type is";

/// One value that is not `null`; the error is a problem without the value.
fn value(kind: &PgTypeInfo, bytes: &[u8]) -> Result<Value, String> {
    if matches!(kind.kind(), PgTypeKind::Enum(_)) {
        return text(bytes).map(Value::Text);
    }
    let number = match kind.name() {
        "BOOL" => return Ok(Value::Bool(fixed::<1>(bytes)? != [0])),
        "INT2" => return Ok(Value::Integer(i16::from_be_bytes(fixed(bytes)?).into())),
        "INT4" => return Ok(Value::Integer(i32::from_be_bytes(fixed(bytes)?).into())),
        "INT8" => return Ok(Value::Integer(i64::from_be_bytes(fixed(bytes)?))),
        "OID" => return Ok(Value::Integer(u32::from_be_bytes(fixed(bytes)?).into())),
        "NUMERIC" => numeric::decimal(bytes),
        // Shown with the two decimals of nearly every `lc_monetary`.
        "MONEY" => Some(Decimal::new(i64::from_be_bytes(fixed(bytes)?), 2)),
        "FLOAT4" => shortest(&f32::from_be_bytes(fixed(bytes)?)),
        "FLOAT8" => shortest(&f64::from_be_bytes(fixed(bytes)?)),
        "TEXT" | "VARCHAR" | "NAME" | "JSON" | "XML" | "UNKNOWN" | "citext" => {
            return text(bytes).map(Value::Text);
        }
        "CHAR" => {
            return text(bytes).map(|text| Value::Text(text.trim_end_matches(' ').to_owned()));
        }
        "\"CHAR\"" => {
            return text(bytes).map(|text| Value::Text(text.trim_end_matches('\0').to_owned()));
        }
        "JSONB" => {
            // The first byte is the version of the format, and there is one version.
            let (_, json) = bytes.split_first().ok_or("it is cut off")?;
            return text(json).map(Value::Text);
        }
        "UUID" => return Ok(Value::Text(Uuid::from_bytes(fixed(bytes)?).to_string())),
        "DATE" => return Ok(date(i32::from_be_bytes(fixed(bytes)?))),
        "TIMESTAMP" | "TIMESTAMPTZ" => return Ok(moment(i64::from_be_bytes(fixed(bytes)?))),
        "TIME" => return time(i64::from_be_bytes(fixed(bytes)?)).map(Value::Text),
        other => {
            return Err(format!(
                "{UNSUPPORTED} {other}; write a cast, such as `::text`, in the query"
            ));
        }
    };
    number
        .map(Value::Decimal)
        .ok_or_else(|| "it is no number that can be exact".to_owned())
}

/// A binary fraction as the shortest decimal that stands for it; `None` for NaN and infinities.
fn shortest(number: &impl ToString) -> Option<Decimal> {
    number.to_string().parse().ok()
}

/// A date; what PostgreSQL calls infinity and what stands for "no date" is nothing.
fn date(days: i32) -> Value {
    days.checked_add(EPOCH_DAYS)
        .and_then(NaiveDate::from_num_days_from_ce_opt)
        .filter(|date| date.year() > 1)
        .map_or(Value::Null, Value::Date)
}

/// A moment; see [`date`].
fn moment(microseconds: i64) -> Value {
    let seconds = microseconds.div_euclid(1_000_000) + EPOCH_SECONDS;
    let nanoseconds = microseconds.rem_euclid(1_000_000) * 1_000;
    u32::try_from(nanoseconds)
        .ok()
        .and_then(|nanoseconds| DateTime::from_timestamp(seconds, nanoseconds))
        .map(|moment| moment.naive_utc())
        .filter(|moment| moment.year() > 1)
        .map_or(Value::Null, Value::DateTime)
}

fn time(microseconds: i64) -> Result<String, String> {
    // 24:00:00 is a time to PostgreSQL; it wraps to the midnight it is.
    let (time, _) = NaiveTime::MIN.overflowing_add_signed(TimeDelta::microseconds(microseconds));
    Ok(time.format("%H:%M:%S%.f").to_string())
}

fn text(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| "it is no UTF-8 text".to_owned())
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
    bytes.try_into().map_err(|_| "it is cut off".to_owned())
}
