//! The script that applications load, at `/api/v1/`. The vendor's own lives at
//! `https://api.bitrix24.com/api/v1/`; this one is written from its documents
//! (`sdk/bx24-js-sdk/index.md` and its neighbours).

use axum::{
    Router,
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse as _, Response},
    routing::get,
};

use super::assets;
use crate::AppState;

const HEADERS: [(HeaderName, HeaderValue); 2] = [
    (
        header::ACCESS_CONTROL_ALLOW_ORIGIN,
        HeaderValue::from_static("*"),
    ),
    (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
];

pub(super) fn router() -> Router<AppState> {
    Router::new()
        .route("/api/v1", get(script))
        .route("/api/v1/", get(script))
        .route("/api/v1/index.js", get(script))
}

async fn script() -> Response {
    (HEADERS, assets::named("api/v1.js")).into_response()
}
