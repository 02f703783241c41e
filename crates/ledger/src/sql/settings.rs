//! How a database is reached, and how much of it a read may take.

use std::time::Duration;

use secrecy::SecretString;

use crate::SourceError;

/// A database and its limits.
#[derive(Clone, Debug)]
pub struct SqlSettings {
    /// `sqlite:…` or `postgres://…`; may hold a password.
    pub url: SecretString,
    /// How long one read may take, waiting for a place and connecting included. The server is told
    /// the same limit, and ends a query itself that goes on for longer.
    pub timeout: Duration,
    /// How many reads may be under way at once; more of them wait, within their time.
    pub max_parallel: usize,
    /// Rows after which an answer is cut.
    pub max_rows: usize,
    /// Bytes of values after which an answer is cut.
    pub max_bytes: usize,
}

/// The limits alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) timeout: Duration,
    pub(super) max_parallel: usize,
    pub(super) max_rows: usize,
    pub(super) max_bytes: usize,
}

impl SqlSettings {
    pub(super) fn limits(&self, source_name: &str) -> Result<Limits, SourceError> {
        let zero = [
            ("timeout", self.timeout < Duration::from_millis(1)),
            ("max_parallel", self.max_parallel == 0),
            ("max_rows", self.max_rows == 0),
            ("max_bytes", self.max_bytes == 0),
        ];
        if let Some((limit, _)) = zero.into_iter().find(|(_, zero)| *zero) {
            return Err(SourceError::ZeroLimit {
                source_name: source_name.to_owned(),
                limit,
            });
        }
        Ok(Limits {
            timeout: self.timeout,
            max_parallel: self.max_parallel,
            max_rows: self.max_rows,
            max_bytes: self.max_bytes,
        })
    }
}
