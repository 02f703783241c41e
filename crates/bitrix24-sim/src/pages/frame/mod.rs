//! Frames of applications in the portal's pages: what the parent's side of the
//! message protocol (`assets/js/frame.js`) asks the server for.
//!
//! A frame is opened when its place is first looked at, never before: the form
//! with fresh tokens is made then. All answers are 200; what is denied is
//! answered with `null` or `false`, so that the page can keep its silence.

mod start;
mod talk;

use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    response::Response,
};
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub(super) use self::talk::{installed, keep_option, note, renew, started};
use super::{
    chrome::{Chrome, Notice, Section, page},
    session::Visitor,
    words::Words,
};
use crate::{
    AppState, Application, DEFAULT_PLACEMENT, FramePost, FrameRefusal, User,
    journal::{Kind, Record},
};

/// What is to be opened.
#[derive(Debug, Deserialize)]
pub(super) struct Opening {
    /// Number of the application.
    application: i64,
    placement: String,
    /// Number of the binding; without it the first one at the placement.
    binding: Option<i64>,
    /// Context of the placement, or parameters of `openApplication`.
    #[serde(default)]
    options: Map<String, Value>,
}

/// `POST /sim/frame/open`: the form for one rendering, and the answer to the
/// frame's first question.
///
/// Whether the user may see the card is not asked: that is decided by the token
/// when the application reads something with it.
pub(super) async fn open(
    State(state): State<AppState>,
    visitor: Visitor,
    Json(opening): Json<Opening>,
) -> Json<Value> {
    let Some(application) = state.world().application(opening.application) else {
        return Json(json!({"refusal": "there is no such application"}));
    };
    match post(&state, &visitor.user, &application, &opening) {
        Ok(post) => {
            state.journal().record(Record {
                user_id: Some(visitor.user.id),
                client_id: Some(application.client_id.clone()),
                params: json!({"placement": opening.placement, "options": opening.options,
                               "address": without_query(&post.url)}),
                ..Record::new(Kind::Frame, "form post")
            });
            Json(json!({"frame": {
                "sid": post.sid,
                "action": post.url,
                "name": post.window_name,
                "origin": post.origin,
                "fields": post.fields,
                "application": application.id,
                "clientId": application.client_id,
                "placement": opening.placement,
                "start": start::data(&state, &visitor.user, &application, &post),
            }}))
        }
        Err(refusal) => Json(json!({"refusal": refusal.to_string()})),
    }
}

fn post(
    state: &AppState,
    user: &User,
    application: &Application,
    opening: &Opening,
) -> Result<FramePost, FrameRefusal> {
    let options = texts(&Value::Object(opening.options.clone()));
    let Some(number) = opening.binding else {
        return state.frame_post(user, application, &opening.placement, &options);
    };
    let bound = state.world().placements_of(&application.client_id);
    let binding = bound
        .into_iter()
        .find(|one| one.id == number && one.placement == opening.placement)
        .ok_or_else(|| FrameRefusal::NotBound {
            placement: opening.placement.clone(),
        })?;
    state.frame_post_to(
        &binding.handler,
        user,
        application,
        &binding.placement,
        &options,
    )
}

/// The same tree with nothing but texts in it: options travel through a form.
fn texts(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let entries = map.iter();
            Value::Object(
                entries
                    .map(|(key, value)| (key.clone(), texts(value)))
                    .collect(),
            )
        }
        Value::Array(items) => items.iter().map(texts).collect(),
        Value::String(text) => Value::from(text.as_str()),
        Value::Null => Value::from(""),
        other => Value::from(other.to_string()),
    }
}

fn without_query(url: &str) -> &str {
    url.split_once('?').map_or(url, |(address, _)| address)
}

/// Nothing but one frame.
#[derive(Template)]
#[template(path = "frame.html")]
struct Alone {
    chrome: Chrome,
    application: i64,
    placement: String,
    options: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// Number of the application.
    app: i64,
    #[serde(default = "default_placement")]
    placement: String,
    /// Number of the card.
    id: Option<i64>,
}

fn default_placement() -> String {
    DEFAULT_PLACEMENT.to_owned()
}

/// `GET /sim/frame/?placement=CRM_DEAL_DETAIL_TAB&id=77&app=1`: a test aid, the
/// frame alone, whatever the user may see. With it one can look at what an
/// application does for a user who should never get so far.
pub(super) async fn alone(
    State(state): State<AppState>,
    Query(wanted): Query<Wanted>,
    visitor: Visitor,
) -> Response {
    let Some(application) = state.world().application(wanted.app) else {
        let words = Words::of(visitor.user.language);
        return page(&Notice {
            chrome: Chrome::new(&state, visitor, Section::Elsewhere, words.not_found),
            heading: words.not_found,
            hint: words.not_found_hint,
        });
    };
    let options = match wanted.id {
        Some(id) => json!({"ID": id.to_string(), "URI": visitor.here}),
        None => json!({}),
    };
    page(&Alone {
        chrome: Chrome::new(&state, visitor, Section::Elsewhere, application.title),
        application: application.id,
        placement: wanted.placement,
        options: options.to_string(),
    })
}
