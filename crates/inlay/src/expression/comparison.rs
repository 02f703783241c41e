//! Which of two values is more.

use std::cmp::Ordering;

use super::error::EvaluateError;
use super::node::Comparison;
use super::value::Value;

/// Whether the comparison holds. Null is neither more nor less than anything.
pub(super) fn compare(how: Comparison, left: &Value, right: &Value) -> Result<bool, EvaluateError> {
    let ordered = |operation, holds: fn(Ordering) -> bool| {
        if left.is_null() || right.is_null() {
            return Ok(false);
        }
        let error = EvaluateError::Operands {
            operation,
            left: left.kind(),
            right: right.kind(),
        };
        order(left, right).map(holds).ok_or(error)
    };
    match how {
        Comparison::Equal => Ok(equal(left, right)),
        Comparison::Unequal => Ok(!equal(left, right)),
        Comparison::Less => ordered("<", Ordering::is_lt),
        Comparison::LessOrEqual => ordered("<=", Ordering::is_le),
        Comparison::Greater => ordered(">", Ordering::is_gt),
        Comparison::GreaterOrEqual => ordered(">=", Ordering::is_ge),
        Comparison::In => contains(right, left),
        Comparison::NotIn => contains(right, left).map(|found| !found),
    }
}

fn equal(left: &Value, right: &Value) -> bool {
    left == right || order(left, right).is_some_and(Ordering::is_eq)
}

/// The order of two values of one kind. A text beside a number or a date is read as one.
pub(super) fn order(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Number(_), _) | (_, Value::Number(_)) => Some(left.number()?.cmp(&right.number()?)),
        (Value::Date(_) | Value::DateTime(_), _) | (_, Value::Date(_) | Value::DateTime(_)) => {
            Some(left.moment()?.cmp(&right.moment()?))
        }
        _ => None,
    }
}

fn contains(list: &Value, value: &Value) -> Result<bool, EvaluateError> {
    match (list, value) {
        (Value::Null, _) => Ok(false),
        (Value::List(list), _) => Ok(list.iter().any(|item| equal(&item, value))),
        (Value::Text(text), Value::Text(part)) => Ok(text.contains(&**part)),
        (Value::Text(_), Value::Null) => Ok(false),
        _ => Err(EvaluateError::Operands {
            operation: "in",
            left: value.kind(),
            right: list.kind(),
        }),
    }
}
