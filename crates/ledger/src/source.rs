//! An accounting system, whatever it speaks.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::query::Wording;
use crate::sql::{Sql, SqlSettings};
use crate::{Limits, Params, Query, ReadError, Rows};

/// The values of a list that one statement takes; databases end between 2 100 and 65 535 marks.
const LONGEST_LIST: usize = 1_000;

/// One accounting system, ready to be read.
///
/// It connects when it is first read, so a system that is down does not keep a server from
/// starting, and it never has more reads under way than its settings allow.
pub struct Source {
    name: String,
    limits: Limits,
    backend: Backend,
    reads: AtomicU64,
}

/// The kinds of systems; a closed set.
enum Backend {
    Sql(Sql),
}

impl Source {
    /// A source that speaks SQL: `sqlite:…` or `postgres://…`.
    ///
    /// # Errors
    /// When the address is of no database we know, or a limit is zero. Nothing is connected yet.
    pub fn sql(name: &str, settings: SqlSettings) -> Result<Self, SourceError> {
        let limits = settings.limits;
        let backend = Backend::Sql(Sql::new(name, settings)?);
        Ok(Self {
            name: name.to_owned(),
            limits,
            backend,
            reads: AtomicU64::new(0),
        })
    }

    /// Its name in the configuration.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Asks one query and brings its rows, up to the limits.
    ///
    /// Where a hole takes a list, an empty one brings no rows and nothing is asked; a long one is
    /// asked for in portions, each a read of its own with its own time, whose rows follow each
    /// other: a query over a list should not sum.
    ///
    /// A caller who stops waiting does not stop the read: it ends by itself within the time limit
    /// and gives its place back only then, so the system never has more to do than allowed.
    ///
    /// # Errors
    /// See [`ReadError`]; the answer, good or bad, is there within the time limit.
    pub async fn read(&self, query: &Query, params: &Params) -> Result<Rows, ReadError> {
        let begun = Instant::now();
        let answer = self.ask(query, params).await;
        let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &answer {
            Ok(rows) => tracing::debug!(
                source.name = self.name,
                query.name = query.name(),
                rows.count = rows.len(),
                rows.truncated = rows.truncated,
                elapsed_ms,
                "source `{}` answered `{}`",
                self.name,
                query.name(),
            ),
            Err(error) => tracing::debug!(
                source.name = self.name,
                query.name = query.name(),
                error.kind = error.kind(),
                elapsed_ms,
                "source `{}` did not answer `{}`",
                self.name,
                query.name(),
            ),
        }
        answer
    }

    /// Asks in portions where a list is long; their rows follow each other.
    async fn ask(&self, query: &Query, params: &Params) -> Result<Rows, ReadError> {
        if params.ask_for_nothing() {
            return Ok(Rows::none());
        }
        let mut whole: Option<Rows> = None;
        for portion in params.in_portions(LONGEST_LIST) {
            self.reads.fetch_add(1, Ordering::Relaxed);
            let rows = match (&self.backend, query.wording()) {
                (Backend::Sql(sql), Wording::Sql(text)) => sql.read(text, &portion).await?,
            };
            match &mut whole {
                None => whole = Some(rows),
                Some(whole) => whole.append(rows, &self.limits),
            }
            if whole.as_ref().is_some_and(|rows| rows.truncated) {
                break;
            }
        }
        Ok(whole.unwrap_or_else(Rows::none))
    }

    /// Whether it answers at all: how long the smallest possible read took, connecting included
    /// where no connection was open.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn check(&self) -> Result<Duration, ReadError> {
        let begun = Instant::now();
        match &self.backend {
            Backend::Sql(sql) => sql.check().await?,
        }
        Ok(begun.elapsed())
    }

    /// How many reads were asked of it since the start; a check is not one.
    #[must_use]
    pub fn reads(&self) -> u64 {
        self.reads.load(Ordering::Relaxed)
    }
}

impl fmt::Debug for Source {
    /// Without the address: it may hold a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Why there cannot be such a source. The texts never repeat the address.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The address names a system that is not supported.
    #[error("`{source_name}`: `{scheme}` is no database that can be read; sqlite and postgres are")]
    UnknownScheme { source_name: String, scheme: String },
    /// The address cannot be understood.
    #[error("`{source_name}`: the address cannot be understood: {problem}")]
    BadAddress {
        source_name: String,
        problem: &'static str,
    },
    /// A limit that would let nothing through.
    #[error("`{source_name}`: `{limit}` must be more than nothing")]
    ZeroLimit {
        source_name: String,
        limit: &'static str,
    },
}
