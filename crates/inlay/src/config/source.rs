//! `[sources.NAME]`: an accounting system and its named queries.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use secrecy::SecretString;

/// One accounting system.
#[derive(Debug)]
pub struct SourceConfig {
    pub name: String,
    pub kind: SourceKind,
    /// The currency of money that names none (ISO 4217).
    pub currency: Option<String>,
    /// What the system calls a currency → its ISO 4217 code (`"643" = "RUB"`).
    pub currencies: BTreeMap<String, String>,
    pub queries: BTreeMap<String, QueryConfig>,
}

/// How the system is read.
#[derive(Debug)]
pub enum SourceKind {
    Sql(SqlConfig),
}

/// An SQL database.
#[derive(Debug)]
pub struct SqlConfig {
    /// `sqlite:…` or `postgres://…`; may hold a password.
    pub url: SecretString,
    /// How long one read may take, waiting for a free connection included.
    pub timeout: Duration,
    /// How many reads may run at once.
    pub max_parallel: usize,
    /// Rows after which a read is cut.
    pub max_rows: usize,
}

/// A named, parameterised read.
#[derive(Debug)]
pub struct QueryConfig {
    pub query: ledger::Query,
    /// The currency of this query's money when its rows name none.
    pub currency: Option<String>,
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
