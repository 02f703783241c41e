//! What a block is drawn from.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use ledger::Rows;

use super::currency::Purse;
use crate::config::source::QueryName;
use crate::expression::{List, Row, Scope, Value};
use crate::widget::card::OpenTasks;
use crate::words::Language;

/// Names, answers, and who looks at them.
#[derive(Debug)]
pub struct Data {
    pub language: Language,
    pub now: DateTime<Utc>,
    /// An administrator is told which column an expression lacks.
    pub administrator: bool,
    /// What expressions start from: `client`, the card's entities, the block's queries.
    pub scope: Scope,
    /// The same queries with their age and currency, by the name in `scope`.
    pub named: BTreeMap<String, Result<Reading, Missing>>,
    /// Queries a table, a list or a chart names in full.
    pub queries: BTreeMap<QueryName, Result<Reading, Missing>>,
    /// The portal's own tasks about the card.
    pub tasks: OpenTasks,
    /// When the portal told of the card.
    pub card_read_at: DateTime<Utc>,
}

/// What a source answered.
#[derive(Clone, Debug)]
pub struct Reading {
    pub rows: Arc<Rows>,
    pub read_at: DateTime<Utc>,
    /// The source did not answer just now; this is an old copy.
    pub stale: bool,
    /// The source is being asked; a better answer is on its way.
    pub renewing: bool,
    /// The source's name.
    pub source: String,
    pub purse: Purse,
}

/// A source that brought nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    pub source: String,
    pub absence: Absence,
}

/// Why there is nothing, as far as it helps whoever reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Absence {
    /// It does not answer; trying again helps.
    Down,
    /// It refuses our login; an administrator helps.
    Denied,
    /// It cannot answer this query; an administrator helps.
    Failed,
}

impl Data {
    /// Nothing read yet.
    #[must_use]
    pub fn new(language: Language, now: DateTime<Utc>) -> Self {
        Self {
            language,
            now,
            administrator: false,
            scope: Scope::new(),
            named: BTreeMap::new(),
            queries: BTreeMap::new(),
            tasks: OpenTasks::Unasked,
            card_read_at: now,
        }
    }

    /// One row under a name: the client.
    #[must_use]
    pub fn with_row(mut self, name: &str, reading: Reading) -> Self {
        let row = if reading.rows.rows.is_empty() {
            Value::Null
        } else {
            Value::Row(Row::ledger(Arc::clone(&reading.rows), 0))
        };
        self.scope = self.scope.with(name, row);
        self.named.insert(name.to_owned(), Ok(reading));
        self
    }

    /// A query's rows, or why there are none, under a name. Without rows there is no such name.
    #[must_use]
    pub fn with_rows(mut self, name: &str, reading: Result<Reading, Missing>) -> Self {
        if let Ok(reading) = &reading {
            let rows = Value::List(List::Rows(Arc::clone(&reading.rows)));
            self.scope = self.scope.with(name, rows);
        }
        self.named.insert(name.to_owned(), reading);
        self
    }
}
