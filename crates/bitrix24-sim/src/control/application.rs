//! Applications of the portal.

use axum::{Json, extract::State};
use serde_json::Value;

use super::order::{Order, Refused};
use crate::{AppState, ApplicationEntry};

/// `POST /sim/control/applications {"title": "…", "handler": "http://…"}`: adds one,
/// with the keys of `[[application]]` in `sim.toml`.
pub(super) async fn add(
    State(state): State<AppState>,
    Order(entry): Order<ApplicationEntry>,
) -> Result<Json<Value>, Refused> {
    if let Some((key, message)) = entry.fault() {
        return Err(Refused::Malformed(format!("`{key}`: {message}")));
    }
    let application = state.register_application((&entry).into());
    Ok(Json(application.summary()))
}
