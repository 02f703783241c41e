//! Dates and moments.

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::de::Deserializer;

use super::Scalar;

/// A date; `None` for every spelling of "nothing".
///
/// CRM methods answer a date as a moment, `2026-01-01T02:00:00+02:00`, in the time zone of the
/// portal's server: the day is what is written, and is not moved to any other zone
/// (`api-reference/data-types.md`).
///
/// # Errors
/// When it is neither a date nor nothing.
pub fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    let Some(text) = text(deserializer, "a date")? else {
        return Ok(None);
    };
    let day = text.get(..10).filter(|_| {
        // Nothing follows the day, or a time does.
        text.as_bytes()
            .get(10)
            .is_none_or(|&b| b == b'T' || b == b' ')
    });
    let date = day.and_then(|day| NaiveDate::parse_from_str(day, "%Y-%m-%d").ok());
    date.map(Some).ok_or_else(|| super::unfit("a date"))
}

/// A moment with its offset, `2026-01-01T10:00:00+02:00`; `None` for every spelling of "nothing".
///
/// # Errors
/// When it is neither a moment nor nothing; a moment without an offset is none.
pub fn moment<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<DateTime<FixedOffset>>, D::Error> {
    let Some(text) = text(deserializer, "a moment")? else {
        return Ok(None);
    };
    let moment = DateTime::parse_from_rfc3339(&text).ok();
    moment.map(Some).ok_or_else(|| super::unfit("a moment"))
}

fn text<'de, D: Deserializer<'de>>(
    deserializer: D,
    wanted: &'static str,
) -> Result<Option<String>, D::Error> {
    match Scalar::read(deserializer, wanted)? {
        Scalar::Nothing | Scalar::Flag(false) | Scalar::Number(0) => Ok(None),
        Scalar::Text(text) if text == "0" => Ok(None),
        Scalar::Text(text) => Ok(Some(text.trim().to_owned())),
        Scalar::Number(_) | Scalar::Flag(true) => Err(super::unfit(wanted)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_date_is_the_day_that_is_written() {
        for there in [
            json!("2026-01-01"),
            json!("2026-01-01T02:00:00+02:00"),
            json!("2026-01-01T00:30:00+03:00"),
            json!(" 2026-01-01 "),
        ] {
            let read = date(&there).unwrap().unwrap();
            assert_eq!(read.to_string(), "2026-01-01", "{there}");
        }
        for wrong in [
            json!("01.01.2026"),
            json!("2026-01-011"),
            json!("2026-13-01"),
            json!(7),
        ] {
            assert!(date(&wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_moment_keeps_its_offset() {
        let read = moment(&json!("2026-01-01T10:00:00+02:00"))
            .unwrap()
            .unwrap();
        assert_eq!(read.to_rfc3339(), "2026-01-01T10:00:00+02:00");
        assert!(moment(&json!("2026-01-01T10:00:00")).is_err());
        assert!(moment(&json!("tomorrow")).is_err());
    }

    #[test]
    fn nothing_is_neither() {
        for nothing in [
            json!(null),
            json!(""),
            json!(false),
            json!([]),
            json!({}),
            json!("0"),
        ] {
            assert_eq!(date(&nothing).unwrap(), None, "{nothing}");
            assert_eq!(moment(&nothing).unwrap(), None, "{nothing}");
        }
    }
}
