//! The operators' listener: is the process alive, can it work.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use http::StatusCode;

use super::App;

/// Routes of the second port, loopback by default.
pub fn router(app: App) -> Router {
    Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready))
        .with_state(app)
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    match app.store.ping().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the store does not answer"
            );
            (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer")
        }
    }
}
