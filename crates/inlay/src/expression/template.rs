//! Texts of the configuration with holes in them: `Call {{ client.name }}`.
//!
//! What stands in a hole is an [`Expression`]; its last filter may be one of the closed list of
//! formats (`{{ client.overdue | money }}`). A text that is exactly one hole keeps the type of
//! its value. Statements (`{% … %}`) are refused: a text says something, it decides nothing.

use std::collections::BTreeSet;
use std::fmt;

use minijinja::machinery::ast::{Expr, Stmt};
use minijinja::machinery::parse;

use super::error::{EvaluateError, ExpressionError};
use super::scope::Scope;
use super::value::Value;
use super::{Expression, parse as expressions};
use crate::config::block::Format;

/// Longer texts are refused; a task's description has room in it.
const MAX_LENGTH: usize = 20_000;

/// A parsed text.
#[derive(Clone, PartialEq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, PartialEq)]
enum Part {
    Text(String),
    Hole(Hole),
}

/// A hole of a text: what is computed, and how it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Hole {
    pub expression: Expression,
    /// `text` unless the hole ends with a format's name.
    pub format: Format,
}

impl Template {
    /// Parses a text and checks that everything in its holes can be evaluated.
    ///
    /// # Errors
    /// [`ExpressionError`] with the place in `text`, where it is known.
    pub fn parse(text: &str) -> Result<Self, ExpressionError> {
        if text.len() > MAX_LENGTH {
            return Err(ExpressionError {
                message: format!("a text may have {MAX_LENGTH} bytes at most"),
                offset: None,
            });
        }
        let tree = parse(text, "", Default::default()).map_err(|error| ExpressionError {
            message: error
                .detail()
                .unwrap_or("not a text with `{{ … }}`")
                .to_owned(),
            offset: error.range().map(|range| range.start),
        })?;
        let Stmt::Template(template) = tree else {
            return Err(statement());
        };
        let parts = template.children.iter().map(|part| match part {
            Stmt::EmitRaw(raw) => Ok(Part::Text(raw.raw.to_owned())),
            Stmt::EmitExpr(hole) => self::hole(text, &hole.expr).map(Part::Hole),
            _ => Err(statement()),
        });
        Ok(Self {
            parts: parts.collect::<Result<_, _>>()?,
            text: text.to_owned(),
        })
    }

    /// The names its holes start from: `client`, `deal`, a query.
    #[must_use]
    pub fn roots(&self) -> BTreeSet<&str> {
        self.holes()
            .flat_map(|hole| hole.expression.roots())
            .collect()
    }

    /// Its holes, in order.
    pub fn holes(&self) -> impl Iterator<Item = &Hole> {
        self.parts.iter().filter_map(|part| match part {
            Part::Hole(hole) => Some(hole),
            Part::Text(_) => None,
        })
    }

    /// The hole it is made of, if there is nothing else in it.
    #[must_use]
    pub fn only_hole(&self) -> Option<&Hole> {
        match self.parts.as_slice() {
            [Part::Hole(hole)] => Some(hole),
            _ => None,
        }
    }

    /// The text for the names in `scope`; `write` writes the value of a hole.
    ///
    /// # Errors
    /// [`EvaluateError`] of the first hole that has no value.
    pub fn render(
        &self,
        scope: &Scope,
        mut write: impl FnMut(&Hole, &Value) -> String,
    ) -> Result<String, EvaluateError> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(raw) => text.push_str(raw),
                Part::Hole(hole) => text.push_str(&write(hole, &hole.expression.evaluate(scope)?)),
            }
        }
        Ok(text)
    }

    /// The value for the names in `scope`: that of its only hole as it is, unless the hole has a
    /// format; else the text.
    ///
    /// # Errors
    /// [`EvaluateError`] of the first hole that has no value.
    pub fn evaluate(
        &self,
        scope: &Scope,
        write: impl FnMut(&Hole, &Value) -> String,
    ) -> Result<Value, EvaluateError> {
        match self.only_hole() {
            Some(hole) if hole.format == Format::Text => hole.expression.evaluate(scope),
            _ => self.render(scope, write).map(Value::text),
        }
    }

    /// The text it was parsed from.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn hole(text: &str, expr: &Expr<'_>) -> Result<Hole, ExpressionError> {
    if let Expr::Filter(filter) = expr
        && filter.args.is_empty()
        && let Some(subject) = &filter.expr
        && let Some(format) = Format::ALL.into_iter().find(|f| f.name() == filter.name)
    {
        return Ok(Hole {
            expression: expressions::within(text, subject)?,
            format,
        });
    }
    Ok(Hole {
        expression: expressions::within(text, expr)?,
        format: Format::default(),
    })
}

fn statement() -> ExpressionError {
    ExpressionError {
        message: "only `{{ … }}` is understood here, no `{% … %}`".to_owned(),
        offset: None,
    }
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Template({})", self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope() -> Scope {
        Scope::new()
            .with("name", Value::text("Romashka"))
            .with("debt", Value::Number("12.50".parse().unwrap()))
    }

    fn write(hole: &Hole, value: &Value) -> String {
        match (hole.format, value) {
            (Format::Money, Value::Number(number)) => format!("${number}"),
            (_, Value::Text(text)) => text.to_string(),
            (_, value) => format!("{value:?}"),
        }
    }

    #[test]
    fn a_text_is_filled_and_a_hole_written_in_its_format() {
        let template = Template::parse("Call {{ name }}: {{ debt | money }} overdue").unwrap();
        let text = template.render(&scope(), write).unwrap();
        assert_eq!(text, "Call Romashka: $12.50 overdue");
        assert_eq!(template.roots(), BTreeSet::from(["debt", "name"]));
    }

    #[test]
    fn a_text_that_is_one_hole_keeps_the_type_of_its_value() {
        let value = |text| {
            Template::parse(text)
                .unwrap()
                .evaluate(&scope(), write)
                .unwrap()
        };
        assert!(matches!(value("{{ debt * 2 }}"), Value::Number(_)));
        assert_eq!(value("{{ debt | money }}"), Value::text("$12.50"));
        assert_eq!(value("no hole"), Value::text("no hole"));
    }

    #[test]
    fn a_statement_and_an_unknown_filter_are_refused_where_they_stand() {
        let error = Template::parse("{% if debt %}owes{% endif %}").unwrap_err();
        assert!(error.message.contains("{{ … }}"));
        let error = Template::parse("Owes {{ debt | roman }}").unwrap_err();
        assert!(error.message.contains("`roman`"), "{error}");
        assert!(error.offset.is_some_and(|offset| offset >= 8), "{error:?}");
        let error = Template::parse("Owes {{ debt ").unwrap_err();
        assert!(error.offset.is_some(), "{error:?}");
    }
}
