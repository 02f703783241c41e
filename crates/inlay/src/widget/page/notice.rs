//! Small pages that turn a caller away.

use askama::Template;

use super::{assets, rendered};
use crate::words::Language;

#[derive(Template)]
#[template(path = "page/notice.html", whitespace = "minimize")]
struct Page {
    language: Language,
    style: String,
    title: String,
    hint: String,
}

/// For a caller we do not believe: nothing in it tells what was wrong.
#[must_use]
pub fn refused(language: Language) -> String {
    notice(language, "refused-title", "refused-hint")
}

/// For a caller we cannot serve just now.
#[must_use]
pub fn unavailable(language: Language) -> String {
    notice(language, "unavailable-title", "unavailable-hint")
}

/// For a user whose portal gives the application nothing until it is paid for.
#[must_use]
pub fn plan_expired(language: Language) -> String {
    notice(language, "state-plan-expired", "state-plan-expired-hint")
}

fn notice(language: Language, title: &str, hint: &str) -> String {
    rendered(&Page {
        language,
        style: assets::url("inlay.css"),
        title: language.say(title),
        hint: language.say(hint),
    })
}
