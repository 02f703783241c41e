//! An accounting system, whatever it speaks.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::http::{Http, HttpSettings};
use crate::odata::{OData, ODataSettings};
use crate::protection::{Breaker, Wakefulness};
use crate::query::Wording;
use crate::sql::{Sql, SqlSettings};
use crate::{Limits, Params, Query, ReadError, Reason, Rows, SourceState};

/// The values of a list that one statement takes; databases end between 2 100 and 65 535 marks.
const LONGEST_LIST: usize = 1_000;

/// The values of a list that one address takes: servers end it at about 8 KB.
const LONGEST_LIST_IN_ADDRESS: usize = 40;

/// One accounting system, ready to be read.
///
/// It connects when it is first read, so a system that is down does not keep a server from
/// starting, and it never has more reads under way than its settings allow.
pub struct Source {
    name: String,
    limits: Limits,
    backend: Backend,
    breaker: Breaker,
    wakefulness: Wakefulness,
    reads: AtomicU64,
}

/// The kinds of systems; a closed set.
enum Backend {
    Sql(Sql),
    OData(OData),
    Http(Http),
}

impl Source {
    /// A source that speaks SQL: `sqlite:…` or `postgres://…`.
    ///
    /// # Errors
    /// When the address is of no database we know, or a limit is zero. Nothing is connected yet.
    pub fn sql(name: &str, settings: SqlSettings) -> Result<Self, SourceError> {
        let limits = settings.limits;
        let backend = Backend::Sql(Sql::new(name, settings)?);
        Ok(Self::new(name, limits, backend))
    }

    /// A source that speaks OData.
    ///
    /// # Errors
    /// When the address is none, something of the login cannot be sent, or a limit is zero. Nothing
    /// is connected yet.
    pub fn odata(name: &str, settings: ODataSettings) -> Result<Self, SourceError> {
        let limits = settings.web.limits;
        let backend = Backend::OData(OData::new(name, settings)?);
        Ok(Self::new(name, limits, backend))
    }

    /// A source that answers with JSON.
    ///
    /// # Errors
    /// When the address is none, something of the login cannot be sent, or a limit is zero. Nothing
    /// is connected yet.
    pub fn http(name: &str, settings: HttpSettings) -> Result<Self, SourceError> {
        let limits = settings.web.limits;
        let backend = Backend::Http(Http::new(name, settings)?);
        Ok(Self::new(name, limits, backend))
    }

    fn new(name: &str, limits: Limits, backend: Backend) -> Self {
        Self {
            name: name.to_owned(),
            limits,
            backend,
            breaker: Breaker::new(name, limits.breaker),
            wakefulness: Wakefulness::default(),
            reads: AtomicU64::new(0),
        }
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
    /// See [`ReadError`]; the answer, good or bad, is there within the time limit, and at once
    /// while the source is left alone.
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
        if let Wording::Http(text) = query.wording()
            && let Some(nothing) = text.nothing(params)
        {
            return Ok(nothing);
        }
        let mut whole: Option<Rows> = None;
        let portions = match (&self.backend, query.wording()) {
            (Backend::OData(odata), Wording::OData(text)) => odata.portions(text, params),
            (_, Wording::Http(_)) => params.in_portions(LONGEST_LIST_IN_ADDRESS),
            _ => params.in_portions(LONGEST_LIST),
        };
        for portion in portions {
            let pass = self.breaker.pass()?;
            self.reads.fetch_add(1, Ordering::Relaxed);
            let limits = self.wakefulness.limits(&self.limits);
            let answer = match (&self.backend, query.wording()) {
                (Backend::Sql(sql), Wording::Sql(text)) => sql.read(text, &portion, limits).await,
                (Backend::OData(odata), Wording::OData(text)) => {
                    odata.read(text, &portion, limits).await
                }
                (Backend::Http(http), Wording::Http(text)) => {
                    http.read(text, &portion, limits).await
                }
                (Backend::Sql(_) | Backend::OData(_) | Backend::Http(_), _) => {
                    Err(ReadError::Rejected {
                        source: Reason::text("the query is worded for a source of another kind"),
                    })
                }
            };
            pass.end(&answer);
            let rows = answer?;
            self.wakefulness.answered();
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
    /// where no connection was open. It is asked even while it is left alone, and what it answers
    /// decides whether it still is.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn check(&self) -> Result<Duration, ReadError> {
        let begun = Instant::now();
        let pass = self.breaker.force();
        let limits = self.wakefulness.limits(&self.limits);
        let answer = match &self.backend {
            Backend::Sql(sql) => sql.check(limits).await,
            Backend::OData(odata) => odata.published(limits).await.map(drop),
            Backend::Http(http) => http.check(limits).await,
        };
        pass.end(&answer);
        answer?;
        self.wakefulness.answered();
        Ok(begun.elapsed())
    }

    /// The names of what can be read in it, where it publishes them; `None` where it does not.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub async fn published(&self) -> Result<Option<Vec<String>>, ReadError> {
        let Backend::OData(odata) = &self.backend else {
            return Ok(None);
        };
        let limits = self.wakefulness.limits(&self.limits);
        odata.published(limits).await.map(Some)
    }

    /// Whether it is asked at present, or left alone because it is in trouble.
    #[must_use]
    pub fn state(&self) -> SourceState {
        self.breaker.state()
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
    #[error(
        "`{source_name}`: `{scheme}` is no database that can be read; sqlite, postgres, mysql, mariadb and mssql are"
    )]
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
