//! What SQLite's errors mean for us.
//!
//! <https://sqlite.org/rescode.html>

use crate::sql::driver::State;
use crate::{ReadError, Reason};

/// Beginnings of messages that speak of the query's text and the schema only. Others quote values.
const SPEAKS_OF_TEXT: [&str; 8] = [
    "no such ",
    "near ",
    "ambiguous column",
    "incomplete input",
    "wrong number of arguments",
    "misuse of ",
    "attempt to write",
    "unable to open",
];

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
        _ => ReadError::Unreachable {
            source: Reason::text("the file cannot be read"),
        },
    }
}

/// What the connection is good for afterwards: the file may have been replaced or lost.
pub(super) fn state_after(error: &sqlx::Error) -> State {
    match (error, kind_of(error)) {
        (sqlx::Error::Database(_), ReadError::Unreachable { .. }) => State::Lost,
        (sqlx::Error::Database(_), _) => State::Intact,
        _ => State::Lost,
    }
}

fn coded(code: &str, message: &str) -> ReadError {
    let known = SPEAKS_OF_TEXT
        .iter()
        .any(|beginning| message.starts_with(beginning));
    let source = Reason::new(Some(code.to_owned()), known.then(|| message.to_owned()));
    // The lowest byte is the kind; what is above it tells more of the same.
    match code.parse::<u32>().map(|code| code & 0xff) {
        // SQLITE_INTERRUPT: our own limit on time.
        Ok(9) => ReadError::Timeout,
        // SQLITE_BUSY, SQLITE_LOCKED: somebody is writing.
        Ok(5 | 6) => ReadError::Busy,
        // SQLITE_PERM, SQLITE_AUTH.
        Ok(3 | 23) => ReadError::Denied { source },
        // SQLITE_TOOBIG.
        Ok(18) => ReadError::TooLarge,
        // SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_CANTOPEN, SQLITE_NOTADB.
        Ok(10 | 11 | 14 | 26) => ReadError::Unreachable { source },
        _ => ReadError::Rejected { source },
    }
}
