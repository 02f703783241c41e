//! Values as the dialects write them.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};
use chrono_tz::Tz;

use super::Protocol;
use crate::{Scalar, Value};

/// The writer of one service's literals.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Literals {
    pub(crate) protocol: Protocol,
    /// Where a `datetime` is meant, for dialects whose moments have a zone.
    pub(crate) timezone: Option<Tz>,
}

impl Literals {
    /// A value of a hole's type; `None` when it is unknown.
    pub(crate) fn write(&self, value: &Value, kind: Scalar) -> Option<String> {
        match (kind, value) {
            (Scalar::Guid, Value::Text(guid)) => Some(match self.protocol {
                Protocol::V4 => guid.clone(),
                Protocol::OneC | Protocol::V2 => format!("guid'{guid}'"),
            }),
            (Scalar::Text, Value::Text(text)) => Some(quoted(text)),
            (_, Value::Integer(number)) => Some(self.integer(*number)),
            (_, Value::Decimal(number)) => Some(match self.protocol {
                Protocol::V2 => format!("{number}M"),
                Protocol::OneC | Protocol::V4 => number.to_string(),
            }),
            (_, Value::Bool(flag)) => Some(flag.to_string()),
            (_, Value::Date(date)) => Some(self.date(*date)),
            (_, Value::DateTime(moment)) => Some(self.moment(*moment)),
            (_, Value::Null | Value::Text(_)) => None,
        }
    }

    fn integer(&self, number: i64) -> String {
        // Version 2 takes a bare number for one of 32 bits.
        let long = self.protocol == Protocol::V2 && i32::try_from(number).is_err();
        format!("{number}{}", if long { "L" } else { "" })
    }

    fn date(&self, date: NaiveDate) -> String {
        match self.protocol {
            Protocol::V4 => date.format("%Y-%m-%d").to_string(),
            Protocol::OneC | Protocol::V2 => self.moment(date.and_time(NaiveTime::MIN)),
        }
    }

    fn moment(&self, moment: NaiveDateTime) -> String {
        match self.protocol {
            // 1C takes no fraction of a second.
            Protocol::OneC => format!("datetime'{}'", moment.format("%Y-%m-%dT%H:%M:%S")),
            Protocol::V2 => format!("datetime'{}'", moment.format("%Y-%m-%dT%H:%M:%S%.f")),
            Protocol::V4 => {
                let zone = self.timezone.unwrap_or(Tz::UTC);
                // An hour that does not exist is taken for UTC's: nothing better is known of it.
                let utc = zone
                    .from_local_datetime(&moment)
                    .earliest()
                    .map_or(moment, |moment| moment.with_timezone(&Utc).naive_utc());
                format!("{}Z", utc.format("%Y-%m-%dT%H:%M:%S%.f"))
            }
        }
    }
}

/// A string as a literal: the same in every version.
pub(crate) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(protocol: Protocol, value: &Value, kind: Scalar) -> String {
        let timezone = Some(chrono_tz::Europe::Moscow);
        let literals = Literals { protocol, timezone };
        literals.write(value, kind).unwrap()
    }

    #[test]
    fn every_type_is_written_as_its_dialect_wants_it() {
        let guid = "41aa6331-954f-11e3-814b-005056c00008";
        let cases = [
            (
                Value::Text(guid.to_owned()),
                Scalar::Guid,
                [
                    format!("guid'{guid}'"),
                    format!("guid'{guid}'"),
                    guid.to_owned(),
                ],
            ),
            (
                Value::Text("O'Brien & Söhne".to_owned()),
                Scalar::Text,
                ["'O''Brien & Söhne'"; 3].map(str::to_owned),
            ),
            (
                Value::Text(guid.to_owned()),
                Scalar::Text,
                [(); 3].map(|()| format!("'{guid}'")),
            ),
            (
                Value::Integer(-7),
                Scalar::Integer,
                ["-7"; 3].map(str::to_owned),
            ),
            (
                Value::Integer(7_707_083_893),
                Scalar::Integer,
                ["7707083893", "7707083893L", "7707083893"].map(str::to_owned),
            ),
            (
                Value::Decimal("1200.50".parse().unwrap()),
                Scalar::Decimal,
                ["1200.50", "1200.50M", "1200.50"].map(str::to_owned),
            ),
            (
                Value::Bool(false),
                Scalar::Bool,
                ["false"; 3].map(str::to_owned),
            ),
            (
                Value::Date("2024-02-29".parse().unwrap()),
                Scalar::Date,
                [
                    "datetime'2024-02-29T00:00:00'",
                    "datetime'2024-02-29T00:00:00'",
                    "2024-02-29",
                ]
                .map(str::to_owned),
            ),
            (
                Value::DateTime("2024-02-29T01:02:03.5".parse().unwrap()),
                Scalar::Datetime,
                [
                    "datetime'2024-02-29T01:02:03'",
                    "datetime'2024-02-29T01:02:03.500'",
                    "2024-02-28T22:02:03.500Z",
                ]
                .map(str::to_owned),
            ),
        ];
        for (value, kind, expected) in cases {
            let written = Protocol::ALL.map(|protocol| write(protocol, &value, kind));
            assert_eq!(written, expected, "{value:?}");
        }
    }
}
