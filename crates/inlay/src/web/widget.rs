//! A widget's page, and one block of it anew.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::frame_post::FramePost;
use super::session::Opened;
use super::{App, headers, refused};
use crate::config::widget::{Place, Widget};
use crate::verify::KnownFrame;
use crate::widget::open;

/// `POST /widget/{id}`: a card is opened.
///
/// What can be refused before the page has begun is refused with a status; afterwards the page
/// says so and holds nothing.
pub(super) async fn open(
    State(app): State<App>,
    Path(id): Path<String>,
    FramePost { frame, language }: FramePost,
) -> Response {
    let script = app.config.bitrix24.frame_script.clone();
    let Some(index) = widget_index(&app, &id) else {
        return refused::nothing_here().await.into_response();
    };
    let Some(place) = Place::from_code(&frame.placement) else {
        return (StatusCode::BAD_REQUEST, "this placement has no widget").into_response();
    };
    let known = match KnownFrame::recognise(frame, &app.store, &app.servers).await {
        Ok(known) => known,
        Err(refusal) => {
            return refused::refuse(&refusal, "/widget", language, &app.config.bitrix24);
        }
    };
    let headers = headers::page(Some(&known.portal().address), &script);
    let stream = open::page(app, index, place, known, language);
    (headers, Body::from_stream(stream)).into_response()
}

/// `GET /widget/{id}/block/{n}`: one block again, for the page's own script.
pub(super) async fn block(
    State(app): State<App>,
    Path((id, number)): Path<(String, usize)>,
    headers: HeaderMap,
) -> Response {
    let opened = match Opened::of(&app, &headers, &id).await {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    if number >= opened.widget(&app).blocks.len() {
        return refused::nothing_here().await.into_response();
    }
    let language = headers
        .get(http::header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map(crate::words::Language::from_code)
        .unwrap_or_default();
    let Opened {
        session,
        portal,
        index,
    } = opened;
    match open::block(&app, index, number, &portal, &session, language).await {
        Ok(html) => (
            [(http::header::CONTENT_TYPE, "text/html; charset=utf-8")],
            html,
        )
            .into_response(),
        Err(open::BlockRefusal::SessionEnded) => {
            (StatusCode::UNAUTHORIZED, "the session is over").into_response()
        }
        Err(open::BlockRefusal::NoAccess) => (StatusCode::FORBIDDEN, "no access").into_response(),
        Err(open::BlockRefusal::Unavailable) => {
            (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response()
        }
    }
}

fn widget_index(app: &App, id: &str) -> Option<usize> {
    app.config
        .widgets
        .iter()
        .position(|widget: &Widget| widget.id == id)
}
