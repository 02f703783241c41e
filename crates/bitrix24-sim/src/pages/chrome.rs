//! What stands around every page: navigation, the user, other users.

use askama::Template;
use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use super::{inbox, seat::Seat, session::Visitor, words::Words};
use crate::{AppState, User};

/// The placement of invisible frames
/// (`api-reference/widgets/universal/background-worker.md`).
const WORKER: &str = "PAGE_BACKGROUND_WORKER";

/// Where in the navigation a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Deals,
    Contacts,
    Companies,
    Tasks,
    Inbox,
    Applications,
    /// The item of the main menu with this number.
    Place(i64),
    Log,
    Faults,
    Elsewhere,
}

/// Everything around the page itself.
#[derive(Debug)]
pub(super) struct Chrome {
    pub(super) words: &'static Words,
    /// Two letters, for `<html lang>`.
    pub(super) language: &'static str,
    /// Of the browser's tab.
    pub(super) title: String,
    pub(super) section: Section,
    pub(super) me: Person,
    /// Everybody else who can log in.
    pub(super) others: Vec<Person>,
    /// Installed applications, for the menu.
    pub(super) applications: Vec<(i64, String)>,
    /// Items that applications have added to the main menu, and to the user's own.
    pub(super) left_menu: Vec<Seat>,
    pub(super) user_menu: Vec<Seat>,
    /// Invisible frames on every page.
    pub(super) workers: Vec<Seat>,
    /// Notifications and messages the user got.
    pub(super) notices: usize,
    /// Path and query of this page.
    pub(super) here: String,
    /// Only the page, because it stands in another one's slider.
    pub(super) bare: bool,
    pub(super) host: String,
}

/// A user as others see them.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) initials: String,
    pub(super) position: String,
    pub(super) admin: bool,
}

impl Person {
    pub(super) fn new(user: &User) -> Self {
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        Self {
            id: user.id,
            name: user.full_name(),
            initials: first(&user.name) + &first(&user.last_name),
            position: user.position.clone(),
            admin: user.admin,
        }
    }

    /// One of eight colours, always the same for a user.
    pub(super) fn tint(&self) -> i64 {
        self.id.rem_euclid(8)
    }
}

impl Chrome {
    pub(super) fn new(
        state: &AppState,
        visitor: Visitor,
        section: Section,
        title: impl Into<String>,
    ) -> Self {
        let seats = |placement: &str| Seat::all(state, &visitor, placement);
        let left_menu = seats("LEFT_MENU");
        let user_menu = Seat::all_about(&seats("USER_PROFILE_MENU"), "USER_ID", visitor.user.id);
        // The page in a slider stands in one that has them already.
        let workers = if visitor.in_slider {
            Vec::new()
        } else {
            seats(WORKER)
                .into_iter()
                .map(|seat| seat.named("ID", WORKER))
                .collect()
        };
        let Visitor {
            user,
            here,
            in_slider,
        } = visitor;
        let world = state.world();
        let others = world.users().into_iter();
        let applications = world.applications().into_iter();
        Self {
            words: Words::of(user.language),
            language: user.language.code(),
            title: title.into(),
            section,
            me: Person::new(&user),
            others: others
                .filter(|other| other.active && other.id != user.id)
                .map(|other| Person::new(&other))
                .collect(),
            applications: applications
                .filter(|application| application.installed)
                .map(|application| (application.id, application.title))
                .collect(),
            left_menu,
            user_menu,
            workers,
            notices: inbox::told(state, &user)
                .iter()
                .filter(|one| !one.is_own)
                .count(),
            here,
            bare: in_slider,
            host: state.domain(),
        }
    }

    pub(super) fn is_at(&self, section: Section) -> bool {
        self.section == section
    }
}

/// A page that says why there is no page.
#[derive(Template)]
#[template(path = "notice.html")]
pub(super) struct Notice {
    pub(super) chrome: Chrome,
    pub(super) heading: &'static str,
    pub(super) hint: &'static str,
}

/// Any address the portal does not have.
pub(super) async fn nothing_here(State(state): State<AppState>, visitor: Visitor) -> Response {
    let words = Words::of(visitor.user.language);
    let notice = Notice {
        chrome: Chrome::new(&state, visitor, Section::Elsewhere, words.not_found),
        heading: words.not_found,
        hint: words.not_found_hint,
    };
    (StatusCode::NOT_FOUND, page(&notice)).into_response()
}

/// Renders a template.
pub(super) fn page(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            ([(header::CONTENT_TYPE, kind)], text).into_response()
        }
        Err(error) => {
            tracing::error!(error = %error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
