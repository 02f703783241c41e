//! A page as one file: styles and script inside, nothing asked of anybody.

use askama::Template;

use super::{Preview, Shown};
use crate::widget::page::{assets, rendered};

#[derive(Template)]
#[template(path = "preview/gallery.html", whitespace = "minimize")]
struct Gallery<'a> {
    language: &'a str,
    title: &'a str,
    pages: Vec<Page>,
}

struct Page {
    name: &'static str,
    html: String,
}

/// One state, with the words that its data are made up.
#[must_use]
pub fn standalone(preview: &Preview<'_>, shown: Shown) -> String {
    let page = preview.page(shown);
    let note = rendered(&Note {
        words: preview.language.say("sample-note"),
    });
    let page = page.replacen("<main", &format!("{note}<main"), 1);
    // A skeleton stays one only as long as nobody says that the page has ended.
    inlined(&page, shown != Shown::Loading)
}

/// Every state, each in a frame of its own.
#[must_use]
pub fn gallery(preview: &Preview<'_>) -> String {
    let pages = Shown::ALL.into_iter().map(|shown| Page {
        name: shown.name(),
        html: standalone(preview, shown),
    });
    rendered(&Gallery {
        language: preview.language.code(),
        title: preview.widget.title.text(preview.language.code()),
        pages: pages.collect(),
    })
}

#[derive(Template)]
#[template(path = "page/note.html", whitespace = "minimize")]
struct Note {
    words: String,
}

/// Our own files in the place of their addresses; the portal's script is left out.
fn inlined(page: &str, scripts: bool) -> String {
    let mut written = String::with_capacity(page.len() * 4);
    for line in page.split_inclusive('\n') {
        let asset = |before: &str| {
            let name = line.split_once(before)?.1.split(['?', '"']).next()?;
            let bytes = assets::get(name)?.bytes;
            Some(String::from_utf8_lossy(&bytes).into_owned())
        };
        if line.starts_with("<link rel=\"stylesheet\"") {
            let styles = asset("href=\"/assets/").unwrap_or_default();
            written += &format!("<style>\n{styles}</style>\n");
        } else if line.starts_with("<script ") {
            if let Some(script) = asset("src=\"/assets/").filter(|_| scripts) {
                let kind = if line.contains("type=\"module\"") {
                    " type=\"module\""
                } else {
                    ""
                };
                written += &format!("<script{kind}>\n{script}</script>\n");
            }
        } else {
            written += line;
        }
    }
    written
}
