//! The client that was found.

use std::fmt;

use ledger::Value;

use super::candidate::{self, Mark};
use crate::cache::Answer;
use crate::config::matching::{CrmField, Matching};
use crate::config::source::QueryName;

/// The client, as a row of the accounting system.
#[derive(Clone)]
pub struct Client {
    /// The answer whose first and only row is the client's.
    pub answer: Answer,
    /// The query that found it.
    pub query: QueryName,
    /// The CRM field it was found by.
    pub matched_by: CrmField,
    /// Somebody chose or confirmed it; the row tells which one it is.
    pub chosen: Option<Mark>,
}

impl Client {
    /// A column of the client's row.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.answer.rows().first()?.get(column)
    }

    /// What tells it from any other client of its source.
    #[must_use]
    pub fn identity(&self, matching: &Matching) -> Option<String> {
        candidate::identity(matching, self.answer.rows().first()?)
    }
}

/// How it was found, not who it is.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("query", &self.query)
            .field("matched_by", &self.matched_by)
            .field("chosen", &self.chosen.is_some())
            .finish_non_exhaustive()
    }
}
