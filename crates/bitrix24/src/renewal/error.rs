//! Why there is no new token.

use std::error::Error;
use std::sync::Arc;

use crate::oauth::OAuthError;

/// Why there is no token, old or new. The same for all who waited for one renewal.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RenewalError {
    /// No authorization is kept (any more): only a new one by a user helps.
    #[error("the authorization is lost")]
    Lost,
    /// The authorization server said no for another reason than the token, and will say it again:
    /// not installed, not paid for, the wrong secret.
    #[error("the authorization server refused a new token")]
    Denied { source: Arc<OAuthError> },
    /// The authorization server was not reached or made no sense; another call tries again.
    #[error("the authorization server gave no new token")]
    Unavailable { source: Arc<OAuthError> },
    /// The tokens' keeper did not answer; another call tries again.
    #[error("the tokens' keeper failed")]
    Keeper {
        source: Arc<dyn Error + Send + Sync>,
    },
    /// Another process was renewing and did not come to an end in time.
    #[error("another process was renewing the token and did not finish")]
    Busy,
    /// The renewal's task ended early: the runtime is stopping.
    #[error("the renewal was interrupted")]
    Interrupted,
}

impl RenewalError {
    pub(super) fn keeper(error: Box<dyn Error + Send + Sync>) -> Self {
        Self::Keeper {
            source: Arc::from(error),
        }
    }

    /// For metrics.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::Denied { .. } => "denied",
            Self::Unavailable { .. } => "unavailable",
            Self::Keeper { .. } => "keeper",
            Self::Busy => "busy",
            Self::Interrupted => "interrupted",
        }
    }
}
