//! A part of an open widget again, for the page's own script.

use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use super::session::Opened;
use super::{App, refused};
use crate::widget::part::{self, Part, PartRefusal};
use crate::words::Language;

/// The part as HTML; 401 when the session is over, 403 when the portal does not let the user see
/// the card any more, 404 when the part is not for him, 409 when there is no such client any more, 503 when a server did not answer.
pub(super) async fn part(app: &App, id: &str, headers: &HeaderMap, part: Part) -> Response {
    let opened = match Opened::of(app, headers, id).await {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    if let Part::Block(number) = part
        && number >= opened.widget(app).blocks.len()
    {
        return refused::nothing_here().await.into_response();
    }
    let language = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map(Language::from_code)
        .unwrap_or_default();
    let Opened {
        session,
        portal,
        index,
    } = opened;
    match part::anew(app, index, part, &portal, &session, language).await {
        Ok(html) => ([(CONTENT_TYPE, "text/html; charset=utf-8")], html).into_response(),
        Err(PartRefusal::SessionEnded) => {
            (StatusCode::UNAUTHORIZED, "the session is over").into_response()
        }
        Err(PartRefusal::NoAccess) => (StatusCode::FORBIDDEN, "no access").into_response(),
        Err(PartRefusal::Late) => (StatusCode::CONFLICT, "open the card anew").into_response(),
        Err(PartRefusal::Hidden) => refused::nothing_here().await.into_response(),
        Err(PartRefusal::Unavailable) => {
            (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response()
        }
    }
}
