//! The log page: every call, message and event, as they come.

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    Json,
    extract::{Query, State},
    response::Response,
};
use serde::{Deserialize, Serialize};

use super::{
    chrome::{Chrome, Section, page},
    session::Visitor,
    words::Words,
};
use crate::{AppState, Entry};

/// Entries in one answer; the page comes back for more.
const AT_ONCE: usize = 500;

#[derive(Template)]
#[template(path = "log.html")]
struct Log {
    chrome: Chrome,
}

/// `GET /sim/log/`
pub(super) async fn show(State(state): State<AppState>, visitor: Visitor) -> Response {
    let title = Words::of(visitor.user.language).log;
    page(&Log {
        chrome: Chrome::new(&state, visitor, Section::Log, title),
    })
}

#[derive(Debug, Deserialize)]
pub(super) struct Since {
    #[serde(default)]
    since: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct News {
    /// Oldest first.
    entries: Vec<Entry>,
    /// Ask `since` this next time.
    last: u64,
    /// Names of the users and applications in the entries.
    users: BTreeMap<i64, String>,
    applications: BTreeMap<String, String>,
}

/// `GET /sim/log/entries?since=17`: what came after entry 17. Anybody may ask: the
/// log holds no secret.
pub(super) async fn entries(
    State(state): State<AppState>,
    Query(Since { since }): Query<Since>,
) -> Json<News> {
    let mut entries = state.journal().since(since);
    entries.truncate(AT_ONCE);
    let users = state.world().users().into_iter();
    let applications = state.world().applications().into_iter();
    Json(News {
        last: entries.last().map_or(since, |entry| entry.id),
        users: users.map(|user| (user.id, user.full_name())).collect(),
        applications: applications.map(|one| (one.client_id, one.title)).collect(),
        entries,
    })
}
