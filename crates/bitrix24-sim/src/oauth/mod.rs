//! The authorization server: another host than the portal (`settings/oauth/index.md`).

mod fault;
mod info;
mod token;

use axum::{
    Router,
    routing::{any, get},
};

use crate::AppState;

/// Routes of the authorization server.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/oauth/token", get(token::answer).post(token::answer))
        .route("/oauth/token/", get(token::answer).post(token::answer))
        .route("/rest/{*path}", any(info::answer))
}
