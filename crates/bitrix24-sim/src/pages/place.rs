//! Placements that are a page of their own.

use askama::Template;
use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use serde_json::{Map, Value};

use super::{
    chrome::{Chrome, Notice, Section, page},
    seat::Seat,
    session::Visitor,
    words::Words,
};
use crate::{AppState, php};

/// Opened by a link that names the application.
const BY_LINK: &str = "REST_APP_URI";

#[derive(Template)]
#[template(path = "place.html")]
struct Place {
    chrome: Chrome,
    seat: Seat,
    options: String,
}

/// `GET /marketplace/place/{binding}/`: an item of the main menu
/// (`api-reference/widgets/left-menu.md`).
pub(super) async fn show(
    State(state): State<AppState>,
    Path(binding): Path<i64>,
    visitor: Visitor,
) -> Response {
    let binding = state.world().placement_binding(binding);
    let binding = binding.filter(|one| one.placement == "LEFT_MENU");
    match binding.and_then(|one| Seat::of(&state, &visitor, &one)) {
        Some(seat) => draw(&state, visitor, seat, None),
        None => nothing(&state, visitor),
    }
}

/// `GET /marketplace/view/{code}/?params[key]=value`: the handler of `REST_APP_URI`
/// with the parameters of the link (`api-reference/widgets/universal/app-url.md`).
/// A local application's code is its `client_id`.
pub(super) async fn by_link(
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    visitor: Visitor,
) -> Response {
    let mut bound = state.world().placements_of(&code).into_iter();
    let binding = bound.rfind(|one| one.placement == BY_LINK);
    let Some(seat) = binding.and_then(|one| Seat::of(&state, &visitor, &one)) else {
        return nothing(&state, visitor);
    };
    let mut given = php::tree(php::pairs(query.as_deref().unwrap_or_default()));
    let params = match given.remove("params") {
        Some(Value::Object(params)) => params,
        _ => Map::new(),
    };
    draw(&state, visitor, seat, Some(params))
}

fn draw(
    state: &AppState,
    visitor: Visitor,
    seat: Seat,
    params: Option<Map<String, Value>>,
) -> Response {
    let options = params.map_or_else(
        || seat.options(),
        |params| Value::Object(params).to_string(),
    );
    page(&Place {
        chrome: Chrome::new(
            state,
            visitor,
            Section::Place(seat.binding),
            seat.title.clone(),
        ),
        seat,
        options,
    })
}

fn nothing(state: &AppState, visitor: Visitor) -> Response {
    let words = Words::of(visitor.user.language);
    page(&Notice {
        chrome: Chrome::new(state, visitor, Section::Elsewhere, words.not_found),
        heading: words.not_found,
        hint: words.not_found_hint,
    })
}
