//! Rows of one query.

mod order;
mod totals;

use askama::Template;

use self::order::Key;
use self::totals::{Total, totals};
use super::cell::Cell;
use super::cut::cut;
use super::data::{Data, Reading};
use super::footing::Footing;
use super::frame::{absence, framed, title};
use super::missing_column::missing_columns;
use super::more::More;
use crate::config::block::{Block, Column, Format, Table};
use crate::expression::{Row, Value};
use crate::words::Language;

#[derive(Debug, Template)]
#[template(path = "block/table.html", whitespace = "minimize")]
struct Drawn {
    title: String,
    headings: Vec<Heading>,
    /// The first rows, and those shown when somebody asks for more.
    groups: Vec<Group>,
    more: Option<More>,
    totals: Vec<Vec<Total>>,
    empty: String,
    /// Says that the source had more rows than were read.
    truncated: Option<String>,
    /// Columns the rows do not have; told to an administrator.
    absent: Vec<String>,
}

#[derive(Debug)]
struct Group {
    rows: Vec<Vec<TableCell>>,
    more: bool,
}

#[derive(Debug)]
struct TableCell {
    cell: Cell,
    numeric: bool,
    /// What its column is put in order by; nothing where the text is.
    key: Option<Key>,
}

#[derive(Debug)]
struct Heading {
    label: String,
    numeric: bool,
}

pub(super) fn render(block: &Block, table: &Table, data: &Data) -> String {
    let Some(answer) = data.queries.get(&table.query) else {
        tracing::error!(query.name = %table.query, "a table was drawn without its query");
        return String::new();
    };
    let reading = match answer {
        Ok(reading) => reading,
        Err(missing) => return absence("table", block, missing, data),
    };
    let footing = Footing::of([answer], data.now, data.language);
    framed(
        "table",
        title(block, data),
        Drawn::new(block, table, reading, data),
        footing,
    )
}

impl Drawn {
    fn new(block: &Block, table: &Table, reading: &Reading, data: &Data) -> Self {
        let language = data.language;
        let mut rows: Vec<Vec<TableCell>> = reading
            .rows()
            .map(|(row, currency)| cells(table, &row, currency.as_deref(), language))
            .collect();
        order::distinguish(&mut rows);
        let rest = rows.split_off(table.first.min(rows.len()));
        Self {
            title: title(block, data).unwrap_or_default().to_owned(),
            headings: table
                .columns
                .iter()
                .map(|column| Heading {
                    label: match &column.label {
                        Some(label) => label.text(language.code()).to_owned(),
                        None => language.column(&column.name),
                    },
                    numeric: column.format.is_numeric(),
                })
                .collect(),
            more: More::of(rest.len(), table.first, language),
            groups: [(rows, false), (rest, true)]
                .into_iter()
                .filter(|(rows, _)| !rows.is_empty())
                .map(|(rows, more)| Group { rows, more })
                .collect(),
            totals: totals(table, reading, language),
            empty: language.say("table-empty"),
            truncated: cut(reading, first_date(table), language),
            absent: missing_columns(
                reading,
                table.columns.iter().map(|column| column.name.as_str()),
                data,
            ),
        }
    }
}

fn cells(table: &Table, row: &Row, currency: Option<&str>, language: Language) -> Vec<TableCell> {
    let cell = |column: &Column| {
        let value = row.get(&column.name).unwrap_or(Value::Null);
        TableCell {
            cell: Cell::new(&value, column.format, currency, language),
            numeric: column.format.is_numeric(),
            key: Key::of(&value, column.format, currency),
        }
    };
    table.columns.iter().map(cell).collect()
}

/// The column that tells which rows are the newest.
fn first_date(table: &Table) -> Option<&str> {
    let dates = |column: &&Column| column.format == Format::Date;
    table
        .columns
        .iter()
        .find(dates)
        .map(|column| column.name.as_str())
}
