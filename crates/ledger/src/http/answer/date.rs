//! Dates in their usual spellings.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use crate::Value;

/// A date or moment in ISO 8601 or `/Date(…)/`; a moment with a zone is told in `zone`. Dates that
/// mean nothing, such as `0000-00-00`, are [`Value::Null`]. `None` for another text.
pub(super) fn read(text: &str, zone: Tz) -> Option<Value> {
    if let Some(millis) = ticks(text) {
        return moment(millis, zone);
    }
    let bytes = text.as_bytes();
    if bytes.len() < 10 || bytes[4] != b'-' || bytes[7] != b'-' || !bytes[0].is_ascii_digit() {
        return None;
    }
    if let Some(rest) = text.strip_prefix("0000-00-00") {
        return (rest.is_empty() || rest.starts_with([' ', 'T'])).then_some(Value::Null);
    }
    if bytes.len() == 10 {
        return text.parse().ok().map(day);
    }
    if !matches!(bytes[10], b'T' | b' ') {
        return None;
    }
    for format in [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
    ] {
        if let Ok(clock) = NaiveDateTime::parse_from_str(text, format) {
            return Some(wall(clock));
        }
    }
    for format in ["%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%d %H:%M:%S%.f%#z"] {
        if let Ok(moment) = DateTime::parse_from_str(text, format) {
            return Some(wall(moment.with_timezone(&zone).naive_local()));
        }
    }
    None
}

/// The same in a spelling of the configuration.
pub(super) fn spelled(text: &str, format: &str, zone: Tz) -> Option<Value> {
    match format {
        "unix" => moment(text.parse::<i64>().ok()?.checked_mul(1_000)?, zone),
        "unix_ms" => moment(text.parse().ok()?, zone),
        _ => NaiveDateTime::parse_from_str(text, format)
            .map(wall)
            .ok()
            .or_else(|| NaiveDate::parse_from_str(text, format).map(day).ok()),
    }
}

pub(super) fn day(day: NaiveDate) -> Value {
    if day.year() <= 1 {
        return Value::Null;
    }
    Value::Date(day)
}

pub(super) fn wall(clock: NaiveDateTime) -> Value {
    if clock.year() <= 1 {
        return Value::Null;
    }
    Value::DateTime(clock)
}

fn moment(millis: i64, zone: Tz) -> Option<Value> {
    let moment = DateTime::from_timestamp_millis(millis)?;
    Some(wall(moment.with_timezone(&zone).naive_local()))
}

/// `/Date(1700000000000)/` and `/Date(1700000000000+0300)/`: milliseconds of UTC; the offset only
/// tells where somebody was.
fn ticks(text: &str) -> Option<i64> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let end = inner
        .char_indices()
        .skip(1)
        .find(|(_, c)| matches!(c, '+' | '-'))
        .map_or(inner.len(), |(at, _)| at);
    inner[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> String {
        match read(text, Tz::Europe__Moscow) {
            Some(Value::Null) => "nothing".to_owned(),
            Some(Value::Date(day)) => day.to_string(),
            Some(Value::DateTime(clock)) => clock.to_string(),
            _ => "text".to_owned(),
        }
    }

    #[test]
    fn a_date_is_one_in_every_usual_spelling() {
        assert_eq!(told("2024-03-20"), "2024-03-20");
        assert_eq!(told("2024-03-20T12:00:00"), "2024-03-20 12:00:00");
        assert_eq!(told("2024-03-20 12:00:00.000"), "2024-03-20 12:00:00");
        assert_eq!(told("2024-03-20T09:00:00Z"), "2024-03-20 12:00:00");
        assert_eq!(told("2024-03-20T10:00:00+01:00"), "2024-03-20 12:00:00");
        assert_eq!(
            told("2024-03-20T10:00:00.5+0100"),
            "2024-03-20 12:00:00.500"
        );
        assert_eq!(told("/Date(1710892800000+0000)/"), "2024-03-20 03:00:00");
        assert_eq!(told("/Date(-86400000)/"), "1969-12-31 03:00:00");
    }

    #[test]
    fn an_empty_date_is_nothing_and_another_text_is_text() {
        assert_eq!(told("0000-00-00"), "nothing");
        assert_eq!(told("0000-00-00 00:00:00"), "nothing");
        assert_eq!(told("0001-01-01T00:00:00"), "nothing");
        assert_eq!(told("2024-13-45"), "text");
        assert_eq!(told("2024-03-20-17"), "text");
        assert_eq!(told("УТ00-00012"), "text");
        assert_eq!(told(""), "text");
    }
}
