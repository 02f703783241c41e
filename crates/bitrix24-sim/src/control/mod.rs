//! The control interface, `/sim/control/`: what a test in Rust does through
//! [`Sim`](crate::Sim), a test in any language does here, with JSON over HTTP.
//!
//! Bodies are JSON whatever the `Content-Type` says, and none is an empty object.
//! Answers are 200 with what has become of the thing, or 400 and 404 with
//! `{"error": "…"}`. There is no password: the portal listens on loopback, and
//! pages of other sites are refused.

mod application;
mod clock;
mod counter;
mod event;
mod fault;
mod frame;
mod knob;
mod member;
mod order;
mod robot;
mod token;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{any, get, post},
};
use serde_json::{Value, json};

use crate::AppState;

/// Routes of the control interface.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/sim/control/", get(overview))
        .route("/sim/control/clock", get(clock::read).post(clock::forward))
        .route("/sim/control/counters", get(counter::read))
        .route(
            "/sim/control/faults",
            get(fault::list).post(fault::plan).delete(fault::clear),
        )
        .route("/sim/control/knobs", get(knob::read).post(knob::turn))
        .route("/sim/control/tokens", post(token::give))
        .route("/sim/control/tokens/expire", post(token::expire))
        .route("/sim/control/users", post(member::hire))
        .route("/sim/control/users/{user}", post(member::change))
        .route("/sim/control/robots/{code}", post(event::run_robot))
        .route("/sim/control/outgoing-webhooks", post(event::add_webhook))
        .route("/sim/control/rename", post(application::rename))
        .route(
            "/sim/control/methods/{method}/confirm",
            post(application::confirm),
        )
        .nest("/sim/control/applications", applications())
        .route("/sim/control/frame", post(frame::post))
        .route("/sim/control/robots/{code}/stage", post(robot::wait_at))
        .route("/sim/control/workflows", get(robot::workflows))
        .route("/sim/control/{*rest}", any(nothing))
}

fn applications() -> Router<AppState> {
    Router::new()
        .route("/", post(application::add))
        .route("/{client_id}/uninstall", post(application::uninstall))
        .route("/{client_id}/install", post(application::install))
        .route("/{client_id}/update", post(application::update))
        .route("/{client_id}/pay", post(application::pay))
        .route("/{client_id}/expire", post(application::expire))
        .route("/{client_id}/take-scope", post(application::take_scope))
        .route("/{client_id}/revoke", post(application::revoke))
}

/// `GET /sim/control/`: everything there is to know about the portal.
async fn overview(State(state): State<AppState>) -> Json<Value> {
    let mut all = state.summary();
    all["now"] = json!(state.clock().now());
    all["knobs"] = knob::positions(&state);
    all["faults"] = fault::pending(&state);
    all["counters"] = counter::counts(&state);
    Json(all)
}

async fn nothing() -> (StatusCode, Json<Value>) {
    (
        StatusCode::NOT_FOUND,
        Json(json!({"error": "there is nothing to control here"})),
    )
}
