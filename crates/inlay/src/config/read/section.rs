//! A table whose keys are known.

use super::draft::{Draft, Read};
use super::field::Field;
use super::nearest;
use super::node::{Entry, Node, Origin, Table};

/// The keys of one table, taken one by one; what nobody took when it ends is unknown.
#[derive(Debug)]
pub(super) struct Section<'d> {
    draft: &'d Draft<'d>,
    path: String,
    origin: Origin,
    entries: &'d [Entry],
    /// Every key that was asked for, present or not.
    known: Vec<&'static str>,
}

impl<'d> Section<'d> {
    /// The whole file.
    pub(super) fn root(draft: &'d Draft<'d>, table: &'d Table) -> Self {
        Self::new(draft, String::new(), Origin::File(0..0), table)
    }

    pub(super) fn new(
        draft: &'d Draft<'d>,
        path: String,
        origin: Origin,
        table: &'d Table,
    ) -> Self {
        Self {
            draft,
            path,
            origin,
            entries: &table.entries,
            known: Vec::new(),
        }
    }

    /// The key's value, if it is there.
    pub(super) fn optional(&mut self, key: &'static str) -> Option<Field<'d>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.entries
            .iter()
            .find(|entry| entry.key == key)
            .map(|entry| self.field(entry))
    }

    /// The key's value; a problem when it is missing.
    pub(super) fn required(&mut self, key: &'static str) -> Read<Field<'d>> {
        match self.optional(key) {
            Some(field) => Ok(field),
            None => Err(self
                .draft
                .note(&self.origin, &self.join(key), "is missing", None)),
        }
    }

    /// Every value, in a table whose keys are names the administrator chose.
    pub(super) fn named(&self) -> impl Iterator<Item = (&'d str, Field<'d>)> {
        self.entries
            .iter()
            .map(|entry| (entry.key.as_str(), self.field(entry)))
    }

    /// Notes a problem of the table as a whole.
    pub(super) fn wrong(&self, message: impl Into<String>) -> super::draft::Noted {
        self.draft.note(&self.origin, &self.path, message, None)
    }

    /// Every key that nobody asked for is unknown.
    pub(super) fn end(self) {
        for entry in self.entries {
            if self.known.contains(&entry.key.as_str()) {
                continue;
            }
            self.draft.hide(&entry.node);
            let message = format!("unknown key; known here: {}", nearest::listed(&self.known));
            let near = nearest::of(&entry.key, self.known.iter().copied());
            self.draft
                .note(&entry.origin, &self.join(&entry.key), message, near);
        }
    }

    fn field(&self, entry: &'d Entry) -> Field<'d> {
        let node: &'d Node = &entry.node;
        Field::new(self.draft, self.join(&entry.key), &entry.origin, node)
    }

    fn join(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }
}
