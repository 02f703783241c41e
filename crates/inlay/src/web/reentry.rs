//! A page asked for by GET: a reload inside the frame, or the Marketplace's checker.
//!
//! A reload brings no token; the page fetches the frame's own through Bitrix24's script library
//! and posts itself again.

use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use bitrix24::PortalAddress;
use url::form_urlencoded;

use super::{App, headers};
use crate::widget::page;
use crate::words::Language;

/// `GET` and `HEAD` on every page; never an error, and nothing in it.
pub(super) async fn page(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let query = query.unwrap_or_default();
    let parameter = |name: &str| {
        form_urlencoded::parse(query.as_bytes())
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.into_owned())
    };
    // The page holds nothing, so an unproved address may frame it; what it posts is proved anew.
    let portal = match app.config.bitrix24.pinned() {
        Some(portal) => Some(portal.clone()),
        None => parameter("DOMAIN").and_then(|domain| PortalAddress::parse(&domain).ok()),
    };
    let language = Language::from_code(&parameter("LANG").unwrap_or_default());
    let script = &app.config.bitrix24.frame_script;
    (
        headers::page(portal.as_ref(), script),
        page::reentry(language, script),
    )
        .into_response()
}
