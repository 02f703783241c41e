//! "Why don't I see it?": the trace of a card, as a piece of the page.

use askama::Template;

use crate::lookup::{Told, Unreadable};
use crate::widget::page::rendered;
use crate::words::Language;

#[derive(Template)]
#[template(path = "page/trace.html", whitespace = "minimize")]
struct Piece<'a> {
    language: Language,
    told: &'a Told,
    facts: String,
    plain: String,
}

#[derive(Template)]
#[template(path = "page/untraced.html", whitespace = "minimize")]
struct Untraced {
    words: String,
}

/// A trace, with its plain text beside it for the button that copies it.
#[must_use]
pub fn trace(language: Language, told: &Told) -> String {
    rendered(&Piece {
        language,
        told,
        facts: told.facts.join(" · "),
        plain: told.to_string(),
    })
}

/// Why there is no card to look for.
#[must_use]
pub fn untraced(language: Language, problem: Unreadable) -> String {
    let words = language.say(match problem {
        Unreadable::NoCard => "why-no-card",
        Unreadable::OtherPortal => "why-other-portal",
        Unreadable::OtherKind => "why-other-kind",
    });
    rendered(&Untraced { words })
}
