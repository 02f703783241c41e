//! Rows of one query as short entries.

use askama::Template;

use super::cell::Cell;
use super::cut::cut;
use super::data::{Data, Reading};
use super::figures::Uncomputed;
use super::footing::Footing;
use super::frame::{absence, framed, title};
use super::more::More;
use super::sentence::{Sentence, Writer};
use crate::config::block::{Block, Format, List, ROW};
use crate::expression::{EvaluateError, Row, Scope, Value};

#[derive(Debug, Template)]
#[template(path = "block/list.html", whitespace = "minimize")]
struct Drawn {
    groups: Vec<Group>,
    more: Option<More>,
    empty: String,
    truncated: Option<String>,
    /// The first entry that cannot be written says why to an administrator.
    uncomputed: Option<Uncomputed>,
}

/// Entries that are shown at once, and those that wait.
#[derive(Debug)]
struct Group {
    entries: Vec<Entry>,
    more: bool,
}

#[derive(Debug)]
struct Entry {
    line: Option<Sentence>,
    detail: Option<Sentence>,
    badge: Option<Cell>,
    date: Option<Cell>,
}

pub(super) fn render(block: &Block, list: &List, data: &Data) -> String {
    let Some(answer) = data.queries.get(&list.query) else {
        tracing::error!(query.name = %list.query, "a list was drawn without its query");
        return String::new();
    };
    let reading = match answer {
        Ok(reading) => reading,
        Err(missing) => return absence("list", block, missing, data),
    };
    let footing = Footing::of([answer], data.now, data.language);
    framed(
        "list",
        title(block, data),
        Drawn::new(list, reading, data),
        footing,
    )
}

impl Drawn {
    fn new(list: &List, reading: &Reading, data: &Data) -> Self {
        let language = data.language;
        let mut error = None;
        let mut entries: Vec<Entry> = reading
            .rows()
            .map(|(row, currency)| Entry::new(list, row, currency.as_deref(), data, &mut error))
            .collect();
        let rest = entries.split_off(list.first.min(entries.len()));
        Self {
            more: More::of(rest.len(), list.first, language),
            groups: [(entries, false), (rest, true)]
                .into_iter()
                .filter(|(entries, _)| !entries.is_empty())
                .map(|(entries, more)| Group { entries, more })
                .collect(),
            empty: language.say("table-empty"),
            truncated: cut(reading, None, language),
            uncomputed: error.map(|error| Uncomputed::new(&error, data)),
        }
    }
}

impl Entry {
    /// What cannot be computed is left out; the first such error is kept.
    fn new(
        list: &List,
        row: Row,
        currency: Option<&str>,
        data: &Data,
        error: &mut Option<EvaluateError>,
    ) -> Self {
        let scope = data.scope.clone().with(ROW, Value::Row(row));
        let writer = Writer::of_row(data, currency);
        let code = data.language.code();
        let mut computed = Computed { error };
        Self {
            line: computed.keep(writer.sentence(list.line.text(code), &scope)),
            detail: list
                .detail
                .as_ref()
                .and_then(|detail| computed.keep(writer.sentence(detail.text(code), &scope)))
                .filter(|detail| !detail.is_empty()),
            badge: computed.cell(&writer, list.badge.as_ref(), &scope, Format::Badge, data),
            date: computed.cell(&writer, list.date.as_ref(), &scope, Format::Date, data),
        }
    }
}

struct Computed<'e> {
    error: &'e mut Option<EvaluateError>,
}

impl Computed<'_> {
    fn keep<T>(&mut self, result: Result<T, EvaluateError>) -> Option<T> {
        result
            .map_err(|error| {
                self.error.get_or_insert(error);
            })
            .ok()
    }

    fn cell(
        &mut self,
        writer: &Writer<'_>,
        template: Option<&crate::expression::Template>,
        scope: &Scope,
        format: Format,
        data: &Data,
    ) -> Option<Cell> {
        let value = self.keep(writer.value(template?, scope))?;
        let is_empty = matches!(&value, Value::Text(text) if text.trim().is_empty());
        (!value.is_null() && !is_empty).then(|| Cell::new(&value, format, None, data.language))
    }
}
