//! Our own styles and scripts.

use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, StatusCode};

use crate::widget::page::assets;

/// `GET /assets/{name}`; addresses carry a digest of the content, so a copy never grows old.
pub(super) async fn asset(Path(name): Path<String>, asked: HeaderMap) -> Response {
    let Some(asset) = assets::get(&name) else {
        return (StatusCode::NOT_FOUND, HeaderMap::new()).into_response();
    };
    let headers = [
        (CONTENT_TYPE, asset.content_type),
        (CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (VARY, "accept-encoding"),
    ];
    match assets::gzipped(&name).filter(|_| takes_gzip(&asked)) {
        Some(bytes) => (headers, [(CONTENT_ENCODING, "gzip")], bytes).into_response(),
        None => (headers, asset.bytes).into_response(),
    }
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let encodings = asked.get_all(ACCEPT_ENCODING).iter();
    encodings
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|encoding| encoding.trim().eq_ignore_ascii_case("gzip"))
}
