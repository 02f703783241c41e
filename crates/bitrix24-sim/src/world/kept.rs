//! Values of fields nobody but the reader of a card asks for.

use std::collections::BTreeMap;

use super::Cell;

/// Values by the field's name in capitals. What is not here is empty; most cards
/// have few of their many fields filled.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept(BTreeMap<String, Cell>);

impl Kept {
    pub(crate) fn get(&self, name: &str) -> Option<&Cell> {
        self.0.get(name)
    }

    /// Keeps a value; an empty one is forgotten.
    pub(crate) fn set(&mut self, name: &str, cell: Cell) {
        if cell.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), cell);
        }
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }

    /// The value as text, `""` when there is none.
    pub(crate) fn text(&self, name: &str) -> String {
        self.get(name).map(Cell::text).unwrap_or_default()
    }

    /// The value as a whole number, when it is one.
    pub(crate) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.number()
    }
}
