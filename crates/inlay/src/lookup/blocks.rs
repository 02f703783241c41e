//! What every block of every widget would show.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::report::{self, ms};
use super::{Manner, queries};
use crate::cache::{Answer, Cache};
use crate::config::Config;
use crate::config::block::{Block, BlockKind};
use crate::config::source::QueryName;
use crate::config::widget::Widget;
use crate::feeding::{Failure, Reader};
use crate::matching::{Client, Found, Matched};
use crate::widget::block::Drawing;
use crate::widget::card::{Card, OpenTasks};
use crate::words::Language;

pub(super) struct Blocks<'a> {
    pub(super) config: &'a Config,
    pub(super) cache: &'a Cache,
    pub(super) portal: i64,
    pub(super) card: &'a Card,
    pub(super) manner: Manner,
}

impl Blocks<'_> {
    /// The widgets with their blocks; without one client nothing of a block is read.
    pub(super) async fn read(&self, widgets: &[&Widget], found: &Found) -> Vec<report::Widget> {
        let mut told = Vec::new();
        for widget in widgets {
            let mut report = report::Widget::closed(widget);
            if let Ok(Matched::Client(client)) = &found.outcome {
                for (number, block) in widget.blocks.iter().enumerate() {
                    let hidden = !self.is_for_reader(widget, block);
                    report.blocks.push(if hidden {
                        hidden_block(number, block)
                    } else {
                        self.block(number, block, widget, client).await
                    });
                }
            }
            told.push(report);
        }
        told
    }

    /// Whether the widget would show the block to whose eyes are used. A tax number alone is
    /// looked up by nobody of the portal, and nothing is hidden from him.
    fn is_for_reader(&self, widget: &Widget, block: &Block) -> bool {
        let user = &self.card.user;
        user.id == 0
            || (user.may_see(widget.visible_to.as_ref()) && user.may_see(block.visible_to.as_ref()))
    }

    async fn block(
        &self,
        number: usize,
        block: &Block,
        widget: &Widget,
        client: &Client,
    ) -> report::Block {
        let begun = Instant::now();
        let reader = Reader {
            config: self.config,
            cache: self.cache,
            portal: self.portal,
            window: widget.window,
            freshness: self.manner.freshness(Some(widget)),
            fill: &|parameter| client.get(parameter).cloned(),
        };
        let names: BTreeSet<&QueryName> = block.queries().collect();
        let read = queries::read(&reader, names.clone()).await;
        let feeding = queries::read(&reader, queries::feeders(self.config, &names)).await;
        let time = ms(begun.elapsed());
        let now = self.cache.now();
        let told =
            |feeds| move |(name, timed): (&&QueryName, &_)| queries::told(name, timed, feeds, now);
        let first = feeding.iter().map(told(true));
        let queries = first.chain(read.iter().map(told(false))).collect();
        let answers: BTreeMap<QueryName, Result<Answer, Failure>> = read
            .into_iter()
            .map(|(name, timed)| (name.clone(), timed.answer))
            .collect();
        let mut state = state(block, &answers, &self.card.tasks);
        let drawing = Drawing {
            config: self.config,
            card: self.card,
            client,
            answers,
            now,
            language: Language::default(),
        };
        if drawing.is_due(block) == Some(false) {
            state = "not due";
        }
        report::Block {
            number,
            kind: block.kind.name(),
            title: block.title.clone(),
            state,
            visible_to: block.visible_to.as_ref().map(ToString::to_string),
            queries,
            faults: drawing.faults(block),
            ms: time,
        }
    }
}

/// A block that is not for the reader: as in the widget, its queries are not run.
fn hidden_block(number: usize, block: &Block) -> report::Block {
    report::Block {
        number,
        kind: block.kind.name(),
        title: block.title.clone(),
        state: "hidden",
        visible_to: block.visible_to.as_ref().map(ToString::to_string),
        queries: Vec::new(),
        faults: Vec::new(),
        ms: 0,
    }
}

fn state(
    block: &Block,
    answers: &BTreeMap<QueryName, Result<Answer, Failure>>,
    tasks: &OpenTasks,
) -> &'static str {
    if let BlockKind::Tasks(_) = &block.kind {
        return match tasks {
            OpenTasks::Told { tasks, .. } if tasks.is_empty() => "empty",
            OpenTasks::Told { .. } => "shown",
            OpenTasks::NotGranted => "no scope",
            OpenTasks::Unasked | OpenTasks::Untold => "absent",
        };
    }
    let failed = answers.values().filter(|answer| answer.is_err()).count();
    match block.kind.query() {
        Some(query) => match answers.get(query) {
            Some(Ok(answer)) if answer.rows().is_empty() => "empty",
            Some(Ok(_)) => "shown",
            _ => "absent",
        },
        None if failed == 0 => "shown",
        None if failed == answers.len() => "absent",
        None => "in part",
    }
}
