//! What the page's script puts rows in order by, where the written text would mislead it.

use std::fmt;

use chrono::NaiveDateTime;
use rust_decimal::Decimal;

use super::TableCell;
use crate::config::block::Format;
use crate::expression::Value;

/// What a cell is compared by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// There is no value; it comes last whichever way the column is ordered.
    Nothing,
    Number(Decimal),
    Moment(NaiveDateTime),
    /// Amounts are compared within their currency.
    Money {
        currency: Option<String>,
        amount: Decimal,
    },
}

impl Key {
    /// `None` where the text as it stands is what to compare.
    pub(super) fn of(value: &Value, format: Format, currency: Option<&str>) -> Option<Self> {
        match (value, format) {
            (Value::Null, _) => Some(Self::Nothing),
            (_, Format::Money) => Some(Self::Money {
                currency: currency.map(str::to_owned),
                amount: value.number()?,
            }),
            (_, Format::Number | Format::Percent) => Some(Self::Number(value.number()?)),
            (Value::DateTime(moment), _) => Some(Self::Moment(*moment)),
            (_, Format::Date) => Some(Self::Moment(value.date()?.into())),
            (Value::Date(date), _) => Some(Self::Moment((*date).into())),
            (Value::Number(number), Format::Text) => Some(Self::Number(*number)),
            _ => None,
        }
    }
}

/// As the script reads it: a number, after the currency where there is one.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Number(number) => write!(f, "{}", number.normalize()),
            Self::Moment(moment) => write!(f, "{}", moment.format("%Y%m%d%H%M%S")),
            Self::Money { currency, amount } => {
                if let Some(currency) = currency {
                    write!(f, "{currency} ")?;
                }
                write!(f, "{}", amount.normalize())
            }
        }
    }
}

/// Leaves the currencies out where there is only one: most tables, on every row.
pub(super) fn distinguish(rows: &mut [Vec<TableCell>]) {
    let mut cells = rows.iter().flatten();
    let first = cells.find_map(|cell| of(cell).cloned());
    let is_first = |cell: &TableCell| of(cell).is_none_or(|other| Some(other) == first.as_ref());
    if rows.iter().flatten().all(is_first) {
        for cell in rows.iter_mut().flatten() {
            if let Some(Key::Money { currency, .. }) = &mut cell.key {
                *currency = None;
            }
        }
    }
}

fn of(cell: &TableCell) -> Option<&Option<String>> {
    match &cell.key {
        Some(Key::Money { currency, .. }) => Some(currency),
        _ => None,
    }
}
