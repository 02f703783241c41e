//! Who asks something of the application's own page: a session, and the portal's word that its
//! user is an administrator now.

use axum::response::{IntoResponse, Response};
use bitrix24::AccessToken;
use http::{HeaderMap, StatusCode};

use crate::session::AppSession;
use crate::store::Portal;
use crate::verify::{Administrator, NoCaller};
use crate::web::App;
use crate::web::session::bearer;

/// A request of an administrator.
pub(super) struct Desk {
    pub(super) portal: Portal,
    pub(super) administrator: Administrator,
}

impl Desk {
    /// Opens the bearer value of a request, and asks the portal.
    ///
    /// # Errors
    /// The answer that turns the caller away: 401 when a new session may help, 403 for whoever is
    /// no administrator, 503 when the portal does not answer.
    pub(super) async fn of(app: &App, headers: &HeaderMap) -> Result<Self, Response> {
        let value = bearer(headers).ok_or_else(ended)?;
        let session =
            AppSession::open(value, app.store.keys(), app.clock.now()).map_err(|_| ended())?;
        let portal = match app.store.portal(&session.member_id).await {
            Ok(Some(portal)) if portal.is_served() => portal,
            Ok(_) => return Err(ended()),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    "an administrator could not be served"
                );
                return Err(unavailable());
            }
        };
        let administrator = prove(app, &portal, &session.token).await?;
        if administrator.user_id() != session.user {
            return Err(no_access());
        }
        Ok(Self {
            portal,
            administrator,
        })
    }
}

/// The portal's word; else the answer that turns the caller away.
pub(super) async fn prove(
    app: &App,
    portal: &Portal,
    token: &AccessToken,
) -> Result<Administrator, Response> {
    let proved = Administrator::prove(&app.calls, portal, token).await;
    proved.map_err(|error| {
        tracing::warn!(
            portal.member_id = %portal.member_id,
            error = &error as &dyn std::error::Error,
            "nobody was proved an administrator"
        );
        match error {
            NoCaller::SessionEnded => ended(),
            NoCaller::NotOurs | NoCaller::NotAdministrator | NoCaller::PlanExpired => no_access(),
            NoCaller::Unreachable(_) => unavailable(),
        }
    })
}

fn ended() -> Response {
    (StatusCode::UNAUTHORIZED, "the session is over").into_response()
}

pub(super) fn no_access() -> Response {
    (StatusCode::FORBIDDEN, "no access").into_response()
}

pub(super) fn unavailable() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response()
}
