//! Tokens: given out without a browser, ended before their time.

use axum::{Json, extract::State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::order::{Order, Refused, application, user};
use crate::AppState;

/// Whose authorization of which application.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Grant {
    user: String,
    /// The first application unless set.
    client_id: Option<String>,
}

/// `POST /sim/control/tokens {"user": "manager"}`: a fresh pair, as a frame gets one.
pub(super) async fn give(
    State(state): State<AppState>,
    Order(grant): Order<Grant>,
) -> Result<Json<Value>, Refused> {
    let application = application(&state, grant.client_id.as_deref())?;
    let user = user(&state, &grant.user)?;
    let pair = state
        .world()
        .fresh_token_for(user.id, &application.client_id)
        .ok_or(Refused::User(grant.user))?;
    Ok(Json(json!({
        "access_token": pair.access_token.expose(),
        "refresh_token": pair.refresh_token.expose(),
        "expires_in": pair.seconds_left(state.clock().now()),
        "member_id": state.world().member_id(),
        "client_endpoint": state.client_endpoint(),
        "server_endpoint": state.server_endpoint(),
        "user_id": pair.user_id,
        "client_id": pair.client_id,
    })))
}

/// `POST /sim/control/tokens/expire`: every access token's hour is over.
pub(super) async fn expire(State(state): State<AppState>) -> Json<Value> {
    state.world().expire_tokens();
    Json(json!({"expired": true}))
}
