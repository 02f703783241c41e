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
}

impl Fault {
    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Request => "invalid_request",
            Self::Client => "invalid_client",
            Self::Grant => "invalid_grant",
        }
    }

    pub(super) fn status(self) -> StatusCode {
        match self {
            Self::Request | Self::Grant => StatusCode::BAD_REQUEST,
            Self::Client => StatusCode::UNAUTHORIZED,
        }
    }

    pub(super) fn body(self) -> Value {
        let description = match self {
            Self::Request => "A required parameter is missing or malformed",
            Self::Client => "Client authentication failed",
            Self::Grant => "The provided grant is invalid, expired or revoked",
        };
        json!({"error": self.code(), "error_description": description})
    }
}
