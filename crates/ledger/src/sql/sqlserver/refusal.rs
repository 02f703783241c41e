//! What SQL Server's errors mean for us.
//!
//! <https://learn.microsoft.com/en-us/sql/relational-databases/errors-events/database-engine-events-and-errors>

use tiberius::error::Error;

use crate::sql::driver::State;
use crate::{ReadError, Reason};

/// The kind of a driver's error.
pub(super) fn kind_of(error: &Error) -> ReadError {
    let unreachable = |text: String| ReadError::Unreachable {
        source: Reason::text(text),
    };
    match error {
        Error::Server(token) => numbered(token.code(), token.message()),
        Error::Io { message, .. } => unreachable(message.clone()),
        Error::Tls(_) => unreachable("no encrypted connection could be agreed on".to_owned()),
        Error::Routing { .. } => unreachable("it sends us to yet another server".to_owned()),
        _ => unreachable("it does not speak as SQL Server does".to_owned()),
    }
}

/// What the connection is good for afterwards.
pub(super) fn state_after(error: &Error) -> State {
    match error {
        // Above 19 the server has ended the connection.
        Error::Server(token) if token.class() < 20 => match token.code() {
            596 | 6005 | 40613 => State::Lost,
            _ => State::Intact,
        },
        _ => State::Lost,
    }
}

fn numbered(number: u32, message: &str) -> ReadError {
    let message = speaks_of_text(number).then(|| message.to_owned());
    let source = Reason::new(Some(number.to_string()), message);
    match number {
        // A lock that was waited for too long.
        1222 => ReadError::Timeout,
        // A deadlock lost, no memory, no workers, the limits of a cloud.
        1205 | 701 | 802 | 8645 | 8651 | 10928 | 10929 | 40501 => ReadError::Busy,
        // An account or a password that is not let in, expired, locked.
        18452 | 18456 | 18470 | 18486 | 18487 | 18488 => ReadError::LoginRefused { source },
        // Rights on objects, columns, databases; a database that is not there.
        229 | 230 | 262 | 297 | 300 | 371 | 916 | 4060 => ReadError::Denied { source },
        // Shutting down, killed, moving.
        596 | 6005 | 40197 | 40613 => ReadError::Unreachable { source },
        _ => ReadError::Rejected { source },
    }
}

/// Whether an error speaks of the query's text, the account and the schema only. Others quote
/// values ("conversion failed when converting the nvarchar value '…'").
fn speaks_of_text(number: u32) -> bool {
    matches!(
        number,
        102 | 105
            | 107
            | 156
            | 195
            | 207
            | 208
            | 209
            | 229
            | 230
            | 262
            | 300
            | 319
            | 916
            | 2812
            | 4060
            | 4104
            | 4121
            | 8120
            | 18452
            | 18456
            | 18486
            | 18487
            | 18488
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_sorted_by_what_a_caller_can_do() {
        let kind = |number| numbered(number, "Conversion failed when converting 'Secret'").kind();
        assert_eq!(kind(18456), "login_refused");
        assert_eq!(kind(229), "denied");
        assert_eq!(kind(1222), "timeout");
        assert_eq!(kind(1205), "busy");
        assert_eq!(kind(40613), "unreachable");
        assert_eq!(kind(208), "rejected");
    }

    #[test]
    fn a_message_that_may_quote_a_value_is_not_repeated() {
        let told = |number| format!("{:?}", numbered(number, "near 'Secret'"));
        assert!(!told(245).contains("Secret"));
        assert!(!told(8114).contains("Secret"));
        assert!(told(208).contains("near"));
    }
}
