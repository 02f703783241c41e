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
use crate::config::rule::Menu;
use crate::config::widget::{Place, Widget};
use crate::session::{LIFETIME, Session};
use crate::store::Portal;
use crate::verify::Refusal;
use crate::widget::buttons;
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
    let Some(place) = place(&app, &renewal) else {
        return refused();
    };
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
        .card(
            &app.calls,
            &portal,
            &token,
            entity,
            &app.config,
            app.clock.now(),
        )
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

/// The kind of card a page stands in; `None` when there is no such page there.
fn place(app: &App, renewal: &Renewal) -> Option<Place> {
    if let Some(rule) = buttons::rule_of(&renewal.widget) {
        let rule = app.config.rule(rule)?;
        let menu = Menu::from_code(&renewal.placement)?;
        return rule.menus().contains(&menu).then(|| menu.kind().into());
    }
    let place = Place::from_code(&renewal.placement)?;
    let mut widgets = app.config.widgets.iter();
    let known = widgets.any(|one| one.id == renewal.widget && one.places.contains(&place));
    known.then_some(place)
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
        let (session, portal) = live(app, headers).await?;
        if session.widget != id {
            return Err(ended());
        }
        let widgets = &app.config.widgets;
        let Some(index) = widgets.iter().position(|widget| widget.id == id) else {
            return Err(refused::nothing_here().await.into_response());
        };
        Ok(Self {
            session,
            portal,
            index,
        })
    }

    pub(super) fn widget<'a>(&self, app: &'a App) -> &'a Widget {
        &app.config.widgets[self.index]
    }
}

/// The session of a request, whatever page it was made for, and its portal.
///
/// # Errors
/// The answer that turns the caller away: 401 for whatever is no live session.
pub(super) async fn live(app: &App, headers: &HeaderMap) -> Result<(Session, Portal), Response> {
    let value = bearer(headers).ok_or_else(ended)?;
    let session = Session::open(value, app.store.keys(), app.clock.now()).map_err(|_| ended())?;
    match app.store.portal(&session.member_id).await {
        Ok(Some(portal)) if portal.is_served() => Ok((session, portal)),
        Ok(_) => Err(ended()),
        Err(error) => {
            let (refusal, language) = (Refusal::from(error), Language::default());
            let config = &app.config.bitrix24;
            Err(refused::refuse(&refusal, "/widget", language, config))
        }
    }
}

/// What is said to whoever has no live session for what he asks.
pub(super) fn ended() -> Response {
    (StatusCode::UNAUTHORIZED, "the session is over").into_response()
}

/// The bearer value of a request.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers
        .get(AUTHORIZATION)?
        .to_str()
        .ok()?
        .strip_prefix("Bearer ")
}
