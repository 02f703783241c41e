//! SQLite: a file on this machine.
//!
//! Opened with `mode=ro`, which no statement can undo, and `query_only` besides. An endless query
//! is ended from within: SQLite asks, every few thousand steps, whether it may go on.
//! <https://sqlite.org/c3ref/progress_handler.html>

mod decode;
mod refusal;

use std::ops::ControlFlow;
use std::str::FromStr;

use futures::StreamExt;
use rust_decimal::prelude::ToPrimitive;
use sqlx::sqlite::{SqliteArguments, SqliteColumn, SqliteConnectOptions, SqliteConnection};
use sqlx::{Arguments, AssertSqlSafe, Column, ConnectOptions, Executor, SqlSafeStr, Statement};
use tokio::time::Instant;

use super::driver::{Driver, Failure, Outcome, Request, State};
use super::intake::Intake;
use super::text::Marks;
use crate::{Limits, ReadError, Reason, Rows, Scalar, Value};

/// Steps of SQLite's machine between two looks at the clock: some tens of microseconds.
const STEPS: i32 = 2_000;

/// Opens a transaction and looks at the file once, so that what is prepared next knows the tables
/// as they are: somebody may have changed them since this session last looked.
const BEGIN: &str = "begin; select 1 from sqlite_schema limit 1";

/// One SQLite file.
pub(super) struct Sqlite {
    options: SqliteConnectOptions,
}

impl Sqlite {
    pub(super) fn new(address: &str, limits: &Limits) -> Result<Self, &'static str> {
        let options = SqliteConnectOptions::from_str(address)
            .map_err(|_| "it is not sqlite:path/to/file.db")?;
        // Not `immutable`: somebody else may well be writing the file while we read.
        let options = options
            .create_if_missing(false)
            .read_only(true)
            .pragma("query_only", "on")
            // Somebody who writes for longer is told of, while there is still time to tell.
            .busy_timeout(limits.timeout * 4 / 5)
            // A kept statement would not notice that its tables were changed.
            .statement_cache_capacity(0)
            .disable_statement_logging();
        Ok(Self { options })
    }
}

impl Driver for Sqlite {
    const MARKS: Marks = Marks::Numbered;

    type Connection = SqliteConnection;

    async fn connect(&self) -> Result<SqliteConnection, ReadError> {
        self.options
            .connect()
            .await
            .map_err(|error| refusal::kind_of(&error))
    }

    async fn fetch(&self, connection: &mut SqliteConnection, request: &Request) -> Outcome {
        match fetch(connection, request).await {
            Ok(rows) => Outcome {
                answer: Ok(rows),
                connection: State::Intact,
            },
            Err(Failure::Database(error)) => Outcome {
                connection: refusal::state_after(&error),
                answer: Err(refusal::kind_of(&error)),
            },
            Err(Failure::Ours(error)) => Outcome {
                answer: Err(error),
                connection: State::Intact,
            },
        }
    }

    async fn settle(&self, connection: &mut SqliteConnection) -> bool {
        connection.execute("rollback").await.is_ok()
    }
}

async fn fetch(
    connection: &mut SqliteConnection,
    request: &Request,
) -> Result<Rows, Failure<sqlx::Error>> {
    let deadline = request.deadline;
    connection
        .lock_handle()
        .await?
        .set_progress_handler(STEPS, move || Instant::now() < deadline);
    connection.execute(BEGIN).await?;
    let arguments = arguments(&request.bound.values)?;
    let sql = AssertSqlSafe(request.bound.sql.clone());
    let statement = connection.prepare(sql.into_sql_str()).await?;
    let declared: Vec<_> = statement
        .columns()
        .iter()
        .map(decode::Declared::of)
        .collect();
    let mut intake = Intake::new(request.limits);
    {
        let mut rows = statement.query_with(arguments).fetch(&mut *connection);
        while let Some(row) = rows.next().await {
            if let ControlFlow::Break(()) = intake.take(decode::row(&row?, &declared)?)? {
                break;
            }
        }
    }
    Ok(intake.finish(names(statement.columns())))
}

fn names(columns: &[SqliteColumn]) -> Vec<String> {
    columns
        .iter()
        .map(|column| column.name().to_owned())
        .collect()
}

/// The values in the order of their numbers, as SQLite would have stored them itself.
fn arguments(values: &[(Scalar, Value)]) -> Result<SqliteArguments, ReadError> {
    let mut arguments = SqliteArguments::default();
    for (position, (_, value)) in values.iter().enumerate() {
        let added = match value.clone() {
            Value::Null => arguments.add(None::<i64>),
            Value::Bool(flag) => arguments.add(flag),
            Value::Integer(number) => arguments.add(number),
            // SQLite has no decimals: whole numbers are exact, fractions are its own kind of real.
            Value::Decimal(number) if number.is_integer() && number.to_i64().is_some() => {
                arguments.add(number.to_i64())
            }
            Value::Decimal(number) => arguments.add(number.to_f64()),
            Value::Text(text) => arguments.add(text),
            Value::Date(date) => arguments.add(date.format("%Y-%m-%d").to_string()),
            Value::DateTime(moment) => {
                arguments.add(moment.format("%Y-%m-%d %H:%M:%S%.f").to_string())
            }
        };
        added.map_err(|_| ReadError::Rejected {
            source: Reason::text(format!("value {} cannot be bound", position + 1)),
        })?;
    }
    Ok(arguments)
}
