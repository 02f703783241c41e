//! Applications: the list, and each one's own page.

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::Response,
};
use serde::Deserialize;

use super::{
    chrome::{Chrome, Notice, Section, page},
    session::Visitor,
    words::Words,
};
use crate::{AppState, Application, ApplicationKind};

#[derive(Template)]
#[template(path = "market.html")]
struct Market {
    chrome: Chrome,
    applications: Vec<Application>,
}

impl Market {
    fn kind(&self, application: &Application) -> &'static str {
        match application.kind {
            ApplicationKind::Local => self.chrome.words.local_application,
            ApplicationKind::Market => self.chrome.words.market_application,
        }
    }
}

/// `GET /marketplace/`: every application of the portal.
pub(super) async fn list(State(state): State<AppState>, visitor: Visitor) -> Response {
    let applications = state.world().applications();
    let title = Words::of(visitor.user.language).applications;
    page(&Market {
        chrome: Chrome::new(&state, visitor, Section::Applications, title),
        applications,
    })
}

#[derive(Template)]
#[template(path = "application.html")]
struct Own {
    chrome: Chrome,
    application: Application,
    /// The page comes back from an installation that failed.
    failed: bool,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Return {
    install_finished: Option<String>,
}

/// `GET /marketplace/app/{id}/`: the application's main page; before that, its
/// installer for administrators and a notice for everybody else
/// (`settings/app-installation/installation-finish.md`).
pub(super) async fn show(
    State(state): State<AppState>,
    Path(id): Path<i64>,
    Query(back): Query<Return>,
    visitor: Visitor,
) -> Response {
    let words = Words::of(visitor.user.language);
    let (heading, hint) = match state.world().application(id) {
        Some(application) if application.installed || visitor.user.admin => {
            let title = application.title.clone();
            return page(&Own {
                chrome: Chrome::new(&state, visitor, Section::Applications, title),
                application,
                failed: back.install_finished.as_deref() == Some("N"),
            });
        }
        Some(_) => (words.not_installed, words.not_installed_hint),
        None => (words.not_found, words.not_found_hint),
    };
    page(&Notice {
        chrome: Chrome::new(&state, visitor, Section::Applications, heading),
        heading,
        hint,
    })
}
