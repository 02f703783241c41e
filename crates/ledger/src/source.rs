//! An accounting system, whatever it speaks.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::sql::{Sql, SqlSettings};
use crate::{Params, Query, ReadError, Rows};

/// One accounting system, ready to be read.
///
/// It connects when it is first read, so a system that is down does not keep a server from
/// starting, and it never has more reads under way than its settings allow.
pub struct Source {
    name: String,
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
        let backend = Backend::Sql(Sql::new(name, settings)?);
        Ok(Self {
            name: name.to_owned(),
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
    /// A caller who stops waiting does not stop the read: it ends by itself within the time limit
    /// and gives its place back only then, so the system never has more to do than allowed.
    ///
    /// # Errors
    /// See [`ReadError`]; the answer, good or bad, is there within the time limit.
    pub async fn read(&self, query: &Query, params: &Params) -> Result<Rows, ReadError> {
        self.reads.fetch_add(1, Ordering::Relaxed);
        let begun = Instant::now();
        let answer = match &self.backend {
            Backend::Sql(sql) => sql.read(query, params).await,
        };
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
