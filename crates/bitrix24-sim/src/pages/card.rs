//! The card of a CRM item: the same frame for deals, contacts and companies.

use std::borrow::Cow;

use askama::Template;
use axum::response::Response;
use chrono::{DateTime, Utc};

use super::{
    bb::Piece,
    chrome::{Chrome, Notice, Person, Section, page},
    edit::Form,
    seat::Seat,
    session::Visitor,
    stream::{self, Moment},
    words::Words,
};
use crate::AppState;

/// Kinds of cards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CardKind {
    Deal,
    Contact,
    Company,
}

impl CardKind {
    /// The word in addresses.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Deal => "deal",
            Self::Contact => "contact",
            Self::Company => "company",
        }
    }

    /// The letters before a number, as in `D_77`
    /// (`api-reference/crm/data-types.md`).
    pub(super) fn letter(self) -> &'static str {
        match self {
            Self::Deal => "D",
            Self::Contact => "C",
            Self::Company => "CO",
        }
    }

    /// The address of a card.
    pub(super) fn path(self, id: i64) -> String {
        format!("/crm/{}/details/{id}/", self.word())
    }

    /// `CRM_DEAL_DETAIL_TAB`, `CRM_DEAL_LIST_MENU`
    /// (`api-reference/widgets/crm/detail-tab.md` and its neighbours).
    pub(super) fn placement(self, place: &str) -> String {
        format!("CRM_{}_{place}", self.word().to_ascii_uppercase())
    }

    pub(super) fn section(self) -> Section {
        match self {
            Self::Deal => Section::Deals,
            Self::Contact => Section::Contacts,
            Self::Company => Section::Companies,
        }
    }

    fn name(self, words: &Words) -> &'static str {
        match self {
            Self::Deal => words.deal,
            Self::Contact => words.contact,
            Self::Company => words.company,
        }
    }
}

/// A card, ready to be drawn.
#[derive(Template)]
#[template(path = "card.html")]
pub(super) struct Card {
    pub(super) chrome: Chrome,
    kind_name: &'static str,
    id: i64,
    title: String,
    /// The few facts that stand in the head.
    pub(super) facts: Vec<Row>,
    /// Deals have stages.
    pub(super) progress: Option<Progress>,
    pub(super) groups: Vec<Group>,
    pub(super) form: Option<Form>,
    history: Vec<Moment>,
    tabs: Vec<Seat>,
    tools: Vec<Seat>,
    /// Buttons above the history, each with a frame in its place.
    activities: Vec<Seat>,
    /// Why a change was not taken.
    pub(super) alert: Option<&'static str>,
}

/// A titled group of fields.
pub(super) struct Group {
    pub(super) title: &'static str,
    pub(super) rows: Vec<Row>,
}

/// A field with its value.
pub(super) struct Row {
    pub(super) label: Cow<'static, str>,
    pub(super) value: Shown,
}

/// A value as it is shown.
pub(super) enum Shown {
    Text(String),
    Sum(String),
    Person(Person),
    /// Other cards; also telephone numbers and addresses.
    Links(Vec<Link>),
}

pub(super) struct Link {
    pub(super) text: String,
    pub(super) to: String,
    pub(super) note: String,
}

/// The stages of the pipeline and where the deal stands.
pub(super) struct Progress {
    /// Number of the current stage, for its colour.
    pub(super) current: i64,
    /// Stages while the deal goes on.
    pub(super) steps: Vec<Step>,
    /// Stages it can end in.
    pub(super) ends: Vec<Step>,
    /// The stage it has ended in.
    pub(super) ended: Option<String>,
}

pub(super) struct Step {
    pub(super) id: i64,
    pub(super) status_id: String,
    pub(super) name: String,
    /// The deal stands here or has passed it.
    pub(super) reached: bool,
    pub(super) current: bool,
}

/// What every kind of item has.
pub(super) struct Item {
    pub(super) kind: CardKind,
    pub(super) id: i64,
    pub(super) title: String,
    pub(super) created: Trace,
    pub(super) modified: Trace,
}

/// When and by whom.
pub(super) struct Trace {
    pub(super) at: DateTime<Utc>,
    pub(super) by: Option<i64>,
}

impl Card {
    /// The card of an item, without its fields.
    pub(super) fn new(state: &AppState, visitor: Visitor, item: Item) -> Self {
        let words = Words::of(visitor.user.language);
        let seats = |place: &str| {
            let all = Seat::all(state, &visitor, &item.kind.placement(place));
            Seat::all_about(&all, "ID", item.id)
        };
        let tabs = seats("DETAIL_TAB");
        let tools = seats("DETAIL_TOOLBAR");
        let activities = seats("DETAIL_ACTIVITY");
        let history = stream::of(state, &visitor, &item);
        Self {
            chrome: Chrome::new(state, visitor, item.kind.section(), item.title.clone()),
            kind_name: item.kind.name(words),
            id: item.id,
            title: item.title,
            facts: Vec::new(),
            progress: None,
            groups: Vec::new(),
            form: None,
            history,
            tabs,
            tools,
            activities,
            alert: None,
        }
    }
}

impl Link {
    /// To a card that is written `D_77`; nothing for one that is not here.
    pub(super) fn to_item(state: &AppState, name: &str) -> Option<Self> {
        let (letter, id) = name.split_once('_')?;
        let id = id.parse().ok()?;
        let world = state.world();
        let (kind, text) = match letter {
            "D" => (CardKind::Deal, world.deal(id)?.title),
            "C" => (CardKind::Contact, world.contact(id)?.full_name()),
            "CO" => (CardKind::Company, world.company(id)?.title),
            _ => return None,
        };
        Some(Self {
            text,
            to: kind.path(id),
            note: String::new(),
        })
    }
}

impl Row {
    pub(super) fn new(label: impl Into<Cow<'static, str>>, value: Shown) -> Self {
        Self {
            label: label.into(),
            value,
        }
    }

    /// A field; an empty text is drawn as an empty field.
    pub(super) fn text(label: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        Self::new(label, Shown::Text(text.into()))
    }

    pub(super) fn links(label: &'static str, links: Vec<Link>) -> Self {
        Self::new(label, Shown::Links(links))
    }

    /// The user responsible; empty when they are gone.
    pub(super) fn person(state: &AppState, label: &'static str, id: i64) -> Self {
        let value = match state.world().user(id) {
            Some(user) => Shown::Person(Person::new(&user)),
            None => Shown::Text(String::new()),
        };
        Self::new(label, value)
    }

    /// Telephone numbers (`tel:`) or e-mail addresses (`mailto:`).
    pub(super) fn reach(
        label: &'static str,
        scheme: &str,
        entries: Vec<crate::Multifield>,
    ) -> Self {
        let links = entries.into_iter().map(|entry| Link {
            to: format!("{scheme}:{}", entry.value),
            text: entry.value,
            note: String::new(),
        });
        Self::links(label, links.collect())
    }
}

/// Instead of a card that is not this user's to see. The portal answers 200 here.
pub(super) fn denied(state: &AppState, visitor: Visitor, kind: CardKind) -> Response {
    let words = Words::of(visitor.user.language);
    page(&Notice {
        chrome: Chrome::new(state, visitor, kind.section(), words.access_denied),
        heading: words.access_denied,
        hint: words.access_denied_hint,
    })
}

/// Instead of a card that does not exist.
pub(super) fn missing(state: &AppState, visitor: Visitor, kind: CardKind) -> Response {
    let words = Words::of(visitor.user.language);
    page(&Notice {
        chrome: Chrome::new(state, visitor, kind.section(), words.not_found),
        heading: words.not_found,
        hint: words.not_found_hint,
    })
}
