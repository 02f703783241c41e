//! The first piece of a widget's page: everything that needs no answer from anybody.

use askama::Template;
use bitrix24::MemberId;
use url::Url;

use super::{assets, rendered};
use crate::config::block::{Block, BlockKind};
use crate::config::widget::Widget;
use crate::words::Language;

/// What the page's head is drawn from. It may hold nothing of the client: nobody is proved yet.
#[derive(Debug)]
pub struct Head<'a> {
    pub language: Language,
    pub widget: &'a Widget,
    pub member_id: &'a MemberId,
    /// The placement's code.
    pub placement: &'a str,
    pub entity_id: Option<u64>,
    /// Whether there are buttons of rules.
    pub has_buttons: bool,
    /// Bitrix24's script library.
    pub frame_script: &'a Url,
}

#[derive(Template)]
#[template(path = "page/head.html", whitespace = "minimize")]
struct Page<'a> {
    language: Language,
    title: &'a str,
    widget: &'a str,
    member_id: &'a str,
    placement: &'a str,
    entity_id: u64,
    frame_script: &'a str,
    style: String,
    script: String,
    table_script: String,
    /// Only where there are buttons.
    button_script: Option<String>,
    slots: Vec<Slot<'a>>,
}

/// The place of a block that has not come yet.
struct Slot<'a> {
    /// The block's place in the widget.
    number: usize,
    kind: &'static str,
    title: Option<&'a str>,
    /// How many grey bars stand for its content.
    bars: usize,
}

/// The document up to the skeleton of its blocks.
#[must_use]
pub fn head(head: &Head<'_>) -> String {
    let code = head.language.code();
    let blocks = head.widget.blocks.iter().enumerate();
    // Whether a block is for its reader, or a notice is due, is not known yet.
    let is_certain = |block: &Block| {
        let for_all = head.widget.visible_to.is_none() && block.visible_to.is_none();
        for_all && !matches!(block.kind, BlockKind::Notice(_))
    };
    let slots = blocks
        .filter(|(_, block)| is_certain(block))
        .map(|(number, block)| Slot {
            number,
            kind: block.kind.name(),
            title: block.title.as_ref().map(|title| title.text(code)),
            bars: bars(&block.kind),
        });
    rendered(&Page {
        language: head.language,
        title: head.widget.title.text(code),
        widget: &head.widget.id,
        member_id: head.member_id.as_ref(),
        placement: head.placement,
        entity_id: head.entity_id.unwrap_or_default(),
        frame_script: head.frame_script.as_str(),
        style: assets::url("inlay.css"),
        script: assets::url("inlay.js"),
        table_script: assets::url("table.js"),
        button_script: head.has_buttons.then(|| assets::url("buttons.js")),
        slots: slots.collect(),
    })
}

fn bars(kind: &BlockKind) -> usize {
    match kind {
        BlockKind::Figures(figures) => figures.len(),
        BlockKind::Notice(_) => 1,
        BlockKind::Gauge(_) | BlockKind::List(_) | BlockKind::Tasks(_) => 3,
        BlockKind::Table(_) | BlockKind::Chart(_) => 4,
    }
}
