//! Why there are no tokens.

use crate::error_code::ErrorCode;
use crate::misfit::Misfit;
use crate::transport::Unanswered;

/// Why an authorization server gave no tokens.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OAuthError {
    /// The server said no, and will say it again: the code or token is used or too old, the
    /// application is unknown, removed or not paid for (`settings/oauth/error-codes.md`).
    #[error("the authorization server denied the tokens with `{code}`")]
    Denied { code: ErrorCode },
    /// No answer, or one of a server in trouble; another try may help.
    #[error("the authorization server did not answer")]
    Unreachable { source: Unanswered },
    /// The tokens came in a shape that is not documented.
    #[error("the authorization server's answer has not the documented shape")]
    Nonsense { source: Misfit },
}

impl OAuthError {
    /// Whether the code or refresh token is lost for good: only a new authorization by the user
    /// brings another.
    #[must_use]
    pub fn is_grant_lost(&self) -> bool {
        let Self::Denied { code } = self else {
            return false;
        };
        matches!(
            code,
            ErrorCode::InvalidGrant | ErrorCode::BadVerificationCode
        )
    }
}
