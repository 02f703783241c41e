//! The words of our pages, by language.
