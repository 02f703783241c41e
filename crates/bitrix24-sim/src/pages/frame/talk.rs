//! Commands of a frame that need the server, and the record of all messages.

use axum::{Json, extract::State, http::StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};

use super::start;
use crate::{
    AppState,
    journal::{Kind, Record},
    pages::session::Visitor,
};

/// Which application's frame it is about.
#[derive(Debug, Deserialize)]
pub(crate) struct Frame {
    application: i64,
}

/// `POST /sim/frame/auth`: a fresh pair for `refreshAuth`; `null` when there is none.
pub(crate) async fn renew(
    State(state): State<AppState>,
    visitor: Visitor,
    Json(frame): Json<Frame>,
) -> Json<Value> {
    let world = state.world();
    let pair = world
        .application(frame.application)
        .and_then(|one| world.fresh_token_for(visitor.user.id, &one.client_id));
    let now = world.clock().now();
    Json(pair.map_or(Value::Null, |pair| {
        json!({
            "AUTH_ID": pair.access_token.expose(),
            "AUTH_EXPIRES": pair.seconds_left(now).to_string(),
            "REFRESH_ID": pair.refresh_token.expose(),
        })
    }))
}

/// A value to be kept by `setAppOption` or `setUserOption`.
#[derive(Debug, Deserialize)]
pub(crate) struct Kept {
    application: i64,
    owner: Owner,
    name: String,
    #[serde(default)]
    value: Value,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Owner {
    Application,
    User,
}

/// `POST /sim/frame/option`: whether the value was kept. Only administrators write
/// an application's options (`sdk/bx24-js-sdk/options/index.md`).
pub(crate) async fn keep_option(
    State(state): State<AppState>,
    visitor: Visitor,
    Json(kept): Json<Kept>,
) -> Json<bool> {
    let Some(application) = state.world().application(kept.application) else {
        return Json(false);
    };
    let client_id = &application.client_id;
    match kept.owner {
        Owner::Application if !visitor.user.admin => return Json(false),
        Owner::Application => {
            state
                .world()
                .set_application_option(client_id, &kept.name, kept.value);
        }
        Owner::User => {
            state
                .world()
                .set_user_option(client_id, visitor.user.id, &kept.name, kept.value);
        }
    }
    Json(true)
}

/// `POST /sim/frame/started`: `setInstall`; from now on it is not the first run.
pub(crate) async fn started(
    State(state): State<AppState>,
    visitor: Visitor,
    Json(frame): Json<Frame>,
) -> Json<bool> {
    let application = state.world().application(frame.application);
    if let Some(application) = &application {
        start::mark_started(&state, &visitor.user, application);
    }
    Json(application.is_some())
}

/// `POST /sim/frame/installed`: `setInstallFinish`; whether it is installed now.
pub(crate) async fn installed(
    State(state): State<AppState>,
    visitor: Visitor,
    Json(frame): Json<Frame>,
) -> Json<bool> {
    Json(visitor.user.admin && state.finish_installation(frame.application))
}

/// Messages that went between a page and a frame, in order.
#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    application: i64,
    placement: String,
    messages: Vec<Message>,
}

#[derive(Debug, Deserialize)]
struct Message {
    /// `frame` or `portal`.
    from: String,
    command: String,
    #[serde(default)]
    params: Value,
}

/// `POST /sim/frame/messages`: writes them into the log.
pub(crate) async fn note(
    State(state): State<AppState>,
    visitor: Visitor,
    Json(said): Json<Said>,
) -> StatusCode {
    let application = state.world().application(said.application);
    let client_id = application.map(|one| one.client_id);
    for message in said.messages {
        state.journal().record(Record {
            user_id: Some(visitor.user.id),
            client_id: client_id.clone(),
            params: json!({"from": message.from, "placement": said.placement, "params": message.params}),
            ..Record::new(Kind::Frame, message.command)
        });
    }
    StatusCode::NO_CONTENT
}
