//! Filters over lists and numbers.

use std::cmp::Ordering;

use rust_decimal::{Decimal, RoundingStrategy};

use super::arithmetic::numeric;
use super::comparison::order;
use super::error::EvaluateError;
use super::node::Filter;
use super::value::{List, Value};

pub(super) fn apply(filter: &Filter, value: &Value) -> Result<Value, EvaluateError> {
    match filter {
        Filter::Sum(attribute) => sum(value, attribute.as_deref()),
        Filter::Min(attribute) => extreme("min", value, attribute.as_deref(), Ordering::Less),
        Filter::Max(attribute) => extreme("max", value, attribute.as_deref(), Ordering::Greater),
        Filter::Count => match value {
            Value::Null => Ok(Value::Number(Decimal::ZERO)),
            Value::Text(text) => Ok(Value::Number(text.chars().count().into())),
            _ => Ok(Value::Number(list("count", value)?.len().into())),
        },
        Filter::First => match value {
            Value::Null => Ok(Value::Null),
            _ => Ok(list("first", value)?.get(0).unwrap_or(Value::Null)),
        },
        Filter::Last => match value {
            Value::Null => Ok(Value::Null),
            _ => {
                let list = list("last", value)?;
                Ok(list
                    .len()
                    .checked_sub(1)
                    .and_then(|i| list.get(i))
                    .unwrap_or(Value::Null))
            }
        },
        Filter::Round(digits) => numeric("round", value, |number| {
            Some(number.round_dp_with_strategy(*digits, RoundingStrategy::MidpointAwayFromZero))
        }),
        Filter::Abs => numeric("abs", value, |number| Some(number.abs())),
        // It has a value of its own to evaluate: the tree's walk does it.
        Filter::Default(_) => Ok(value.clone()),
    }
}

/// Nulls are left out; the sum of nothing is zero.
fn sum(value: &Value, attribute: Option<&str>) -> Result<Value, EvaluateError> {
    let mut total = Decimal::ZERO;
    for item in items("sum", value, attribute)? {
        let item = item?;
        let number = item.number().ok_or(EvaluateError::Operand {
            operation: "sum",
            kind: item.kind(),
        })?;
        total = total
            .checked_add(number)
            .ok_or(EvaluateError::TooLarge { operation: "sum" })?;
    }
    Ok(Value::Number(total))
}

/// Nulls are left out; the largest of nothing is null.
fn extreme(
    operation: &'static str,
    value: &Value,
    attribute: Option<&str>,
    wanted: Ordering,
) -> Result<Value, EvaluateError> {
    let mut best: Option<Value> = None;
    for item in items(operation, value, attribute)? {
        let item = item?;
        let better = match &best {
            None => true,
            Some(best) => {
                order(&item, best).ok_or(EvaluateError::Operands {
                    operation,
                    left: item.kind(),
                    right: best.kind(),
                })? == wanted
            }
        };
        if better {
            best = Some(item);
        }
    }
    Ok(best.unwrap_or(Value::Null))
}

/// The values of a list, or one column of its rows; nulls left out.
fn items(
    operation: &'static str,
    value: &Value,
    attribute: Option<&str>,
) -> Result<impl Iterator<Item = Result<Value, EvaluateError>>, EvaluateError> {
    let list = match value {
        Value::Null => List::Values([].into()),
        _ => list(operation, value)?,
    };
    let column = attribute.map(str::to_owned);
    let values: Vec<_> = list
        .iter()
        .map(|item| match (&column, item) {
            (None, item) => Ok(item),
            (Some(name), Value::Row(row)) => row
                .get(name)
                .ok_or_else(|| EvaluateError::Unknown { name: name.clone() }),
            (Some(_), item) => Err(EvaluateError::Operand {
                operation,
                kind: item.kind(),
            }),
        })
        .filter(|item| !matches!(item, Ok(Value::Null)))
        .collect();
    Ok(values.into_iter())
}

fn list(operation: &'static str, value: &Value) -> Result<List, EvaluateError> {
    match value {
        Value::List(list) => Ok(list.clone()),
        other => Err(EvaluateError::Operand {
            operation,
            kind: other.kind(),
        }),
    }
}
