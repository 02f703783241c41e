//! What a search did, step by step, for whoever asks why.

use std::fmt;
use std::time::Duration;

use ledger::ReadError;

use crate::config::matching::{CrmField, KeyKind};
use crate::config::source::QueryName;

/// One step of the chain.
#[derive(Debug)]
pub struct StepReport {
    pub field: CrmField,
    pub query: QueryName,
    /// The query's parameter that takes the key.
    pub parameter: String,
    pub key: KeyKind,
    pub asked: Vec<Asked>,
    pub verdict: Verdict,
}

/// One question to the accounting system, or its copy.
pub struct Asked {
    /// The key as it was asked for. It is a client's datum: for the operator's screen, not for logs.
    pub key: String,
    /// Rows that came; or why none did.
    pub answer: Result<usize, &'static str>,
    pub time: Duration,
    /// The system did not answer just now; this is what it said before.
    pub stale: bool,
}

/// What a step came to.
#[derive(Debug)]
pub enum Verdict {
    /// The card has no such field, or nothing stands in it, or the record is not the wanted one.
    Empty,
    /// Something stands in it, but no key.
    NoKey,
    /// The accounting system knows nobody by it.
    Nobody,
    /// The same of the field a confirmed client was written to: the books have lost them.
    Forgotten,
    /// One client.
    Client,
    /// Several, or a weak key; a manager chose one of them before.
    Chosen,
    /// One, by a weak key.
    Unconfirmed,
    /// So many.
    Several(usize),
    /// The accounting system did not answer.
    Failed(ReadError),
    /// An earlier step has answered.
    NotReached,
}

impl Verdict {
    /// A word for programs; it stays the same over versions.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::NoKey => "no_key",
            Self::Nobody => "nobody",
            Self::Forgotten => "forgotten",
            Self::Client => "client",
            Self::Chosen => "chosen",
            Self::Unconfirmed => "unconfirmed",
            Self::Several(_) => "several",
            Self::Failed(_) => "failed",
            Self::NotReached => "not_reached",
        }
    }
}

impl fmt::Debug for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Asked")
            .field("answer", &self.answer)
            .field("time", &self.time)
            .field("stale", &self.stale)
            .finish_non_exhaustive()
    }
}
