//! How a caller is turned away: with a status and a page that says nothing he could use.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::headers;
use crate::config::bitrix24::Bitrix24;
use crate::verify::Refusal;
use crate::widget::page;
use crate::words::Language;

/// A page for a caller we do not believe; the reason goes to the log only.
///
/// The page is for the frame of a local server's own portal; of any other caller nothing is known.
pub(super) fn refuse(
    refusal: &Refusal,
    route: &'static str,
    language: Language,
    config: &Bitrix24,
) -> Response {
    let error = refusal as &dyn std::error::Error;
    let (status, body) = if refusal.is_ours() {
        tracing::error!(http.route = route, error, "a caller could not be proved");
        (StatusCode::SERVICE_UNAVAILABLE, page::unavailable(language))
    } else {
        tracing::warn!(http.route = route, error, "a caller was refused");
        (StatusCode::FORBIDDEN, page::refused(language))
    };
    (
        status,
        headers::page(config.pinned(), &config.frame_script),
        body,
    )
        .into_response()
}

/// Every address that is not a route.
pub(super) async fn nothing_here() -> (StatusCode, &'static str) {
    (StatusCode::NOT_FOUND, "nothing here")
}
