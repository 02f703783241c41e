//! The values of MySQL and MariaDB, from their binary form.
//! <https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_binary_resultset.html>

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;
use sqlx::mysql::MySqlRow;
use sqlx::{Column, Row, TypeInfo, ValueRef};

use crate::{ReadError, Value};

/// Every value of a row.
pub(super) fn row(row: &MySqlRow) -> Result<Vec<Value>, ReadError> {
    let cells = row.columns().iter().enumerate().map(|(position, column)| {
        let nonsense = |problem: String| ReadError::Nonsense {
            column: column.name().to_owned(),
            problem,
        };
        let raw = row
            .try_get_raw(position)
            .map_err(|_| nonsense("it is missing".to_owned()))?;
        // The driver takes `0000-00-00` for null as well, and so do we.
        let bytes: Option<&[u8]> = if raw.is_null() {
            None
        } else {
            let bytes = row.try_get_unchecked::<&[u8], _>(position);
            Some(bytes.map_err(|_| nonsense("it is missing".to_owned()))?)
        };
        value(column.type_info().name(), bytes).map_err(nonsense)
    });
    cells.collect()
}

/// One value; the error is a problem without the value. A type that cannot be read is told at the
/// column's first row, be it `null`.
fn value(kind: &str, bytes: Option<&[u8]>) -> Result<Value, String> {
    let read: fn(&str, &[u8]) -> Result<Value, String> = match kind {
        "BOOLEAN" | "TINYINT" | "SMALLINT" | "MEDIUMINT" | "INT" | "BIGINT" => signed,
        "TINYINT UNSIGNED" | "SMALLINT UNSIGNED" | "MEDIUMINT UNSIGNED" | "INT UNSIGNED"
        | "BIGINT UNSIGNED" | "YEAR" => unsigned,
        "BIT" => bit,
        "FLOAT" => |_, bytes| shortest(&f32::from_le_bytes(fixed(bytes)?)),
        "DOUBLE" => |_, bytes| shortest(&f64::from_le_bytes(fixed(bytes)?)),
        "DECIMAL" => |_, bytes| {
            let digits = text(bytes)?;
            // What has more digits than fit is rounded to those that do, where it can be.
            let number = digits
                .parse()
                .map_err(|_| "it has more digits than can be exact")?;
            Ok(Value::Decimal(number))
        },
        "CHAR" | "VARCHAR" | "TINYTEXT" | "TEXT" | "MEDIUMTEXT" | "LONGTEXT" | "ENUM" | "SET"
        | "JSON" => |_, bytes| text(bytes).map(Value::Text),
        "DATE" => |_, bytes| Ok(moment(bytes)?.map_or(Value::Null, |at| Value::Date(at.date()))),
        "DATETIME" | "TIMESTAMP" => {
            |_, bytes| Ok(moment(bytes)?.map_or(Value::Null, Value::DateTime))
        }
        "TIME" => |_, bytes| time(bytes).map(Value::Text),
        "NULL" => |_, _| Ok(Value::Null),
        // Text whose collation compares bytes comes under the names of raw bytes, JSON among it.
        "BINARY" | "VARBINARY" | "TINYBLOB" | "BLOB" | "MEDIUMBLOB" | "LONGBLOB" => {
            |kind, bytes| {
                let plain = text(bytes).ok().filter(|text| !text.contains('\0'));
                plain.map(Value::Text).ok_or_else(|| {
                    format!(
                        "its type is {kind}; write a conversion, such as `hex(…)`, in the query"
                    )
                })
            }
        }
        other => {
            return Err(format!(
                "its type is {other}; write a conversion, such as `cast(… as char)`, in the query"
            ));
        }
    };
    bytes.map_or(Ok(Value::Null), |bytes| read(kind, bytes))
}

/// Little-endian, as many bytes as the type has.
fn signed(_: &str, bytes: &[u8]) -> Result<Value, String> {
    let number = match bytes.len() {
        1 => i8::from_le_bytes(fixed(bytes)?).into(),
        2 => i16::from_le_bytes(fixed(bytes)?).into(),
        4 => i32::from_le_bytes(fixed(bytes)?).into(),
        _ => i64::from_le_bytes(fixed(bytes)?),
    };
    Ok(Value::Integer(number))
}

fn unsigned(_: &str, bytes: &[u8]) -> Result<Value, String> {
    let number: u64 = match bytes.len() {
        1 => u8::from_le_bytes(fixed(bytes)?).into(),
        2 => u16::from_le_bytes(fixed(bytes)?).into(),
        4 => u32::from_le_bytes(fixed(bytes)?).into(),
        _ => u64::from_le_bytes(fixed(bytes)?),
    };
    // Beyond what is signed it is still exact.
    Ok(i64::try_from(number).map_or_else(|_| Value::Decimal(number.into()), Value::Integer))
}

/// Big-endian; one bit is a flag.
fn bit(_: &str, bytes: &[u8]) -> Result<Value, String> {
    if bytes.len() > 8 {
        return Err("it is cut off".to_owned());
    }
    let number = bytes
        .iter()
        .fold(0_u64, |number, byte| (number << 8) | u64::from(*byte));
    match bytes {
        [0] => Ok(Value::Bool(false)),
        [1] => Ok(Value::Bool(true)),
        _ => unsigned("", &number.to_le_bytes()),
    }
}

/// A binary fraction as the shortest decimal that stands for it.
fn shortest(number: &impl ToString) -> Result<Value, String> {
    let decimal: Result<Decimal, _> = number.to_string().parse();
    decimal
        .map(Value::Decimal)
        .map_err(|_| "it is no number that can be exact".to_owned())
}

/// A length, then year, month, day, hour, minute, second, microseconds, as far as they are not
/// zero. What stands for "no date" is nothing: zeros, a zero month or day, the year 1.
fn moment(bytes: &[u8]) -> Result<Option<NaiveDateTime>, String> {
    let cut_off = || "it is cut off".to_owned();
    let (length, rest) = bytes.split_first().ok_or_else(cut_off)?;
    if usize::from(*length) != rest.len() || !matches!(length, 0 | 4 | 7 | 11) {
        return Err(cut_off());
    }
    let part = |at: usize| u32::from(rest.get(at).copied().unwrap_or_default());
    let year = rest
        .get(..2)
        .map_or(0, |year| u16::from_le_bytes([year[0], year[1]]));
    let microseconds = match rest.get(7..11) {
        Some(bytes) => u32::from_le_bytes(fixed(bytes)?),
        None => 0,
    };
    Ok(NaiveDate::from_ymd_opt(year.into(), part(2), part(3))
        .and_then(|date| date.and_hms_micro_opt(part(4), part(5), part(6), microseconds))
        .filter(|moment| moment.year() > 1))
}

/// A length, then a sign, days, hours, minutes, seconds, microseconds: a span rather than a time
/// of day.
fn time(bytes: &[u8]) -> Result<String, String> {
    let cut_off = || "it is cut off".to_owned();
    let (length, rest) = bytes.split_first().ok_or_else(cut_off)?;
    if usize::from(*length) != rest.len() || !matches!(length, 0 | 8 | 12) {
        return Err(cut_off());
    }
    if rest.is_empty() {
        return Ok("00:00:00".to_owned());
    }
    let sign = if rest[0] == 0 { "" } else { "-" };
    let days = u32::from_le_bytes(fixed(&rest[1..5])?);
    let hours = u64::from(days) * 24 + u64::from(rest[5]);
    let mut text = format!("{sign}{hours:02}:{:02}:{:02}", rest[6], rest[7]);
    if let Some(bytes) = rest.get(8..12) {
        let microseconds = format!("{:06}", u32::from_le_bytes(fixed(bytes)?));
        text.push('.');
        text.push_str(microseconds.trim_end_matches('0'));
    }
    Ok(text)
}

fn text(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| "it is no UTF-8 text".to_owned())
}

fn fixed<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
    bytes.try_into().map_err(|_| "it is cut off".to_owned())
}
