//! What stands on the page when there are no blocks.

use askama::Template;

use super::rendered;
use crate::words::Language;

/// Why a widget shows no blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The card names neither company nor contact.
    NoClient,
    /// It names one, but nothing to search by.
    NoKey,
    /// The accounting system knows nobody by these keys.
    NotFound,
    /// The portal does not let this user read the card; or there is no such card, which must look
    /// the same.
    NoAccess,
    /// The accounting system does not answer.
    Down,
    /// The portal does not answer.
    PortalDown,
    /// The user's token is no longer accepted.
    SessionEnded,
}

impl State {
    pub const ALL: [Self; 7] = [
        Self::NoClient,
        Self::NoKey,
        Self::NotFound,
        Self::NoAccess,
        Self::Down,
        Self::PortalDown,
        Self::SessionEnded,
    ];

    /// Its name on the page, and in the files of words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::NoClient => "no-client",
            Self::NoKey => "no-key",
            Self::NotFound => "not-found",
            Self::NoAccess => "no-access",
            Self::Down => "down",
            Self::PortalDown => "portal-down",
            Self::SessionEnded => "session-ended",
        }
    }

    /// Whether asking again may help.
    fn passes(self) -> bool {
        matches!(self, Self::Down | Self::PortalDown)
    }
}

#[derive(Template)]
#[template(path = "page/state.html", whitespace = "minimize")]
struct Drawn {
    name: &'static str,
    title: String,
    hint: String,
    retry: Option<String>,
}

/// The state in words, with what helps where something does.
#[must_use]
pub fn state(language: Language, state: &State) -> String {
    let name = state.name();
    rendered(&Drawn {
        name,
        title: language.say(&format!("state-{name}")),
        hint: language.say(&format!("state-{name}-hint")),
        retry: state.passes().then(|| language.say("state-retry")),
    })
}
