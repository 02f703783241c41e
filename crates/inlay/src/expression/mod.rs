//! Bare expressions of the configuration (`value`, `max`, `alarm`): minijinja's syntax, exact
//! decimals.
//!
//! minijinja parses; what it parses is reduced to our own small tree and evaluated here, because
//! its numbers are binary floats and money is not. What the tree has no room for (calls, maps,
//! slices, other filters) is refused when the configuration is read, not when a card is opened.
//!
//! The rules of "no value" are those of accounting: arithmetic with null is null, null is neither
//! more nor less than anything, nothing divided by zero is null. A name that does not exist is an
//! error, never null.

mod arithmetic;
mod columns;
mod comparison;
mod error;
mod evaluate;
mod filter;
mod node;
mod parse;
mod scope;
mod template;
mod value;

use std::collections::BTreeSet;
use std::fmt;

pub use error::{EvaluateError, ExpressionError};
pub use scope::Scope;
pub use template::{Hole, Template};
pub use value::{List, Row, Value};

/// A parsed expression.
#[derive(Clone)]
pub struct Expression {
    text: String,
    node: node::Node,
}

impl Expression {
    /// Parses an expression and checks that everything in it can be evaluated.
    ///
    /// # Errors
    /// [`ExpressionError`] with the place in `text`, where it is known.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        Ok(Self {
            text: text.to_owned(),
            node: parse::parse(text)?,
        })
    }

    /// The names it starts from: `client`, `deal`, a query of the block.
    #[must_use]
    pub fn roots(&self) -> BTreeSet<&str> {
        let mut roots = BTreeSet::new();
        self.node.roots(&mut roots);
        roots
    }

    /// The columns it reads, each with the name it is a column of: `("client", "debt")`; also those
    /// that a filter adds up.
    #[must_use]
    pub fn summed_columns(&self) -> BTreeSet<(&str, &str)> {
        let mut columns = BTreeSet::new();
        self.node.columns(&mut columns);
        columns
    }

    /// The names it starts from, each with the columns that are taken of it; `None` among them where
    /// it is taken as a whole.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<(&str, Option<&str>)> {
        let mut columns = BTreeSet::new();
        self.node.read(&mut |root, column| {
            columns.insert((root, column));
        });
        columns
    }

    /// Its value for the names in `scope`.
    ///
    /// # Errors
    /// [`EvaluateError`]; its text names columns and kinds, never a client's values.
    pub fn evaluate(&self, scope: &Scope) -> Result<Value, EvaluateError> {
        self.node.evaluate(scope)
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression({})", self.text)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

#[cfg(test)]
mod tests;
