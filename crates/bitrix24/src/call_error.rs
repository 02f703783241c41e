//! Why a call has no result.

use std::sync::Arc;
use std::time::Duration;

use crate::call::Unsayable;
use crate::misfit::Misfit;
use crate::portal_address::PortalAddress;
use crate::refusal::Refusal;
use crate::renewal::RenewalError;
use crate::transport::{Lost, Unanswered};

/// Why a call has no result, by what the caller can do about it.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The portal said no. Whether another try can help is in the code.
    #[error("the portal refused `{method}`: {refusal}")]
    Refused { method: String, refusal: Refusal },
    /// The call did not reach the portal; it may be repeated.
    #[error("`{method}` did not reach the portal")]
    Unsent {
        method: String,
        source: Arc<reqwest::Error>,
    },
    /// The call was sent and its answer lost: it was executed or it was not. Only a call that does
    /// no harm the second time may be repeated.
    #[error("`{method}` was sent, but its answer was lost")]
    Unknown { method: String, source: Lost },
    /// The portal lives elsewhere now; the call was not executed. The new address is the
    /// portal's word, to be checked before a token is sent there
    /// (`settings/how-to-call-rest-api/change-domen.md`).
    #[error("the portal has moved to {to}")]
    Moved { method: String, to: PortalAddress },
    /// The call was not sent: the portal has said that the method's operating time is spent, and for
    /// longer than the client's patience lasts (`limits.md`).
    #[error("`{method}` is refused by the portal for another {} s", time.as_secs())]
    Parked { method: String, time: Duration },
    /// The call was executed, but its result is not what the caller took it for.
    #[error("the result of `{method}` has not the expected shape")]
    Misfit { method: String, source: Misfit },
    /// The call was not executed: there is no token the portal takes.
    #[error("`{method}` has no token to be made with")]
    Unauthorized {
        method: String,
        source: RenewalError,
    },
    /// The call was not sent, because it cannot be said.
    #[error("`{method}` cannot be put into a request")]
    Unsayable { method: String, source: Unsayable },
}

impl CallError {
    /// The method that was called; `batch` for a batch as a whole.
    #[must_use]
    pub fn method(&self) -> &str {
        match self {
            Self::Refused { method, .. }
            | Self::Unsent { method, .. }
            | Self::Unknown { method, .. }
            | Self::Moved { method, .. }
            | Self::Parked { method, .. }
            | Self::Misfit { method, .. }
            | Self::Unauthorized { method, .. }
            | Self::Unsayable { method, .. } => method,
        }
    }

    /// What the portal said, if it said no.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Refused { refusal, .. } => Some(refusal),
            _ => None,
        }
    }

    /// Whether the portal said no.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refusal().is_some()
    }

    /// See [`Refusal::is_expired_token`].
    #[must_use]
    pub fn is_expired_token(&self) -> bool {
        self.refusal().is_some_and(Refusal::is_expired_token)
    }

    /// Whether only another authorization can help: see [`Refusal::is_authorization_lost`].
    #[must_use]
    pub fn is_authorization_lost(&self) -> bool {
        match self {
            Self::Unauthorized { source, .. } => matches!(source, RenewalError::Lost),
            _ => self.refusal().is_some_and(Refusal::is_authorization_lost),
        }
    }

    /// For metrics.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Refused { .. } => "refused",
            Self::Unsent { .. } => "unsent",
            Self::Unknown { .. } => "unknown",
            Self::Moved { .. } => "moved",
            Self::Parked { .. } => "parked",
            Self::Misfit { .. } => "misfit",
            Self::Unauthorized { .. } => "unauthorized",
            Self::Unsayable { .. } => "unsayable",
        }
    }

    pub(crate) fn unauthorized(method: &str, source: RenewalError) -> Self {
        let method = method.to_owned();
        Self::Unauthorized { method, source }
    }

    /// The same error of another method: a command's, when its batch failed as a whole.
    pub(crate) fn of(mut self, command: String) -> Self {
        match &mut self {
            Self::Refused { method, .. }
            | Self::Unsent { method, .. }
            | Self::Unknown { method, .. }
            | Self::Moved { method, .. }
            | Self::Parked { method, .. }
            | Self::Misfit { method, .. }
            | Self::Unauthorized { method, .. }
            | Self::Unsayable { method, .. } => *method = command,
        }
        self
    }

    pub(crate) fn unanswered(method: &str, unanswered: Unanswered) -> Self {
        let method = method.to_owned();
        match unanswered {
            Unanswered::Unsent(source) => Self::Unsent { method, source },
            Unanswered::Lost(source) => Self::Unknown { method, source },
        }
    }
}
