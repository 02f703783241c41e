//! What the portal's queue server tells us.

use std::error::Error;

use axum::body::Bytes;
use axum::extract::{Path, State};
use http::StatusCode;

use super::App;
use crate::inbox::Arrival;

type Answer = (StatusCode, &'static str);

const KEPT: Answer = (StatusCode::OK, "ok");
const LATER: Answer = (StatusCode::SERVICE_UNAVAILABLE, "try again");

/// `POST /event/{handler_key}`: an event, or a robot's run. It is on the disk when it is
/// acknowledged; what becomes of it is a job's affair.
pub(super) async fn receive(
    State(app): State<App>,
    Path(handler_key): Path<String>,
    body: Bytes,
) -> Answer {
    let portal = match app.inbox.portal(&handler_key).await {
        Ok(Some(portal)) => portal,
        Ok(None) => return (StatusCode::NOT_FOUND, "nothing here"),
        Err(error) => return not_kept(&error),
    };
    let arrival = match Arrival::read(&body) {
        Ok(arrival) => arrival,
        Err(error) => {
            tracing::warn!(
                portal.member_id = %portal.member_id,
                error = &error as &dyn Error,
                "a malformed event was refused"
            );
            return (StatusCode::BAD_REQUEST, "not an event");
        }
    };
    let proved = arrival.is_from(&portal);
    if !proved && !arrival.is_hint_for(&portal) {
        tracing::warn!(
            portal.member_id = %portal.member_id,
            event.name = arrival.name(),
            "a forged event was refused"
        );
        return (StatusCode::FORBIDDEN, "refused");
    }
    if !portal.is_served() {
        // It took us out; what it still says is about nothing of ours.
        return KEPT;
    }
    let name = arrival.name().to_owned();
    match app.inbox.keep(&portal, arrival, proved).await {
        Ok(new) => {
            tracing::debug!(
                portal.member_id = %portal.member_id,
                event.name = name,
                event.new = new,
                "an event was kept"
            );
            KEPT
        }
        Err(error) => not_kept(&error),
    }
}

/// It is not acknowledged; what was refused is found again by the sweep.
fn not_kept(error: &(dyn Error + 'static)) -> Answer {
    tracing::error!(error, "an event was not kept");
    LATER
}
