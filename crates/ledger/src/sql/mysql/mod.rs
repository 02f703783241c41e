//! MySQL and MariaDB.
//!
//! A session is opened with `set session transaction read only`: every statement is a read-only
//! transaction of its own, in one round trip, and that holds for statements that commit by
//! themselves as well (`create table …`), which a single `start transaction read only` lets through.
//! <https://dev.mysql.com/doc/refman/8.4/en/set-transaction.html>
//!
//! The server is told the time limit, and each of the two calls it by another name. An expression
//! that looks at no clock, a loop of arithmetic, goes on all the same: it is ended over a second
//! connection.

mod decode;
mod refusal;

use std::ops::ControlFlow;
use std::str::FromStr;
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime};
use futures::StreamExt;
use rust_decimal::Decimal;
use sqlx::mysql::{MySqlArguments, MySqlColumn, MySqlConnectOptions, MySqlConnection};
use sqlx::{
    Arguments, AssertSqlSafe, Column, ConnectOptions, Connection, Executor, Row, SqlSafeStr,
    Statement,
};
use tokio::time::{timeout, timeout_at};

use super::driver::{Driver, Failure, Outcome, Request, State};
use super::intake::Intake;
use super::text::Marks;
use crate::{Limits, ReadError, Reason, Rows, Scalar, Value};

/// How long ending a query over a second connection may take.
const KILL: Duration = Duration::from_secs(5);

/// One database of a MySQL or MariaDB server, as its reader.
pub(super) struct MySql {
    options: MySqlConnectOptions,
    limits: Limits,
}

/// A connection, and the server's number for it.
pub(super) struct Session {
    connection: MySqlConnection,
    id: u64,
}

impl MySql {
    pub(super) fn new(address: &str, limits: &Limits) -> Result<Self, &'static str> {
        // The driver knows the first name only.
        let address = match address.strip_prefix("mariadb:") {
            Some(rest) => format!("mysql:{rest}"),
            None => address.to_owned(),
        };
        let options = MySqlConnectOptions::from_str(&address)
            .map_err(|_| "it is not mysql://user:password@host:port/database")?
            .charset("utf8mb4")
            // The session is set up below, in one statement and as far as we want it.
            .pipes_as_concat(false)
            .no_engine_substitution(false)
            .timezone(Some("+00:00".to_owned()))
            .disable_statement_logging();
        Ok(Self {
            options,
            limits: *limits,
        })
    }

    async fn open(&self) -> Result<Session, sqlx::Error> {
        let mut connection = self.options.connect().await?;
        let (id, version): (u64, String) = sqlx::query_as("select connection_id(), version()")
            .fetch_one(&mut connection)
            .await?;
        let limit = time_limit(&version, self.limits.longest_timeout());
        // A backslash is a backslash, as in the other databases: a query's text means one thing.
        let setup = format!(
            "set session transaction read only, {limit}, \
             session lock_wait_timeout = {seconds}, session innodb_lock_wait_timeout = {seconds}, \
             session sql_mode = concat(@@session.sql_mode, ',NO_BACKSLASH_ESCAPES')",
            seconds = self.limits.longest_timeout().as_secs().max(1),
        );
        // `set transaction` stands alone.
        let setup = setup.replacen(", ", "; set ", 1);
        sqlx::raw_sql(AssertSqlSafe(setup))
            .execute(&mut connection)
            .await?;
        Ok(Session { connection, id })
    }

    /// Ends what a session is doing.
    async fn kill(&self, id: u64) {
        let kill = async {
            let mut connection = self.options.connect().await?;
            let kill = AssertSqlSafe(format!("kill query {id}"));
            sqlx::raw_sql(kill).execute(&mut connection).await?;
            connection.close().await
        };
        // What cannot be reached any more cannot be asked to stop either.
        if let Ok(Err(error)) = timeout(KILL, kill).await {
            let error = refusal::kind_of(&error);
            tracing::warn!(
                error.kind = error.kind(),
                "a query that is over could not be ended on the server"
            );
        }
    }
}

/// The server's own limit, in the words of the server. <https://mariadb.com/kb/en/aborting-statements/>
fn time_limit(version: &str, limit: Duration) -> String {
    if version.contains("MariaDB") {
        format!("session max_statement_time = {:.3}", limit.as_secs_f64())
    } else {
        let milliseconds = limit.as_millis().clamp(1, u128::from(u32::MAX));
        format!("session max_execution_time = {milliseconds}")
    }
}

impl Driver for MySql {
    const MARKS: Marks = Marks::Bare;

    type Connection = Session;

    async fn connect(&self) -> Result<Session, ReadError> {
        self.open().await.map_err(|error| refusal::kind_of(&error))
    }

    async fn fetch(&self, session: &mut Session, request: &Request) -> Outcome {
        let answer = timeout_at(request.deadline, fetch(&mut session.connection, request)).await;
        match answer {
            Ok(Ok((rows, connection))) => Outcome {
                answer: Ok(rows),
                connection,
            },
            Ok(Err(Failure::Database(error))) => Outcome {
                connection: refusal::state_after(&error),
                answer: Err(refusal::kind_of(&error)),
            },
            // The rest of the rows is still on its way.
            Ok(Err(Failure::Ours(error))) => Outcome {
                answer: Err(error),
                connection: State::Cut,
            },
            Err(_) => {
                self.kill(session.id).await;
                Outcome {
                    answer: Err(ReadError::Timeout),
                    connection: State::Cut,
                }
            }
        }
    }

    async fn settle(&self, session: &mut Session) -> bool {
        // Locks by name outlive the transaction; both servers have known this word for long.
        let settle = "do release_all_locks()";
        session.connection.execute(settle).await.is_ok()
    }
}

async fn fetch(
    connection: &mut MySqlConnection,
    request: &Request,
) -> Result<(Rows, State), Failure<sqlx::Error>> {
    let sql = &request.bound.sql;
    let arguments = arguments(&request.bound.values)?;
    let mut intake = Intake::new(request.limits);
    let mut columns: Option<Vec<String>> = None;
    let mut state = State::Intact;
    {
        let query = sqlx::query_with(AssertSqlSafe(sql.clone()), arguments);
        let mut rows = query.fetch(&mut *connection);
        while let Some(row) = rows.next().await {
            let row = row?;
            columns.get_or_insert_with(|| names(row.columns()));
            if let ControlFlow::Break(()) = intake.take(decode::row(&row)?)? {
                state = State::Cut;
                break;
            }
        }
    }
    let columns = match columns {
        Some(columns) => columns,
        // No row came to tell the columns' names; the prepared statement, kept here, knows them.
        None => {
            let sql = AssertSqlSafe(sql.clone()).into_sql_str();
            names(connection.prepare(sql).await?.columns())
        }
    };
    Ok((intake.finish(columns), state))
}

fn names(columns: &[MySqlColumn]) -> Vec<String> {
    columns
        .iter()
        .map(|column| column.name().to_owned())
        .collect()
}

/// The values in the order of their marks, each with the type its hole was declared with.
fn arguments(values: &[(Scalar, Value)]) -> Result<MySqlArguments, ReadError> {
    let mut arguments = MySqlArguments::default();
    for (position, (kind, value)) in values.iter().enumerate() {
        let added = match (kind, value.clone()) {
            (Scalar::Integer, Value::Integer(number)) => arguments.add(number),
            (Scalar::Integer, _) => arguments.add(None::<i64>),
            (Scalar::Decimal, Value::Decimal(number)) => arguments.add(number),
            (Scalar::Decimal, _) => arguments.add(None::<Decimal>),
            (Scalar::Date, Value::Date(date)) => arguments.add(date),
            (Scalar::Date, _) => arguments.add(None::<NaiveDate>),
            (Scalar::Datetime, Value::DateTime(moment)) => arguments.add(moment),
            (Scalar::Datetime, _) => arguments.add(None::<NaiveDateTime>),
            (Scalar::Bool, Value::Bool(flag)) => arguments.add(flag),
            (Scalar::Bool, _) => arguments.add(None::<bool>),
            // A GUID is kept as its text where there is no type for it.
            (Scalar::Text | Scalar::Guid, Value::Text(text)) => arguments.add(text),
            (Scalar::Text | Scalar::Guid, _) => arguments.add(None::<String>),
        };
        added.map_err(|_| ReadError::Rejected {
            source: Reason::text(format!("value {} cannot be bound", position + 1)),
        })?;
    }
    Ok(arguments)
}
