//! A JSON value as one of ours.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use serde_json::{Number, Value as Json};

use crate::odata::Protocol;
use crate::odata::literal::Literals;
use crate::{Scalar, Value};

const EMPTY_REFERENCE: &str = "00000000-0000-0000-0000-000000000000";

/// What a field holds. A text stays a text, whatever it looks like, with three exceptions that
/// nothing else looks like: a moment, a date, an empty reference.
///
/// # Errors
/// When it is not of the type the query says it is of; the text says what it should have been.
pub(super) fn value(
    json: &Json,
    kind: Option<Scalar>,
    dialect: &Literals,
) -> Result<Value, String> {
    let Some(kind) = kind else {
        return Ok(untyped(json, dialect));
    };
    let wrong = || format!("it is not of type {kind}");
    if json.is_null() {
        return Ok(Value::Null);
    }
    if kind == Scalar::Text {
        return Ok(match json {
            Json::String(text) => Value::Text(text.clone()),
            other => Value::Text(other.to_string()),
        });
    }
    let text = match json {
        Json::String(text) if text.is_empty() => return Ok(Value::Null),
        Json::String(text) => Some(text.trim()),
        _ => None,
    };
    let decoded = untyped(json, dialect);
    match (kind, decoded, text) {
        (_, Value::Null, _) => Ok(Value::Null),
        (Scalar::Integer, Value::Decimal(number), None) if number.is_integer() => {
            number.try_into().map(Value::Integer).map_err(|_| wrong())
        }
        (Scalar::Integer, Value::Integer(number), None) => Ok(Value::Integer(number)),
        (Scalar::Integer, _, Some(text)) => text.parse().map(Value::Integer).map_err(|_| wrong()),
        (Scalar::Decimal, Value::Decimal(number), None) => Ok(Value::Decimal(number)),
        (Scalar::Decimal, Value::Integer(number), None) => Ok(Value::Decimal(number.into())),
        (Scalar::Decimal, _, Some(text)) => Decimal::from_str_exact(text)
            .map(Value::Decimal)
            .map_err(|_| wrong()),
        (Scalar::Date, Value::DateTime(moment), _) => Ok(Value::Date(moment.date())),
        (Scalar::Date, Value::Date(date), _) => Ok(Value::Date(date)),
        (Scalar::Datetime, Value::DateTime(moment), _) => Ok(Value::DateTime(moment)),
        (Scalar::Datetime, Value::Date(date), _) => {
            Ok(Value::DateTime(date.and_time(chrono::NaiveTime::MIN)))
        }
        (Scalar::Bool, Value::Bool(flag), _) => Ok(Value::Bool(flag)),
        (Scalar::Bool, _, Some(text)) => text.parse().map(Value::Bool).map_err(|_| wrong()),
        (Scalar::Guid, Value::Text(guid), _) => match uuid::Uuid::parse_str(&guid) {
            Ok(guid) => Ok(Value::Text(guid.to_string())),
            Err(_) => Err(wrong()),
        },
        _ => Err(wrong()),
    }
}

fn untyped(json: &Json, dialect: &Literals) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => self::number(number, dialect.protocol),
        Json::String(text) => self::text(text, dialect),
        // A table inside, or an object nobody asked to open.
        Json::Array(_) | Json::Object(_) => Value::Text(json.to_string()),
    }
}

fn number(number: &Number, protocol: Protocol) -> Value {
    match number.as_i64() {
        // Whole-number fields of 1C come as text: a number is of a field with a fraction, and a
        // column does not change its type from row to row.
        Some(whole) if protocol == Protocol::OneC => Value::Decimal(whole.into()),
        Some(whole) => Value::Integer(whole),
        None => {
            // The shortest decimal that stands for the binary fraction.
            let text = number.to_string();
            let decimal =
                Decimal::from_str_exact(&text).or_else(|_| Decimal::from_scientific(&text));
            decimal.map_or(Value::Text(text), Value::Decimal)
        }
    }
}

fn text(text: &str, dialect: &Literals) -> Value {
    if text == EMPTY_REFERENCE {
        return Value::Null;
    }
    let decoded = match dialect.protocol {
        Protocol::OneC => wall_clock(text).map(Value::DateTime),
        Protocol::V2 => ticks(text, dialect.timezone).map(Value::DateTime),
        Protocol::V4 => date(text)
            .map(Value::Date)
            // Some services leave the zone out, against the rules: a wall clock, then.
            .or_else(|| {
                zoned(text, dialect.timezone)
                    .or_else(|| wall_clock(text))
                    .map(Value::DateTime)
            }),
    };
    match decoded {
        // "Empty" in 1C and in services over databases without nulls.
        Some(Value::DateTime(moment)) if moment.year() <= 1 => Value::Null,
        Some(Value::Date(date)) if date.year() <= 1 => Value::Null,
        Some(decoded) => decoded,
        None => Value::Text(text.to_owned()),
    }
}

/// `2024-03-20T12:00:00`, exactly.
fn wall_clock(text: &str) -> Option<NaiveDateTime> {
    let fits = text.len() == 19 && text.as_bytes().get(10) == Some(&b'T');
    fits.then(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S").ok())?
}

/// `2024-03-20`, exactly.
fn date(text: &str) -> Option<NaiveDate> {
    let fits = text.len() == 10 && text.as_bytes().get(4) == Some(&b'-');
    fits.then(|| text.parse().ok())?
}

/// `2024-03-20T12:00:00Z`, with or without a fraction, with any offset.
fn zoned(text: &str, timezone: Option<Tz>) -> Option<NaiveDateTime> {
    let fits = text.len() >= 17 && text.as_bytes().get(10) == Some(&b'T');
    let moment = fits.then(|| DateTime::parse_from_rfc3339(text).ok())??;
    Some(
        moment
            .with_timezone(&timezone.unwrap_or(Tz::UTC))
            .naive_local(),
    )
}

/// `/Date(1700000000000)/`, a wall clock, or `/Date(1700000000000+0180)/`, a moment: milliseconds
/// and the offset of its writer in minutes.
fn ticks(text: &str, timezone: Option<Tz>) -> Option<NaiveDateTime> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let offset = inner
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '+' | '-'));
    let ticks = offset.map_or(inner, |(at, _)| &inner[..at]);
    let utc = DateTime::from_timestamp_millis(ticks.parse().ok()?)?;
    match offset {
        None => Some(utc.naive_utc()),
        Some(_) => Some(
            utc.with_timezone(&timezone.unwrap_or(Tz::UTC))
                .naive_local(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(protocol: Protocol, text: &str) -> String {
        let timezone = Some(chrono_tz::Europe::Moscow);
        let dialect = Literals { protocol, timezone };
        match value(&Json::String(text.to_owned()), None, &dialect).unwrap() {
            Value::DateTime(moment) => moment.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Null => "nothing".to_owned(),
            Value::Text(same) if same == text => "text".to_owned(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn moments_are_told_apart_from_texts_in_every_spelling() {
        use Protocol::{OneC, V2, V4};
        for (protocol, text, expected) in [
            (OneC, "2024-02-29T12:00:00", "2024-02-29 12:00:00"),
            (OneC, "0001-01-01T00:00:00", "nothing"),
            (OneC, "2023-02-29T12:00:00", "text"),
            (OneC, "2024-02-29", "text"),
            (OneC, "2024-02-29T12:00:00Z", "text"),
            (OneC, "в 2024-02-29T12:00:00", "text"),
            (OneC, EMPTY_REFERENCE, "nothing"),
            (V2, "/Date(1551312000000)/", "2019-02-28 00:00:00"),
            (V2, "/Date(-86400000)/", "1969-12-31 00:00:00"),
            (V2, "/Date(1551312000000+0000)/", "2019-02-28 03:00:00"),
            (V2, "/Date(-86400000-0180)/", "1969-12-31 03:00:00"),
            (V2, "/Date(-62135596800000)/", "nothing"),
            (V2, "/Date(soon)/", "text"),
            (V2, "/Date()/", "text"),
            (V4, "2024-02-29", "2024-02-29"),
            (V4, "0001-01-01", "nothing"),
            (V4, "2024-02-29T21:30:00Z", "2024-03-01 00:30:00"),
            (V4, "2024-02-29T21:30:00.5+02:00", "2024-02-29 22:30:00.500"),
            (V4, "2024-02-29T21:30:00", "2024-02-29 21:30:00"),
            (V4, "2024-02-29 is a day", "text"),
            (V4, "00-00000045", "text"),
        ] {
            assert_eq!(decoded(protocol, text), expected, "{protocol} {text}");
        }
    }

    #[test]
    fn a_number_is_exact_and_of_one_type_in_a_column_of_1c() {
        let onec = Literals {
            protocol: Protocol::OneC,
            timezone: None,
        };
        for (json, expected) in [
            ("0.1", "0.1"),
            ("100", "100"),
            ("-20.50", "-20.5"),
            ("1234567890.12", "1234567890.12"),
            ("1e-7", "0.0000001"),
        ] {
            let json: Json = serde_json::from_str(json).unwrap();
            let expected = Value::Decimal(expected.parse().unwrap());
            assert_eq!(value(&json, None, &onec), Ok(expected), "{json}");
        }
    }
}
