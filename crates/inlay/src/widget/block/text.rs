//! Texts with holes, written from the same data as a block.

use super::cell::Cell;
use super::currency::Currencies;
use super::data::Data;
use crate::config::block::Format;
use crate::expression::{EvaluateError, Hole, Scope, Template, Value};
use crate::words::Language;

/// Why a text cannot be written. Names columns and kinds, never a value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfilled {
    #[error("`{expression}`: {source}")]
    Expression {
        expression: String,
        source: EvaluateError,
    },
    #[error("`{expression}` adds money of several currencies")]
    Mixed { expression: String },
}

/// The text, each hole in its format: an amount with its currency, one after the other where there
/// are several. What has no value is a dash.
///
/// # Errors
/// [`Unfilled`] of the first hole that cannot be written.
pub fn text(template: &Template, data: &Data, language: Language) -> Result<String, Unfilled> {
    let mut unfilled = None;
    let text = template.render(&data.scope, |hole, value| {
        written(hole, value, data, language).unwrap_or_else(|error| {
            unfilled.get_or_insert(error);
            String::new()
        })
    });
    match (unfilled, text) {
        (Some(error), _) => Err(error),
        (None, Ok(text)) => Ok(text),
        (None, Err(source)) => Err(Unfilled::Expression {
            expression: template.text().to_owned(),
            source,
        }),
    }
}

/// The value of a hole, in its format.
///
/// # Errors
/// [`Unfilled`] when it is money that cannot be taken apart by its currencies.
pub(super) fn written(
    hole: &Hole,
    value: &Value,
    data: &Data,
    language: Language,
) -> Result<String, Unfilled> {
    let cell = |value: &Value, currency: Option<&str>| {
        Cell::new(value, hole.format, currency, language).text
    };
    if hole.format != Format::Money {
        return Ok(cell(value, None));
    }
    let expression = &hole.expression;
    let evaluated = |scope: &Scope| {
        expression
            .evaluate(scope)
            .map_err(|source| Unfilled::Expression {
                expression: expression.text().to_owned(),
                source,
            })
    };
    match Currencies::of(&[expression], data) {
        Currencies::One(currency) => Ok(cell(value, currency.as_deref())),
        Currencies::Several(each) => {
            let amounts: Result<Vec<String>, Unfilled> = each
                .into_iter()
                .map(|(currency, scope)| Ok(cell(&evaluated(&scope)?, currency.as_deref())))
                .collect();
            Ok(amounts?.join(", "))
        }
        Currencies::Mixed => Err(Unfilled::Mixed {
            expression: expression.text().to_owned(),
        }),
    }
}
