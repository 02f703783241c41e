//! The words of our pages, and how numbers, money and dates are written, by language.
//!
//! A language is a file in `locales/` and a variant of [`Language`]; digits, separators and dates
//! come from CLDR through `icu`.

mod badge;
mod book;
mod column;
mod date;
mod money;
mod number;
pub mod phone;

use std::sync::LazyLock;

pub use badge::{Badge, Tone};
pub use book::Argument;
use book::Book;

/// A language we speak.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Language {
    #[default]
    En,
    Ru,
}

impl Language {
    pub const ALL: [Self; 2] = [Self::En, Self::Ru];

    /// The language of a portal's code (`ru`) or of an `Accept-Language` (`ru-RU,ru;q=0.9`);
    /// English when we do not speak it.
    #[must_use]
    pub fn from_code(code: &str) -> Self {
        let primary = code
            .trim()
            .split(['-', '_', ',', ';'])
            .next()
            .unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.code().eq_ignore_ascii_case(primary))
            .unwrap_or_default()
    }

    /// Its code, as in `<html lang>` and in the configuration.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Ru => "ru",
        }
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
        static EN: LazyLock<Book> =
            LazyLock::new(|| Book::read("en", include_str!("../../locales/en.ftl")));
        static RU: LazyLock<Book> =
            LazyLock::new(|| Book::read("ru", include_str!("../../locales/ru.ftl")));
        match self {
            Self::En => &EN,
            Self::Ru => &RU,
        }
    }
}

#[cfg(test)]
mod tests;
