//! What a column is called when the configuration gives it no label.

use super::Language;

impl Language {
    /// The usual name of a column, else the column's own name made readable.
    #[must_use]
    pub fn column(self, name: &str) -> String {
        let key = format!("column-{}", name.to_lowercase());
        self.book().find(&key).unwrap_or_else(|| humanised(name))
    }
}

/// `credit_limit` as "Credit limit".
pub(super) fn humanised(name: &str) -> String {
    let spaced = name.replace('_', " ");
    let mut letters = spaced.trim().chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => String::new(),
    }
}
