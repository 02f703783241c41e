//! The portal's time.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::order::{Order, Refused};
use crate::AppState;

/// Further than any lifetime; beyond it dates run out of digits.
const TEN_YEARS: i64 = 10 * 366 * 24 * 3600;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Forward {
    forward_seconds: i64,
}

/// `GET /sim/control/clock`
pub(super) async fn read(State(state): State<AppState>) -> Json<Value> {
    Json(json!({"now": state.clock().now()}))
}

/// `POST /sim/control/clock {"forward_seconds": 3600}`: an hour has passed. Tokens
/// and codes expire, buckets drain; what waits in real time goes on waiting.
pub(super) async fn forward(
    State(state): State<AppState>,
    Order(order): Order<Forward>,
) -> Result<Json<Value>, Refused> {
    if !(0..=TEN_YEARS).contains(&order.forward_seconds) {
        let text = format!("`forward_seconds` is not between 0 and {TEN_YEARS}");
        return Err(Refused::Malformed(text));
    }
    let by = chrono::Duration::seconds(order.forward_seconds);
    state.clock().advance(by);
    Ok(read(State(state)).await)
}
