//! From minijinja's tree to ours.

use std::str::FromStr;

use minijinja::machinery::ast::{
    BinOpKind, CallArg, CompareOpKind, Const, Expr, Filter as FilterExpr, Spanned, UnaryOpKind,
};
use minijinja::machinery::{Span, parse_expr};
use minijinja::value::ValueKind;
use rust_decimal::Decimal;

use super::Expression;
use super::error::ExpressionError;
use super::node::{Comparison, Filter, Node, Operator, Test};
use super::value::Value;

/// Longer texts are refused: the tree of an expression is walked recursively.
const MAX_LENGTH: usize = 2_000;

pub(super) fn parse(text: &str) -> Result<Node, ExpressionError> {
    if text.len() > MAX_LENGTH {
        let message = format!("an expression may have {MAX_LENGTH} bytes at most");
        return Err(ExpressionError {
            message,
            offset: None,
        });
    }
    let tree = parse_expr(text).map_err(|error| ExpressionError {
        message: error.detail().unwrap_or("not an expression").to_owned(),
        offset: error.range().map(|range| range.start),
    })?;
    Parser { text }.node(&tree)
}

/// An expression that stands within a longer text.
pub(super) fn within(text: &str, expr: &Expr<'_>) -> Result<Expression, ExpressionError> {
    let span = expr.span();
    let written = text.get(span.start_offset as usize..span.end_offset as usize);
    Ok(Expression {
        text: written.unwrap_or_default().trim().to_owned(),
        node: Parser { text }.node(expr)?,
    })
}

struct Parser<'a> {
    text: &'a str,
}

impl Parser<'_> {
    fn node(&self, expr: &Expr<'_>) -> Result<Node, ExpressionError> {
        let boxed = |expr: &Expr<'_>| self.node(expr).map(Box::new);
        Ok(match expr {
            Expr::Var(name) => Node::Name(name.id.to_owned()),
            Expr::Const(literal) => self.literal(literal)?,
            Expr::GetAttr(attribute) => {
                Node::Attribute(boxed(&attribute.expr)?, attribute.name.to_owned())
            }
            Expr::GetItem(item) => Node::Item(boxed(&item.expr)?, boxed(&item.subscript_expr)?),
            Expr::List(list) => Node::List(self.nodes(&list.items)?),
            Expr::Tuple(tuple) => Node::List(self.nodes(&tuple.items)?),
            Expr::UnaryOp(unary) => match unary.op {
                UnaryOpKind::Not => Node::Not(boxed(&unary.expr)?),
                UnaryOpKind::Neg => Node::Negate(boxed(&unary.expr)?),
            },
            Expr::BinOp(binary) => {
                let (left, right) = (boxed(&binary.left)?, boxed(&binary.right)?);
                let arithmetic =
                    |operator| Ok(Node::Arithmetic(operator, left.clone(), right.clone()));
                let compared = |how| {
                    Ok(Node::Comparison(
                        left.clone(),
                        vec![(how, (*right).clone())],
                    ))
                };
                match binary.op {
                    BinOpKind::Add => arithmetic(Operator::Add),
                    BinOpKind::Sub => arithmetic(Operator::Subtract),
                    BinOpKind::Mul => arithmetic(Operator::Multiply),
                    BinOpKind::Div => arithmetic(Operator::Divide),
                    BinOpKind::ScAnd => Ok(Node::And(left, right)),
                    BinOpKind::ScOr => Ok(Node::Or(left, right)),
                    BinOpKind::Eq => compared(Comparison::Equal),
                    BinOpKind::Ne => compared(Comparison::Unequal),
                    BinOpKind::Lt => compared(Comparison::Less),
                    BinOpKind::Lte => compared(Comparison::LessOrEqual),
                    BinOpKind::Gt => compared(Comparison::Greater),
                    BinOpKind::Gte => compared(Comparison::GreaterOrEqual),
                    BinOpKind::In => compared(Comparison::In),
                    BinOpKind::FloorDiv => Err(unsupported("the operator `//`", expr.span())),
                    BinOpKind::Rem => Err(unsupported("the operator `%`", expr.span())),
                    BinOpKind::Pow => Err(unsupported("the operator `**`", expr.span())),
                    BinOpKind::Concat => Err(unsupported("the operator `~`", expr.span())),
                }?
            }
            Expr::Compare(chain) => {
                let first = boxed(&chain.expr)?;
                let rest = chain
                    .ops
                    .iter()
                    .map(|op| Ok((comparison(op.op), self.node(&op.expr)?)))
                    .collect::<Result<_, _>>()?;
                Node::Comparison(first, rest)
            }
            Expr::IfExpr(choice) => Node::Choice {
                condition: boxed(&choice.test_expr)?,
                then: boxed(&choice.true_expr)?,
                otherwise: choice.false_expr.as_ref().map(boxed).transpose()?,
            },
            Expr::Test(test) => {
                let kind = match test.name {
                    "none" => Test::Null,
                    "defined" => Test::Defined,
                    "undefined" => Test::Undefined,
                    other => return Err(unsupported(&format!("the test `{other}`"), expr.span())),
                };
                Node::Test(kind, boxed(&test.expr)?)
            }
            Expr::Filter(filter) => self.filter(filter)?,
            Expr::Slice(slice) => return Err(unsupported("a slice", slice.span())),
            Expr::Call(call) => return Err(unsupported("a call", call.span())),
            Expr::Map(map) => return Err(unsupported("a map", map.span())),
        })
    }

    fn nodes(&self, exprs: &[Expr<'_>]) -> Result<Vec<Node>, ExpressionError> {
        exprs.iter().map(|expr| self.node(expr)).collect()
    }

    /// A number is read from the text itself: minijinja has made a binary float of it.
    fn literal(&self, literal: &Spanned<Const>) -> Result<Node, ExpressionError> {
        let value = &literal.value;
        Ok(Node::Literal(match value.kind() {
            ValueKind::None => Value::Null,
            ValueKind::Bool => Value::Bool(value.is_true()),
            ValueKind::String => Value::text(value.as_str().unwrap_or_default()),
            ValueKind::Number => {
                let span = literal.span();
                let written = self
                    .text
                    .get(span.start_offset as usize..span.end_offset as usize)
                    .map(|digits| digits.trim().replace('_', ""))
                    .filter(|digits| digits.starts_with(|c: char| c.is_ascii_digit()))
                    .unwrap_or_else(|| value.to_string());
                let number = Decimal::from_str_exact(&written)
                    .or_else(|_| Decimal::from_scientific(&written))
                    .or_else(|_| Decimal::from_str(&value.to_string()))
                    .map_err(|_| unsupported("a number this long", span))?;
                Value::Number(number)
            }
            _ => return Err(unsupported("this literal", literal.span())),
        }))
    }

    fn filter(&self, filter: &Spanned<FilterExpr<'_>>) -> Result<Node, ExpressionError> {
        let Some(subject) = &filter.expr else {
            return Err(unsupported("a filter of nothing", filter.span()));
        };
        let name = filter.name;
        let wrong = |what: &str| ExpressionError {
            message: format!("the filter `{name}` {what}"),
            offset: Some(filter.span().start_offset as usize),
        };
        let kind = match (name, filter.args.as_slice()) {
            ("sum" | "min" | "max", []) => over(name, None),
            ("sum" | "min" | "max", [CallArg::Kwarg("attribute", value)]) => {
                match self.node(value)? {
                    Node::Literal(Value::Text(column)) => over(name, Some((*column).to_owned())),
                    _ => return Err(wrong("takes a column's name: `attribute = \"total\"`")),
                }
            }
            ("sum" | "min" | "max", _) => return Err(wrong("takes `attribute = \"total\"` only")),
            ("count" | "length", []) => Filter::Count,
            ("first", []) => Filter::First,
            ("last", []) => Filter::Last,
            ("abs", []) => Filter::Abs,
            ("round", []) => Filter::Round(0),
            ("round", [CallArg::Pos(value) | CallArg::Kwarg("precision", value)]) => {
                match self.node(value)? {
                    Node::Literal(Value::Number(digits)) => Filter::Round(
                        u32::try_from(digits).map_err(|_| wrong("takes a number of digits"))?,
                    ),
                    _ => return Err(wrong("takes a number of digits")),
                }
            }
            ("default", [CallArg::Pos(value)]) => Filter::Default(Box::new(self.node(value)?)),
            ("default", _) => return Err(wrong("takes one value")),
            ("count" | "length" | "first" | "last" | "abs" | "round", _) => {
                return Err(wrong("takes no such argument"));
            }
            _ => {
                let message = format!(
                    "the filter `{name}` is not supported; there are sum, count, min, max, first, \
                     last, default, round, abs"
                );
                return Err(ExpressionError {
                    message,
                    offset: Some(filter.span().start_offset as usize),
                });
            }
        };
        Ok(Node::Filter(kind, Box::new(self.node(subject)?)))
    }
}

fn over(name: &str, attribute: Option<String>) -> Filter {
    match name {
        "min" => Filter::Min(attribute),
        "max" => Filter::Max(attribute),
        _ => Filter::Sum(attribute),
    }
}

fn comparison(op: CompareOpKind) -> Comparison {
    match op {
        CompareOpKind::Eq => Comparison::Equal,
        CompareOpKind::Ne => Comparison::Unequal,
        CompareOpKind::Lt => Comparison::Less,
        CompareOpKind::Lte => Comparison::LessOrEqual,
        CompareOpKind::Gt => Comparison::Greater,
        CompareOpKind::Gte => Comparison::GreaterOrEqual,
        CompareOpKind::In => Comparison::In,
        CompareOpKind::NotIn => Comparison::NotIn,
    }
}

fn unsupported(what: &str, span: Span) -> ExpressionError {
    ExpressionError {
        message: format!("{what} is not supported here"),
        offset: Some(span.start_offset as usize),
    }
}
