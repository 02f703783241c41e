//! The queries of a block, each with its time, and those it needs first.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use futures::future::join_all;
use ledger::ReadError;

use super::report;
use crate::cache::{Answer, State};
use crate::config::Config;
use crate::config::source::QueryName;
use crate::feeding::{Failure, Reader};

/// An answer, and how long it took with everything it had to wait for.
pub(super) struct Timed {
    pub(super) answer: Result<Answer, Failure>,
    time: Duration,
}

/// Reads the queries and, for the report, those that feed them: each once, thanks to the cache.
pub(super) async fn read<'a>(
    reader: &Reader<'_>,
    names: BTreeSet<&'a QueryName>,
) -> BTreeMap<&'a QueryName, Timed> {
    let reads = names.into_iter().map(|name| async move {
        let begun = Instant::now();
        let answer = reader.one(name).await;
        let time = begun.elapsed();
        (name, Timed { answer, time })
    });
    join_all(reads).await.into_iter().collect()
}

/// The queries these need first, and those these need.
pub(super) fn feeders<'a>(
    config: &'a Config,
    names: &BTreeSet<&'a QueryName>,
) -> BTreeSet<&'a QueryName> {
    let mut all: BTreeSet<&QueryName> = BTreeSet::new();
    let mut open: Vec<&QueryName> = names.iter().copied().collect();
    while let Some(name) = open.pop() {
        let Some(query) = config.query(name) else {
            continue;
        };
        let needed = query.feeders().chain(query.tables());
        open.extend(needed.filter(|name| all.insert(name)));
    }
    all.retain(|name| !names.contains(name));
    all
}

/// One query as the report tells it.
pub(super) fn told(
    name: &QueryName,
    timed: &Timed,
    feeds: bool,
    now: DateTime<Utc>,
) -> report::Query {
    let mut query = report::Query {
        query: name.to_string(),
        feeds,
        ms: report::ms(timed.time),
        ..report::Query::default()
    };
    match &timed.answer {
        Ok(answer) => {
            query.rows = Some(answer.rows().len());
            query.truncated = answer.rows().truncated;
            query.copy = Some(copy(answer));
            query.age_s = Some((now - answer.copied.read_at).num_seconds().max(0));
            if let State::Stale(error) = &answer.state {
                query.error = Some(error.to_string());
                query.problem = Some(error.kind());
                query.reason = reason(error);
            }
        }
        Err(failure) => {
            // With what lies behind it: none of that holds a value or a password.
            query.error = Some(format!("{:#}", anyhow::Error::new(failure.clone())));
            query.problem = Some(problem(failure));
            query.reason = match failure {
                Failure::Read(error) => reason(error),
                Failure::Param(error) => Some(error.to_string()),
                Failure::NoQuery => None,
            };
        }
    }
    query
}

/// A word for how good an answer is.
fn copy(answer: &Answer) -> &'static str {
    match &answer.state {
        State::Fresh => "fresh",
        State::Renewing(_) => "renewing",
        State::Stale(_) => "stale",
    }
}

/// What kind of trouble it is, by a word that stays the same.
fn problem(failure: &Failure) -> &'static str {
    match failure {
        Failure::NoQuery => "no_query",
        Failure::Param(_) => "parameter",
        Failure::Read(error) => error.kind(),
    }
}

/// What a failed read says beside its kind.
fn reason(error: &ReadError) -> Option<String> {
    match error {
        ReadError::Nonsense { .. } | ReadError::Unavailable { .. } => Some(error.to_string()),
        other => std::error::Error::source(other).map(ToString::to_string),
    }
}
