//! A block of the kind `list`.

use super::query;
use crate::config::block::{FIRST_ENTRIES, List};
use crate::config::read::declared::Declared;
use crate::config::read::draft::Read;
use crate::config::read::localized;
use crate::config::read::names::Names;
use crate::config::read::section::Section;
use crate::config::read::table;

/// `names` hold the row's, too.
pub(super) fn read(
    section: &mut Section<'_>,
    declared: &Declared,
    names: &Names<'_>,
) -> Read<List> {
    let query = query(section, declared);
    let line = section
        .required("line")
        .and_then(|field| localized::template(&field, names));
    let detail = section
        .optional("detail")
        .map(|field| localized::template(&field, names))
        .transpose();
    let mut template = |key| {
        let field = section.optional(key);
        field.map(|field| names.template(&field)).transpose()
    };
    let (badge, date) = (template("badge"), template("date"));
    let first = table::first(section, FIRST_ENTRIES);
    Ok(List {
        query: query?,
        line: line?,
        detail: detail?,
        badge: badge?,
        date: date?,
        first: first?,
    })
}
