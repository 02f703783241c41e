//! A database to read, of each kind, filled by a writer of its own.

use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{Limits, ParamType, Params, Query, ReadError, Rows, Source, SqlSettings, Value};
use sqlx::{AssertSqlSafe, Connection, Executor, MySqlConnection, PgConnection, SqliteConnection};
use tempfile::TempDir;
use testbed::{MariaDb, Postgres};

/// One database and what keeps it alive.
pub(crate) enum Database {
    Postgres { server: Postgres, url: String },
    MariaDb { _server: MariaDb, url: String },
    Sqlite { folder: TempDir },
}

impl Database {
    pub(crate) async fn postgres(setup: &str) -> Self {
        let server = Postgres::start().await.unwrap();
        let url = server.database().await.unwrap();
        let database = Self::Postgres { server, url };
        database.write(setup).await;
        database
    }

    pub(crate) async fn mariadb(setup: &str) -> Self {
        let server = MariaDb::start().await.unwrap();
        let url = server.database().await.unwrap();
        let database = Self::MariaDb {
            _server: server,
            url,
        };
        database.write(setup).await;
        database
    }

    pub(crate) async fn sqlite(setup: &str) -> Self {
        let database = Self::Sqlite {
            folder: tempfile::tempdir().unwrap(),
        };
        database.write(setup).await;
        database
    }

    /// One of each kind, filled with the same statements.
    pub(crate) async fn both(setup: &str) -> [Self; 2] {
        [Self::sqlite(setup).await, Self::postgres(setup).await]
    }

    pub(crate) fn url(&self) -> String {
        match self {
            Self::Postgres { url, .. } | Self::MariaDb { url, .. } => url.clone(),
            Self::Sqlite { folder } => format!("sqlite:{}", folder.path().join("erp.db").display()),
        }
    }

    /// Runs statements as the system's own application would.
    pub(crate) async fn write(&self, statements: &str) {
        let empty = statements.is_empty();
        let statements = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
        match self {
            Self::Postgres { url, .. } => {
                let mut connection = PgConnection::connect(url).await.unwrap();
                connection.execute(statements).await.unwrap();
            }
            // To this server nothing is an error.
            Self::MariaDb { .. } if empty => {}
            Self::MariaDb { url, .. } => {
                let mut connection = MySqlConnection::connect(url).await.unwrap();
                connection.execute(statements).await.unwrap();
            }
            Self::Sqlite { .. } => {
                let url = format!("{}?mode=rwc", self.url());
                let mut connection = SqliteConnection::connect(&url).await.unwrap();
                connection.execute(statements).await.unwrap();
                connection.close().await.unwrap();
            }
        }
    }

    /// A source that reads it, with patient limits.
    pub(crate) fn source(&self) -> Source {
        self.source_with(|_| {})
    }

    pub(crate) fn source_with(&self, change: impl FnOnce(&mut SqlSettings)) -> Source {
        let mut settings = settings(&self.url());
        change(&mut settings);
        Source::sql("erp", settings).unwrap()
    }
}

pub(crate) fn settings(url: &str) -> SqlSettings {
    SqlSettings {
        url: url.into(),
        limits: Limits {
            timeout: Duration::from_secs(60),
            max_rows: 1_000,
            max_bytes: 1_000_000,
            ..Limits::default()
        },
    }
}

/// A query and the values for its holes.
pub(crate) fn query(sql: &str, params: &[(&str, ParamType, Value)]) -> (Query, Params) {
    let declared: BTreeMap<_, _> = params
        .iter()
        .map(|(name, kind, _)| ((*name).to_owned(), *kind))
        .collect();
    let query = Query::sql("test", sql, &declared).unwrap();
    let values = Params::bind(&query, |name| {
        params
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(.., value)| value.clone())
    });
    (query, values.unwrap())
}

pub(crate) async fn read(
    source: &Source,
    sql: &str,
    params: &[(&str, ParamType, Value)],
) -> Result<Rows, ReadError> {
    let (query, params) = query(sql, params);
    source.read(&query, &params).await
}

/// The only value of the only row.
pub(crate) async fn value(source: &Source, sql: &str) -> Value {
    let rows = read(source, sql, &[]).await.unwrap();
    assert_eq!((rows.len(), rows.columns.len()), (1, 1), "{sql}");
    rows.rows[0][0].clone()
}

pub(crate) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(crate) fn decimal(number: &str) -> Value {
    Value::Decimal(number.parse().unwrap())
}

pub(crate) fn date(date: &str) -> Value {
    Value::Date(date.parse().unwrap())
}

pub(crate) fn datetime(moment: &str) -> Value {
    Value::DateTime(moment.parse().unwrap())
}
