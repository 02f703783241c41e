//! A list of people or companies.

use askama::Template;

use super::{
    card::{CardKind, Link},
    chrome::Chrome,
    seat::Seat,
    session::Visitor,
    words::Words,
};
use crate::{AppState, Multifield};

/// The list, ready to be drawn.
#[derive(Template)]
#[template(path = "directory.html")]
pub(super) struct Directory {
    chrome: Chrome,
    heading: &'static str,
    rows: Vec<Listed>,
    tools: Vec<Seat>,
    menu: Vec<Seat>,
}

pub(super) struct Listed {
    pub(super) id: i64,
    pub(super) path: String,
    pub(super) title: String,
    pub(super) note: String,
    /// A contact's company.
    pub(super) belongs: Option<Link>,
    pub(super) phones: Vec<Multifield>,
    pub(super) emails: Vec<Multifield>,
}

impl Directory {
    pub(super) fn new(
        state: &AppState,
        visitor: Visitor,
        kind: CardKind,
        rows: Vec<Listed>,
    ) -> Self {
        let words = Words::of(visitor.user.language);
        let heading = match kind {
            CardKind::Deal => words.deals,
            CardKind::Contact => words.contacts,
            CardKind::Company => words.companies,
        };
        let seats = |place: &str| Seat::all(state, &visitor, &kind.placement(place));
        let (tools, menu) = (seats("LIST_TOOLBAR"), seats("LIST_MENU"));
        Self {
            chrome: Chrome::new(state, visitor, kind.section(), heading),
            heading,
            rows,
            tools,
            menu,
        }
    }
}
