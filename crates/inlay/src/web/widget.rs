//! A widget's page, and one block of it anew.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};

use super::frame_post::FramePost;
use super::part::part;
use super::{App, headers, refused};
use crate::config::widget::{Place, Widget};
use crate::verify::KnownFrame;
use crate::widget::open;
use crate::widget::part::Part;

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
    part(&app, &id, &headers, Part::Block(number)).await
}

fn widget_index(app: &App, id: &str) -> Option<usize> {
    app.config
        .widgets
        .iter()
        .position(|widget: &Widget| widget.id == id)
}
