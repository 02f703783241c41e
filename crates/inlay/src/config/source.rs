//! `[sources.NAME]`: an accounting system and its named queries.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use chrono_tz::Tz;
use ledger::{Limits, Protocol, SessionUse, WebSettings};
use secrecy::SecretString;

/// One accounting system.
#[derive(Debug)]
pub struct SourceConfig {
    pub name: String,
    pub kind: SourceKind,
    /// How much a read may take of it.
    pub limits: Limits,
    /// The currency of money that names none (ISO 4217).
    pub currency: Option<String>,
    /// What the system calls a currency → its ISO 4217 code (`"643" = "RUB"`).
    pub currencies: BTreeMap<String, String>,
    /// Where its days begin: `since` and `until` are days there.
    pub timezone: Tz,
    pub queries: BTreeMap<String, QueryConfig>,
}

/// How the system is read.
#[derive(Debug)]
pub enum SourceKind {
    Sql(SqlConfig),
    OData(ODataConfig),
    Http(HttpConfig),
}

/// An SQL database.
#[derive(Debug)]
pub struct SqlConfig {
    /// `sqlite:…` or `postgres://…`; may hold a password.
    pub url: SecretString,
}

/// An OData service.
#[derive(Debug)]
pub struct ODataConfig {
    pub web: WebSettings,
    pub protocol: Protocol,
    /// How the sessions of 1C are treated.
    pub sessions: SessionUse,
}

/// A system that answers with JSON.
#[derive(Debug)]
pub struct HttpConfig {
    pub web: WebSettings,
    /// What is asked to see whether it is there, below its address.
    pub check: Option<String>,
}

/// A named, parameterised read.
#[derive(Debug)]
pub struct QueryConfig {
    pub query: ledger::Query,
    /// Parameters that are filled with every value of another query's column.
    pub given: BTreeMap<String, ColumnName>,
    /// Columns that are added to its rows, by their names.
    pub lookups: BTreeMap<String, Lookup>,
    /// The currency of this query's money when its rows name none.
    pub currency: Option<String>,
    /// How long a copy of its answer is as good as new, instead of what the widget says.
    pub fresh_for: Option<Duration>,
    /// How old a copy may be shown when the source is down, instead of what the widget says.
    pub stale_for: Option<Duration>,
}

impl QueryConfig {
    /// The queries whose rows fill its parameters.
    pub fn feeders(&self) -> impl Iterator<Item = &QueryName> {
        self.given.values().map(|column| &column.query)
    }

    /// The small tables its columns are looked up in.
    pub fn tables(&self) -> impl Iterator<Item = &QueryName> {
        self.lookups.values().map(|lookup| &lookup.keys.query)
    }
}

/// A column of a query's rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnName {
    pub query: QueryName,
    pub column: String,
}

/// A value found in a small table by a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The column of the query's own rows that holds the key.
    pub by: String,
    /// The table, and its column of keys.
    pub keys: ColumnName,
    /// The table's column that is taken.
    pub take: String,
}

/// A query's full name, `source.query`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueryName {
    pub source: String,
    pub query: String,
}

impl QueryName {
    /// The query `query` of the source `source`.
    #[must_use]
    pub fn new(source: &str, query: &str) -> Self {
        Self {
            source: source.to_owned(),
            query: query.to_owned(),
        }
    }
}

impl fmt::Display for QueryName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.source, self.query)
    }
}
