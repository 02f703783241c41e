//! Where the parts of a query are written, by the keys the client library calls them by.

use std::collections::BTreeMap;

use crate::config::read::draft::Read;
use crate::config::read::field::Field;

/// Fields by keys like `filter`, `function.Balance.Condition`, `body/domain/0`.
#[derive(Default)]
pub(super) struct Texts<'d>(BTreeMap<String, Field<'d>>);

impl<'d> Texts<'d> {
    pub(super) fn note(&mut self, key: impl Into<String>, field: &Field<'d>) {
        self.0.insert(key.into(), field.clone());
    }

    /// A text, and where it is written.
    pub(super) fn text(&mut self, key: impl Into<String>, field: &Field<'d>) -> Read<String> {
        self.note(key, field);
        Ok(field.text()?.to_owned())
    }

    /// Where a part is written; whether it is exactly that, or the larger one it is in.
    pub(super) fn find(&self, key: &str) -> Option<(&Field<'d>, bool)> {
        let mut part = key;
        loop {
            if let Some(field) = self.0.get(part) {
                return Some((field, part == key));
            }
            part = &part[..part.rfind(['.', '/'])?];
        }
    }
}
