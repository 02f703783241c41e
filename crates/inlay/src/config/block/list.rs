//! A block of the kind `list`.

use std::collections::BTreeSet;

use crate::config::localized_template::LocalizedTemplate;
use crate::config::source::QueryName;
use crate::expression::Template;

/// Entries that are shown before anybody asks for more, unless a block says otherwise.
pub const FIRST_ENTRIES: usize = 5;

/// The name under which texts of an entry speak of its row.
pub const ROW: &str = "row";

/// Rows of one query as short entries, for narrow cards.
#[derive(Debug)]
pub struct List {
    pub query: QueryName,
    /// What an entry says first.
    pub line: LocalizedTemplate,
    /// What it says below.
    pub detail: Option<LocalizedTemplate>,
    /// A short word in a coloured frame.
    pub badge: Option<Template>,
    /// Its day.
    pub date: Option<Template>,
    /// Entries that are shown before anybody asks for more.
    pub first: usize,
}

impl List {
    /// The names its texts speak of.
    #[must_use]
    pub fn roots(&self) -> BTreeSet<&str> {
        let lines = std::iter::once(&self.line).chain(&self.detail);
        let words = self.badge.iter().chain(&self.date);
        lines
            .flat_map(LocalizedTemplate::roots)
            .chain(words.flat_map(Template::roots))
            .collect()
    }
}
