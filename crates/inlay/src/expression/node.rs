//! The tree of an expression: only what can be evaluated exactly.

use std::collections::BTreeSet;

use super::value::Value;

#[derive(Clone, Debug)]
pub(super) enum Node {
    Literal(Value),
    Name(String),
    Attribute(Box<Node>, String),
    Item(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Arithmetic(Operator, Box<Node>, Box<Node>),
    /// `a < b <= c`: each pair must hold.
    Comparison(Box<Node>, Vec<(Comparison, Node)>),
    Test(Test, Box<Node>),
    Choice {
        condition: Box<Node>,
        then: Box<Node>,
        otherwise: Option<Box<Node>>,
    },
    Filter(Filter, Box<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    Unequal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
    NotIn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Test {
    Null,
    Defined,
    Undefined,
}

#[derive(Clone, Debug)]
pub(super) enum Filter {
    /// The attribute to add up, else the values themselves.
    Sum(Option<String>),
    Min(Option<String>),
    Max(Option<String>),
    Count,
    First,
    Last,
    /// What stands in for null or for a name that does not exist.
    Default(Box<Node>),
    /// Digits after the point.
    Round(u32),
    Abs,
}

impl Node {
    pub(super) fn roots<'a>(&'a self, roots: &mut BTreeSet<&'a str>) {
        match self {
            Self::Literal(_) => {}
            Self::Name(name) => {
                roots.insert(name);
            }
            Self::Attribute(node, _) | Self::Not(node) | Self::Negate(node) => node.roots(roots),
            Self::Test(_, node) => node.roots(roots),
            Self::Filter(filter, node) => {
                node.roots(roots);
                if let Filter::Default(fallback) = filter {
                    fallback.roots(roots);
                }
            }
            Self::Item(left, right)
            | Self::And(left, right)
            | Self::Or(left, right)
            | Self::Arithmetic(_, left, right) => {
                left.roots(roots);
                right.roots(roots);
            }
            Self::List(nodes) => nodes.iter().for_each(|node| node.roots(roots)),
            Self::Comparison(first, rest) => {
                first.roots(roots);
                rest.iter().for_each(|(_, node)| node.roots(roots));
            }
            Self::Choice {
                condition,
                then,
                otherwise,
            } => {
                condition.roots(roots);
                then.roots(roots);
                if let Some(otherwise) = otherwise {
                    otherwise.roots(roots);
                }
            }
        }
    }
}
