//! The codes a portal refuses with.

use std::fmt;

/// The code of a refusal (`error-codes.md`, `_includes/system-errors.md`).
///
/// An open set: what is known has a name, the rest is kept verbatim in `Other`, where old methods
/// put the strangest things: nothing at all, numbers, whole sentences. Compared without regard to
/// case.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The access token is more than an hour old.
    ExpiredToken,
    /// The access token is another application's, or a removed one's.
    InvalidToken,
    /// No token, an unknown one, or a wrong webhook code.
    NoAuthFound,
    /// The user behind the token is inactive, say.
    AuthorizationError,
    /// The application is not installed on the portal (any more).
    ApplicationNotFound,
    /// The same, in another server's words.
    ErrorOauth,
    /// The same, in the authorization server's words.
    NotInstalled,
    PaymentRequired,
    /// The portal is closed or gone.
    PortalDeleted,
    InsufficientScope,
    InvalidScope,
    /// The user lacks rights.
    InvalidCredentials,
    /// The user has no access to the application.
    UserAccessError,
    AllowedOnlyIntranetUser,
    AccessDenied,
    /// The method needs an application; the caller is a webhook.
    WrongAuthType,
    /// An administrator must allow the method first.
    MethodConfirmWaiting,
    MethodConfirmDenied,
    MethodNotFound,
    NotFound,
    ErrorArgument,
    /// A method's own error.
    ErrorCore,
    InvalidRequest,
    BatchLengthExceeded,
    BatchMethodNotAllowed,
    /// The rate limit; the call was not executed (`limits.md`).
    QueryLimitExceeded,
    /// The time limit of one method; the call was not executed (`limits.md`).
    OperationTimeLimit,
    /// REST was blocked by hand; waiting does not help.
    OverloadLimit,
    InternalServerError,
    UnexpectedAnswer,
    /// The code or refresh token is wrong, used or expired (`settings/oauth/error-codes.md`).
    InvalidGrant,
    /// The client id or secret is wrong.
    InvalidClient,
    /// The same, which comes with status 200.
    WrongClient,
    BadVerificationCode,
    /// Anything else, verbatim: `""`, `"0"`, `"100"`, `"ArgumentNullException"`.
    Other(String),
}

const KNOWN: &[(&str, ErrorCode)] = &[
    ("expired_token", ErrorCode::ExpiredToken),
    ("invalid_token", ErrorCode::InvalidToken),
    ("NO_AUTH_FOUND", ErrorCode::NoAuthFound),
    ("authorization_error", ErrorCode::AuthorizationError),
    ("APPLICATION_NOT_FOUND", ErrorCode::ApplicationNotFound),
    ("ERROR_OAUTH", ErrorCode::ErrorOauth),
    ("NOT_INSTALLED", ErrorCode::NotInstalled),
    ("PAYMENT_REQUIRED", ErrorCode::PaymentRequired),
    ("PORTAL_DELETED", ErrorCode::PortalDeleted),
    ("insufficient_scope", ErrorCode::InsufficientScope),
    ("invalid_scope", ErrorCode::InvalidScope),
    ("INVALID_CREDENTIALS", ErrorCode::InvalidCredentials),
    ("user_access_error", ErrorCode::UserAccessError),
    (
        "allowed_only_intranet_user",
        ErrorCode::AllowedOnlyIntranetUser,
    ),
    ("ACCESS_DENIED", ErrorCode::AccessDenied),
    ("WRONG_AUTH_TYPE", ErrorCode::WrongAuthType),
    ("METHOD_CONFIRM_WAITING", ErrorCode::MethodConfirmWaiting),
    ("METHOD_CONFIRM_DENIED", ErrorCode::MethodConfirmDenied),
    ("ERROR_METHOD_NOT_FOUND", ErrorCode::MethodNotFound),
    ("NOT_FOUND", ErrorCode::NotFound),
    ("ERROR_ARGUMENT", ErrorCode::ErrorArgument),
    ("ERROR_CORE", ErrorCode::ErrorCore),
    ("INVALID_REQUEST", ErrorCode::InvalidRequest),
    (
        "ERROR_BATCH_LENGTH_EXCEEDED",
        ErrorCode::BatchLengthExceeded,
    ),
    (
        "ERROR_BATCH_METHOD_NOT_ALLOWED",
        ErrorCode::BatchMethodNotAllowed,
    ),
    ("QUERY_LIMIT_EXCEEDED", ErrorCode::QueryLimitExceeded),
    ("OPERATION_TIME_LIMIT", ErrorCode::OperationTimeLimit),
    ("OVERLOAD_LIMIT", ErrorCode::OverloadLimit),
    ("INTERNAL_SERVER_ERROR", ErrorCode::InternalServerError),
    ("ERROR_UNEXPECTED_ANSWER", ErrorCode::UnexpectedAnswer),
    ("invalid_grant", ErrorCode::InvalidGrant),
    ("invalid_client", ErrorCode::InvalidClient),
    ("wrong_client", ErrorCode::WrongClient),
    ("bad_verification_code", ErrorCode::BadVerificationCode),
];

impl ErrorCode {
    /// The code as it is written: known ones in their documented spelling, others as they came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        if let Self::Other(text) = self {
            return text;
        }
        let same = |known: &Self| std::mem::discriminant(known) == std::mem::discriminant(self);
        KNOWN
            .iter()
            .find(|(_, known)| same(known))
            .map_or("", |(text, _)| text)
    }

    /// Whether the code names its reason, which `""`, `"0"` and other numbers do not: there only
    /// the description tells anything.
    #[must_use]
    pub fn is_telling(&self) -> bool {
        let text = self.as_str().trim();
        !text.chars().all(|c| c.is_ascii_digit() || c == '-')
    }
}

impl From<&str> for ErrorCode {
    fn from(text: &str) -> Self {
        KNOWN
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(text))
            .map_or_else(|| Self::Other(text.to_owned()), |(_, code)| code.clone())
    }
}

impl PartialEq for ErrorCode {
    fn eq(&self, other: &Self) -> bool {
        self.as_str().eq_ignore_ascii_case(other.as_str())
    }
}

impl Eq for ErrorCode {}

impl PartialEq<str> for ErrorCode {
    fn eq(&self, other: &str) -> bool {
        self.as_str().eq_ignore_ascii_case(other)
    }
}

impl PartialEq<&str> for ErrorCode {
    fn eq(&self, other: &&str) -> bool {
        *self == **other
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_compared_without_regard_to_case() {
        assert_eq!(ErrorCode::from("EXPIRED_TOKEN"), ErrorCode::ExpiredToken);
        assert_eq!(ErrorCode::from("crm_something"), "CRM_SOMETHING");
        assert_ne!(ErrorCode::from(""), ErrorCode::from("0"));
    }

    #[test]
    fn every_known_code_is_written_as_documented() {
        for (text, code) in KNOWN {
            assert_eq!(code.as_str(), *text);
            assert!(matches!(ErrorCode::from(*text), known if known.as_str() == *text));
        }
    }

    #[test]
    fn nothing_and_numbers_tell_nothing() {
        for text in ["", "0", "100", "1048582", "-"] {
            assert!(!ErrorCode::from(text).is_telling(), "{text:?}");
        }
        assert!(ErrorCode::from("Access denied.").is_telling());
    }
}
