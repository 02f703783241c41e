//! Files of the pages.

use std::fmt::Write as _;

use axum::{
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use rust_embed::RustEmbed;

use crate::AppState;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

/// `GET /sim/assets/…`
pub(super) async fn file(Path(path): Path<String>) -> Response {
    named(&path)
}

/// `GET /favicon.ico`, which browsers ask for unasked.
pub(super) async fn icon() -> Response {
    named("icon.svg")
}

/// An asset by its path in the assets' folder.
pub(super) fn named(path: &str) -> Response {
    let kind = match path.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    match Assets::get(path) {
        Some(asset) => {
            let kind = HeaderValue::from_static(kind);
            ([(header::CONTENT_TYPE, kind)], asset.data.into_owned()).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// `GET /sim/stages.css`: colours of stages are data, and our policy allows no
/// style in the page itself.
pub(super) async fn stages(State(state): State<AppState>) -> Response {
    let mut text = String::new();
    for stage in state.world().stages() {
        let ink = if is_bright(&stage.color) {
            "#333"
        } else {
            "#fff"
        };
        let _ = writeln!(
            text,
            ".stage-{} {{ --stage: {}; --stage-ink: {ink}; }}",
            stage.id, stage.color
        );
    }
    let kind = HeaderValue::from_static("text/css; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

/// Whether dark letters read better on `#RRGGBB`.
fn is_bright(color: &str) -> bool {
    let part = |at: usize| {
        let digits = color.get(at..at + 2);
        digits
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .unwrap_or(255)
    };
    299 * part(1) + 587 * part(3) + 114 * part(5) > 150_000
}
