//! `[[widget.block]]`.

mod chart;
mod figures;
mod gauge;
mod list;
mod notice;

use super::audience;
use super::declared::Declared;
use super::draft::Read;
use super::field::Field;
use super::localized;
use super::names::{self, Names};
use super::section::Section;
use super::table;
use crate::config::block::{Block, BlockKind, FIRST_ENTRIES, Format, ROW, TaskList};
use crate::config::source::QueryName;

/// What every expression may speak of; a block's further queries come besides.
const ROOTS: [&str; 4] = ["client", "deal", "company", "contact"];

/// What no further query may be called: the same, and a list's row.
const TAKEN: [&str; 5] = ["client", "deal", "company", "contact", ROW];

#[derive(Clone, Copy)]
enum Kind {
    Figures,
    Gauge,
    Table,
    Chart,
    List,
    Notice,
    Tasks,
}

pub(super) fn read(field: &Field<'_>, declared: &Declared) -> Read<Block> {
    let mut section = field.section()?;
    // Which keys a block has depends on its kind: without one, none is unknown.
    let kind = section.required("kind")?.choice(
        "kind",
        &[
            ("figures", Kind::Figures),
            ("gauge", Kind::Gauge),
            ("table", Kind::Table),
            ("chart", Kind::Chart),
            ("list", Kind::List),
            ("notice", Kind::Notice),
            ("tasks", Kind::Tasks),
        ],
    )?;
    let title = section
        .optional("title")
        .map(|field| localized::read(&field))
        .transpose();
    let visible_to = section
        .optional("visible_to")
        .map(|field| audience::read(&field))
        .transpose();
    let queries = section.optional("queries");
    let (query_names, queries) = names::queries(queries.as_ref(), &TAKEN, declared);
    let roots: Vec<&str> = ROOTS.into_iter().chain(query_names).collect();
    let names = Names::new(roots.clone());
    let kind = match kind {
        Kind::Figures => figures::read(&mut section, &names).map(BlockKind::Figures),
        Kind::Gauge => gauge::read(&mut section, &names).map(BlockKind::Gauge),
        Kind::Table => table::read(&mut section, declared).map(BlockKind::Table),
        Kind::Chart => chart::read(&mut section, declared).map(BlockKind::Chart),
        Kind::List => {
            let names = Names::new(roots.into_iter().chain([ROW]).collect());
            list::read(&mut section, declared, &names).map(BlockKind::List)
        }
        Kind::Notice => notice::read(&mut section, &names).map(BlockKind::Notice),
        Kind::Tasks => table::first(&mut section, FIRST_ENTRIES)
            .map(|first| BlockKind::Tasks(TaskList { first })),
    };
    section.end();
    Ok(Block {
        title: title?,
        visible_to: visible_to?,
        queries: queries?,
        kind: kind?,
    })
}

/// The query whose rows a block shows.
fn query(section: &mut Section<'_>, declared: &Declared) -> Read<QueryName> {
    section
        .required("query")
        .and_then(|field| declared.named(&field))
}

fn format(field: &Field<'_>) -> Read<Format> {
    field.choice("format", &Format::ALL.map(|format| (format.name(), format)))
}
