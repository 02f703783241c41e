//! What every block of every widget would show.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use super::report::{self, ms};
use super::{Manner, queries};
use crate::cache::{Answer, Cache};
use crate::config::Config;
use crate::config::block::Block;
use crate::config::source::QueryName;
use crate::config::widget::Widget;
use crate::feeding::{Failure, Reader};
use crate::matching::{Client, Found, Matched};
use crate::widget::block::Drawing;
use crate::widget::card::Card;
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
                    let block = self.block(number, block, widget, client).await;
                    report.blocks.push(block);
                }
            }
            told.push(report);
        }
        told
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
        let state = state(block, &answers);
        let drawing = Drawing {
            config: self.config,
            card: self.card,
            client,
            answers,
            now,
            language: Language::default(),
        };
        report::Block {
            number,
            kind: block.kind.name(),
            title: block.title.clone(),
            state,
            queries,
            faults: drawing.faults(block),
            ms: time,
        }
    }
}

fn state(block: &Block, answers: &BTreeMap<QueryName, Result<Answer, Failure>>) -> &'static str {
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
