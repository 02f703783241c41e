//! `paging = { kind = "offset", … }`: how a long answer is asked for, page by page.

use ledger::{Paging, PagingKind};

use crate::config::read::draft::Read;
use crate::config::read::field::Field;
use crate::config::read::section::Section;

const MOST_PAGES: i64 = 10_000;
const MOST_ROWS: i64 = 100_000;

#[derive(Clone, Copy)]
enum Kind {
    None,
    Offset,
    Page,
    Next,
    Cursor,
    Range,
}

pub(super) fn read(field: &Field<'_>) -> Read<Paging> {
    let mut section = field.section()?;
    // Which keys there are depends on the kind: without one, none is unknown.
    let kind = section.required("kind")?.choice(
        "kind",
        &[
            ("none", Kind::None),
            ("offset", Kind::Offset),
            ("page", Kind::Page),
            ("next", Kind::Next),
            ("cursor", Kind::Cursor),
            ("range", Kind::Range),
        ],
    )?;
    let kind = match kind {
        Kind::None => Ok(PagingKind::None),
        Kind::Offset => offset(&mut section),
        Kind::Page => page(&mut section),
        Kind::Next => required(&mut section, "at").map(|at| PagingKind::Next { at }),
        Kind::Cursor => cursor(&mut section),
        Kind::Range => range(&mut section),
    };
    let usual = Paging::default();
    let max_pages = number(&mut section, "max_pages", MOST_PAGES);
    let key = optional(&mut section, "key");
    section.end();
    Ok(Paging {
        kind: kind?,
        max_pages: max_pages?.unwrap_or(usual.max_pages),
        key: key?,
    })
}

fn offset(section: &mut Section<'_>) -> Read<PagingKind> {
    let (offset, limit) = (required(section, "offset"), required(section, "limit"));
    let (size, total) = (size(section), optional(section, "total"));
    Ok(PagingKind::Offset {
        offset: offset?,
        limit: limit?,
        size: size?,
        total: total?,
    })
}

fn page(section: &mut Section<'_>) -> Read<PagingKind> {
    let page = required(section, "page");
    let first = section
        .optional("first")
        .map_or(Ok(1), |field| field.integer(0..=MOST_PAGES));
    let limit = optional(section, "limit");
    let size = number(section, "size", MOST_ROWS);
    Ok(PagingKind::Page {
        page: page?,
        // Within the bounds just checked.
        first: u64::try_from(first?).unwrap_or_default(),
        limit: limit?,
        size: size?,
    })
}

fn cursor(section: &mut Section<'_>) -> Read<PagingKind> {
    let (parameter, at) = (required(section, "parameter"), required(section, "at"));
    Ok(PagingKind::Cursor {
        parameter: parameter?,
        at: at?,
    })
}

/// `Range: 0-99` with its unit in a header of its own, or, with `unit_inside`, in the same.
fn range(section: &mut Section<'_>) -> Read<PagingKind> {
    let unit_inside = section
        .optional("unit_inside")
        .map_or(Ok(false), |field| field.flag());
    let size = size(section);
    Ok(PagingKind::Range {
        unit_inside: unit_inside?,
        size: size?,
    })
}

fn size(section: &mut Section<'_>) -> Read<usize> {
    let size = section.required("size")?.integer(1..=MOST_ROWS)?;
    // Within the bounds just checked.
    Ok(usize::try_from(size).unwrap_or(usize::MAX))
}

fn number(section: &mut Section<'_>, key: &'static str, most: i64) -> Read<Option<usize>> {
    let number = section.optional(key).map(|field| field.integer(1..=most));
    Ok(number
        .transpose()?
        .and_then(|number| usize::try_from(number).ok()))
}

fn required(section: &mut Section<'_>, key: &'static str) -> Read<String> {
    Ok(section.required(key)?.text()?.to_owned())
}

fn optional(section: &mut Section<'_>, key: &'static str) -> Read<Option<String>> {
    let text = section
        .optional(key)
        .map(|field| Ok(field.text()?.to_owned()));
    text.transpose()
}
