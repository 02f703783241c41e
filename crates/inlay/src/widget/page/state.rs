//! What stands on the page when there are no blocks.

use askama::Template;

use super::rendered;
use super::whom::{Link, Whom};
use crate::words::Language;

/// Why a widget shows no blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// The card names neither company nor contact its reader may see.
    NoClient,
    /// It names one, but nothing to search by.
    NoKey(Whom),
    /// The accounting system knows nobody by these keys.
    NotFound(Whom),
    /// The portal does not let this user read the card; or there is no such card, which must look
    /// the same.
    NoAccess,
    /// The installation has not come to its end in the portal.
    NotFinished,
    /// The portal gives the application nothing until somebody has paid.
    PlanExpired,
    /// The accounting system does not answer.
    Down,
    /// The portal does not answer.
    PortalDown,
    /// The user's token is no longer accepted.
    SessionEnded,
}

impl State {
    /// Its name on the page, and in the files of words.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoClient => "no-client",
            Self::NoKey(_) => "no-key",
            Self::NotFound(_) => "not-found",
            Self::NoAccess => "no-access",
            Self::NotFinished => "not-finished",
            Self::PlanExpired => "plan-expired",
            Self::Down => "down",
            Self::PortalDown => "portal-down",
            Self::SessionEnded => "session-ended",
        }
    }

    /// What the button says that opens the widget anew, where that may help.
    fn again(&self) -> Option<&'static str> {
        match self {
            Self::Down | Self::PortalDown => Some("state-retry"),
            Self::NoClient | Self::NoKey(_) | Self::NotFound(_) => Some("state-check"),
            Self::NotFinished | Self::PlanExpired => Some("state-check"),
            Self::SessionEnded => Some("state-open"),
            Self::NoAccess => None,
        }
    }

    fn whom(&self) -> Option<&Whom> {
        match self {
            Self::NoKey(whom) | Self::NotFound(whom) => Some(whom),
            _ => None,
        }
    }
}

#[derive(Template)]
#[template(path = "page/state.html", whitespace = "minimize")]
struct Drawn {
    name: &'static str,
    title: String,
    hint: String,
    /// What is looked for, and what stands there.
    keys: Vec<String>,
    /// The card in which it is filled in.
    link: Option<Link>,
    retry: Option<String>,
}

/// The state in words, with what helps where something does.
#[must_use]
pub fn state(language: Language, state: &State) -> String {
    let name = state.name();
    let whom = state.whom();
    rendered(&Drawn {
        name,
        title: language.say(&format!("state-{name}")),
        hint: language.say(&format!("state-{name}-hint")),
        keys: whom.map(|whom| whom.keys(language)).unwrap_or_default(),
        link: whom.and_then(|whom| whom.link(language)),
        retry: state.again().map(|key| language.say(key)),
    })
}
