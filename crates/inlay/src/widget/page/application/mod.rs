//! The application's own page: where to find what; for an administrator how it is, and why
//! somebody does not see what he looks for.

mod guide;
mod point;
#[cfg(test)]
pub(super) mod sample;
mod status;
mod trace;

use std::fmt;
use std::time::Duration;

use askama::Template;
use bitrix24::MemberId;
use chrono::{DateTime, TimeDelta, Utc};
use url::Url;

use self::point::Point;
pub use self::status::repaired;
pub use self::trace::{trace, untraced};
use super::{assets, rendered};
use crate::config::rule::Rule;
use crate::config::scope::Need;
use crate::config::widget::Widget;
use crate::installation::Change;
use crate::jobs::Kind;
use crate::verify::Standing;
use crate::words::Language;

/// What the page is drawn from.
#[derive(Debug)]
pub struct Application<'a> {
    pub language: Language,
    pub frame_script: &'a Url,
    pub widgets: &'a [Widget],
    pub rules: &'a [Rule],
    /// What the configuration needs the portal to grant.
    pub scopes: Vec<Need>,
    pub standing: &'a Standing,
    /// What only an administrator of the portal sees.
    pub administration: Option<Administration>,
}

/// How the installation is.
#[derive(Debug)]
pub struct Administration {
    /// The portal's address.
    pub portal: String,
    pub session: Session,
    /// Whether the installation came to its end.
    pub installed: bool,
    /// What in the portal is not as the configuration wants it.
    pub needed: Vec<Change>,
    /// What the portal has granted.
    pub scope: Vec<String>,
    pub authorization: Authorization,
    pub sources: Vec<SourceHealth>,
    pub queue: QueueHealth,
    pub now: DateTime<Utc>,
}

/// What the page's script asks with.
pub struct Session {
    pub value: String,
    pub lifetime: Duration,
    pub member_id: MemberId,
}

/// The application's own authorization, for what it does while nobody looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authorization {
    Kept {
        /// Whose it is, by his number in the portal.
        user: u64,
        renewed_at: DateTime<Utc>,
        /// When it can no longer be renewed, unless it is renewed before.
        ends_at: DateTime<Utc>,
    },
    /// It was lost, and this visit has replaced it.
    Healed {
        user: u64,
    },
    Lost,
}

/// One accounting system: how fast it answers, or why it does not.
#[derive(Clone, Debug)]
pub struct SourceHealth {
    pub name: String,
    /// Whether it was asked at all before this page asked.
    pub before: ledger::SourceState,
    pub answer: Result<Duration, ledger::ReadError>,
}

/// What waits to be done for the portal.
#[derive(Clone, Debug, Default)]
pub struct QueueHealth {
    pub waiting: u64,
    /// Of them those whose moment has come.
    pub due: u64,
    pub running: u64,
    /// Those that will not be tried again by themselves.
    pub failed: u64,
    /// How long the first one that is due has waited since then.
    pub oldest: Option<TimeDelta>,
    /// The newest of the failed ones.
    pub newest: Vec<Failed>,
}

/// A job that will not be tried again by itself.
#[derive(Clone, Debug)]
pub struct Failed {
    pub kind: Kind,
    /// It holds no secret, and nothing of a client.
    pub reason: String,
    pub at: DateTime<Utc>,
}

/// The value is a secret of its reader's.
impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("member_id", &self.member_id)
            .finish_non_exhaustive()
    }
}

#[derive(Template)]
#[template(path = "page/application.html", whitespace = "minimize")]
struct Page<'a> {
    language: Language,
    style: String,
    script: String,
    desk_script: String,
    frame_script: &'a str,
    tabs: Vec<String>,
    buttons: Vec<String>,
    /// What a reader lacks to see any of it.
    lacks: Vec<Point>,
    desk: Option<Desk>,
}

/// What an administrator sees.
struct Desk {
    session: String,
    seconds: u64,
    member_id: String,
    panels: Vec<Panel>,
    may_repair: bool,
}

/// A heading, and what stands below it.
struct Panel {
    /// The name by which the script finds it.
    name: &'static str,
    title: String,
    points: Vec<Point>,
}

/// The page of `POST /app`.
#[must_use]
pub fn application(application: &Application<'_>) -> String {
    let language = application.language;
    let desk = application.administration.as_ref();
    rendered(&Page {
        language,
        style: assets::url("inlay.css"),
        script: assets::url("inlay.js"),
        desk_script: assets::url("app.js"),
        frame_script: application.frame_script.as_str(),
        tabs: guide::tabs(application.widgets, language),
        buttons: guide::buttons(application, language),
        lacks: match desk {
            // The panels below say it better.
            Some(_) => Vec::new(),
            None => guide::lacks(application, language),
        },
        desk: desk.map(|status| Desk {
            session: status.session.value.clone(),
            seconds: status.session.lifetime.as_secs(),
            member_id: status.session.member_id.to_string(),
            panels: status::panels(application, status),
            may_repair: !status.needed.is_empty() || !status.installed,
        }),
    })
}
