//! Exact arithmetic.

use rust_decimal::Decimal;

use super::error::EvaluateError;
use super::node::Operator;
use super::value::Value;

impl Operator {
    fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// Null when either side is null, and for a division by zero.
pub(super) fn arithmetic(
    operator: Operator,
    left: &Value,
    right: &Value,
) -> Result<Value, EvaluateError> {
    if left.is_null() || right.is_null() {
        return Ok(Value::Null);
    }
    let operation = operator.sign();
    let (Some(a), Some(b)) = (left.number(), right.number()) else {
        return Err(EvaluateError::Operands {
            operation,
            left: left.kind(),
            right: right.kind(),
        });
    };
    let result = match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide if b.is_zero() => return Ok(Value::Null),
        Operator::Divide => a.checked_div(b),
    };
    result
        .map(Value::Number)
        .ok_or(EvaluateError::TooLarge { operation })
}

pub(super) fn negate(value: &Value) -> Result<Value, EvaluateError> {
    numeric("-", value, |number| Some(-number))
}

/// A function of one number; null stays null.
pub(super) fn numeric(
    operation: &'static str,
    value: &Value,
    function: impl FnOnce(Decimal) -> Option<Decimal>,
) -> Result<Value, EvaluateError> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    let number = value.number().ok_or(EvaluateError::Operand {
        operation,
        kind: value.kind(),
    })?;
    function(number)
        .map(Value::Number)
        .ok_or(EvaluateError::TooLarge { operation })
}
