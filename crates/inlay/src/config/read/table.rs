//! A block of the kind `table`.

use super::declared::Declared;
use super::draft::Read;
use super::field::Field;
use super::localized;
use super::section::Section;
use crate::config::block::{Column, FIRST, Format, Table};

/// Nobody reads more rows at once, and no source gives many more.
const MOST_ROWS: i64 = 10_000;

pub(super) fn read(section: &mut Section<'_>, declared: &Declared) -> Read<Table> {
    let query = section
        .required("query")
        .and_then(|field| declared.named(&field));
    let columns: Read<Vec<Column>> = section.required("columns").and_then(|field| {
        let items = field.list()?;
        if items.is_empty() {
            return Err(field.wrong("names no column"));
        }
        let columns: Vec<Read<Column>> = items.iter().map(column).collect();
        columns.into_iter().collect()
    });
    let first = first(section, FIRST);
    let totals = section.optional("total");
    let columns = columns?;
    let totals = match totals {
        Some(field) => totals_of(&field, &columns),
        None => Ok(Table::usual_totals(&columns)),
    };
    Ok(Table {
        query: query?,
        columns,
        first: first?,
        totals: totals?,
    })
}

/// Rows that are shown before anybody asks for more.
pub(super) fn first(section: &mut Section<'_>, usual: usize) -> Read<usize> {
    let Some(field) = section.optional("first") else {
        return Ok(usual);
    };
    let rows = field.integer(1..=MOST_ROWS)?;
    Ok(usize::try_from(rows).unwrap_or(usual))
}

/// `["total", "unpaid"]`: columns of the table that hold amounts or numbers; `[]` for none.
fn totals_of(field: &Field<'_>, columns: &[Column]) -> Read<Vec<usize>> {
    let places: Vec<Read<usize>> = field
        .list()?
        .iter()
        .map(|item| {
            let name = item.text()?;
            let named = |column: &Column| column.name == name;
            let Some(place) = columns.iter().position(named) else {
                let known = columns.iter().map(|column| column.name.as_str());
                return Err(item.unknown("column", name, known));
            };
            match columns[place].format {
                Format::Money | Format::Number => Ok(place),
                other => Err(item.wrong(format!(
                    "is shown as {}; only money and numbers are added up",
                    other.name()
                ))),
            }
        })
        .collect();
    places.into_iter().collect()
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
