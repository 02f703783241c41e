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
        self.read(&mut |root, _| {
            roots.insert(root);
        });
    }

    /// Tells every name it starts from, with the column that is taken of it; without one where it
    /// is taken as a whole.
    pub(super) fn read<'a>(&'a self, tell: &mut dyn FnMut(&'a str, Option<&'a str>)) {
        match self {
            Self::Literal(_) => {}
            Self::Name(name) => tell(name, None),
            Self::Attribute(node, column) => match node.as_ref() {
                Self::Name(name) => tell(name, Some(column)),
                node => node.read(tell),
            },
            Self::Item(node, index) => match (node.as_ref(), index.as_ref()) {
                (Self::Name(name), Self::Literal(Value::Text(column))) => tell(name, Some(column)),
                (node, index) => {
                    node.read(tell);
                    index.read(tell);
                }
            },
            Self::Not(node) | Self::Negate(node) | Self::Test(_, node) => node.read(tell),
            Self::Filter(filter, node) => {
                node.read(tell);
                if let Filter::Default(fallback) = filter {
                    fallback.read(tell);
                }
            }
            Self::And(left, right) | Self::Or(left, right) | Self::Arithmetic(_, left, right) => {
                left.read(tell);
                right.read(tell);
            }
            Self::List(nodes) => nodes.iter().for_each(|node| node.read(tell)),
            Self::Comparison(first, rest) => {
                first.read(tell);
                rest.iter().for_each(|(_, node)| node.read(tell));
            }
            Self::Choice {
                condition,
                then,
                otherwise,
            } => {
                condition.read(tell);
                then.read(tell);
                if let Some(otherwise) = otherwise {
                    otherwise.read(tell);
                }
            }
        }
    }
}
