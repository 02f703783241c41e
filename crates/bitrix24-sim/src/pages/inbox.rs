//! What a person was told: notifications and messages, the newest first.

use askama::Template;
use axum::{extract::State, response::Response};
use chrono::{DateTime, Utc};

use super::{
    bb::{self, Piece},
    chrome::{Chrome, Person, Section, page},
    money,
    session::Visitor,
    words::Words,
};
use crate::{AppState, User};

#[derive(Template)]
#[template(path = "inbox.html")]
struct Inbox {
    chrome: Chrome,
    told: Vec<Drawn>,
}

struct Drawn {
    by: Option<Person>,
    /// The chat, or the person it was written to.
    to: String,
    text: Vec<Piece>,
    at: String,
}

/// One notification or message.
pub(super) struct Told {
    pub(super) by: Option<User>,
    pub(super) text: String,
    pub(super) at: DateTime<Utc>,
    /// Where it was written to; nothing for what came to the reader alone.
    to: Option<String>,
    /// The reader's own words are no news.
    pub(super) is_own: bool,
}

/// Everything `user` was told or has said, the oldest first.
pub(super) fn told(state: &AppState, user: &User) -> Vec<Told> {
    let world = state.world();
    let notices = world.notices_of(user.id).into_iter().map(|notice| Told {
        by: notice.author_id.and_then(|id| world.user(id)),
        text: notice.message,
        at: notice.at,
        to: None,
        is_own: false,
    });
    let own_dialog = user.id.to_string();
    let messages = world.messages().into_iter().filter_map(|message| {
        let is_own = message.author_id == Some(user.id);
        let is_chat = message.dialog_id.starts_with("chat");
        let to = match () {
            () if is_chat => Some(format!("#{}", message.dialog_id)),
            () if message.dialog_id == own_dialog => None,
            () if is_own => {
                let other = message.dialog_id.parse().ok().and_then(|id| world.user(id));
                Some(other.map_or(message.dialog_id, |user| user.full_name()))
            }
            () => return None,
        };
        Some(Told {
            by: message.author_id.and_then(|id| world.user(id)),
            text: message.text,
            at: message.at,
            to,
            is_own,
        })
    });
    let mut all: Vec<_> = notices.chain(messages).collect();
    all.sort_by_key(|one| one.at);
    all
}

/// `GET /online/`
pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Response {
    let language = visitor.user.language;
    let told = told(&state, &visitor.user).into_iter().rev();
    let drawn = told.map(|one| Drawn {
        by: one.by.map(|user| Person::new(&user)),
        to: one.to.unwrap_or_default(),
        text: bb::pieces(&one.text),
        at: money::moment(one.at, language),
    });
    let told = drawn.collect();
    let title = Words::of(language).notifications;
    page(&Inbox {
        chrome: Chrome::new(&state, visitor, Section::Inbox, title),
        told,
    })
}
