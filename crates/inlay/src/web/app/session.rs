//! A new session for an administrator's still valid token.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use bitrix24::{AccessToken, MemberId};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;

use super::desk::{self, no_access, unavailable};
use crate::session::{AppSession, LIFETIME};
use crate::web::App;

/// What the page's script sends: the frame's fresh token.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Renewal {
    member_id: MemberId,
    access_token: AccessToken,
}

/// `POST /app/session`: proves the token at the portal, as opening the page does.
pub(in crate::web) async fn renew(
    State(app): State<App>,
    renewal: Result<Json<Renewal>, JsonRejection>,
) -> Response {
    let Ok(Json(renewal)) = renewal else {
        return (StatusCode::BAD_REQUEST, "not a renewal").into_response();
    };
    let portal = match app.store.portal(&renewal.member_id).await {
        Ok(Some(portal)) if portal.is_served() => portal,
        Ok(_) => return no_access(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a session was not renewed"
            );
            return unavailable();
        }
    };
    let administrator = match desk::prove(&app, &portal, &renewal.access_token).await {
        Ok(administrator) => administrator,
        Err(refused) => return refused,
    };
    let session = AppSession {
        member_id: portal.member_id,
        user: administrator.user_id(),
        token: renewal.access_token,
    };
    Json(json!({
        "session": session.seal(app.store.keys(), app.clock.now()),
        "expires_in": LIFETIME.as_secs(),
    }))
    .into_response()
}
