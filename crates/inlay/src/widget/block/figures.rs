//! Labelled values, side by side.

use askama::Template;

use super::cell::Cell;
use super::currency::Currencies;
use super::data::{Data, Missing};
use super::footing::Footing;
use super::frame::{absence, framed, title};
use crate::config::block::{Block, Figure, Format};
use crate::expression::{EvaluateError, Expression, Scope};

#[derive(Debug, Template)]
#[template(path = "block/figures.html", whitespace = "minimize")]
struct Figures {
    tiles: Vec<Tile>,
    /// The word for a screen reader where an eye sees the colour.
    alarm_word: String,
}

/// One figure: a value, or one for each currency.
#[derive(Debug)]
struct Tile {
    label: String,
    values: Vec<TileValue>,
}

#[derive(Debug)]
struct TileValue {
    content: Result<Cell, Uncomputed>,
    alarm: bool,
}

/// Why there is no value: in words for everybody, with the cause for an administrator.
#[derive(Debug)]
pub(super) struct Uncomputed {
    pub(super) words: String,
    pub(super) cause: Option<String>,
}

pub(super) fn render(block: &Block, figures: &[Figure], data: &Data) -> String {
    let mut used: Vec<&str> = figures
        .iter()
        .flat_map(|figure| std::iter::once(&figure.value).chain(&figure.alarm))
        .flat_map(Expression::roots)
        .collect();
    used.sort_unstable();
    used.dedup();
    let answers: Vec<_> = used
        .iter()
        .filter_map(|root| data.named.get(*root))
        .collect();
    if let Some(missing) = all_missing(figures, data) {
        return absence("figures", block, missing, data);
    }
    let body = Figures {
        tiles: figures
            .iter()
            .map(|figure| Tile::new(figure, data))
            .collect(),
        alarm_word: data.language.say("alarm"),
    };
    let footing = Footing::of(answers, data.now, data.language);
    framed("figures", title(block, data), body, footing)
}

/// The source that is missing for every single figure.
fn all_missing<'a>(figures: &[Figure], data: &'a Data) -> Option<&'a Missing> {
    let mut first = None;
    for figure in figures {
        first = Some(missing(&figure.value, data)?);
    }
    first
}

/// The source an expression needs and does not have.
pub(super) fn missing<'a>(expression: &Expression, data: &'a Data) -> Option<&'a Missing> {
    expression
        .roots()
        .into_iter()
        .find_map(|root| data.named.get(root)?.as_ref().err())
}

impl Tile {
    fn is_alarming(&self) -> bool {
        self.values.iter().any(|value| value.alarm)
    }

    fn new(figure: &Figure, data: &Data) -> Self {
        let label = figure.label.text(data.language.code()).to_owned();
        if missing(&figure.value, data).is_some() {
            let content = Ok(Cell::nothing(data.language));
            return Self {
                label,
                values: vec![TileValue {
                    content,
                    alarm: false,
                }],
            };
        }
        let currencies = match figure.format {
            Format::Money => Currencies::of(&[&figure.value], data),
            _ => Currencies::One(None),
        };
        let values = match currencies {
            Currencies::One(currency) => {
                vec![TileValue::new(
                    figure,
                    currency.as_deref(),
                    &data.scope,
                    data,
                )]
            }
            Currencies::Several(each) => each
                .iter()
                .map(|(currency, scope)| TileValue::new(figure, currency.as_deref(), scope, data))
                .collect(),
            Currencies::Mixed => {
                let words = data.language.say("block-currencies-mixed");
                let content = Err(Uncomputed { words, cause: None });
                vec![TileValue {
                    content,
                    alarm: false,
                }]
            }
        };
        Self { label, values }
    }
}

impl TileValue {
    fn new(figure: &Figure, currency: Option<&str>, scope: &Scope, data: &Data) -> Self {
        let value = match figure.value.evaluate(scope) {
            Ok(value) => value,
            Err(error) => {
                return Self {
                    content: Err(Uncomputed::new(&error, data)),
                    alarm: false,
                };
            }
        };
        let alarm = match &figure.alarm {
            None => Ok(false),
            // Whoever cannot be asked whether to warn has not said that all is well.
            Some(alarm) if missing(alarm, data).is_some() => Ok(false),
            Some(alarm) => alarm.evaluate(scope).map(|value| value.is_true()),
        };
        match alarm {
            Ok(alarm) => Self {
                content: Ok(Cell::new(&value, figure.format, currency, data.language)),
                alarm,
            },
            Err(error) => Self {
                content: Err(Uncomputed::new(&error, data)),
                alarm: false,
            },
        }
    }
}

impl Uncomputed {
    pub(super) fn new(error: &EvaluateError, data: &Data) -> Self {
        Self {
            words: data.language.say("block-uncomputed"),
            cause: data.administrator.then(|| error.to_string()),
        }
    }
}
