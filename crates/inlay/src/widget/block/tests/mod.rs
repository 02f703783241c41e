//! What blocks look like, as HTML and in words.

mod chart;
mod figures;
mod gauge;
mod hostile;
mod list;
mod notice;
mod table;
mod tasks;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use ledger::{Rows, Value as Cell};
use rust_decimal::Decimal;

use super::{Data, Missing, Purse, Reading};
use crate::config::block::{Block, BlockKind, Column, FIRST, Figure, Format, Gauge, Table};
use crate::config::localized::Localized;
use crate::config::source::QueryName;
use crate::expression::Expression;
use crate::words::Language;

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_534_000, 0).unwrap()
}

fn cents(cents: i64) -> Cell {
    Cell::Decimal(Decimal::new(cents, 2))
}

fn text(text: &str) -> Cell {
    Cell::Text(text.into())
}

fn rows(columns: &[&str], rows: Vec<Vec<Cell>>) -> Reading {
    let columns = columns.iter().map(|column| (*column).to_owned()).collect();
    Reading {
        rows: Arc::new(Rows {
            columns,
            rows,
            truncated: false,
        }),
        read_at: now() - TimeDelta::minutes(2),
        stale: false,
        renewing: false,
        source: "erp".into(),
        purse: Purse {
            default: Some("USD".into()),
            codes: BTreeMap::from([("978".into(), "EUR".into())]),
        },
    }
}

/// A client with this limit, debt and overdue debt, in cents.
fn client(limit: Option<i64>, debt: i64, overdue: i64) -> Data {
    let row = vec![limit.map_or(Cell::Null, cents), cents(debt), cents(overdue)];
    Data::new(Language::ENGLISH, now()).with_row(
        "client",
        rows(&["credit_limit", "debt", "overdue"], vec![row]),
    )
}

fn parsed(text: &str) -> Expression {
    Expression::parse(text).unwrap()
}

fn figure(value: &str, alarm: Option<&str>) -> Figure {
    Figure {
        label: Localized::plain("Overdue"),
        value: parsed(value),
        format: Format::Money,
        alarm: alarm.map(parsed),
    }
}

fn figures(figures: Vec<Figure>) -> Block {
    block(BlockKind::Figures(figures))
}

fn block(kind: BlockKind) -> Block {
    Block {
        title: None,
        visible_to: None,
        queries: BTreeMap::new(),
        kind,
    }
}

fn gauge() -> Block {
    block(BlockKind::Gauge(Gauge {
        value: parsed("client.debt"),
        max: parsed("client.credit_limit"),
        format: Format::Money,
    }))
}

fn sales() -> QueryName {
    QueryName {
        source: "erp".into(),
        query: "sales".into(),
    }
}

fn table(columns: &[(&str, Format)]) -> Block {
    let columns: Vec<Column> = columns
        .iter()
        .map(|(name, format)| Column {
            name: (*name).into(),
            label: None,
            format: *format,
        })
        .collect();
    Block {
        title: Some(Localized::plain("Purchases")),
        ..block(BlockKind::Table(Table {
            query: sales(),
            totals: Table::usual_totals(&columns),
            columns,
            first: FIRST,
        }))
    }
}

fn sold(reading: Result<Reading, Missing>) -> Data {
    let mut data = Data::new(Language::ENGLISH, now());
    data.queries.insert(sales(), reading);
    data
}

/// The words between the tags.
fn words(html: &str) -> String {
    let mut words = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                words.push(' ');
            }
            c if !inside => words.push(c),
            _ => {}
        }
    }
    words
        .split([' ', '\n'])
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
