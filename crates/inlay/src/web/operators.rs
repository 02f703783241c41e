//! The operators' listener: is the process alive, can it work, what does it do.

use axum::Router;
use axum::extract::State;
use axum::response::IntoResponse;
use axum::routing::get;
use http::{StatusCode, header};
use metrics_exporter_prometheus::PrometheusHandle;

use super::App;
use crate::meter;

/// What Prometheus reads (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Routes of the second port, loopback by default.
pub fn router(app: App, metrics: PrometheusHandle) -> Router {
    Router::new()
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready))
        .route("/metrics", get(|State(app)| tell(app, metrics)))
        .with_state(app)
}

/// What was counted so far, and what waits just now.
async fn tell(app: App, metrics: PrometheusHandle) -> impl IntoResponse {
    let now = app.clock.now();
    match app.store.all_job_counts(now).await {
        Ok(counts) => meter::jobs(&counts, now),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "the store does not say what waits"
            );
            meter::store_is_down();
        }
    }
    ([(header::CONTENT_TYPE, TEXT)], metrics.render())
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
