//! Which client a card is about, said by who looks at it.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::App;
use super::part::part;
use super::session::Opened;
use crate::matching::Mark;
use crate::widget::choose::{Choosing, Refusal};
use crate::widget::part::Part;

/// What the page's script sends: the mark of one of the candidates it was shown.
#[derive(Debug, Deserialize)]
pub(super) struct Choice {
    candidate: String,
}

/// `GET /widget/{id}/client`: the line that says whose figures these are, again.
pub(super) async fn again(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    part(&app, &id, &headers, Part::Client).await
}

/// `POST /widget/{id}/client`: this one it is.
///
/// 204 when it is written down; 401 when the session is over, 403 when the portal does not let the
/// user change the company (or the contact), 409 when the card is not in that state any more.
pub(super) async fn choose(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
    choice: Result<Json<Choice>, JsonRejection>,
) -> Response {
    let opened = match Opened::of(&app, &headers, &id).await {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let Ok(Json(choice)) = choice else {
        return (StatusCode::BAD_REQUEST, "not a choice").into_response();
    };
    let mark = Mark::from_text(&choice.candidate);
    let done = async {
        let choosing = Choosing::begin(&app, &opened.portal, &opened.session).await?;
        choosing.choose(opened.widget(&app), &mark).await
    };
    answer(done.await)
}

/// `DELETE /widget/{id}/client`: an administrator takes the choice back.
pub(super) async fn undo(
    State(app): State<App>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let opened = match Opened::of(&app, &headers, &id).await {
        Ok(opened) => opened,
        Err(refused) => return refused,
    };
    let done = async {
        let choosing = Choosing::begin(&app, &opened.portal, &opened.session).await?;
        choosing.undo().await
    };
    answer(done.await)
}

fn answer(done: Result<(), Refusal>) -> Response {
    match done {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(Refusal::SessionEnded) => {
            (StatusCode::UNAUTHORIZED, "the session is over").into_response()
        }
        Err(Refusal::NoAccess) => (StatusCode::FORBIDDEN, "no access").into_response(),
        Err(Refusal::Late) => (StatusCode::CONFLICT, "open the card anew").into_response(),
        Err(Refusal::Unavailable) => (StatusCode::SERVICE_UNAVAILABLE, "try again").into_response(),
    }
}
