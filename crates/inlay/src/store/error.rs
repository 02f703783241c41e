//! What can go wrong with the store.

use std::error::Error;

use sqlx::migrate::MigrateError;

use crate::seal::SealError;

/// Why the store did not do what it was asked. No variant holds a secret or the store's address.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The configuration must change.
    #[error("the store's address cannot be used")]
    Address {
        source: Box<dyn Error + Send + Sync>,
    },
    /// It may answer later: not reached, no connection free in time, busy, or full.
    #[error("the store does not answer")]
    Unavailable { source: sqlx::Error },
    /// A mistake of ours, or tables that are not this version's: migrate.
    #[error("the store refused a statement")]
    Refused { source: sqlx::Error },
    /// As [`StoreError::Refused`], found before the statement was needed.
    #[error("the store does not take the statement `{name}`")]
    Statement {
        name: &'static str,
        source: sqlx::Error,
    },
    #[error("the tables could not be brought up to date")]
    Migration { source: MigrateError },
    /// The key of this id is another one than the store was sealed with.
    #[error("the key `{id}` is not the one this store was sealed with")]
    WrongKey { id: String },
    /// The configuration leaves out a key that values here may still be sealed with.
    #[error("this store was sealed with the key `{id}`, which the configuration does not name")]
    MissingKey { id: String },
    /// Changed behind our back, or brought from another row.
    #[error("`{table}.{column}` cannot be opened")]
    Sealed {
        table: &'static str,
        column: &'static str,
        source: SealError,
    },
    /// A row holds what we would not have written.
    #[error("`{table}.{column}` cannot be read")]
    Unreadable {
        table: &'static str,
        column: &'static str,
        source: Box<dyn Error + Send + Sync>,
    },
    /// What was to be kept is beyond what the column can hold.
    #[error("the value does not fit `{table}.{column}`")]
    Unfit {
        table: &'static str,
        column: &'static str,
    },
}

impl StoreError {
    /// Whether the same call may succeed a little later, with nobody doing anything.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Unavailable { .. })
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(source: sqlx::Error) -> Self {
        let temporary = match &source {
            sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed => true,
            sqlx::Error::Database(refusal) => {
                refusal.code().is_some_and(|code| is_temporary_code(&code))
            }
            _ => false,
        };
        if temporary {
            Self::Unavailable { source }
        } else {
            Self::Refused { source }
        }
    }
}

/// Five characters are PostgreSQL's SQLSTATE, a number is SQLite's extended result code.
fn is_temporary_code(code: &str) -> bool {
    if code.len() == 5 {
        // Connection exceptions, resources (disk full, too many connections), shutting down or
        // starting up, serialization and deadlocks.
        return ["08", "53", "57P", "40"]
            .iter()
            .any(|class| code.starts_with(class));
    }
    // SQLITE_BUSY, _LOCKED, _IOERR, _FULL, _CANTOPEN in the low byte.
    code.parse::<u32>()
        .is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 10 | 13 | 14))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_a_full_and_a_stopping_database_are_temporary_and_a_broken_rule_is_not() {
        for code in ["5", "517", "13", "53100", "57P01", "08006", "40P01"] {
            assert!(is_temporary_code(code), "{code}");
        }
        for code in ["1", "2067", "23505", "42P01", "57014", ""] {
            assert!(!is_temporary_code(code), "{code}");
        }
    }
}
