//! What the portal's queue server tells us.

use std::error::Error;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::App;
use crate::inbox::Arrival;
use crate::meter;

/// What became of something that came.
#[derive(Clone, Copy, Debug)]
enum Outcome {
    /// It is on the disk.
    Kept,
    /// It was there already.
    Repeated,
    /// Of a portal that took us out; what it still says is about nothing of ours.
    Ignored,
    Malformed,
    Forged,
    /// No portal has this address.
    Unknown,
    Oversized,
    /// It is not acknowledged; what was refused is found again by the sweep.
    NotKept,
}

impl Outcome {
    const ALL: [Self; 8] = [
        Self::Kept,
        Self::Repeated,
        Self::Ignored,
        Self::Malformed,
        Self::Forged,
        Self::Unknown,
        Self::Oversized,
        Self::NotKept,
    ];

    /// Its name in the metrics.
    fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Repeated => "repeated",
            Self::Ignored => "ignored",
            Self::Malformed => "malformed",
            Self::Forged => "forged",
            Self::Unknown => "unknown",
            Self::Oversized => "oversized",
            Self::NotKept => "not_kept",
        }
    }
}

impl IntoResponse for Outcome {
    fn into_response(self) -> Response {
        let answer = match self {
            Self::Kept | Self::Repeated | Self::Ignored => (StatusCode::OK, "ok"),
            Self::Malformed => (StatusCode::BAD_REQUEST, "not an event"),
            Self::Forged => (StatusCode::FORBIDDEN, "refused"),
            Self::Unknown => (StatusCode::NOT_FOUND, "nothing here"),
            Self::Oversized => (StatusCode::PAYLOAD_TOO_LARGE, "too large"),
            Self::NotKept => (StatusCode::SERVICE_UNAVAILABLE, "try again"),
        };
        answer.into_response()
    }
}

/// Every outcome is counted from zero on: the first of its kind is an increase.
pub(super) fn count() {
    for outcome in Outcome::ALL {
        meter::event(outcome.name(), 0);
    }
}

/// `POST /event/{handler_key}`: an event, or a robot's run. It is on the disk when it is
/// acknowledged; what becomes of it is a job's affair.
pub(super) async fn receive(
    State(app): State<App>,
    Path(handler_key): Path<String>,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let outcome = match body {
        Ok(body) => keep(&app, &handler_key, &body).await,
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Outcome::Oversized,
        Err(_) => Outcome::Malformed,
    };
    meter::event(outcome.name(), 1);
    outcome.into_response()
}

async fn keep(app: &App, handler_key: &str, body: &[u8]) -> Outcome {
    let portal = match app.inbox.portal(handler_key).await {
        Ok(Some(portal)) => portal,
        Ok(None) => return Outcome::Unknown,
        Err(error) => return not_kept(&error),
    };
    let arrival = match Arrival::read(body) {
        Ok(arrival) => arrival,
        Err(error) => {
            tracing::warn!(
                portal.member_id = %portal.member_id,
                error = &error as &dyn Error,
                "a malformed event was refused"
            );
            return Outcome::Malformed;
        }
    };
    let proved = arrival.is_from(&portal);
    if !proved && !arrival.is_hint_for(&portal) {
        tracing::warn!(
            portal.member_id = %portal.member_id,
            event.name = arrival.name(),
            "a forged event was refused"
        );
        return Outcome::Forged;
    }
    if !portal.is_served() {
        return Outcome::Ignored;
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
            if new {
                Outcome::Kept
            } else {
                Outcome::Repeated
            }
        }
        Err(error) => not_kept(&error),
    }
}

fn not_kept(error: &(dyn Error + 'static)) -> Outcome {
    tracing::error!(error, "an event was not kept");
    Outcome::NotKept
}
