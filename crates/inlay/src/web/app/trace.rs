//! "Why don't I see it?": the trace of one card.

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use super::desk::Desk;
use crate::config::widget::Place;
use crate::lookup::{self, Manner, Which};
use crate::web::App;
use crate::widget::page;
use crate::words::Language;

/// What the page's script sends.
#[derive(Debug, Deserialize)]
pub(in crate::web) struct Question {
    /// A number, or the card's address.
    card: String,
    #[serde(default)]
    kind: Kind,
    /// Whether the sources are asked now, instead of shown as the widget would show them.
    #[serde(default)]
    anew: bool,
}

/// What kind of card a bare number is.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    #[default]
    Deal,
    Company,
    Contact,
}

impl Kind {
    fn place(self) -> Place {
        match self {
            Self::Deal => Place::DealTab,
            Self::Company => Place::CompanyTab,
            Self::Contact => Place::ContactTab,
        }
    }
}

/// `POST /app/trace`: the trace as a piece of the page, seen with the administrator's own eyes.
///
/// 401 when the session is over, 403 for whoever is no administrator, 422 with a piece that says
/// why there is no such card to look for.
pub(in crate::web) async fn trace(
    State(app): State<App>,
    headers: HeaderMap,
    question: Result<Json<Question>, JsonRejection>,
) -> Response {
    let desk = match Desk::of(&app, &headers).await {
        Ok(desk) => desk,
        Err(refused) => return refused,
    };
    let Ok(Json(question)) = question else {
        return (StatusCode::BAD_REQUEST, "not a question").into_response();
    };
    let language = language(&headers);
    let which = Which {
        text: &question.card,
        kind: question.kind.place(),
    };
    let entity = match which.card(&desk.portal.address) {
        Ok(entity) => entity,
        Err(problem) => {
            let piece = page::untraced(language, problem);
            return (StatusCode::UNPROCESSABLE_ENTITY, html(piece)).into_response();
        }
    };
    let manner = if question.anew {
        Manner::Anew
    } else {
        Manner::AsShown
    };
    let client = desk.administrator.client();
    let report = lookup::of_card(&app, &desk.portal, client, entity, manner).await;
    html(page::trace(language, &report.told(language))).into_response()
}

/// A piece of the page.
pub(super) fn html(piece: String) -> impl IntoResponse {
    ([(CONTENT_TYPE, "text/html; charset=utf-8")], piece)
}

/// The language the page's script reads.
pub(super) fn language(headers: &HeaderMap) -> Language {
    headers
        .get(http::header::ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .map(Language::from_code)
        .unwrap_or_default()
}
