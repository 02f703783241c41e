//! Texts in several languages.

use std::collections::BTreeMap;

use super::draft::{Noted, Read};
use super::field::Field;
use super::names::Names;
use crate::config::localized::Localized;
use crate::config::localized_template::LocalizedTemplate;

/// `"Accounting"`, or `{ en = "Accounting", ru = "Учёт" }`.
pub(super) fn read(field: &Field<'_>) -> Read<Localized> {
    if !field.is_table() {
        return Ok(Localized::plain(field.text()?));
    }
    let texts = by_language(field, |field| Ok(field.text()?.to_owned()))?;
    Localized::of(texts).ok_or_else(|| no_text(field))
}

/// The same with holes whose every name is known.
pub(super) fn template(field: &Field<'_>, names: &Names<'_>) -> Read<LocalizedTemplate> {
    if !field.is_table() {
        return Ok(LocalizedTemplate::plain(names.template(field)?));
    }
    let texts = by_language(field, |field| names.template(field))?;
    LocalizedTemplate::of(texts).ok_or_else(|| no_text(field))
}

fn by_language<T>(
    field: &Field<'_>,
    read: impl Fn(&Field<'_>) -> Read<T>,
) -> Read<BTreeMap<String, T>> {
    let texts: Vec<Read<(String, T)>> = field
        .section()?
        .named()
        .map(|(language, field)| {
            if !is_language(language) {
                return Err(field.wrong_key(
                    "is no language; write its code in small letters, like `en` or `pt-br`",
                ));
            }
            Ok((language.to_owned(), read(&field)?))
        })
        .collect();
    texts.into_iter().collect()
}

fn no_text(field: &Field<'_>) -> Noted {
    field.wrong("holds no text in any language")
}

/// A language's code, with or without a region.
fn is_language(code: &str) -> bool {
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_lowercase());
    let (language, region) = code.split_once('-').unwrap_or((code, "xx"));
    (2..=3).contains(&language.len()) && letters(language) && region.len() == 2 && letters(region)
}
