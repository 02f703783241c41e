//! PostgreSQL.
//!
//! A session is opened with `default_transaction_read_only=on`: every statement is a read-only
//! transaction of its own, in one round trip, and no query can undo that for itself.
//! <https://www.postgresql.org/docs/current/sql-set-transaction.html>
//!
//! A few functions act all the same: `lo_create` before version 16, `pg_notify`, `set_config`, the
//! advisory locks. A text that calls anything but functions known to do nothing is therefore wrapped
//! in a transaction that is rolled back, for one more round trip; and after every read the session
//! is brought back to how it was opened, on nobody's time.

mod decode;
mod numeric;
mod refusal;

use std::ops::ControlFlow;
use std::str::FromStr;
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime};
use futures::StreamExt;
use rust_decimal::Decimal;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgConnection};
use sqlx::{
    Arguments, AssertSqlSafe, Column, ConnectOptions, Executor, Row, SqlSafeStr, Statement,
};
use uuid::Uuid;

use super::driver::{Driver, Failure, Outcome, Request, State};
use super::intake::Intake;
use super::text::Marks;
use crate::{Limits, ReadError, Reason, Rows, Scalar, Value};

/// One PostgreSQL database, as its reader.
pub(super) struct Postgres {
    options: PgConnectOptions,
}

impl Postgres {
    pub(super) fn new(address: &str, limits: &Limits) -> Result<Self, &'static str> {
        let options = PgConnectOptions::from_str(address)
            .map_err(|_| "it is not postgres://user:password@host:port/database")?;
        let named = options.get_application_name().is_some();
        let options = if named {
            options
        } else {
            options.application_name("ledger")
        };
        let milliseconds = milliseconds(limits.longest_timeout());
        let options = options
            .options([
                ("default_transaction_read_only", "on"),
                ("statement_timeout", &milliseconds),
                ("lock_timeout", &milliseconds),
                // What a function of the database cares to announce may be about a client, and the
                // driver would log it.
                ("client_min_messages", "error"),
                ("idle_in_transaction_session_timeout", &milliseconds),
            ])
            // Our own span tells what was read; a query's text is not for every log.
            .disable_statement_logging();
        Ok(Self { options })
    }
}

/// The server counts whole milliseconds, and takes none of them for "no limit".
fn milliseconds(limit: Duration) -> String {
    limit.as_millis().clamp(1, i32::MAX as u128).to_string()
}

/// A connection, and whether a transaction is open on it.
pub(super) struct Session {
    connection: PgConnection,
    transaction: bool,
}

impl Driver for Postgres {
    const MARKS: Marks = Marks::Dollar;

    type Connection = Session;

    async fn connect(&self) -> Result<Session, ReadError> {
        let connected = self.options.connect().await;
        let connection = connected.map_err(|error| refusal::kind_of(&error))?;
        Ok(Session {
            connection,
            transaction: false,
        })
    }

    async fn fetch(&self, session: &mut Session, request: &Request) -> Outcome {
        match fetch(session, request).await {
            Ok((rows, connection)) => Outcome {
                answer: Ok(rows),
                connection,
            },
            Err(Failure::Database(error)) => Outcome {
                connection: refusal::state_after(&error),
                answer: Err(refusal::kind_of(&error)),
            },
            // The rest of the rows is still on its way.
            Err(Failure::Ours(error)) => Outcome {
                answer: Err(error),
                connection: State::Cut,
            },
        }
    }

    async fn settle(&self, session: &mut Session) -> bool {
        let settle = if std::mem::take(&mut session.transaction) {
            "rollback; reset all; select pg_advisory_unlock_all()"
        } else {
            "reset all; select pg_advisory_unlock_all()"
        };
        session.connection.execute(settle).await.is_ok()
    }
}

async fn fetch(
    session: &mut Session,
    request: &Request,
) -> Result<(Rows, State), Failure<sqlx::Error>> {
    let sql = &request.bound.sql;
    let arguments = arguments(&request.bound.values)?;
    if !request.harmless {
        session.connection.execute("begin read only").await?;
        session.transaction = true;
    }
    let mut intake = Intake::new(request.limits);
    let mut columns: Option<Vec<String>> = None;
    let mut state = State::Intact;
    {
        let query = sqlx::query_with(AssertSqlSafe(sql.clone()), arguments);
        let mut rows = query.fetch(&mut session.connection);
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
            let prepared = session
                .connection
                .prepare(AssertSqlSafe(sql.clone()).into_sql_str())
                .await?;
            names(prepared.columns())
        }
    };
    Ok((intake.finish(columns), state))
}

fn names(columns: &[<sqlx::Postgres as sqlx::Database>::Column]) -> Vec<String> {
    columns
        .iter()
        .map(|column| column.name().to_owned())
        .collect()
}

/// The values in the order of their numbers, each with the type its hole was declared with.
fn arguments(values: &[(Scalar, Value)]) -> Result<PgArguments, ReadError> {
    let mut arguments = PgArguments::default();
    for (position, (kind, value)) in values.iter().enumerate() {
        let added = match (kind, value.clone()) {
            (Scalar::Text, Value::Text(text)) => arguments.add(text),
            (Scalar::Text, _) => arguments.add(None::<String>),
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
            (Scalar::Guid, Value::Text(guid)) => arguments.add(Uuid::parse_str(&guid).ok()),
            (Scalar::Guid, _) => arguments.add(None::<Uuid>),
        };
        added.map_err(|_| ReadError::Rejected {
            source: Reason::text(format!("value {} cannot be bound", position + 1)),
        })?;
    }
    Ok(arguments)
}
