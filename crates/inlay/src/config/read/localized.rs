//! Texts in several languages.

use std::collections::BTreeMap;

use super::draft::Read;
use super::field::Field;
use crate::config::localized::Localized;

/// `"Accounting"`, or `{ en = "Accounting", ru = "Учёт" }`.
pub(super) fn read(field: &Field<'_>) -> Read<Localized> {
    if !field.is_table() {
        return Ok(Localized::plain(field.text()?));
    }
    let texts: Vec<Read<(String, String)>> = field
        .section()?
        .named()
        .map(|(language, field)| {
            if !is_language(language) {
                return Err(field.wrong_key(
                    "is no language; write its code in small letters, like `en` or `pt-br`",
                ));
            }
            Ok((language.to_owned(), field.text()?.to_owned()))
        })
        .collect();
    let texts: BTreeMap<String, String> = texts.into_iter().collect::<Read<_>>()?;
    Localized::of(texts).ok_or_else(|| field.wrong("holds no text in any language"))
}

/// A language's code, with or without a region.
fn is_language(code: &str) -> bool {
    let letters = |part: &str| part.chars().all(|c| c.is_ascii_lowercase());
    let (language, region) = code.split_once('-').unwrap_or((code, "xx"));
    (2..=3).contains(&language.len()) && letters(language) && region.len() == 2 && letters(region)
}
