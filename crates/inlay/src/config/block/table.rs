//! A block of the kind `table`.

use super::Format;
use crate::config::localized::Localized;
use crate::config::source::QueryName;

/// Rows that are shown before anybody asks for more, unless a block says otherwise.
pub const FIRST: usize = 10;

/// Rows of one query.
#[derive(Debug)]
pub struct Table {
    pub query: QueryName,
    pub columns: Vec<Column>,
    /// Rows that are shown before anybody asks for more.
    pub first: usize,
    /// Columns that are added up, by their place in `columns`.
    pub totals: Vec<usize>,
}

/// One column of a table: `"date:date"`, or with a label of its own.
#[derive(Debug)]
pub struct Column {
    /// The column's name in the query's rows.
    pub name: String,
    pub label: Option<Localized>,
    pub format: Format,
}

impl Table {
    /// The places of the columns that are added up when a table does not say: those of money.
    #[must_use]
    pub fn usual_totals(columns: &[Column]) -> Vec<usize> {
        (0..columns.len())
            .filter(|place| columns[*place].format == Format::Money)
            .collect()
    }
}
