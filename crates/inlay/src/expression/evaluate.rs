//! Walking the tree.

use super::arithmetic::{arithmetic, negate};
use super::comparison::compare;
use super::error::EvaluateError;
use super::filter;
use super::node::{Filter, Node, Test};
use super::scope::Scope;
use super::value::{List, Value};

impl Node {
    pub(super) fn evaluate(&self, scope: &Scope) -> Result<Value, EvaluateError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Name(name) => scope
                .get(name)
                .cloned()
                .ok_or_else(|| EvaluateError::Unknown { name: name.clone() }),
            Self::Attribute(node, name) => self.attribute(&node.evaluate(scope)?, name),
            Self::Item(node, index) => self.item(&node.evaluate(scope)?, &index.evaluate(scope)?),
            Self::List(nodes) => {
                let values = nodes.iter().map(|node| node.evaluate(scope));
                Ok(Value::List(List::Values(values.collect::<Result<_, _>>()?)))
            }
            Self::Not(node) => Ok(Value::Bool(!node.evaluate(scope)?.is_true())),
            Self::Negate(node) => negate(&node.evaluate(scope)?),
            Self::And(left, right) => {
                let left = left.evaluate(scope)?;
                if left.is_true() {
                    right.evaluate(scope)
                } else {
                    Ok(left)
                }
            }
            Self::Or(left, right) => {
                let left = left.evaluate(scope)?;
                if left.is_true() {
                    Ok(left)
                } else {
                    right.evaluate(scope)
                }
            }
            Self::Arithmetic(operator, left, right) => {
                arithmetic(*operator, &left.evaluate(scope)?, &right.evaluate(scope)?)
            }
            Self::Comparison(first, rest) => {
                let mut left = first.evaluate(scope)?;
                for (how, node) in rest {
                    let right = node.evaluate(scope)?;
                    if !compare(*how, &left, &right)? {
                        return Ok(Value::Bool(false));
                    }
                    left = right;
                }
                Ok(Value::Bool(true))
            }
            Self::Test(test, node) => {
                let value = known(node.evaluate(scope))?;
                Ok(Value::Bool(match test {
                    Test::Null => value.is_some_and(|value| value.is_null()),
                    Test::Defined => value.is_some(),
                    Test::Undefined => value.is_none(),
                }))
            }
            Self::Choice {
                condition,
                then,
                otherwise,
            } => match (condition.evaluate(scope)?.is_true(), otherwise) {
                (true, _) => then.evaluate(scope),
                (false, Some(otherwise)) => otherwise.evaluate(scope),
                (false, None) => Ok(Value::Null),
            },
            Self::Filter(Filter::Default(fallback), node) => match known(node.evaluate(scope))? {
                Some(value) if !value.is_null() => Ok(value),
                _ => fallback.evaluate(scope),
            },
            Self::Filter(filter, node) => filter::apply(filter, &node.evaluate(scope)?),
        }
    }

    /// A column of a row. What is not there at all (a company card has no deal) has no columns
    /// either: nothing of nothing is nothing.
    fn attribute(&self, value: &Value, name: &str) -> Result<Value, EvaluateError> {
        let found = match value {
            Value::Null => Some(Value::Null),
            Value::Row(row) => row.get(name),
            _ => None,
        };
        found.ok_or_else(|| EvaluateError::Unknown { name: self.path() })
    }

    fn item(&self, value: &Value, index: &Value) -> Result<Value, EvaluateError> {
        match (value, index) {
            (_, Value::Text(name)) => self.attribute(value, name),
            (Value::Null, _) => Ok(Value::Null),
            // Past the end there is nothing, as `first` of no rows is nothing.
            (Value::List(list), Value::Number(index)) => Ok(usize::try_from(*index)
                .ok()
                .and_then(|i| list.get(i))
                .unwrap_or(Value::Null)),
            _ => Err(EvaluateError::Operands {
                operation: "[]",
                left: value.kind(),
                right: index.kind(),
            }),
        }
    }

    /// The node as it is written, for errors.
    fn path(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Attribute(node, name) => format!("{}.{name}", node.path()),
            Self::Item(node, index) => match index.as_ref() {
                Self::Literal(Value::Text(name)) => format!("{}.{name}", node.path()),
                _ => format!("{}[…]", node.path()),
            },
            _ => "(…)".to_owned(),
        }
    }
}

/// `None` for a name that does not exist.
fn known(value: Result<Value, EvaluateError>) -> Result<Option<Value>, EvaluateError> {
    match value {
        Ok(value) => Ok(Some(value)),
        Err(EvaluateError::Unknown { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
