//! One column of a row.

use chrono::NaiveDate;
use chrono_tz::Tz;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde_json::{Map, Number, Value as Json};
use serde_json_path::JsonPath;
use uuid::Uuid;

use super::{date, exact, jsonpath};
use crate::http::{HttpColumn, HttpQueryError};
use crate::{ReadError, Scalar, Value};

/// Decimals have 28 places.
const MOST_PLACES: i8 = 18;

#[derive(Debug)]
pub(super) struct Column {
    name: String,
    path: JsonPath,
    kind: Option<Scalar>,
    scale: i8,
    format: Option<String>,
}

/// Why a value is not what it should be; never with the value.
type Misfit = &'static str;

impl Column {
    pub(super) fn parse(name: &str, column: &HttpColumn) -> Result<Self, HttpQueryError> {
        let at = format!("columns.{name}");
        let wrong = |problem| {
            Err(HttpQueryError::BadSetting {
                at: at.clone(),
                problem,
            })
        };
        let is_number = matches!(column.kind, None | Some(Scalar::Integer | Scalar::Decimal));
        let is_date = matches!(column.kind, Some(Scalar::Date | Scalar::Datetime));
        if column.scale != 0 && !is_number {
            return wrong("`scale` is for numbers");
        }
        if column.scale.unsigned_abs() > MOST_PLACES.unsigned_abs() {
            return wrong("`scale` is between -18 and 18");
        }
        if column.format.is_some() && !is_date {
            return wrong("`format` is for a column of type date or datetime");
        }
        Ok(Self {
            name: name.to_owned(),
            path: jsonpath(&column.path, &at)?,
            kind: match column.kind {
                None if column.scale != 0 => Some(Scalar::Decimal),
                kind => kind,
            },
            scale: column.scale,
            format: column.format.clone(),
        })
    }

    pub(super) fn name(&self) -> String {
        self.name.clone()
    }

    pub(super) fn read(&self, row: &Json, zone: Tz) -> Result<Value, ReadError> {
        let Some(node) = self.path.query(row).first() else {
            return Ok(Value::Null);
        };
        let value = match wrapped(node) {
            Some(value) => value,
            None => self.convert(node, zone),
        };
        value.map_err(|problem| ReadError::Nonsense {
            column: self.name.clone(),
            problem: problem.to_owned(),
        })
    }

    fn convert(&self, node: &Json, zone: Tz) -> Result<Value, Misfit> {
        match (self.kind, node) {
            (_, Json::Null) => Ok(Value::Null),
            (None, node) => plain(node, zone),
            (Some(Scalar::Bool), node) => flag(node),
            // Odoo says false where there is nothing.
            (Some(_), Json::Bool(false)) => Ok(Value::Null),
            (Some(Scalar::Text), node) => Ok(Value::Text(spelled_out(node))),
            (Some(Scalar::Integer), node) => self.integer(node),
            (Some(Scalar::Decimal), node) => {
                Ok(self.decimal(node)?.map_or(Value::Null, Value::Decimal))
            }
            (Some(Scalar::Date), node) => Ok(match self.moment(node, zone)? {
                Value::DateTime(clock) => Value::Date(clock.date()),
                other => other,
            }),
            (Some(Scalar::Datetime), node) => Ok(match self.moment(node, zone)? {
                Value::Date(day) => Value::DateTime(day.and_time(chrono::NaiveTime::MIN)),
                other => other,
            }),
            (Some(Scalar::Guid), node) => guid(node),
        }
    }

    fn integer(&self, node: &Json) -> Result<Value, Misfit> {
        let Some(number) = self.decimal(node)? else {
            return Ok(Value::Null);
        };
        let whole = Some(number).filter(Decimal::is_integer);
        let whole = whole.and_then(|number| number.to_i64());
        whole.map(Value::Integer).ok_or("it is no whole number")
    }

    /// A number, also one that comes as a text; moved by the column's scale.
    fn decimal(&self, node: &Json) -> Result<Option<Decimal>, Misfit> {
        let number = match node {
            Json::Number(number) => of_number(number)?,
            Json::String(text) => match exact::number(text).unwrap_or(text.trim()) {
                "" => return Ok(None),
                text => of_text(text)?,
            },
            _ => return Err("it is no number"),
        };
        let moved = match self.scale {
            0 => Some(number),
            down @ ..0 => number.checked_mul(Decimal::new(1, u32::from(down.unsigned_abs()))),
            up => Decimal::from_i128_with_scale(10_i128.pow(u32::from(up.unsigned_abs())), 0)
                .checked_mul(number),
        };
        moved.map(Some).ok_or("it is too large a number")
    }

    fn moment(&self, node: &Json, zone: Tz) -> Result<Value, Misfit> {
        let text = spelled_out(node);
        let text = text.trim();
        if text.is_empty() {
            return Ok(Value::Null);
        }
        let value = match &self.format {
            Some(format) => date::spelled(text, format, zone),
            None => date::read(text, zone),
        };
        value.ok_or("it is no date")
    }
}

/// What a value is that nobody said the type of.
fn plain(node: &Json, zone: Tz) -> Result<Value, Misfit> {
    Ok(match node {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Value::Integer(whole),
            None => Value::Decimal(of_number(number)?),
        },
        Json::String(text) => match exact::number(text) {
            Some(number) => Value::Decimal(of_text(number)?),
            None => date::read(text, zone).unwrap_or_else(|| Value::Text(text.clone())),
        },
        Json::Array(_) | Json::Object(_) => Value::Text(spelled_out(node)),
    })
}

/// A value in a wrapping that says what it is: `{"decimal": "12.30"}` and dates of Tryton
/// (`{"__class__": "date", "year": …}`). `None` for anything else.
fn wrapped(node: &Json) -> Option<Result<Value, Misfit>> {
    let fields = node.as_object()?;
    if let Some(Json::String(number)) = fields.get("decimal") {
        return Some(of_text(number).map(Value::Decimal));
    }
    let class = fields.get("__class__").and_then(Json::as_str)?;
    let part = |name: &str| part(fields, name);
    let day = NaiveDate::from_ymd_opt(
        i32::try_from(part("year")?).ok()?,
        part("month")?,
        part("day")?,
    )?;
    match class {
        "date" => Some(Ok(date::day(day))),
        "datetime" => {
            let clock = day.and_hms_micro_opt(
                part("hour").unwrap_or(0),
                part("minute").unwrap_or(0),
                part("second").unwrap_or(0),
                part("microsecond").unwrap_or(0),
            );
            clock.map(|clock| Ok(date::wall(clock)))
        }
        _ => None,
    }
}

fn part(fields: &Map<String, Json>, name: &str) -> Option<u32> {
    fields.get(name)?.as_u64()?.try_into().ok()
}

fn flag(node: &Json) -> Result<Value, Misfit> {
    let text = spelled_out(node).trim().to_ascii_lowercase();
    Ok(match text.as_str() {
        "true" | "1" | "y" | "yes" => Value::Bool(true),
        "false" | "0" | "n" | "no" => Value::Bool(false),
        "" => Value::Null,
        _ => return Err("it is no yes or no"),
    })
}

fn guid(node: &Json) -> Result<Value, Misfit> {
    match Uuid::parse_str(spelled_out(node).trim()) {
        Ok(guid) if guid.is_nil() => Ok(Value::Null),
        Ok(guid) => Ok(Value::Text(guid.to_string())),
        Err(_) => Err("it is no GUID"),
    }
}

/// As a text: a string without its quotes, anything else as JSON writes it.
fn spelled_out(node: &Json) -> String {
    match node {
        Json::String(text) => exact::number(text).unwrap_or(text).to_owned(),
        other => other.to_string(),
    }
}

fn of_number(number: &Number) -> Result<Decimal, Misfit> {
    of_text(&number.to_string())
}

fn of_text(text: &str) -> Result<Decimal, Misfit> {
    if let Ok(number) = Decimal::from_str_exact(text) {
        return Ok(number);
    }
    if text.contains(['e', 'E'])
        && let Ok(number) = Decimal::from_scientific(text)
    {
        return Ok(number);
    }
    let looks_so = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    Err(if looks_so {
        "it is a number of more than 28 digits"
    } else {
        "it is no number"
    })
}
