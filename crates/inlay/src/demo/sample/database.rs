//! The database that is filled.

use std::fmt::Write;

use anyhow::{Context, bail};
use sqlx::sqlite::{SqliteConnectOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, SqliteConnection};

/// Rows written by one statement.
const BATCH: usize = 1_000;

/// One connection for the filling.
pub(super) enum Database {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Where rows go.
#[derive(Clone, Copy, Debug)]
pub(super) enum Table {
    Clients,
    Sales,
    Complaints,
}

impl Table {
    /// The table and its columns, in the order of its rows.
    fn columns(self) -> &'static str {
        match self {
            Self::Clients => {
                "clients (id, name, tax_id, currency, credit_limit, debt, overdue, overdue_days, \
                 manager, phone)"
            }
            Self::Sales => {
                "sales (number, date, due_date, kind, status, total, paid, currency, client_id)"
            }
            Self::Complaints => "complaints (number, date, subject, status, open, client_id)",
        }
    }
}

impl Database {
    pub(super) async fn open(url: &str) -> anyhow::Result<Self> {
        match url.split_once(':') {
            Some(("postgres" | "postgresql", _)) => {
                let connection = PgConnection::connect(url).await;
                Ok(Self::Postgres(
                    connection.context("the database does not answer")?,
                ))
            }
            Some(("sqlite", _)) => {
                let options: SqliteConnectOptions =
                    url.parse().context("not an address of SQLite")?;
                // A file that is lost with the power is written anew.
                let options = options
                    .create_if_missing(true)
                    .synchronous(SqliteSynchronous::Off);
                let connection = options.connect().await;
                Ok(Self::Sqlite(
                    connection.context("the file cannot be opened")?,
                ))
            }
            _ => bail!("a sample ledger is written to sqlite: or postgres:"),
        }
    }

    /// Runs statements that are ours.
    pub(super) async fn execute(&mut self, statements: &str) -> anyhow::Result<()> {
        let statements = sqlx::raw_sql(AssertSqlSafe(statements.to_owned()));
        match self {
            Self::Postgres(connection) => connection.execute(statements).await.map(drop)?,
            Self::Sqlite(connection) => connection.execute(statements).await.map(drop)?,
        }
        Ok(())
    }

    /// Writes rows, each the text of its values.
    pub(super) async fn fill(
        &mut self,
        table: Table,
        mut rows: impl Iterator<Item = String>,
    ) -> anyhow::Result<()> {
        self.execute("begin").await?;
        loop {
            let mut statement = String::new();
            for (position, row) in rows.by_ref().take(BATCH).enumerate() {
                if position == 0 {
                    write!(statement, "insert into {} values ({row})", table.columns())?;
                } else {
                    write!(statement, ", ({row})")?;
                }
            }
            if statement.is_empty() {
                break;
            }
            self.execute(&statement).await?;
        }
        self.execute("commit").await
    }

    pub(super) async fn close(self) -> anyhow::Result<()> {
        match self {
            Self::Postgres(connection) => connection.close().await?,
            Self::Sqlite(connection) => connection.close().await?,
        }
        Ok(())
    }
}

/// A text as a literal. All texts here are our own; one of them has an apostrophe.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Cents as a literal.
pub(super) fn amount(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", cents.abs() / 100, cents.abs() % 100)
}
