//! One copy of an answer, with the moment it was read.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use ledger::{Rows, Value};

use super::freshness::Freshness;

/// What a source answered, and when.
#[derive(Debug)]
pub struct Copied {
    pub rows: Arc<Rows>,
    pub read_at: DateTime<Utc>,
}

impl Copied {
    pub(super) fn new(rows: Rows, read_at: DateTime<Utc>) -> Self {
        Self {
            rows: Arc::new(rows),
            read_at,
        }
    }

    pub(super) fn is_fresh(&self, freshness: &Freshness, now: DateTime<Utc>) -> bool {
        self.younger_than(freshness.fresh_for(self.rows.len()), now)
    }

    pub(super) fn younger_than(&self, age: Duration, now: DateTime<Utc>) -> bool {
        // A clock set back makes a copy "from the future": it is as young as can be.
        (now - self.read_at).to_std().unwrap_or_default() < age
    }

    /// Roughly the bytes it takes.
    pub(super) fn weight(&self) -> u32 {
        let texts: usize = self
            .rows
            .rows
            .iter()
            .flatten()
            .map(|value| match value {
                Value::Text(text) => text.len(),
                _ => 0,
            })
            .sum();
        let cells = self.rows.rows.len() * self.rows.columns.len();
        u32::try_from(texts + cells * size_of::<Value>() + 256).unwrap_or(u32::MAX)
    }
}
