//! Texts of the configuration with their holes filled.

use super::cell::Cell;
use super::data::Data;
use super::text::{self, Unfilled};
use crate::config::block::ROW;
use crate::expression::{EvaluateError, Hole, Scope, Template, Value};

/// Stand around the value of a hole until the text is taken apart; a value has none of them.
const OPEN: char = '\u{e000}';
const CLOSE: char = '\u{e001}';

/// A filled text. What came from outside stands in elements of its own: its direction does not
/// turn the words around it, and it is never markup.
#[derive(Debug, askama::Template)]
#[template(path = "block/sentence.html", whitespace = "minimize")]
pub(super) struct Sentence {
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    text: String,
    /// It is a hole's value.
    value: bool,
}

/// How the holes of a text are written.
pub(super) struct Writer<'a> {
    data: &'a Data,
    /// The currency of the row the text speaks of.
    row: Option<Option<&'a str>>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(data: &'a Data) -> Self {
        Self { data, row: None }
    }

    /// For texts that speak of a row, whose money is in this currency.
    pub(super) fn of_row(data: &'a Data, currency: Option<&'a str>) -> Self {
        Self {
            data,
            row: Some(currency),
        }
    }

    /// The text for the names in `scope`.
    pub(super) fn sentence(
        &self,
        template: &Template,
        scope: &Scope,
    ) -> Result<Sentence, EvaluateError> {
        let text = template.render(scope, |hole, value| {
            let mut written = self.written(hole, value);
            written.retain(|c| c != OPEN && c != CLOSE);
            format!("{OPEN}{written}{CLOSE}")
        })?;
        let mut pieces = Vec::new();
        for part in text.split(OPEN) {
            let (value, rest) = part.split_once(CLOSE).unwrap_or(("", part));
            for (text, value) in [(value, true), (rest, false)] {
                if !text.is_empty() {
                    let text = text.to_owned();
                    pieces.push(Piece { text, value });
                }
            }
        }
        Ok(Sentence { pieces })
    }

    /// The value of a text that is one hole, else the text.
    pub(super) fn value(&self, template: &Template, scope: &Scope) -> Result<Value, EvaluateError> {
        template.evaluate(scope, |hole, value| self.written(hole, value))
    }

    fn written(&self, hole: &Hole, value: &Value) -> String {
        let language = self.data.language;
        if let Some(currency) = self.row.filter(|_| hole.expression.roots().contains(ROW)) {
            return Cell::new(value, hole.format, currency, language).text;
        }
        text::written(hole, value, self.data, language).unwrap_or_else(|error| {
            language.say(match error {
                Unfilled::Mixed { .. } => "block-currencies-mixed",
                Unfilled::Expression { .. } => "value-none",
            })
        })
    }
}

impl Sentence {
    /// Whether nothing would be seen of it.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.text.trim().is_empty())
    }
}
