//! The page for whoever comes by GET: it enters again through the frame's own token.

use askama::Template;
use url::Url;

use super::{assets, rendered};
use crate::words::Language;

#[derive(Template)]
#[template(path = "page/reentry.html", whitespace = "minimize")]
struct Page<'a> {
    language: Language,
    style: String,
    script: String,
    frame_script: &'a str,
}

/// A page that holds nothing: inside the portal's frame its script posts the form the portal
/// would have posted, outside of it the page says where to open it.
#[must_use]
pub fn reentry(language: Language, frame_script: &Url) -> String {
    rendered(&Page {
        language,
        style: assets::url("inlay.css"),
        script: assets::url("inlay.js"),
        frame_script: frame_script.as_str(),
    })
}
