//! The pieces that follow the head.

use std::time::Duration;

use askama::Template;

use super::rendered;
use crate::words::Language;

#[derive(Template)]
#[template(path = "page/session.html", whitespace = "minimize")]
struct Session<'a> {
    value: &'a str,
    seconds: u64,
}

/// The session for the page's script; it stands nowhere else.
#[must_use]
pub fn session(value: &str, lifetime: Duration) -> String {
    rendered(&Session {
        value,
        seconds: lifetime.as_secs(),
    })
}

#[derive(Template)]
#[template(path = "page/note.html", whitespace = "minimize")]
struct Note {
    words: String,
}

/// A line above everything: the application's paid time is over, and it still works.
#[must_use]
pub fn payment_due(language: Language) -> String {
    rendered(&Note {
        words: language.say("note-payment-due"),
    })
}

/// One block, drawn by [`crate::widget::block`]. The mark behind it tells the script that all of
/// it has come.
#[must_use]
pub fn block(number: usize, html: &str) -> String {
    format!(
        "<div class=\"place\" data-for=\"{number}\">{html}</div>\
         <i hidden data-done=\"{number}\"></i>\n"
    )
}

/// The end of the document.
#[must_use]
pub fn tail() -> String {
    "</main>\n</body>\n</html>\n".to_owned()
}
