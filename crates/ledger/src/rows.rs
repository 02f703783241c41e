//! What a source answers.

use std::sync::Arc;

use crate::{Limits, Value};

/// The rows of one answer, in the source's order.
#[derive(Clone, Debug, PartialEq)]
pub struct Rows {
    /// The columns' names as the query gives them; there also when no row came.
    pub columns: Arc<[String]>,
    /// One value per column in every row.
    pub rows: Vec<Vec<Value>>,
    /// The source had more than the limits let in: sums over these rows are not the whole truth.
    pub truncated: bool,
}

impl Rows {
    /// No rows; not even columns are known.
    pub(crate) fn none() -> Self {
        Self {
            columns: Arc::default(),
            rows: Vec::new(),
            truncated: false,
        }
    }

    /// The rows one by one.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.rows.iter().map(|values| Row {
            columns: &self.columns,
            values,
        })
    }

    /// Adds the rows of another answer to the same question, up to the limits.
    pub(crate) fn append(&mut self, more: Self, limits: &Limits) {
        if self.columns.is_empty() {
            self.columns = more.columns;
        }
        let mut bytes = self.rows.iter().flatten().map(Value::weight).sum::<usize>();
        self.truncated |= more.truncated;
        for row in more.rows {
            bytes += row.iter().map(Value::weight).sum::<usize>();
            if self.rows.len() == limits.max_rows || bytes > limits.max_bytes {
                self.truncated = true;
                return;
            }
            self.rows.push(row);
        }
    }

    /// The first row, if there is one.
    #[must_use]
    pub fn first(&self) -> Option<Row<'_>> {
        self.iter().next()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the source had nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }
}

/// One row, with its columns' names.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    columns: &'a [String],
    values: &'a [Value],
}

impl<'a> Row<'a> {
    /// The value of a column; the first one where a query names several columns alike.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&'a Value> {
        let position = self.columns.iter().position(|name| name == column)?;
        self.values.get(position)
    }

    /// Every column with its value, in the query's order.
    pub fn iter(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.columns.iter().map(String::as_str).zip(self.values)
    }
}
