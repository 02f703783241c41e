//! Our own styles and scripts.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, StatusCode};

use crate::widget::page::assets;

/// `GET /assets/{name}`; addresses carry a digest of the content, so a copy never grows old.
pub(super) async fn asset(Path(name): Path<String>) -> Response {
    let Some(asset) = assets::get(&name) else {
        return (StatusCode::NOT_FOUND, HeaderMap::new()).into_response();
    };
    let headers = [
        (CONTENT_TYPE, asset.content_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (headers, asset.bytes).into_response()
}
