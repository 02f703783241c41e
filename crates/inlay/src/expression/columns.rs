//! Which columns of which name an expression reads.

use std::collections::BTreeSet;

use super::node::{Filter, Node};

impl Node {
    /// `client.debt` and `debt | sum(attribute = "sum")` as `("client", "debt")`, `("debt", "sum")`.
    pub(super) fn columns<'a>(&'a self, columns: &mut BTreeSet<(&'a str, &'a str)>) {
        let read = match self {
            Self::Attribute(node, column) => node.root().map(|root| (root, column.as_str())),
            Self::Filter(
                Filter::Sum(Some(column)) | Filter::Min(Some(column)) | Filter::Max(Some(column)),
                node,
            ) => node.root().map(|root| (root, column.as_str())),
            _ => None,
        };
        columns.extend(read);
        for part in self.parts() {
            part.columns(columns);
        }
    }

    /// The name a row or a list of rows comes from.
    fn root(&self) -> Option<&str> {
        match self {
            Self::Name(name) => Some(name),
            Self::Item(node, _) | Self::Filter(_, node) => node.root(),
            _ => None,
        }
    }

    fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Literal(_) | Self::Name(_) => Vec::new(),
            Self::Attribute(node, _)
            | Self::Not(node)
            | Self::Negate(node)
            | Self::Test(_, node) => vec![node],
            Self::Filter(Filter::Default(fallback), node) => vec![node, fallback],
            Self::Filter(_, node) => vec![node],
            Self::Item(left, right)
            | Self::And(left, right)
            | Self::Or(left, right)
            | Self::Arithmetic(_, left, right) => vec![left, right],
            Self::List(nodes) => nodes.iter().collect(),
            Self::Comparison(first, rest) => std::iter::once(&**first)
                .chain(rest.iter().map(|(_, node)| node))
                .collect(),
            Self::Choice {
                condition,
                then,
                otherwise,
            } => [Some(condition), Some(then), otherwise.as_ref()]
                .into_iter()
                .flatten()
                .map(|node| &**node)
                .collect(),
        }
    }
}
