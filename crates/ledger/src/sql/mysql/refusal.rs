//! What the errors of MySQL and MariaDB mean for us.
//!
//! <https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html>,
//! <https://mariadb.com/kb/en/mariadb-error-code-reference/>

use sqlx::mysql::MySqlDatabaseError;

use crate::sql::driver::State;
use crate::{ReadError, Reason};

/// The kind of a driver's error.
pub(super) fn kind_of(error: &sqlx::Error) -> ReadError {
    match error {
        sqlx::Error::Database(database) => {
            match database.try_downcast_ref::<MySqlDatabaseError>() {
                Some(error) => numbered(error.number(), error.message()),
                None => foreign(),
            }
        }
        sqlx::Error::Io(io) => ReadError::Unreachable {
            source: Reason::text(io.to_string()),
        },
        sqlx::Error::Tls(_) => ReadError::Unreachable {
            source: Reason::text("no encrypted connection could be agreed on"),
        },
        _ => foreign(),
    }
}

/// What is left is a conversation that broke off, or one that is not MySQL's.
fn foreign() -> ReadError {
    ReadError::Unreachable {
        source: Reason::text("it does not speak as MySQL does"),
    }
}

/// What the connection is good for afterwards.
pub(super) fn state_after(error: &sqlx::Error) -> State {
    match error {
        sqlx::Error::Database(database) => {
            match database.try_downcast_ref::<MySqlDatabaseError>() {
                Some(error) => match error.number() {
                    // Shutting down; killed; idle for too long (4031 there, 1927 here); a statement
                    // that has to be prepared anew.
                    1053 | 1077 | 1927 | 4031 | 1615 | 2013 => State::Lost,
                    _ => State::Intact,
                },
                None => State::Cut,
            }
        }
        _ => State::Lost,
    }
}

fn numbered(number: u16, message: &str) -> ReadError {
    let message = speaks_of_text(number).then(|| message.to_owned());
    let source = Reason::new(Some(number.to_string()), message);
    match number {
        // The limit on time (1969, 1028 and 1317 when killed; 3024), or on waiting for a lock.
        1969 | 3024 | 1317 | 1205 | 1907 => ReadError::Timeout,
        // Too many connections, of all or of this account; a deadlock; no memory.
        1040 | 1203 | 1226 | 1213 | 1037 | 1041 => ReadError::Busy,
        // An account or a password that is not let in, or may not come from here.
        1045 | 1130 | 1129 | 1698 | 1862 | 3118 | 4151 => ReadError::LoginRefused { source },
        // Rights on databases, tables, columns, routines; a database that is not there.
        1044 | 1142 | 1143 | 1227 | 1370 | 1049 | 1356 => ReadError::Denied { source },
        1053 | 1077 | 1079 | 1927 | 4031 | 2013 => ReadError::Unreachable { source },
        _ => ReadError::Rejected { source },
    }
}

/// Whether an error speaks of the query's text, the account and the schema only. Others quote
/// values.
fn speaks_of_text(number: u16) -> bool {
    matches!(
        number,
        // Unknown column, table, function; the text's grammar; grouping; reading only.
        1054 | 1146
            | 1305
            | 1064
            | 1055
            | 1140
            | 1792
            | 1052
            | 1222
            | 1241
            | 1248
            | 1066
            | 1044
            | 1045
            | 1049
            | 1142
            | 1143
            | 1227
            | 1370
            | 1698
    )
}
