//! What calls an application from outside of any page: robots, outgoing webhooks.

use axum::{
    Json,
    extract::{Path, State},
};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use url::Url;

use super::order::{Order, Refused};
use crate::AppState;

/// On which deal, with which values.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Run {
    deal: i64,
    #[serde(default)]
    properties: Map<String, Value>,
}

/// `POST /sim/control/robots/{code} {"deal": 77, "properties": {"sum": "5"}}`: as a
/// stage's robot runs.
pub(super) async fn run_robot(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Order(run): Order<Run>,
) -> Result<Json<Value>, Refused> {
    let workflow = state.run_robot(&code, run.deal, &run.properties);
    let workflow = workflow.map_err(|refusal| Refused::Malformed(refusal.to_string()))?;
    Ok(Json(json!({"workflow": workflow.id})))
}

/// Where which events go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Hook {
    handler: String,
    events: Vec<String>,
}

/// `POST /sim/control/outgoing-webhooks {"handler": "http://…", "events": ["ONCRMDEALADD"]}`
pub(super) async fn add_webhook(
    State(state): State<AppState>,
    Order(hook): Order<Hook>,
) -> Result<Json<Value>, Refused> {
    let url = Url::parse(&hook.handler);
    if !url.is_ok_and(|url| matches!(url.scheme(), "http" | "https")) {
        let text = "`handler`: it is no http:// or https:// address";
        return Err(Refused::Malformed(text.to_owned()));
    }
    let events: Vec<_> = hook.events.iter().map(String::as_str).collect();
    let made = state.world().add_outgoing_webhook(&hook.handler, &events);
    Ok(Json(json!({
        "id": made.id,
        "events": made.events,
        "application_token": made.application_token.expose(),
    })))
}
