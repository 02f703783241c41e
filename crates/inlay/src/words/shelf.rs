//! The files of `locales/`, inside the binary.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_embed::Embed;

use super::book::Book;

#[derive(Embed)]
#[folder = "locales/"]
struct Files;

/// Every book by its code (`de`, `pt-BR`), read when the first word is asked for.
static BOOKS: LazyLock<BTreeMap<&'static str, Book>> = LazyLock::new(|| {
    let books = Files::iter().filter_map(|name| {
        let code: &'static str = name.strip_suffix(".ftl")?.to_owned().leak();
        Some((code, Book::read(code, &text(&name)?)))
    });
    books.collect()
});

/// Stands in for a file that is not there: every key is its own text.
static NOTHING: LazyLock<Book> = LazyLock::new(|| Book::read("und", ""));

pub(super) fn codes() -> impl Iterator<Item = &'static str> {
    BOOKS.keys().copied()
}

pub(super) fn book(code: &str) -> &'static Book {
    BOOKS.get(code).unwrap_or(&NOTHING)
}

fn text(name: &str) -> Option<String> {
    let file = Files::get(name)?;
    Some(String::from_utf8_lossy(&file.data).into_owned())
}

/// A language's file, for the tests of its words.
#[cfg(test)]
pub(super) fn file(code: &str) -> String {
    text(&format!("{code}.ftl")).unwrap_or_default()
}
