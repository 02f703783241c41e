//! Somebody the card may be about.

use std::fmt;
use std::fmt::Write as _;

use ledger::{Row, Value};
use sha2::{Digest, Sha256};

use super::client::Client;
use crate::cache::Answer;
use crate::config::matching::{CrmField, Matching};
use crate::config::source::QueryName;

/// Columns that tell one client from another, by their usual names.
const USUAL: [&str; 3] = ["client_id", "id", "Ref_Key"];

/// One row of a match query.
#[derive(Clone)]
pub struct Candidate {
    /// The answer whose only row is the candidate's.
    pub answer: Answer,
    pub query: QueryName,
    pub matched_by: CrmField,
    /// Which client it is; `None` where the rows have no column that says so: then nobody can
    /// choose it.
    pub mark: Option<Mark>,
}

/// A client's identity as a digest: it says which one was chosen, and not who.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Mark(String);

impl Candidate {
    /// A column of its row.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Value> {
        self.answer.rows().first()?.get(column)
    }

    /// Whether both are the same client; without an identity, whether all of the row is the same.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        match (&self.mark, &other.mark) {
            (Some(mark), Some(other)) => mark == other,
            (None, None) => {
                self.query.source == other.query.source
                    && self.answer.rows().rows == other.answer.rows().rows
            }
            _ => false,
        }
    }

    /// What the remembered field is to hold, so that the step that reads it back finds this client.
    #[must_use]
    pub fn remembered(&self, matching: &Matching) -> Option<String> {
        let column = matching.remembered_column()?;
        let own = self.get(column).and_then(text);
        own.or_else(|| self.identity(matching))
    }

    /// The value of the column that tells clients apart.
    #[must_use]
    pub fn identity(&self, matching: &Matching) -> Option<String> {
        identity(matching, self.answer.rows().first()?)
    }

    /// The client it is.
    #[must_use]
    pub fn into_client(self, chosen: Option<Mark>) -> Client {
        Client {
            answer: self.answer,
            query: self.query,
            matched_by: self.matched_by,
            chosen,
        }
    }
}

/// What tells this row's client from any other of its source.
pub(super) fn identity(matching: &Matching, row: Row<'_>) -> Option<String> {
    let own = matching.id.as_deref().into_iter();
    let columns = own.chain(matching.remembered_column()).chain(USUAL);
    columns
        .into_iter()
        .find_map(|column| text(row.get(column)?))
}

/// A value as the text that tells it from others.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::Integer(number) => Some(number.to_string()),
        Value::Decimal(number) => Some(number.normalize().to_string()),
        Value::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Null | Value::Bool(_) | Value::Date(_) | Value::DateTime(_) => None,
    }
}

impl Mark {
    pub(super) fn of(source: &str, identity: &str) -> Self {
        let mut digest = Sha256::new();
        digest.update((source.len() as u64).to_be_bytes());
        digest.update(source);
        digest.update(identity);
        let mut mark = String::with_capacity(32);
        for byte in &digest.finalize()[..16] {
            // A string takes everything.
            let _ = write!(mark, "{byte:02x}");
        }
        Self(mark)
    }

    /// As a page sends it back, or the store kept it: worth nothing until a candidate has it.
    #[must_use]
    pub fn from_text(text: &str) -> Self {
        Self(text.to_owned())
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mark")
    }
}

/// How it was found, not who it is.
impl fmt::Debug for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate")
            .field("query", &self.query)
            .field("matched_by", &self.matched_by)
            .finish_non_exhaustive()
    }
}
