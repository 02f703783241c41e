//! Rows of one query.

use std::collections::BTreeMap;

use askama::Template;
use rust_decimal::Decimal;

use super::cell::Cell;
use super::data::{Data, Reading};
use super::footing::Footing;
use super::frame::{absence, framed, title};
use crate::config::block::{Block, Column, Format, Table};
use crate::expression::{EvaluateError, Row, Value};
use crate::words::{Argument, Language};

/// Rows that are shown before anybody asks for more.
const FIRST: usize = 10;

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
}

/// The words that open and close the rest of the rows.
#[derive(Debug)]
struct More {
    show: String,
    hide: String,
}

#[derive(Debug)]
struct Heading {
    label: String,
    numeric: bool,
}

/// One cell of a totals row.
#[derive(Debug)]
enum Total {
    /// The words in front, over this many columns.
    Label(String, usize),
    Amount(Cell),
    Blank,
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
        let count = reading.rows.rows.len();
        let mut rows: Vec<Vec<TableCell>> = reading
            .rows()
            .map(|(row, currency)| cells(table, &row, currency.as_deref(), language))
            .collect();
        let rest = rows.split_off(FIRST.min(rows.len()));
        let counted =
            |key: &str, count: usize| language.say_with(key, &[("count", Argument::Count(count))]);
        let known = |name: &str| reading.rows.columns.iter().any(|column| column == name);
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
            more: (!rest.is_empty()).then(|| More {
                show: counted("table-more", rest.len()),
                hide: counted("table-fewer", FIRST),
            }),
            groups: [(rows, false), (rest, true)]
                .into_iter()
                .filter(|(rows, _)| !rows.is_empty())
                .map(|(rows, more)| Group { rows, more })
                .collect(),
            totals: totals(table, reading, language),
            empty: language.say("table-empty"),
            truncated: reading
                .rows
                .truncated
                .then(|| counted("table-truncated", count)),
            absent: if data.administrator {
                let absent = table.columns.iter().filter(|column| !known(&column.name));
                absent
                    .map(|column| {
                        EvaluateError::Unknown {
                            name: column.name.clone(),
                        }
                        .to_string()
                    })
                    .collect()
            } else {
                Vec::new()
            },
        }
    }
}

fn cells(table: &Table, row: &Row, currency: Option<&str>, language: Language) -> Vec<TableCell> {
    let cell = |column: &Column| {
        let value = row.get(&column.name).unwrap_or(Value::Null);
        TableCell {
            cell: Cell::new(&value, column.format, currency, language),
            numeric: column.format.is_numeric(),
        }
    };
    table.columns.iter().map(cell).collect()
}

/// A row of totals for each currency, when there is a column of money to add up. It says how many
/// rows were added: a query's own limit may have cut the rest.
fn totals(table: &Table, reading: &Reading, language: Language) -> Vec<Vec<Total>> {
    let Some(first) = table
        .columns
        .iter()
        .position(|column| column.format == Format::Money)
    else {
        return Vec::new();
    };
    let mut by_currency: BTreeMap<Option<String>, (usize, Vec<Option<Decimal>>)> = BTreeMap::new();
    for (row, currency) in reading.rows() {
        let (count, sums) = by_currency
            .entry(currency)
            .or_insert_with(|| (0, vec![None; table.columns.len()]));
        *count += 1;
        for (column, sum) in table.columns.iter().zip(sums) {
            if column.format == Format::Money
                && let Some(amount) = row.get(&column.name).as_ref().and_then(Value::number)
            {
                // A sum too large for a decimal is not shown rather than wrong.
                *sum = sum.unwrap_or_default().checked_add(amount);
            }
        }
    }
    let key = if reading.rows.truncated {
        "table-total-shown"
    } else {
        "table-total"
    };
    by_currency
        .into_iter()
        .map(|(currency, (count, sums))| {
            let label = language.say_with(key, &[("count", Argument::Count(count))]);
            let amounts =
                table
                    .columns
                    .iter()
                    .zip(sums)
                    .skip(first)
                    .map(|(column, sum)| match sum {
                        Some(sum) => Total::Amount(Cell::new(
                            &Value::Number(sum),
                            column.format,
                            currency.as_deref(),
                            language,
                        )),
                        None => Total::Blank,
                    });
            // Where the first column is money already, the words have no place of their own.
            let words = (first > 0).then_some(Total::Label(label, first));
            words.into_iter().chain(amounts).collect()
        })
        .collect()
}
