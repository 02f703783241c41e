//! Microsoft SQL Server.
//!
//! It has no transaction that only reads: what stands between a query and the data is the text's
//! check, the account's rights, and a transaction that is rolled back around every text that calls
//! anything but functions known to do nothing. T-SQL takes statements that no semicolon parts
//! (`select 1 delete from t`), so its words that act are refused wherever they stand.
//!
//! A query that is over its time is ended on the server by an attention signal.
//! <https://learn.microsoft.com/en-us/openspecs/windows_protocols/ms-tds/dc28579f-49b1-4a78-9c5f-63fbda002d2e>

mod address;
mod decode;
mod refusal;

use std::ops::ControlFlow;
use std::time::Duration;

use futures::TryStreamExt;
use tiberius::{Client, Config, QueryItem};
use tokio::net::TcpStream;
use tokio::time::{timeout, timeout_at};
use tokio_util::compat::{Compat, TokioAsyncWriteCompatExt};

use super::driver::{Driver, Failure, Outcome, Request, State};
use super::intake::Intake;
use super::text::Marks;
use crate::{Limits, ReadError, Reason, Rows, Scalar, Value};

/// How long the server may take to say that it has stopped.
const ATTENTION: Duration = Duration::from_secs(5);

/// One database of a SQL Server, as its reader.
pub(super) struct SqlServer {
    config: Config,
    limits: Limits,
}

/// A connection, and whether a transaction is open on it.
pub(super) struct Session {
    client: Client<Compat<TcpStream>>,
    transaction: bool,
}

impl SqlServer {
    pub(super) fn new(address: &str, limits: &Limits) -> Result<Self, &'static str> {
        Ok(Self {
            config: address::config(address, limits)?,
            limits: *limits,
        })
    }

    async fn open(&self) -> Result<Session, tiberius::error::Error> {
        let mut config = self.config.clone();
        let mut client = loop {
            let stream = TcpStream::connect(config.get_addr()).await?;
            stream.set_nodelay(true)?;
            match Client::connect(config.clone(), stream.compat_write()).await {
                // The gateway of a cloud names the server behind it; that one names no other.
                Err(tiberius::error::Error::Routing { host, port })
                    if config.get_addr() == self.config.get_addr() =>
                {
                    config.host(host);
                    config.port(port);
                }
                connected => break connected?,
            }
        };
        let milliseconds = self
            .limits
            .longest_timeout()
            .as_millis()
            .clamp(1, i32::MAX as u128);
        // Where somebody has to give way it is the reader.
        let setup = format!(
            "set lock_timeout {milliseconds}; set deadlock_priority low; \
             set implicit_transactions off; set xact_abort on"
        );
        client.simple_query(setup).await?.into_results().await?;
        Ok(Session {
            client,
            transaction: false,
        })
    }
}

impl Driver for SqlServer {
    const MARKS: Marks = Marks::At;

    type Connection = Session;

    async fn connect(&self) -> Result<Session, ReadError> {
        self.open().await.map_err(|error| refusal::kind_of(&error))
    }

    async fn fetch(&self, session: &mut Session, request: &Request) -> Outcome {
        let answer = timeout_at(request.deadline, fetch(session, request)).await;
        let (answer, connection) = match answer {
            Ok(Ok((rows, State::Intact))) => return intact(Ok(rows)),
            Ok(Ok((rows, _))) => (Ok(rows), State::Cut),
            Ok(Err(Failure::Database(error))) => {
                let connection = refusal::state_after(&error);
                (Err(refusal::kind_of(&error)), connection)
            }
            Ok(Err(Failure::Ours(error))) => (Err(error), State::Cut),
            Err(_) => (Err(ReadError::Timeout), State::Cut),
        };
        if connection == State::Cut {
            // Rows may still be on their way, or the server still be at work.
            let stopped = timeout(ATTENTION, session.client.cancel_query()).await;
            if !matches!(stopped, Ok(Ok(()))) {
                tracing::warn!("a query that is over could not be ended on the server");
            }
        }
        Outcome { answer, connection }
    }

    async fn settle(&self, session: &mut Session) -> bool {
        if !std::mem::take(&mut session.transaction) {
            return true;
        }
        let settle = "if @@trancount > 0 rollback";
        match session.client.simple_query(settle).await {
            Ok(answer) => answer.into_results().await.is_ok(),
            Err(_) => false,
        }
    }
}

fn intact(answer: Result<Rows, ReadError>) -> Outcome {
    Outcome {
        answer,
        connection: State::Intact,
    }
}

async fn fetch(
    session: &mut Session,
    request: &Request,
) -> Result<(Rows, State), Failure<tiberius::error::Error>> {
    if !request.harmless {
        session.transaction = true;
        let begin = session.client.simple_query("begin transaction").await?;
        begin.into_results().await?;
    }
    let mut query = tiberius::Query::new(request.bound.sql.as_str());
    for (kind, value) in &request.bound.values {
        bind(&mut query, *kind, value);
    }
    let mut intake = Intake::new(request.limits);
    let mut columns = Vec::new();
    let mut items = query.query(&mut session.client).await?;
    while let Some(item) = items.try_next().await? {
        match item {
            QueryItem::Metadata(metadata) if metadata.result_index() == 0 => {
                let names = metadata.columns().iter();
                columns = names.map(|column| column.name().to_owned()).collect();
            }
            QueryItem::Metadata(_) => {
                return Err(Failure::Ours(ReadError::Rejected {
                    source: Reason::text("it is more than one query"),
                }));
            }
            QueryItem::Row(row) => {
                if let ControlFlow::Break(()) = intake.take(decode::row(&row)?)? {
                    return Ok((intake.finish(columns), State::Cut));
                }
            }
        }
    }
    Ok((intake.finish(columns), State::Intact))
}

/// A value with the type its hole was declared with.
fn bind(query: &mut tiberius::Query<'_>, kind: Scalar, value: &Value) {
    match (kind, value) {
        (Scalar::Text, Value::Text(text)) => query.bind(text.clone()),
        (Scalar::Text, _) => query.bind(None::<String>),
        (Scalar::Integer, Value::Integer(number)) => query.bind(*number),
        (Scalar::Integer, _) => query.bind(None::<i64>),
        (Scalar::Decimal, Value::Decimal(number)) => query.bind(*number),
        (Scalar::Decimal, _) => query.bind(None::<rust_decimal::Decimal>),
        (Scalar::Date, Value::Date(date)) => query.bind(*date),
        (Scalar::Date, _) => query.bind(None::<chrono::NaiveDate>),
        (Scalar::Datetime, Value::DateTime(moment)) => query.bind(*moment),
        (Scalar::Datetime, _) => query.bind(None::<chrono::NaiveDateTime>),
        (Scalar::Bool, Value::Bool(flag)) => query.bind(*flag),
        (Scalar::Bool, _) => query.bind(None::<bool>),
        (Scalar::Guid, Value::Text(guid)) => query.bind(uuid::Uuid::parse_str(guid).ok()),
        (Scalar::Guid, _) => query.bind(None::<uuid::Uuid>),
    }
}
