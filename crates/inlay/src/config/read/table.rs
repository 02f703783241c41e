//! A block of the kind `table`.

use super::declared::Declared;
use super::draft::Read;
use super::field::Field;
use super::localized;
use super::section::Section;
use crate::config::block::{Column, Format, Table};

pub(super) fn read(section: &mut Section<'_>, declared: &Declared) -> Read<Table> {
    let query = section
        .required("query")
        .and_then(|field| declared.named(&field));
    let columns = section.required("columns").and_then(|field| {
        let items = field.list()?;
        if items.is_empty() {
            return Err(field.wrong("names no column"));
        }
        let columns: Vec<Read<Column>> = items.iter().map(column).collect();
        columns.into_iter().collect()
    });
    Ok(Table {
        query: query?,
        columns: columns?,
    })
}

/// `"date"`, `"date:date"`, or `{ name = "date", format = "date", label = "Day" }`.
pub(super) fn column(field: &Field<'_>) -> Read<Column> {
    if field.is_table() {
        let mut section = field.section()?;
        let name = section.required("name").and_then(|field| field.text());
        let label = section
            .optional("label")
            .map(|field| localized::read(&field))
            .transpose();
        let format = section
            .optional("format")
            .map_or(Ok(Format::default()), |field| {
                field.choice("format", &Format::ALL.map(|format| (format.name(), format)))
            });
        section.end();
        return Ok(Column {
            name: name?.to_owned(),
            label: label?,
            format: format?,
        });
    }
    let text = field.text()?;
    let Some((name, format)) = text.rsplit_once(':') else {
        return Ok(Column {
            name: text.to_owned(),
            label: None,
            format: Format::default(),
        });
    };
    if name.is_empty() {
        return Err(field.wrong("names no column before its format"));
    }
    match Format::ALL.into_iter().find(|known| known.name() == format) {
        Some(format) => Ok(Column {
            name: name.to_owned(),
            label: None,
            format,
        }),
        None => Err(field.unknown(
            "format",
            format,
            Format::ALL.iter().map(|known| known.name()),
        )),
    }
}
