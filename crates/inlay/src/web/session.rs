//! A new session for a still valid user token.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use bitrix24::{AccessToken, MemberId};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};

use super::{App, refused};
use crate::config::widget::{Place, Widget};
use crate::session::{LIFETIME, Session};
use crate::store::Portal;
use crate::verify::Refusal;
use crate::widget::card::{CardError, Entity};
use crate::words::Language;

/// What the widget's script sends: the frame's fresh token, and which card it stands in.
#[derive(Debug, Deserialize)]
pub(super) struct Renewal {
    member_id: MemberId,
    access_token: AccessToken,
    widget: String,
    placement: String,
    entity_id: u64,
}

#[derive(Debug, Serialize)]
struct Renewed {
    session: String,
    /// Seconds.
    expires_in: u64,
}

/// `POST /session`: proves the token and the right to the card at the portal, as opening it does.
pub(super) async fn renew(
    State(app): State<App>,
    renewal: Result<Json<Renewal>, JsonRejection>,
) -> Response {
    let Ok(Json(renewal)) = renewal else {
        return (StatusCode::BAD_REQUEST, "not a renewal").into_response();
    };
    let refused = || (StatusCode::FORBIDDEN, "no access").into_response();
    let unavailable = || (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response();
    let Some(place) = Place::from_code(&renewal.placement) else {
        return refused();
    };
    let known = app
        .config
        .widgets
        .iter()
        .any(|widget| widget.id == renewal.widget && widget.places.contains(&place));
    if !known {
        return refused();
    }
    let portal = match app.store.portal(&renewal.member_id).await {
        Ok(Some(portal)) if portal.is_served() => portal,
        Ok(_) => return refused(),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "a session was not renewed"
            );
            return unavailable();
        }
    };
    let entity = Entity {
        place,
        id: renewal.entity_id,
    };
    let token = renewal.access_token;
    let read = app
        .proofs
        .card(&app.calls, &portal, &token, entity, &app.config.matching)
        .await;
    if let Err(error) = read {
        return match &*error {
            CardError::NoAccess => refused(),
            CardError::SessionEnded => {
                (StatusCode::UNAUTHORIZED, "the token is no longer accepted").into_response()
            }
            other => {
                tracing::warn!(
                    portal.member_id = %portal.member_id,
                    error = other as &dyn std::error::Error,
                    "a session was not renewed"
                );
                unavailable()
            }
        };
    }
    let session = Session {
        member_id: portal.member_id.clone(),
        widget: renewal.widget,
        entity,
        token,
    };
    Json(Renewed {
        session: session.seal(app.store.keys(), app.clock.now()),
        expires_in: LIFETIME.as_secs(),
    })
    .into_response()
}

/// A session that came with a request to one widget, and what it belongs to.
pub(super) struct Opened {
    pub(super) session: Session,
    pub(super) portal: Portal,
    /// Where the widget stands in the configuration.
    pub(super) index: usize,
}

impl Opened {
    /// Opens the bearer value of a request.
    ///
    /// # Errors
    /// The answer that turns the caller away: 401 for whatever is no live session of this widget.
    pub(super) async fn of(app: &App, headers: &HeaderMap, id: &str) -> Result<Self, Response> {
        let ended = || (StatusCode::UNAUTHORIZED, "the session is over").into_response();
        let value = bearer(headers).ok_or_else(ended)?;
        let session =
            Session::open(value, app.store.keys(), app.clock.now()).map_err(|_| ended())?;
        if session.widget != id {
            return Err(ended());
        }
        let widgets = &app.config.widgets;
        let Some(index) = widgets.iter().position(|widget| widget.id == id) else {
            return Err(refused::nothing_here().await.into_response());
        };
        match app.store.portal(&session.member_id).await {
            Ok(Some(portal)) if portal.is_served() => Ok(Self {
                session,
                portal,
                index,
            }),
            Ok(_) => Err(ended()),
            Err(error) => {
                let refusal = Refusal::from(error);
                let config = &app.config.bitrix24;
                Err(refused::refuse(
                    &refusal,
                    "/widget",
                    Language::default(),
                    config,
                ))
            }
        }
    }

    pub(super) fn widget<'a>(&self, app: &'a App) -> &'a Widget {
        &app.config.widgets[self.index]
    }
}

/// The bearer value of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}
