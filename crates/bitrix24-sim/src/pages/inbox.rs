//! What a person was told: notifications, the newest first.

use askama::Template;
use axum::{extract::State, response::Response};

use super::{
    bb::{self, Piece},
    chrome::{Chrome, Person, Section, page},
    money,
    session::Visitor,
    words::Words,
};
use crate::{AppState, Notice};

#[derive(Template)]
#[template(path = "inbox.html")]
struct Inbox {
    chrome: Chrome,
    notices: Vec<Told>,
}

/// One notification.
struct Told {
    by: Option<Person>,
    text: Vec<Piece>,
    at: String,
}

/// `GET /online/`
pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Response {
    let notices = state.world().notices_of(visitor.user.id).into_iter().rev();
    let notices = notices
        .map(|notice| told(&state, &visitor, &notice))
        .collect();
    let title = Words::of(visitor.user.language).notifications;
    page(&Inbox {
        chrome: Chrome::new(&state, visitor, Section::Inbox, title),
        notices,
    })
}

fn told(state: &AppState, visitor: &Visitor, notice: &Notice) -> Told {
    let author = notice.author_id.and_then(|id| state.world().user(id));
    Told {
        by: author.map(|user| Person::new(&user)),
        text: bb::pieces(&notice.message),
        at: money::moment(notice.at, visitor.user.language),
    }
}
