//! What PostgreSQL's errors mean for us.
//!
//! <https://www.postgresql.org/docs/current/errcodes-appendix.html>

use crate::sql::driver::State;
use crate::{ReadError, Reason};

/// The kind of a driver's error.
pub(super) fn kind_of(error: &sqlx::Error) -> ReadError {
    match error {
        sqlx::Error::Database(database) => {
            let code = database.code().unwrap_or_default();
            coded(&code, database.message())
        }
        sqlx::Error::Io(io) => ReadError::Unreachable {
            source: Reason::text(io.to_string()),
        },
        sqlx::Error::Tls(_) => ReadError::Unreachable {
            source: Reason::text("no encrypted connection could be agreed on"),
        },
        // What is left is a conversation that broke off, or one that is not PostgreSQL's.
        _ => ReadError::Unreachable {
            source: Reason::text("it does not speak as PostgreSQL does"),
        },
    }
}

/// What the connection is good for afterwards.
pub(super) fn state_after(error: &sqlx::Error) -> State {
    match error {
        sqlx::Error::Database(database) => match database.code().as_deref() {
            // The session was ended from the other side: by its administrator, a restart, a limit
            // on idleness.
            Some("57P01" | "57P02" | "57P03" | "57P05" | "25P03") => State::Lost,
            // What was prepared in it no longer fits: a table was changed, a pooler in between
            // changed the session. A new one prepares anew.
            Some("0A000" | "26000") => State::Lost,
            Some(code) if code.starts_with("08") => State::Lost,
            Some(_) => State::Intact,
            None => State::Cut,
        },
        _ => State::Lost,
    }
}

fn coded(code: &str, message: &str) -> ReadError {
    let source = Reason::new(
        Some(code.to_owned()),
        speaks_of_text(code).then(|| message.to_owned()),
    );
    match code {
        // Ended by a limit on time: the statement's, or a lock's.
        "57014" | "55P03" => ReadError::Timeout,
        // No room for a connection, or for the work; a conflict with a replica's catching up.
        "40001" | "40P01" => ReadError::Busy,
        // Rights, a database that is not there.
        "42501" | "3D000" => ReadError::Denied { source },
        _ => match code.get(..2) {
            Some("53") => ReadError::Busy,
            Some("28") => ReadError::LoginRefused { source },
            Some("08" | "57" | "58") => ReadError::Unreachable { source },
            _ => ReadError::Rejected { source },
        },
    }
}

/// Whether errors of this class speak of the query's text, the account and the schema only. Others
/// quote values.
fn speaks_of_text(code: &str) -> bool {
    // A literal of the text that is not of its column's type is quoted, and so is a bound value.
    code != "42804"
        && matches!(
            code.get(..2),
            Some("08" | "0A" | "25" | "28" | "3D" | "3F" | "42" | "57")
        )
}
