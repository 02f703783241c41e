//! What every block of every widget would show.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::{DateTime, Utc};

use super::NOW;
use super::report::{self, ms};
use crate::cache::{Answer, Cache};
use crate::config::Config;
use crate::config::block::{Block, BlockKind};
use crate::config::source::QueryName;
use crate::config::widget::Window;
use crate::feeding::{Failure, Reader};
use crate::matching::Client;
use crate::widget::block::Drawing;
use crate::widget::card::{Card, OpenTasks};
use crate::words::Language;

pub(super) struct Blocks<'a> {
    pub(super) config: &'a Config,
    pub(super) cache: &'a Cache,
    pub(super) portal: i64,
    pub(super) card: &'a Card,
    pub(super) client: &'a Client,
    pub(super) now: DateTime<Utc>,
}

impl Blocks<'_> {
    /// The widgets that stand in this kind of card; a tax number alone stands in none, so all.
    pub(super) async fn read(&self) -> Vec<report::Widget> {
        let place = self.card.entity.place;
        let mut widgets = Vec::new();
        for widget in &self.config.widgets {
            if self.card.entity.id != 0 && !widget.places.contains(&place) {
                continue;
            }
            let mut blocks = Vec::new();
            for (number, block) in widget.blocks.iter().enumerate() {
                blocks.push(self.block(number, block, widget.window).await);
            }
            widgets.push(report::Widget {
                id: widget.id.clone(),
                visible_to: widget.visible_to.as_ref().map(ToString::to_string),
                blocks,
            });
        }
        widgets
    }

    async fn block(&self, number: usize, block: &Block, window: Window) -> report::Block {
        let begun = Instant::now();
        let reader = Reader {
            config: self.config,
            cache: self.cache,
            portal: self.portal,
            window,
            freshness: NOW,
            fill: &|parameter| self.client.get(parameter).cloned(),
        };
        let answers = reader.all(block.queries().collect()).await;
        let time = ms(begun.elapsed());
        let queries: Vec<report::Query> = answers
            .iter()
            .map(|(name, answer)| self.query(name, answer))
            .collect();
        let mut state = state(block, &answers, &self.card.tasks);
        let drawing = Drawing {
            config: self.config,
            card: self.card,
            client: self.client,
            answers,
            now: self.now,
            language: Language::En,
        };
        if drawing.is_due(block) == Some(false) {
            state = "not due";
        }
        report::Block {
            number,
            kind: block.kind.name(),
            title: block
                .title
                .as_ref()
                .map(|title| title.text(Language::En.code()).to_owned()),
            state,
            visible_to: block.visible_to.as_ref().map(ToString::to_string),
            queries,
            faults: drawing.faults(block),
            ms: time,
        }
    }

    fn query(&self, name: &QueryName, answer: &Result<Answer, Failure>) -> report::Query {
        let rows = answer.as_ref().ok().map(|answer| answer.rows().len());
        report::Query {
            query: name.to_string(),
            rows,
            truncated: answer.as_ref().is_ok_and(|answer| answer.rows().truncated),
            error: answer.as_ref().err().map(cause),
        }
    }
}

/// The whole chain of causes: none of them holds a value or a password.
fn cause(failure: &Failure) -> String {
    let mut text = failure.to_string();
    let mut source = std::error::Error::source(failure);
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
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
