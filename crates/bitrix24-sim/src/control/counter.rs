//! How often the portal was asked.

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::AppState;

/// `GET /sim/control/counters`: HTTP requests by kind, and runs of each method,
/// alone or in a batch. They only ever rise: compare two readings.
pub(super) async fn read(State(state): State<AppState>) -> Json<Value> {
    Json(counts(&state))
}

pub(super) fn counts(state: &AppState) -> Value {
    let counts = state.requests().counts();
    json!({
        "rest": counts.rest,
        "oauth_token": counts.oauth_token,
        "oauth_rest": counts.oauth_rest,
        "pages": counts.pages,
        "events": counts.events,
        "executions": state.requests().all_runs(),
    })
}
