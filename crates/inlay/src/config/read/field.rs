//! One value and the key it stands under.

use std::ops::RangeInclusive;

use super::draft::{Draft, Noted, Read};
use super::literal;
use super::nearest;
use super::node::{Node, Origin, Value};
use super::section::Section;

/// A value that is to be read as what its key wants.
#[derive(Clone, Debug)]
pub(super) struct Field<'d> {
    draft: &'d Draft<'d>,
    path: String,
    /// Where its key is written.
    key: &'d Origin,
    node: &'d Node,
}

impl<'d> Field<'d> {
    pub(super) fn new(draft: &'d Draft<'d>, path: String, key: &'d Origin, node: &'d Node) -> Self {
        Self {
            draft,
            path,
            key,
            node,
        }
    }

    /// The key it stands under.
    pub(super) fn name(&self) -> &str {
        self.path.rsplit('.').next().unwrap_or(&self.path)
    }

    pub(super) fn draft(&self) -> &'d Draft<'d> {
        self.draft
    }

    pub(super) fn node(&self) -> &'d Node {
        self.node
    }

    /// A text that is not empty.
    pub(super) fn text(&self) -> Read<&'d str> {
        match &self.node.value {
            Value::Text(text) | Value::Loose(text) if text.trim().is_empty() => {
                Err(self.wrong("is empty"))
            }
            Value::Text(text) | Value::Loose(text) => Ok(text),
            _ => Err(self.not("a text")),
        }
    }

    /// A whole number within bounds.
    pub(super) fn integer(&self, bounds: RangeInclusive<i64>) -> Read<i64> {
        let integer = match &self.node.value {
            Value::Integer(integer) => *integer,
            Value::Loose(text) => text
                .trim()
                .parse()
                .map_err(|_| self.wrong("must be a number"))?,
            _ => return Err(self.not("a number")),
        };
        if bounds.contains(&integer) {
            return Ok(integer);
        }
        let (least, most) = (bounds.start(), bounds.end());
        Err(self.wrong(format!("must be between {least} and {most}, is {integer}")))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self) -> Read<bool> {
        match &self.node.value {
            Value::Bool(flag) => Ok(*flag),
            Value::Loose(text) => text
                .trim()
                .parse()
                .map_err(|_| self.wrong("must be true or false")),
            _ => Err(self.not("true or false")),
        }
    }

    /// The items of a list; the first one's path ends with `[0]`.
    pub(super) fn list(&self) -> Read<Vec<Self>> {
        let Value::List(items) = &self.node.value else {
            return Err(self.not("a list"));
        };
        let items = items.iter().enumerate().map(|(index, node)| Self {
            path: format!("{}[{index}]", self.path),
            key: &node.origin,
            node,
            draft: self.draft,
        });
        Ok(items.collect())
    }

    /// A table of keys.
    pub(super) fn section(&self) -> Read<Section<'d>> {
        let Value::Table(table) = &self.node.value else {
            return Err(self.not("a table"));
        };
        Ok(Section::new(
            self.draft,
            self.path.clone(),
            self.node.origin.clone(),
            table,
        ))
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self.node.value, Value::List(_))
    }

    pub(super) fn is_table(&self) -> bool {
        matches!(self.node.value, Value::Table(_))
    }

    /// One of a closed list of words.
    pub(super) fn choice<T: Copy>(&self, what: &str, known: &[(&'static str, T)]) -> Read<T> {
        let text = self.text()?;
        match known.iter().find(|(name, _)| *name == text) {
            Some((_, value)) => Ok(*value),
            None => Err(self.unknown(what, text, known.iter().map(|(name, _)| *name))),
        }
    }

    /// Notes a name that is none of the known ones.
    pub(super) fn unknown<'n>(
        &self,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) -> Noted {
        let known: Vec<&str> = known.collect();
        let near = nearest::of(name, known.iter().copied());
        // A text that is no name at all is not repeated: it may be anything, a password, too.
        let named = if is_name(name) {
            format!(" `{name}`")
        } else {
            String::new()
        };
        let message = if known.is_empty() {
            format!("unknown {what}{named}; there is none")
        } else {
            format!("unknown {what}{named}; known: {}", nearest::listed(&known))
        };
        self.draft
            .note(&self.node.origin, &self.path, message, near)
    }

    /// Notes a key that is none of the known ones, where keys are names of something.
    pub(super) fn unknown_key<'n>(
        &self,
        what: &str,
        name: &str,
        known: impl Iterator<Item = &'n str>,
    ) -> Noted {
        let known: Vec<&str> = known.collect();
        let near = nearest::of(name, known.iter().copied());
        let message = if known.is_empty() {
            format!("unknown {what}; there is none")
        } else {
            format!("unknown {what}; known: {}", nearest::listed(&known))
        };
        self.draft.note(self.key, &self.path, message, near)
    }

    /// Notes that the value is wrong.
    pub(super) fn wrong(&self, message: impl Into<String>) -> Noted {
        self.draft
            .note(&self.node.origin, &self.path, message, None)
    }

    /// Notes that the key is wrong, the name the administrator chose.
    pub(super) fn wrong_key(&self, message: impl Into<String>) -> Noted {
        self.draft.note(self.key, &self.path, message, None)
    }

    /// Notes that a text is wrong from one of its bytes on.
    pub(super) fn wrong_at(
        &self,
        offset: Option<usize>,
        message: impl Into<String>,
        nearest: Option<String>,
    ) -> Noted {
        let origin = match (&self.node.origin, offset) {
            (Origin::File(span), Some(offset)) => {
                let raw = self.draft.text().get(span.clone()).unwrap_or_default();
                let offset = literal::raw_offset(raw, offset);
                let length = raw[offset..].chars().next().map_or(0, char::len_utf8);
                Origin::File(span.start + offset..span.start + offset + length)
            }
            (origin, _) => origin.clone(),
        };
        self.draft.note(&origin, &self.path, message, nearest)
    }

    /// Keeps the value out of every report.
    pub(super) fn hide(&self) {
        self.draft.hide(self.node);
    }

    fn not(&self, wanted: &str) -> Noted {
        self.wrong(format!("must be {wanted}, is {}", self.node.value.kind()))
    }
}

/// Whether a text could be a name of anything in the file.
fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '[' | ']');
    text.chars().count() <= 64 && text.chars().all(fits)
}
