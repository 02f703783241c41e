//! Outgoing webhooks, as somebody makes them in a form.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::order::{Order, Refused};
use crate::AppState;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hook {
    handler: String,
    events: Vec<String>,
}

/// `POST /sim/control/outgoing-webhooks {"handler": "http://…", "events": ["ONCRMDEALADD"]}`
pub(super) async fn add(
    State(state): State<AppState>,
    Order(hook): Order<Hook>,
) -> Result<Json<Value>, Refused> {
    if url::Url::parse(&hook.handler).is_err() {
        return Err(Refused::Malformed("`handler` is no address".to_owned()));
    }
    let events: Vec<&str> = hook.events.iter().map(String::as_str).collect();
    let made = state.world().add_outgoing_webhook(&hook.handler, &events);
    Ok(Json(json!({
        "id": made.id,
        "application_token": made.application_token.expose(),
    })))
}
