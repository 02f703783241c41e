//! What helps after a failure. Decided by one question: did it run?

use crate::call_error::CallError;
use crate::error_code::ErrorCode;
use crate::portal_address::PortalAddress;
use crate::refusal::Refusal;

/// What may be done before a call is made again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// Nothing helps, or repeating could do harm.
    None,
    /// It was not executed: get a new token.
    Renew,
    /// It was not executed, and a new token would not help; but the keeper may have another
    /// authorization by now.
    LookAgain,
    /// It was not executed: the portal has another address.
    Follow(PortalAddress),
    Wait(Reason),
}

/// Why a call is made again after a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    /// It never left.
    Unsent,
    /// Its answer was lost, and it is harmless.
    Lost,
    /// The portal failed inside, and it is harmless. May last.
    Trouble,
    /// Refused for the rate limit, not executed.
    Limited,
    /// Refused for the method's operating time, not executed.
    Parked,
}

impl Reason {
    /// For metrics.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Unsent => "unsent",
            Self::Lost => "lost",
            Self::Trouble => "trouble",
            Self::Limited => "limited",
            Self::Parked => "parked",
        }
    }
}

impl Remedy {
    /// What helps after that error.
    pub(super) fn for_error(error: &CallError, harmless: bool) -> Self {
        match error {
            CallError::Refused { refusal, .. } => Self::for_refusal(refusal, harmless),
            CallError::Unsent { source, .. } if source.is_connect() => Self::Wait(Reason::Unsent),
            CallError::Unknown { .. } if harmless => Self::Wait(Reason::Lost),
            CallError::Moved { to, .. } => Self::Follow(to.clone()),
            _ => Self::None,
        }
    }

    /// What helps after that refusal (`_includes/system-errors.md`, `limits.md`). `OVERLOAD_LIMIT`
    /// is a block by hand: no waiting helps.
    pub(super) fn for_refusal(refusal: &Refusal, harmless: bool) -> Self {
        match refusal.code {
            ErrorCode::ExpiredToken | ErrorCode::InvalidToken => Self::Renew,
            _ if refusal.is_authorization_lost() => Self::LookAgain,
            ErrorCode::QueryLimitExceeded => Self::Wait(Reason::Limited),
            ErrorCode::OperationTimeLimit => Self::Wait(Reason::Parked),
            ErrorCode::InternalServerError | ErrorCode::UnexpectedAnswer if harmless => {
                Self::Wait(Reason::Trouble)
            }
            // The portal's own words for not having reached the authorization server.
            ErrorCode::Other(ref code) if code.eq_ignore_ascii_case("CONNECTION_ERROR") => {
                if harmless {
                    Self::Wait(Reason::Trouble)
                } else {
                    Self::None
                }
            }
            _ => Self::None,
        }
    }
}
