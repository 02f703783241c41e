//! Takes rows in while they come, up to the limits.

use std::ops::ControlFlow;

use crate::{Limits, ReadError, Rows, Value};

/// The rows so far.
pub(super) struct Intake {
    rows: Vec<Vec<Value>>,
    bytes: usize,
    truncated: bool,
    limits: Limits,
}

impl Intake {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            rows: Vec::new(),
            bytes: 0,
            truncated: false,
            limits,
        }
    }

    /// Takes one row, or says that no more are wanted.
    pub(super) fn take(&mut self, row: Vec<Value>) -> Result<ControlFlow<()>, ReadError> {
        let bytes = row.iter().map(Value::weight).sum::<usize>();
        if self.rows.len() == self.limits.max_rows || self.bytes + bytes > self.limits.max_bytes {
            if self.rows.is_empty() {
                return Err(ReadError::TooLarge);
            }
            self.truncated = true;
            return Ok(ControlFlow::Break(()));
        }
        self.bytes += bytes;
        self.rows.push(row);
        Ok(ControlFlow::Continue(()))
    }

    pub(super) fn finish(self, columns: Vec<String>) -> Rows {
        Rows {
            columns: columns.into(),
            rows: self.rows,
            truncated: self.truncated,
        }
    }
}
