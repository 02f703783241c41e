//! A frame's form without a browser.

use std::collections::BTreeMap;

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::order::{Order, Refused, application, user};
use crate::{AppState, DEFAULT_PLACEMENT};

/// Who opens what.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Opening {
    user: String,
    /// The first application unless set.
    client_id: Option<String>,
    #[serde(default = "main")]
    placement: String,
    /// Values are text: `{"ID": "77"}`.
    #[serde(default)]
    options: Map<String, Value>,
}

fn main() -> String {
    DEFAULT_PLACEMENT.to_owned()
}

/// `POST /sim/control/frame {"user": "manager", "placement": "CRM_DEAL_DETAIL_TAB",
/// "options": {"ID": "77"}}`: what the user's browser would post, and where to. A
/// test posts it to its own server and reads the answer.
pub(super) async fn post(
    State(state): State<AppState>,
    Order(opening): Order<Opening>,
) -> Result<Json<Value>, Refused> {
    let application = application(&state, opening.client_id.as_deref())?;
    let user = user(&state, &opening.user)?;
    let options = Value::Object(opening.options);
    let post = state
        .frame_post(&user, &application, &opening.placement, &options)
        .map_err(|refusal| Refused::Malformed(refusal.to_string()))?;
    let fields: BTreeMap<_, _> = post.fields.into_iter().collect();
    Ok(Json(json!({
        "url": post.url,
        "fields": fields,
        "window_name": post.window_name,
    })))
}
