//! What is ordered, and why it is not done.

use axum::{
    Json,
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::de::DeserializeOwned;
use serde_json::json;

use crate::{AppState, Application, User};

/// A body of JSON, whatever its type is said to be: `curl --data` says form.
pub(super) struct Order<T>(pub(super) T);

/// Why an order is not carried out.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// It cannot be read, or asks for what cannot be.
    #[error("{0}")]
    Malformed(String),
    /// There is no such user.
    #[error("there is no user `{0}`")]
    User(String),
    /// No application has registered such a robot.
    #[error("there is no robot `{0}`")]
    Robot(String),
    /// There is no such application.
    #[error("there is no application `{0}`")]
    Application(String),
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Order<T> {
    type Rejection = Refused;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refused> {
        let body = Bytes::from_request(request, state).await;
        let body = body.map_err(|error| Refused::Malformed(error.body_text()))?;
        let body = if body.is_empty() { b"{}" } else { &body[..] };
        let order = serde_json::from_slice(body);
        order
            .map(Self)
            .map_err(|error| Refused::Malformed(error.to_string()))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Malformed(_) => StatusCode::BAD_REQUEST,
            Self::User(_) | Self::Application(_) | Self::Robot(_) => StatusCode::NOT_FOUND,
        };
        (status, Json(json!({"error": self.to_string()}))).into_response()
    }
}

/// The user with this login or number.
pub(super) fn user(state: &AppState, name: &str) -> Result<User, Refused> {
    let world = state.world();
    let number = name.parse().ok().and_then(|id| world.user(id));
    let user = number.or_else(|| world.user_by_login(name));
    user.ok_or_else(|| Refused::User(name.to_owned()))
}

/// The application with this `client_id`; without one, the first of the portal.
pub(super) fn application(
    state: &AppState,
    client_id: Option<&str>,
) -> Result<Application, Refused> {
    let all = state.world().applications();
    let found = all
        .into_iter()
        .find(|one| client_id.is_none_or(|wanted| one.client_id == wanted));
    found.ok_or_else(|| Refused::Application(client_id.unwrap_or("(any)").to_owned()))
}
