//! What the world may ask of us: every route on one page, by who calls it.

mod app;
mod assets;
mod client;
mod event;
mod frame_post;
mod headers;
mod install;
mod operators;
mod part;
mod reentry;
mod refused;
mod rule;
mod session;
mod state;
mod widget;

use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use http::StatusCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::timeout::TimeoutLayer;

pub use operators::router as operators;
pub use state::{App, sources};

/// The largest body a portal sends us is a frame's POST of a few kilobytes.
const MAX_BODY: usize = 256 * 1024;

/// After this a request has no answer any more; a widget's blocks have their own, shorter limits.
const MAX_REQUEST: Duration = Duration::from_secs(60);

/// The routes of `inlay serve`.
pub fn router(app: App) -> Router {
    // By a browser, inside the portal's frame.
    let frames = Router::new()
        .route("/install", post(install::install).get(reentry::page))
        .route("/app", post(app::app).get(reentry::page))
        .route("/widget/{id}", post(widget::open).get(reentry::page));
    // By the portal in a frame for an entry of a card's menu, and by a page's own script with a
    // session.
    let rule = Router::new().route("/rule/{id}", post(rule::rule).get(reentry::page));
    // By a page's own script, with a session.
    let script = Router::new()
        .route("/widget/{id}/block/{n}", get(widget::block))
        .route(
            "/widget/{id}/client",
            get(client::again).post(client::choose).delete(client::undo),
        )
        .route("/session", post(session::renew))
        .route("/app/trace", post(app::trace))
        .route("/app/reconcile", post(app::reconcile))
        .route("/app/session", post(app::renew))
        .route("/assets/{name}", get(assets::asset));
    // By the portal's queue server; what is too large is counted.
    event::count();
    let portal = Router::new()
        .route("/event/{handler_key}", post(event::receive))
        .layer(DefaultBodyLimit::max(MAX_BODY));

    frames
        .merge(rule)
        .merge(script)
        .fallback(refused::nothing_here)
        .layer(RequestBodyLimitLayer::new(MAX_BODY))
        .merge(portal)
        .layer(axum::middleware::map_response(headers::common))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            MAX_REQUEST,
        ))
        .layer(CatchPanicLayer::new())
        .with_state(app)
}
