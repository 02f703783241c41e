//! The words of our pages, and how numbers, money and dates are written, by language.
//!
//! A language is a file in `locales/`, and nothing else; digits, separators, dates and the
//! direction of writing come from CLDR through `icu`.

mod badge;
mod book;
mod code;
mod column;
mod date;
mod money;
mod number;
pub mod phone;
mod shelf;

pub use badge::{Badge, Tone};
pub use book::Argument;
use book::Book;

/// A language we speak: one whose file is in `locales/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(&'static str);

/// English, which every other one is measured by.
impl Default for Language {
    fn default() -> Self {
        Self::ENGLISH
    }
}

impl Language {
    /// What we speak when we do not speak the reader's.
    pub const ENGLISH: Self = Self("en");

    /// Every language there is a file of.
    pub fn all() -> impl Iterator<Item = Self> {
        shelf::codes().map(Self)
    }

    /// The language of a portal's code (`ru`, `ua`, `br`) or of an `Accept-Language`
    /// (`ru-RU,ru;q=0.9`); English when we do not speak it.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        code::find(code).map(Self).unwrap_or_default()
    }

    /// Its code, as in `<html lang>` and in the configuration.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }

    /// Which way it is written, as in `<html dir>`: `ltr` or `rtl`.
    #[must_use]
    pub fn direction(self) -> &'static str {
        self.book().direction
    }

    /// The words for `key` of the language's file.
    #[must_use]
    pub fn say(self, key: &str) -> String {
        self.book().say(key, &[])
    }

    /// The same, with values for its holes.
    #[must_use]
    pub fn say_with(self, key: &str, arguments: &[(&'static str, Argument<'_>)]) -> String {
        self.book().say(key, arguments)
    }

    /// The language's file and formats, read once.
    fn book(self) -> &'static Book {
        shelf::book(self.0)
    }
}

#[cfg(test)]
mod tests;
