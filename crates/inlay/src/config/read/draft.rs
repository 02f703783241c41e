//! A configuration that is not known to be sound yet.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use super::mask;
use super::node::{Node, Origin, Table, Value};
use crate::config::problem::{ConfigErrors, Location, Problem};

/// The file that is being read, what it may refer to, and what was found wrong so far.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// As problems name the file.
    name: &'a str,
    text: &'a str,
    pub(super) environment: &'a BTreeMap<String, String>,
    /// Where relative paths of secrets start.
    pub(super) folder: &'a Path,
    problems: RefCell<Vec<Problem>>,
    /// Byte ranges of the text that are or may be a secret: no report shows them.
    hidden: RefCell<Vec<Range<usize>>>,
}

/// Proof that a problem was noted: whoever holds one may give up in silence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Noted(());

/// What was read, or that its problem is noted.
pub(super) type Read<T> = Result<T, Noted>;

impl<'a> Draft<'a> {
    pub(super) fn new(
        name: &'a str,
        text: &'a str,
        environment: &'a BTreeMap<String, String>,
        folder: &'a Path,
    ) -> Self {
        let (problems, hidden) = (RefCell::default(), RefCell::default());
        Self {
            name,
            text,
            environment,
            folder,
            problems,
            hidden,
        }
    }

    pub(super) fn text(&self) -> &'a str {
        self.text
    }

    /// Notes a problem.
    pub(super) fn note(
        &self,
        origin: &Origin,
        key: &str,
        message: impl Into<String>,
        nearest: Option<String>,
    ) -> Noted {
        let location = match origin {
            Origin::File(span) => self.location(span),
            Origin::Variable(name) => Location::Variable { name: name.clone() },
            Origin::Preset(name) => Location::Preset { name: name.clone() },
        };
        let problem = Problem {
            location,
            key: key.to_owned(),
            message: message.into(),
            nearest,
        };
        let mut problems = self.problems.borrow_mut();
        // Two checks may come to the same words about the same place.
        if !problems.contains(&problem) {
            problems.push(problem);
        }
        Noted(())
    }

    fn location(&self, span: &Range<usize>) -> Location {
        let mut start = span.start.min(self.text.len());
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Location::File {
            name: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span: span.clone(),
        }
    }

    /// Keeps everything this node says out of every report.
    pub(super) fn hide(&self, node: &Node) {
        match (&node.value, &node.origin) {
            // A section's own span is its header alone; what it holds is elsewhere.
            (Value::Table(table), _) => {
                for entry in &table.entries {
                    self.hide(&entry.node);
                }
            }
            (Value::List(items), _) => {
                for item in items {
                    self.hide(item);
                }
            }
            (_, Origin::File(span)) => self.hidden.borrow_mut().push(span.clone()),
            (_, Origin::Variable(_) | Origin::Preset(_)) => {}
        }
    }

    /// Hides what looks like a secret before anything else is known about it.
    pub(super) fn hide_suspects(&self, table: &Table) {
        for entry in &table.entries {
            if mask::is_secret_key(&entry.key) {
                self.hide_literals(&entry.node);
            } else {
                self.hide_addresses(&entry.key, &entry.node);
            }
        }
    }

    /// Under a key that is named like a secret: everything but the name of where it comes from.
    fn hide_literals(&self, node: &Node) {
        match &node.value {
            Value::Table(table) => {
                for entry in &table.entries {
                    if !matches!(entry.key.as_str(), "env" | "file" | "id") {
                        self.hide_literals(&entry.node);
                    }
                }
            }
            Value::List(items) => items.iter().for_each(|item| self.hide_literals(item)),
            _ => self.hide(node),
        }
    }

    fn hide_addresses(&self, key: &str, node: &Node) {
        match &node.value {
            Value::Table(table) => self.hide_suspects(table),
            Value::List(items) => items.iter().for_each(|item| self.hide_addresses(key, item)),
            Value::Text(text) if mask::is_suspect(key, text) => self.hide(node),
            _ => {}
        }
    }

    /// What was read, unless anything at all is wrong.
    pub(super) fn finish<T>(self, read: Read<T>) -> Result<T, ConfigErrors> {
        match read {
            Ok(value) if self.problems.borrow().is_empty() => Ok(value),
            _ => {
                let mut hidden = self.hidden.borrow().clone();
                hidden.extend(mask::addresses(self.text));
                let text = mask::hidden(self.text, &hidden);
                Err(self.errors(text))
            }
        }
    }

    /// The problems of a text that is no TOML: which of its values are secrets is not known, so
    /// none is shown.
    pub(super) fn errors_of_syntax(self) -> ConfigErrors {
        let text = mask::values(self.text);
        self.errors(text)
    }

    fn errors(self, masked: String) -> ConfigErrors {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| match &problem.location {
            Location::File { span, .. } => (0, span.start),
            Location::Variable { .. } | Location::Preset { .. } | Location::Unread { .. } => (1, 0),
        });
        ConfigErrors::new(self.name, masked, problems)
    }
}
