//! What is wrong with a query's text.

/// Why a text is not a query we would send.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The text has a hole that no parameter is declared for.
    #[error("`:{name}` is not declared in `params`")]
    UndeclaredHole { name: String, offset: usize },
    /// A parameter is declared that the text has no hole for.
    #[error("`{name}` is declared in `params` but the query does not use it")]
    UnusedParam { name: String },
    /// There is nothing to ask.
    #[error("the query is empty")]
    Empty,
    /// It begins with something that does not read.
    #[error("a query begins with select, with, values or table, not with `{word}`")]
    NotARead { word: String, offset: usize },
    /// It holds a word that writes.
    #[error("`{word}` writes; a query only reads")]
    Writes { word: String, offset: usize },
    /// It holds a word that acts in SQL Server, semicolon or none.
    #[error("`{word}` begins another statement in SQL Server; a column of that name stands in []")]
    ActsInTsql { word: String, offset: usize },
    /// Something follows the end of the query.
    #[error("there is a second statement")]
    SecondStatement { offset: usize },
    /// A hole of another notation.
    #[error("`{found}` is a hole of another notation; write `:name`")]
    ForeignHole { found: String, offset: usize },
    /// A string, a quoted name or a comment does not end.
    #[error("{what} does not end")]
    Unclosed { what: &'static str, offset: usize },
    /// A comment that MySQL and MariaDB run.
    #[error("a comment that begins with `/*!` is run by some databases")]
    HiddenText { offset: usize },
    /// A comment within a comment: databases disagree about where it ends.
    #[error("a comment begins within a comment")]
    NestedComment { offset: usize },
}

impl QueryError {
    /// Where in the text, in bytes from its beginning; `None` when it is not about a place.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        match *self {
            Self::UndeclaredHole { offset, .. }
            | Self::NotARead { offset, .. }
            | Self::Writes { offset, .. }
            | Self::ActsInTsql { offset, .. }
            | Self::SecondStatement { offset }
            | Self::ForeignHole { offset, .. }
            | Self::Unclosed { offset, .. }
            | Self::HiddenText { offset }
            | Self::NestedComment { offset } => Some(offset),
            Self::UnusedParam { .. } | Self::Empty => None,
        }
    }
}
