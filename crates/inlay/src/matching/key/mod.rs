//! A value of the CRM as it is looked up.

mod email;
mod inn;
mod phone;
mod tax_number;

use std::fmt;

use crate::config::matching::KeyKind;

/// One thing to look for, in every spelling the books may have it in.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    /// The plain spelling first; never empty.
    spellings: Vec<String>,
}

impl Key {
    /// The keys a field's value holds: none when it is no key at all, several where people write
    /// several telephones into one field.
    #[must_use]
    pub fn all(kind: KeyKind, value: &str) -> Vec<Self> {
        match kind {
            KeyKind::Inn => inn::read(value).into_iter().map(Self::one).collect(),
            KeyKind::TaxNumber => tax_number::read(value).into_iter().map(Self::one).collect(),
            KeyKind::Phone => phone::read(value).into_iter().map(Self::one).collect(),
            KeyKind::Email => email::read(value)
                .into_iter()
                .map(|spellings| Self { spellings })
                .collect(),
            KeyKind::Text => Some(value.trim())
                .filter(|text| !text.is_empty())
                .map(|text| Self::one(text.to_owned()))
                .into_iter()
                .collect(),
        }
    }

    fn one(spelling: String) -> Self {
        Self {
            spellings: vec![spelling],
        }
    }

    /// As it is asked for first, and shown.
    #[must_use]
    pub fn plain(&self) -> &str {
        self.spellings.first().map_or("", String::as_str)
    }

    /// Every spelling to be asked for.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        self.spellings.iter().map(String::as_str)
    }

    /// Whether a value of the books is this key, whatever separates its letters.
    #[must_use]
    pub fn is_written(&self, kind: KeyKind, written: &str) -> bool {
        Self::all(kind, written)
            .iter()
            .any(|key| key.plain() == self.plain())
    }
}

/// Not the key itself: it is somebody's number.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({} spellings)", self.spellings.len())
    }
}

/// Without blanks and the marks people put between digits.
fn bare(value: &str) -> String {
    value
        .chars()
        .filter(|c| {
            let invisible = matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}' | '\u{ad}');
            let between = matches!(
                c,
                '-' | '.' | '/' | '_' | '(' | ')' | '\'' | '\u{2010}'..='\u{2015}'
            );
            !(c.is_whitespace() || invisible || between)
        })
        .collect()
}
