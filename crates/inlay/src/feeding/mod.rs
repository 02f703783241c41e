//! Queries that feed queries: what one query needs of others is read first, through the cache, and
//! what needs nothing of each other is read together.

mod lookup;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use futures::future::{BoxFuture, join_all};
use futures::{FutureExt, join};
use ledger::{Argument, Params, ReadError, Value};

use crate::cache::{Answer, Cache, Freshness, Renewal};
use crate::config::Config;
use crate::config::source::{ColumnName, QueryConfig, QueryName};
use crate::config::widget::Window;

/// What queries are read with.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub config: &'a Config,
    pub cache: &'a Cache,
    /// Our number for the portal.
    pub portal: i64,
    pub window: Window,
    pub freshness: Freshness,
    /// What fills a parameter by its name: the client's row, a key of the card.
    pub fill: &'a (dyn Fn(&str) -> Option<Value> + Sync),
}

/// What queries brought, by their names.
pub type Answers = BTreeMap<QueryName, Result<Answer, Failure>>;

/// Why a query brought nothing.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Failure {
    #[error("the configuration names no such query")]
    NoQuery,
    #[error("a parameter could not be filled")]
    Param(#[from] ledger::ParamError),
    #[error("the source did not answer")]
    Read(#[from] ReadError),
}

impl Failure {
    /// That a query's rows lack a column another one wants.
    fn no_column(query: &QueryName, column: &str) -> Self {
        Self::Read(ReadError::Nonsense {
            column: column.to_owned(),
            problem: format!("`{query}` has no such column"),
        })
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("portal", &self.portal)
            .field("freshness", &self.freshness)
            .finish_non_exhaustive()
    }
}

impl Reader<'_> {
    /// Reads queries, each after those it needs.
    pub async fn all(&self, names: BTreeSet<&QueryName>) -> Answers {
        let reads = names
            .into_iter()
            .map(|name| async move { (name.clone(), self.one(name).await) });
        join_all(reads).await.into_iter().collect()
    }

    /// Reads one query, after those it needs; the configuration holds no circle.
    pub fn one<'r>(&'r self, name: &'r QueryName) -> BoxFuture<'r, Result<Answer, Failure>> {
        let answer = async move {
            let query = self.config.query(name).ok_or(Failure::NoQuery)?;
            let patient = self.patient();
            let (feeders, tables) = join!(
                self.all(query.feeders().collect()),
                patient.all(query.tables().collect())
            );
            let lists = lists(query, &feeders)?;
            let params = Params::bind(&query.query, |parameter| {
                let list = lists.get(parameter).cloned().map(Argument::Many);
                list.or_else(|| self.filled(parameter, name).map(Argument::One))
            })?;
            let freshness = self.freshness_of(query);
            let read = self
                .cache
                .read(self.portal, name, &query.query, &params, freshness);
            let mut answer = read.await?;
            for (column, lookup) in &query.lookups {
                let table = read_before(&tables, &lookup.keys.query)?;
                answer = lookup::add(answer, column, lookup, name, table)?;
            }
            let first = feeders.values().chain(tables.values()).flatten();
            Ok(first.fold(answer, Answer::after))
        };
        answer.inspect(|answer| log(name, answer)).boxed()
    }

    /// The same reader for small tables that rarely change: nobody asks for those anew.
    fn patient(&self) -> Self {
        let freshness = Freshness {
            renewal: Renewal::Behind,
            ..self.freshness
        };
        Self { freshness, ..*self }
    }

    /// How old copies of a query may be: as it says itself, else as the widget says.
    fn freshness_of(&self, query: &QueryConfig) -> Freshness {
        let wanted = self.freshness;
        let own = query.fresh_for.unwrap_or(wanted.fresh_for);
        Freshness {
            fresh_for: match wanted.renewal {
                Renewal::Awaited => own.min(wanted.fresh_for),
                Renewal::Behind | Renewal::BehindIfFound => own,
            },
            // Who wants no old copies wants none of any query.
            stale_for: match query.stale_for {
                Some(own) if !wanted.stale_for.is_zero() => own,
                _ => wanted.stale_for,
            },
            ..wanted
        }
    }

    /// A parameter by its own name, else as the window's first or last day in the source's zone.
    fn filled(&self, parameter: &str, query: &QueryName) -> Option<Value> {
        if let Some(value) = (self.fill)(parameter) {
            return Some(value);
        }
        let zone = self.config.sources.get(&query.source)?.timezone;
        let today = self.cache.now().with_timezone(&zone).date_naive();
        match parameter {
            "since" => self.window.since(today).map(Value::Date),
            "until" => Window::until(today).map(Value::Date),
            _ => None,
        }
    }
}

/// Every value of the columns that fill a query's parameters.
fn lists(query: &QueryConfig, feeders: &Answers) -> Result<BTreeMap<String, Vec<Value>>, Failure> {
    let lists = query.given.iter().map(|(parameter, of)| {
        let answer = read_before(feeders, &of.query)?;
        Ok((parameter.clone(), values(answer, of)?))
    });
    lists.collect()
}

/// Every value of a column. Of an answer without rows not even the columns are known.
fn values(answer: &Answer, of: &ColumnName) -> Result<Vec<Value>, Failure> {
    let rows = answer.rows().iter();
    let values: Option<Vec<Value>> = rows.map(|row| row.get(&of.column).cloned()).collect();
    values.ok_or_else(|| Failure::no_column(&of.query, &of.column))
}

/// What a query that was read before brought.
fn read_before<'n>(answers: &'n Answers, name: &QueryName) -> Result<&'n Answer, Failure> {
    match answers.get(name) {
        Some(Ok(answer)) => Ok(answer),
        Some(Err(failure)) => Err(failure.clone()),
        None => Err(Failure::NoQuery),
    }
}

/// What a source failed with is logged where it was asked.
fn log(name: &QueryName, answer: &Result<Answer, Failure>) {
    match answer {
        Ok(_) | Err(Failure::Read(_)) => {}
        Err(failure) => tracing::warn!(
            query.name = %name,
            error = failure as &dyn std::error::Error,
            "`{name}` could not be asked"
        ),
    }
}
