//! How a value is spelled, before its place escapes it.

use std::fmt::Write;

use serde_json::{Number, Value as Json};

use crate::http::HttpQueryError;
use crate::{Argument, Value};

const DATETIME: &str = "%Y-%m-%dT%H:%M:%S";

/// How the system writes what JSON has no type for.
#[derive(Clone, Debug)]
pub(in crate::http) struct Spelling {
    datetime: String,
}

impl Spelling {
    pub(super) fn new(datetime: Option<&str>) -> Result<Self, HttpQueryError> {
        let datetime = datetime.unwrap_or(DATETIME).to_owned();
        // A format that cannot be written is found out here, not in the middle of a read.
        let moment = chrono::DateTime::UNIX_EPOCH.naive_utc();
        if write!(String::new(), "{}", moment.format(&datetime)).is_err() {
            return Err(HttpQueryError::BadSetting {
                at: "datetime_format".to_owned(),
                problem: "it is no format of a wall clock time",
            });
        }
        Ok(Self { datetime })
    }

    pub(super) fn text(&self, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(flag) => flag.to_string(),
            Value::Integer(number) => number.to_string(),
            Value::Decimal(number) => number.to_string(),
            Value::Text(text) => text.clone(),
            Value::Date(date) => date.to_string(),
            Value::DateTime(moment) => moment.format(&self.datetime).to_string(),
        }
    }

    pub(super) fn json(&self, value: &Value) -> Json {
        match value {
            Value::Null => Json::Null,
            Value::Bool(flag) => Json::Bool(*flag),
            Value::Integer(number) => Json::from(*number),
            Value::Decimal(number) => {
                let text = number.normalize().to_string();
                // As a number only where that says exactly the same.
                let exact = text
                    .parse()
                    .ok()
                    .and_then(Number::from_f64)
                    .filter(|number| number.to_string().trim_end_matches(".0") == text);
                exact.map_or(Json::String(text), Json::Number)
            }
            Value::Text(_) | Value::Date(_) | Value::DateTime(_) => Json::String(self.text(value)),
        }
    }
}

/// Whether no row can answer to it: unknown, or a text of blanks, which many systems take for "do
/// not filter".
pub(super) fn equals_nothing(argument: &Argument) -> bool {
    match argument {
        Argument::One(Value::Text(text)) => text.trim().is_empty(),
        Argument::One(value) => value.is_null(),
        Argument::Many(_) => false,
    }
}
