//! Why a rule cannot be run over a case.

use std::time::Duration;

use bitrix24::{BatchError, CallError};
use ledger::ReadError;

use crate::config::source::QueryName;
use crate::feeding::Failure;
use crate::jobs::Ended;
use crate::matching::MatchError;
use crate::store::StoreError;
use crate::verify::Refusal;
use crate::widget::card::CardError;

/// How long an application that has lost its authorization waits for an administrator.
const UNTIL_AUTHORIZED: Duration = Duration::from_secs(600);

/// Why a rule cannot be run. The texts hold no secret and nothing of a client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The portal or the books do not answer; the same may succeed later.
    #[error("{reason}")]
    Later {
        reason: String,
        after: Option<Duration>,
    },
    /// Only a change of the configuration helps.
    #[error("{reason}")]
    Never { reason: String },
}

impl Trouble {
    pub(super) fn never(reason: impl Into<String>) -> Self {
        Self::Never {
            reason: reason.into(),
        }
    }

    pub(super) fn later(reason: impl Into<String>) -> Self {
        Self::Later {
            reason: reason.into(),
            after: None,
        }
    }

    /// What a read of a query failed with.
    pub(super) fn of_query(query: &QueryName, failure: &Failure) -> Self {
        match failure {
            Failure::Read(error) => Self::of_read(query, error),
            Failure::NoQuery | Failure::Param(_) => Self::never(format!("`{query}`: {failure}")),
        }
    }

    fn of_read(query: &QueryName, error: &ReadError) -> Self {
        let reason = format!("`{query}` could not be read: {error}");
        match error {
            ReadError::Rejected { .. } | ReadError::TooLarge | ReadError::Nonsense { .. } => {
                Self::never(reason)
            }
            ReadError::Unavailable { retry_in, .. } => Self::Later {
                reason,
                after: Some(*retry_in),
            },
            // Down, or an administrator of the books is needed; he may be there soon.
            _ => Self::later(reason),
        }
    }
}

impl From<MatchError> for Trouble {
    fn from(error: MatchError) -> Self {
        match error {
            MatchError::Read { query, source } => Self::of_read(&query, &source),
        }
    }
}

impl From<CallError> for Trouble {
    fn from(error: CallError) -> Self {
        match &error {
            _ if error.is_authorization_lost() => Self::Later {
                reason: "the portal does not accept the application's authorization any more"
                    .to_owned(),
                after: Some(UNTIL_AUTHORIZED),
            },
            CallError::Unsayable { .. } | CallError::Misfit { .. } => {
                Self::never(error.to_string())
            }
            CallError::Parked { time, .. } => Self::Later {
                reason: error.to_string(),
                after: Some(*time),
            },
            _ => Self::later(error.to_string()),
        }
    }
}

impl From<BatchError> for Trouble {
    fn from(error: BatchError) -> Self {
        Self::never(error.to_string())
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::later(error.to_string())
    }
}

impl From<Refusal> for Trouble {
    fn from(error: Refusal) -> Self {
        Self::never(error.to_string())
    }
}

impl From<bitrix24::reading::ReadError> for Trouble {
    fn from(error: bitrix24::reading::ReadError) -> Self {
        Self::later(format!("a list could not be read: {error}"))
    }
}

impl From<CardError> for Trouble {
    fn from(error: CardError) -> Self {
        match error {
            CardError::Portal(error) => error.into(),
            CardError::SessionEnded => Self::Later {
                reason: error.to_string(),
                after: Some(UNTIL_AUTHORIZED),
            },
            CardError::Nonsense(_) => Self::never(error.to_string()),
            _ => Self::later(error.to_string()),
        }
    }
}

impl From<Trouble> for Ended {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Later { reason, after } => Self::Again { reason, after },
            Trouble::Never { reason } => Self::Never { reason },
        }
    }
}
