//! An employee's own page.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};

use super::{
    chrome::{Chrome, Notice, Person, Section, page},
    seat::Seat,
    session::Visitor,
    words::Words,
};
use crate::AppState;

#[derive(Template)]
#[template(path = "person.html")]
struct Profile {
    chrome: Chrome,
    person: Person,
    email: String,
    tools: Vec<Seat>,
}

/// `GET /company/personal/user/{id}/`
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    visitor: Visitor,
) -> Response {
    let Some(user) = state.world().user(id) else {
        let words = Words::of(visitor.user.language);
        return page(&Notice {
            chrome: Chrome::new(&state, visitor, Section::Elsewhere, words.not_found),
            heading: words.not_found,
            hint: words.not_found_hint,
        });
    };
    let tools = Seat::all(&state, &visitor, "USER_PROFILE_TOOLBAR");
    let tools = Seat::all_about(&tools, "USER_ID", id);
    page(&Profile {
        chrome: Chrome::new(&state, visitor, Section::Elsewhere, user.full_name()),
        person: Person::new(&user),
        email: user.email,
        tools,
    })
}
