//! One value, written.

use askama::Template;
use rust_decimal::Decimal;

use crate::config::block::Format;
use crate::expression::Value;
use crate::words::{Language, Tone, phone};

/// A value as it stands on the page.
#[derive(Debug, Template)]
#[template(path = "block/cell.html", whitespace = "minimize")]
pub(in crate::widget) struct Cell {
    pub(super) text: String,
    pub(super) shape: Shape,
    pub(super) negative: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(in crate::widget) enum Shape {
    Plain,
    /// There is no value.
    Nothing,
    Badge(Tone),
    /// The number to dial.
    Phone(String),
}

/// Characters after which a text is cut: a name of 10 000 letters is nobody's name.
const MAX_TEXT: usize = 500;

impl Cell {
    /// The value in this format; what does not fit the format is shown as it is.
    pub(in crate::widget) fn new(
        value: &Value,
        format: Format,
        currency: Option<&str>,
        language: Language,
    ) -> Self {
        let number = value.number();
        match format {
            _ if value.is_null() => Self::nothing(language),
            Format::Money => {
                Self::numeric(number, value, language, |n| language.money(n, currency))
            }
            Format::Number => Self::numeric(number, value, language, |n| language.number(n)),
            Format::Percent => Self::numeric(number, value, language, |n| language.percent(n)),
            Format::Date => Self::plain(match value.date() {
                Some(date) => language.date(date),
                None => plain(value, language),
            }),
            Format::Badge => {
                let badge = match value {
                    Value::Text(text) => language.badge(&cut(text)),
                    other => language.badge(&plain(other, language)),
                };
                Self {
                    shape: Shape::Badge(badge.tone),
                    ..Self::plain(badge.text)
                }
            }
            Format::Phone => {
                let written = cut(&plain(value, language));
                let shape = phone::dialled(&written).map_or(Shape::Plain, Shape::Phone);
                Self {
                    shape,
                    ..Self::plain(language.phone(&written))
                }
            }
            Format::Text => Self::plain(plain(value, language)),
        }
    }

    fn numeric(
        number: Option<Decimal>,
        value: &Value,
        language: Language,
        write: impl FnOnce(Decimal) -> String,
    ) -> Self {
        match number {
            Some(number) => Self {
                negative: number.is_sign_negative() && !number.is_zero(),
                ..Self::plain(write(number))
            },
            None => Self::plain(plain(value, language)),
        }
    }

    pub(in crate::widget) fn nothing(language: Language) -> Self {
        Self {
            shape: Shape::Nothing,
            ..Self::plain(language.say("value-none"))
        }
    }

    fn plain(text: String) -> Self {
        Self {
            text,
            shape: Shape::Plain,
            negative: false,
        }
    }
}

impl Format {
    /// Whether its values stand in a column of digits.
    pub(super) fn is_numeric(self) -> bool {
        matches!(self, Self::Money | Self::Number | Self::Percent)
    }
}

fn plain(value: &Value, language: Language) -> String {
    match value {
        Value::Null | Value::Row(_) => language.say("value-none"),
        Value::Bool(true) => language.say("value-yes"),
        Value::Bool(false) => language.say("value-no"),
        Value::Number(number) => language.number(*number),
        Value::Text(text) => cut(text),
        Value::Date(date) => language.date(*date),
        Value::DateTime(moment) => {
            format!(
                "{} {}",
                language.date(moment.date()),
                moment.format("%H:%M")
            )
        }
        Value::List(list) => {
            let texts: Vec<String> = list
                .iter()
                .take(20)
                .map(|item| plain(&item, language))
                .collect();
            cut(&texts.join(", "))
        }
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_TEXT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
