//! `[[widget.block]]`.

use std::collections::BTreeMap;

use super::declared::Declared;
use super::draft::Read;
use super::field::Field;
use super::localized;
use super::section::Section;
use super::table;
use crate::config::block::{Block, BlockKind, Figure, Format, Gauge};
use crate::config::source::QueryName;
use crate::expression::Expression;

/// What every expression may speak of; a block's further queries come besides.
const ROOTS: [&str; 4] = ["client", "deal", "company", "contact"];

#[derive(Clone, Copy)]
enum Kind {
    Figures,
    Gauge,
    Table,
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
        ],
    )?;
    let title = section
        .optional("title")
        .map(|field| localized::read(&field))
        .transpose();
    let queries = match section.optional("queries") {
        Some(field) => queries(&field, declared),
        None => Ok(BTreeMap::new()),
    };
    // A query that is not known is still a name an expression may use.
    let names: Vec<&str> = section
        .optional("queries")
        .filter(|field| field.is_table())
        .and_then(|field| {
            Some(
                field
                    .section()
                    .ok()?
                    .named()
                    .map(|(name, _)| name)
                    .collect(),
            )
        })
        .unwrap_or_default();
    let roots: Vec<&str> = ROOTS.into_iter().chain(names).collect();
    let kind = match kind {
        Kind::Figures => figures(&mut section, &roots).map(BlockKind::Figures),
        Kind::Gauge => gauge(&mut section, &roots).map(BlockKind::Gauge),
        Kind::Table => table::read(&mut section, declared).map(BlockKind::Table),
    };
    section.end();
    Ok(Block {
        title: title?,
        queries: queries?,
        kind: kind?,
    })
}

/// Further queries, by the name expressions use.
fn queries(field: &Field<'_>, declared: &Declared) -> Read<BTreeMap<String, QueryName>> {
    let queries: Vec<Read<(String, QueryName)>> = field
        .section()?
        .named()
        .map(|(name, field)| {
            if ROOTS.contains(&name) {
                return Err(
                    field.wrong_key(format!("`{name}` means something else in expressions"))
                );
            }
            Ok((name.to_owned(), declared.named(&field)?))
        })
        .collect();
    queries.into_iter().collect()
}

fn figures(section: &mut Section<'_>, roots: &[&str]) -> Read<Vec<Figure>> {
    let field = section.required("items")?;
    let items = field.list()?;
    if items.is_empty() {
        return Err(field.wrong("holds no figure"));
    }
    let figures: Vec<Read<Figure>> = items.iter().map(|item| figure(item, roots)).collect();
    figures.into_iter().collect()
}

fn figure(field: &Field<'_>, roots: &[&str]) -> Read<Figure> {
    let mut section = field.section()?;
    let label = section
        .required("label")
        .and_then(|field| localized::read(&field));
    let value = section
        .required("value")
        .and_then(|field| expression(&field, roots));
    let format = section
        .optional("format")
        .map_or(Ok(Format::default()), |field| format(&field));
    let alarm = section
        .optional("alarm")
        .map(|field| expression(&field, roots))
        .transpose();
    section.end();
    Ok(Figure {
        label: label?,
        value: value?,
        format: format?,
        alarm: alarm?,
    })
}

/// A gauge is about money unless it says otherwise.
fn gauge(section: &mut Section<'_>, roots: &[&str]) -> Read<Gauge> {
    let value = section
        .required("value")
        .and_then(|field| expression(&field, roots));
    let max = section
        .required("max")
        .and_then(|field| expression(&field, roots));
    let format = section
        .optional("format")
        .map_or(Ok(Format::Money), |field| format(&field));
    Ok(Gauge {
        value: value?,
        max: max?,
        format: format?,
    })
}

fn format(field: &Field<'_>) -> Read<Format> {
    field.choice("format", &Format::ALL.map(|format| (format.name(), format)))
}

/// A bare expression whose every name is known.
fn expression(field: &Field<'_>, roots: &[&str]) -> Read<Expression> {
    let text = field.text()?;
    let expression = Expression::parse(text)
        .map_err(|error| field.wrong_at(error.offset, error.message, None))?;
    for root in expression.roots() {
        if !roots.contains(&root) {
            return Err(field.unknown("name", root, roots.iter().copied()));
        }
    }
    Ok(expression)
}
