//! What the portal's queue server tells us.

use axum::body::Bytes;
use axum::extract::{Path, State};
use bitrix24::Event;
use http::StatusCode;

use super::App;

/// `POST /event/{handler_key}`: today the one event that must not be missed, the uninstallation.
///
/// Its only proof is the secret of the address together with the application token: access to
/// the portal is already revoked (`api-reference/common/events/on-app-uninstall.md`).
pub(super) async fn receive(
    State(app): State<App>,
    Path(handler_key): Path<String>,
    body: Bytes,
) -> (StatusCode, &'static str) {
    let Ok(event) = Event::parse(&body) else {
        return (StatusCode::BAD_REQUEST, "not an event");
    };
    let portal = match app.store.portal_by_handler_key(&handler_key).await {
        Ok(Some(portal)) => portal,
        Ok(None) => return (StatusCode::NOT_FOUND, "nothing here"),
        Err(error) => {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "an event was not kept"
            );
            return (StatusCode::SERVICE_UNAVAILABLE, "try again");
        }
    };
    let proved = event.auth.member_id.as_ref() == Some(&portal.member_id)
        && match (&portal.application_token, &event.auth.application_token) {
            (Some(kept), Some(brought)) => kept.matches(brought),
            _ => false,
        };
    if !proved {
        tracing::warn!(
            portal.member_id = %portal.member_id,
            event.name = event.name,
            "a forged event was refused"
        );
        return (StatusCode::FORBIDDEN, "refused");
    }
    if event.name == "ONAPPUNINSTALL" {
        // `CLEAN=1`: the administrator ticked "delete the application's data".
        let clean = event.data.get("CLEAN").and_then(|value| value.as_str()) == Some("1");
        let scope = app.store.scope(&portal);
        let done = if clean {
            scope.forget().await
        } else {
            scope.mark_uninstalled().await
        };
        if let Err(error) = done {
            tracing::error!(
                portal.member_id = %portal.member_id,
                error = &error as &dyn std::error::Error,
                "an uninstallation was not kept"
            );
            return (StatusCode::SERVICE_UNAVAILABLE, "try again");
        }
        app.cache.forget(portal.id);
        tracing::info!(portal.member_id = %portal.member_id, clean, "the portal uninstalled us");
    }
    (StatusCode::OK, "ok")
}
