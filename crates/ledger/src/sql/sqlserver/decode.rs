//! SQL Server's values.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use rust_decimal::Decimal;
use rust_decimal::prelude::FromPrimitive;
use tiberius::{ColumnData, ColumnType, FromSql, Row};

use crate::{ReadError, Value};

/// The driver brings `money` as a binary fraction; up to here its four decimals are sure.
const SURE_MONEY: f64 = 1e11;

/// Every value of a row.
pub(super) fn row(row: &Row) -> Result<Vec<Value>, ReadError> {
    row.cells()
        .map(|(column, data)| {
            value(column.column_type(), data).map_err(|problem| ReadError::Nonsense {
                column: column.name().to_owned(),
                problem: problem.to_owned(),
            })
        })
        .collect()
}

/// One value; the error is a problem without the value.
fn value(kind: ColumnType, data: &ColumnData<'static>) -> Result<Value, &'static str> {
    let value = match data {
        ColumnData::Bit(flag) => flag.map(Value::Bool),
        ColumnData::U8(number) => number.map(|number| Value::Integer(number.into())),
        ColumnData::I16(number) => number.map(|number| Value::Integer(number.into())),
        ColumnData::I32(number) => number.map(|number| Value::Integer(number.into())),
        ColumnData::I64(number) => number.map(Value::Integer),
        ColumnData::F32(number) => number.map(|number| shortest(&number)).transpose()?,
        ColumnData::F64(Some(number)) if is_money(kind) => Some(money(*number)?),
        ColumnData::F64(number) => number.map(|number| shortest(&number)).transpose()?,
        ColumnData::Numeric(Some(number)) => {
            let decimal = Decimal::try_from_i128_with_scale(number.value(), number.scale().into());
            Some(Value::Decimal(
                decimal.map_err(|_| "it has more digits than can be exact")?,
            ))
        }
        ColumnData::Numeric(None) => None,
        ColumnData::String(text) => text.as_deref().map(|text| {
            let padded = matches!(kind, ColumnType::BigChar | ColumnType::NChar);
            let text = if padded {
                text.trim_end_matches(' ')
            } else {
                text
            };
            Value::Text(text.to_owned())
        }),
        ColumnData::Xml(xml) => xml.as_deref().map(|xml| Value::Text(xml.to_string())),
        ColumnData::Guid(guid) => guid.map(|guid| Value::Text(guid.to_string())),
        ColumnData::Date(_) => {
            let date: Option<NaiveDate> = from(data)?;
            date.filter(|date| date.year() > 1).map(Value::Date)
        }
        ColumnData::Time(_) => {
            let time: Option<NaiveTime> = from(data)?;
            time.map(|time| Value::Text(time.format("%H:%M:%S%.f").to_string()))
        }
        ColumnData::DateTime(_) | ColumnData::SmallDateTime(_) | ColumnData::DateTime2(_) => {
            let moment: Option<NaiveDateTime> = from(data)?;
            moment.filter(is_a_date).map(Value::DateTime)
        }
        ColumnData::DateTimeOffset(_) => {
            // On the wire it is UTC with an offset beside it; the driver reads it so for this type
            // only. <https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/786f5b8a-f87d-4980-9070-b9b7274c681d>
            let moment: Option<DateTime<FixedOffset>> = from(data)?;
            let moment = moment.map(|moment| moment.naive_utc());
            moment.filter(is_a_date).map(Value::DateTime)
        }
        ColumnData::Binary(_) => {
            return Err(
                "its type is binary; write a conversion, such as `convert(…)`, in the query",
            );
        }
    };
    Ok(value.unwrap_or(Value::Null))
}

fn from<'a, T: FromSql<'a>>(data: &'a ColumnData<'static>) -> Result<Option<T>, &'static str> {
    T::from_sql(data).map_err(|_| "it cannot be decoded")
}

/// The year 1, and the first day a `datetime` can hold, stand for "no date".
fn is_a_date(moment: &NaiveDateTime) -> bool {
    let first = NaiveDate::from_ymd_opt(1753, 1, 1).map(|date| date.and_time(NaiveTime::MIN));
    moment.year() > 1 && Some(*moment) != first
}

fn is_money(kind: ColumnType) -> bool {
    matches!(kind, ColumnType::Money | ColumnType::Money4)
}

fn money(number: f64) -> Result<Value, &'static str> {
    if number.abs() >= SURE_MONEY {
        return Err(
            "it is more money than the driver brings exactly; write `cast(… as decimal(19, 4))`",
        );
    }
    Decimal::from_f64(number)
        .map(|decimal| Value::Decimal(decimal.round_dp(4)))
        .ok_or("it is no number that can be exact")
}

/// A binary fraction as the shortest decimal that stands for it.
fn shortest(number: &impl ToString) -> Result<Value, &'static str> {
    let decimal: Result<Decimal, _> = number.to_string().parse();
    decimal
        .map(Value::Decimal)
        .map_err(|_| "it is no number that can be exact")
}

#[cfg(test)]
mod tests {
    use tiberius::numeric::Numeric;
    use tiberius::time::{Date, DateTime as OldDateTime, DateTime2, DateTimeOffset, Time};

    use super::*;

    fn read(kind: ColumnType, data: &ColumnData<'static>) -> Value {
        value(kind, data).unwrap()
    }

    fn decimal(number: &str) -> Value {
        Value::Decimal(number.parse().unwrap())
    }

    #[test]
    fn numbers_keep_their_digits() {
        assert_eq!(
            read(
                ColumnType::Numericn,
                &ColumnData::Numeric(Some(Numeric::new_with_scale(-150_050, 2)))
            ),
            decimal("-1500.50")
        );
        assert_eq!(
            read(ColumnType::Money, &ColumnData::F64(Some(0.1 + 0.2))),
            decimal("0.3")
        );
        assert_eq!(
            read(ColumnType::Float8, &ColumnData::F64(Some(0.1))),
            decimal("0.1")
        );
        assert_eq!(
            read(ColumnType::Float4, &ColumnData::F32(Some(0.1))),
            decimal("0.1")
        );
        assert_eq!(
            read(ColumnType::Int8, &ColumnData::I64(Some(i64::MIN))),
            Value::Integer(i64::MIN)
        );
        assert!(value(ColumnType::Money, &ColumnData::F64(Some(1e14))).is_err());
        assert!(value(ColumnType::Float8, &ColumnData::F64(Some(f64::NAN))).is_err());
        let vast = Numeric::new_with_scale(i128::MAX, 0);
        assert!(value(ColumnType::Numericn, &ColumnData::Numeric(Some(vast))).is_err());
    }

    #[test]
    fn a_padded_text_loses_its_padding_and_another_keeps_its_blanks() {
        let text = || ColumnData::String(Some("ab  ".into()));
        assert_eq!(
            read(ColumnType::NChar, &text()),
            Value::Text("ab".to_owned())
        );
        assert_eq!(
            read(ColumnType::NVarchar, &text()),
            Value::Text("ab  ".to_owned())
        );
    }

    #[test]
    fn dates_are_told_by_their_clock_and_moments_in_utc() {
        // Days since the year 1, and since 1900; 10:00 in hundreds of nanoseconds.
        let date = Date::new(738_944);
        let at = DateTime2::new(date, Time::new(360_000_000_000, 7));
        assert_eq!(
            read(ColumnType::Daten, &ColumnData::Date(Some(date))),
            Value::Date("2024-02-29".parse().unwrap())
        );
        assert_eq!(
            read(ColumnType::Datetime2, &ColumnData::DateTime2(Some(at))),
            Value::DateTime("2024-02-29T10:00:00".parse().unwrap())
        );
        let offset = DateTimeOffset::new(at, 180);
        assert_eq!(
            read(
                ColumnType::DatetimeOffsetn,
                &ColumnData::DateTimeOffset(Some(offset))
            ),
            Value::DateTime("2024-02-29T10:00:00".parse().unwrap())
        );
        assert_eq!(
            read(
                ColumnType::Datetime,
                &ColumnData::DateTime(Some(OldDateTime::new(45_349, 0)))
            ),
            Value::DateTime("2024-02-29T00:00:00".parse().unwrap())
        );
    }

    #[test]
    fn what_stands_for_no_date_is_nothing() {
        assert_eq!(
            read(ColumnType::Daten, &ColumnData::Date(Some(Date::new(0)))),
            Value::Null
        );
        // 1753-01-01, 53 690 days before 1900.
        let first = OldDateTime::new(-53_690, 0);
        assert_eq!(
            read(ColumnType::Datetime, &ColumnData::DateTime(Some(first))),
            Value::Null
        );
        assert_eq!(
            read(ColumnType::Datetime, &ColumnData::DateTime(None)),
            Value::Null
        );
    }

    #[test]
    fn binary_data_are_refused_at_the_first_row_whatever_it_holds() {
        assert!(value(ColumnType::BigVarBin, &ColumnData::Binary(None)).is_err());
    }
}
