//! What opens and closes the rest of rows that are many.

use askama::Template;

use crate::words::{Argument, Language};

/// The words that open and close the rest; it needs no script.
#[derive(Debug, Template)]
#[template(path = "block/more.html", whitespace = "minimize")]
pub(super) struct More {
    show: String,
    hide: String,
}

impl More {
    /// `None` when nothing waits.
    pub(super) fn of(rest: usize, first: usize, language: Language) -> Option<Self> {
        let counted =
            |key: &str, count: usize| language.say_with(key, &[("count", Argument::Count(count))]);
        (rest > 0).then(|| Self {
            show: counted("table-more", rest),
            hide: counted("table-fewer", first),
        })
    }
}
