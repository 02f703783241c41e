//! The page an entry of a card's menu opens: what will happen, a button, what has happened.

use askama::Template;
use bitrix24::MemberId;
use url::Url;

use super::{Plan, own_page};
use crate::config::rule::{Menu, Rule};
use crate::widget::page::{assets, rendered};
use crate::words::Language;

/// What the page is drawn from.
#[derive(Debug)]
pub struct Page<'a> {
    pub language: Language,
    pub frame_script: &'a Url,
    pub rule: &'a Rule,
    pub member_id: &'a MemberId,
    pub menu: Menu,
    pub entity_id: Option<u64>,
    pub body: Body<'a>,
}

/// What stands on it.
#[derive(Debug)]
pub enum Body<'a> {
    /// What will happen, and the session to do it with.
    Plan { plan: Plan, session: &'a str },
    /// Why it cannot be done, drawn already.
    Said(String),
}

#[derive(Template)]
#[template(path = "page/rule.html", whitespace = "minimize")]
struct Drawn<'a> {
    language: Language,
    frame_script: &'a str,
    style: String,
    script: String,
    button_script: String,
    title: &'a str,
    id: &'a str,
    page: String,
    member_id: &'a str,
    placement: &'static str,
    entity_id: u64,
    sentences: Vec<String>,
    session: Option<&'a str>,
    seconds: u64,
    said: Option<String>,
}

/// The whole page.
#[must_use]
pub fn page(page: Page<'_>) -> String {
    let button = page.rule.button();
    let (sentences, session, said) = match page.body {
        Body::Plan { plan, session } => (plan.sentences, Some(session), None),
        Body::Said(said) => (Vec::new(), None, Some(said)),
    };
    rendered(&Drawn {
        language: page.language,
        frame_script: page.frame_script.as_str(),
        style: assets::url("inlay.css"),
        script: assets::url("inlay.js"),
        button_script: assets::url("buttons.js"),
        title: button.map_or("", |button| button.label.text(page.language.code())),
        id: &page.rule.id,
        page: own_page(&page.rule.id),
        member_id: page.member_id.as_ref(),
        placement: page.menu.code(),
        entity_id: page.entity_id.unwrap_or_default(),
        sentences,
        session,
        seconds: crate::session::LIFETIME.as_secs(),
        said,
    })
}
