//! The authorization server.

use axum::Router;

use crate::AppState;

/// Routes of the authorization server.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
}
