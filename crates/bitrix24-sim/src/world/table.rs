//! One kind of row, by number.

use std::{collections::BTreeMap, ops::Deref};

/// Rows by their numbers. A number is never given out twice, not even when its row
/// is gone.
#[derive(Clone, Debug)]
pub(crate) struct Table<T> {
    rows: BTreeMap<i64, T>,
    last: i64,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            rows: BTreeMap::new(),
            last: 0,
        }
    }
}

impl<T> Table<T> {
    /// A number nobody had before.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.last += 1;
        self.last
    }

    pub(crate) fn insert(&mut self, id: i64, row: T) {
        self.last = self.last.max(id);
        self.rows.insert(id, row);
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut T> {
        self.rows.get_mut(&id)
    }

    pub(crate) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.rows.values_mut()
    }

    pub(crate) fn remove(&mut self, id: i64) -> Option<T> {
        self.rows.remove(&id)
    }

    pub(crate) fn retain(&mut self, mut stays: impl FnMut(&T) -> bool) {
        self.rows.retain(|_, row| stays(row));
    }
}

impl<T> Deref for Table<T> {
    type Target = BTreeMap<i64, T>;

    fn deref(&self) -> &BTreeMap<i64, T> {
        &self.rows
    }
}

#[cfg(test)]
mod tests {
    use super::Table;

    #[test]
    fn a_number_is_given_out_once() {
        let mut table = Table::default();
        table.insert(7, "seventh");
        assert_eq!(table.next_id(), 8);
        table.insert(8, "eighth");
        table.remove(8);
        assert_eq!(table.next_id(), 9);
    }
}
