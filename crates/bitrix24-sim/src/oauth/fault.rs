//! Errors of the token endpoint (`settings/oauth/error-codes.md`). The documents
//! name no HTTP statuses; these are the ones official clients have seen.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A parameter is missing or makes no sense.
    Request,
    /// No such application, or not its secret.
    Client,
    /// The code or refresh token is wrong, used, or too old.
    Grant,
    /// More scopes are asked for than the application has.
    Scope,
    /// The trial or paid time of the application is over.
    Payment,
    /// The application was removed from the portal.
    NotInstalled,
}

impl Fault {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Request => "invalid_request",
            Self::Client => "invalid_client",
            Self::Grant => "invalid_grant",
            Self::Scope => "invalid_scope",
            Self::Payment => "PAYMENT_REQUIRED",
            Self::NotInstalled => "NOT_INSTALLED",
        }
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Request | Self::Grant => StatusCode::BAD_REQUEST,
            Self::Client | Self::Payment | Self::NotInstalled => StatusCode::UNAUTHORIZED,
            Self::Scope => StatusCode::FORBIDDEN,
        }
    }

    pub(super) fn body(self) -> Value {
        let description = match self {
            Self::Request => "A required parameter is missing or malformed",
            Self::Client => "Client authentication failed",
            Self::Grant => "The provided grant is invalid, expired or revoked",
            Self::Scope => "The requested scope exceeds the scope of the application",
            Self::Payment => "Payment required",
            Self::NotInstalled => "Application not installed",
        };
        json!({"error": self.code(), "error_description": description})
    }
}
