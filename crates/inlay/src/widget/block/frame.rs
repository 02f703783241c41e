//! What every block has around it: a title above, its data's age below.

use std::fmt;

use askama::Template;

use super::data::{Data, Missing};
use super::footing::{Footing, absent, remedy};
use crate::config::block::Block;

/// A block's `<section>`.
#[derive(Debug, Template)]
#[template(path = "block/frame.html", whitespace = "minimize")]
struct Frame<'a, B: fmt::Display> {
    kind: &'static str,
    title: Option<&'a str>,
    body: B,
    footing: Footing,
}

/// In place of a block whose data are missing.
#[derive(Debug, Template)]
#[template(path = "block/absent.html", whitespace = "minimize")]
struct Absent {
    what: String,
    hint: String,
}

/// Draws the body inside its frame.
pub(super) fn framed<B: fmt::Display>(
    kind: &'static str,
    title: Option<&str>,
    body: B,
    footing: Footing,
) -> String {
    rendered(&Frame {
        kind,
        title,
        body,
        footing,
    })
}

/// Draws a block that has nothing to show.
pub(super) fn absence(kind: &'static str, block: &Block, missing: &Missing, data: &Data) -> String {
    let body = Absent {
        what: absent(missing, data.language),
        hint: remedy(missing, data.language),
    };
    // The body says it already.
    let footing = Footing::of([], data.now, data.language);
    framed(kind, title(block, data), body, footing)
}

pub(super) fn title<'a>(block: &'a Block, data: &Data) -> Option<&'a str> {
    block
        .title
        .as_ref()
        .map(|title| title.text(data.language.code()))
}

/// A template writes into a string, which takes everything; a value that cannot be written is an
/// empty place, not a lost page.
fn rendered(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(
            error = &error as &dyn std::error::Error,
            "a block could not be written"
        );
        String::new()
    })
}
