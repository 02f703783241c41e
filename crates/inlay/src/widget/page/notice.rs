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
    notice(language, "refused")
}

/// For a caller we cannot serve just now.
#[must_use]
pub fn unavailable(language: Language) -> String {
    notice(language, "unavailable")
}

fn notice(language: Language, name: &str) -> String {
    rendered(&Page {
        language,
        style: assets::url("inlay.css"),
        title: language.say(&format!("{name}-title")),
        hint: language.say(&format!("{name}-hint")),
    })
}
