use std::sync::Arc;

use chrono::NaiveDate;

use super::{Cell, block, cents, now, rows, sales, sold, text, words};
use crate::config::block::{Block, BlockKind, By, Chart, Format};
use crate::config::localized::Localized;
use crate::widget::block::{Absence, Missing, Reading, render};

fn chart(by: By) -> Block {
    Block {
        title: Some(Localized::plain("Bought")),
        ..block(BlockKind::Chart(Chart {
            query: sales(),
            x: "date".into(),
            y: "total".into(),
            by,
            format: Format::Money,
        }))
    }
}

pub(super) fn by_month() -> Block {
    chart(By::Month)
}

fn day(text: &str) -> Cell {
    Cell::Date(text.parse::<NaiveDate>().unwrap())
}

fn bought(rows_: &[(&str, i64, &str)]) -> Reading {
    let cells = rows_
        .iter()
        .map(|(date, amount, currency)| vec![day(date), cents(*amount), text(currency)])
        .collect();
    rows(&["date", "total", "currency"], cells)
}

/// The rows of the table that says the same.
fn told(html: &str) -> Vec<String> {
    let rows = html.split("<tr><th scope=\"row\">").skip(1);
    rows.map(|row| {
        let row = row.split("</tr>").next().unwrap();
        words(row)
    })
    .collect()
}

#[test]
fn months_are_added_up_and_those_in_which_nothing_was_bought_are_zero() {
    let reading = bought(&[
        ("2026-09-30", 10_000, "USD"),
        ("2026-09-01", 5_050, "USD"),
        ("2026-11-20", -2_000, "USD"),
    ]);
    let html = render(&by_month(), &sold(Ok(reading)));
    let told = told(&html);
    assert_eq!(told.len(), 12, "a year, up to the month of today");
    assert_eq!(
        told[8..],
        [
            "Aug 2026 $0.00",
            "Sep 2026 $150.50",
            "Oct 2026 $0.00",
            "Nov 2026 −$20.00"
        ]
    );
    assert!(
        words(&html).contains("Dec 2025 – Nov 2026: $130.50"),
        "{}",
        words(&html)
    );
    assert!(html.contains("<title>Bought. By month</title>"), "{html}");
    assert!(html.contains("Largest: Sep 2026, $150.50</desc>"), "{html}");
    assert_eq!(html.matches("class=\"sum\"").count(), 1);
    assert_eq!(html.matches("class=\"sum negative\"").count(), 1);
    assert!(!html.contains("style="), "{html}");
}

#[test]
fn a_month_below_zero_is_drawn_below_the_line() {
    let reading = bought(&[("2026-10-01", 10_000, "USD"), ("2026-11-01", -5_000, "USD")]);
    let html = render(&by_month(), &sold(Ok(reading)));
    let number = |from: &str, name: &str| -> f64 {
        let (_, rest) = html.split_once(from).unwrap();
        let (_, rest) = rest.split_once(&format!("{name}=\"")).unwrap();
        rest.split_once('"').unwrap().0.parse().unwrap()
    };
    let zero = number("class=\"zero\"", "y1");
    let above = number("class=\"sum\"", " y");
    assert!((above + number("class=\"sum\"", "height") - zero).abs() < 0.2);
    assert!((number("class=\"sum negative\"", " y") - zero).abs() < 0.2);
    assert!(number("class=\"sum negative\"", "height") > 1.0);
}

#[test]
fn every_currency_has_a_chart_of_its_own() {
    let reading = bought(&[("2026-11-01", 100, "USD"), ("2026-11-02", 200, "978")]);
    let html = render(&by_month(), &sold(Ok(reading)));
    assert_eq!(html.matches("<svg class=\"plot\"").count(), 2);
    let words = words(&html);
    assert!(words.contains("Nov 2026: €2.00"), "{words}");
    assert!(words.contains("Nov 2026: $1.00"), "{words}");
    assert!(!words.contains("3.00"), "{words}");
}

#[test]
fn quarters_and_years_are_added_up_too() {
    let reading = bought(&[("2026-01-31", 100, "USD"), ("2025-12-31", 200, "USD")]);
    let quarters = told(&render(&chart(By::Quarter), &sold(Ok(reading.clone()))));
    assert_eq!(
        quarters,
        [
            "Q4 2025 $2.00",
            "Q1 2026 $1.00",
            "Q2 2026 $0.00",
            "Q3 2026 $0.00",
            "Q4 2026 $0.00"
        ]
    );
    let years = told(&render(&chart(By::Year), &sold(Ok(reading))));
    assert_eq!(years, ["2024 $0.00", "2025 $2.00", "2026 $1.00"]);
}

#[test]
fn what_is_not_in_the_picture_is_said() {
    let mut reading = bought(&[("2026-11-01", 100, "USD"), ("2009-01-01", 100, "USD")]);
    let undated = vec![Cell::Null, cents(500), text("USD")];
    let changed = Arc::make_mut(&mut reading.rows);
    changed.rows.insert(0, undated);
    changed.truncated = true;
    let html = render(&by_month(), &sold(Ok(reading)));
    assert_eq!(told(&html).len(), 60, "five years of months");
    for note in [
        "What lies before is not drawn.",
        "One row has no date and is left out.",
        "There are more than the 3 rows shown here.",
    ] {
        assert!(words(&html).contains(note), "{note}: {}", words(&html));
    }
}

#[test]
fn a_chart_without_rows_without_a_column_or_without_a_source_says_so() {
    let empty = render(&by_month(), &sold(Ok(bought(&[]))));
    assert_eq!(
        words(&empty),
        "Bought Nothing here yet. erp · as of 15:24 UTC"
    );
    let mut data = sold(Ok(rows(
        &["day", "total"],
        vec![vec![day("2026-11-01"), cents(1)]],
    )));
    data.administrator = true;
    let lacking = words(&render(&by_month(), &data));
    assert!(lacking.contains("there is no `date`"), "{lacking}");
    let down = Missing {
        source: "erp".into(),
        absence: Absence::Down,
    };
    let down = words(&render(&by_month(), &sold(Err(down))));
    assert!(down.contains("erp does not answer right now."), "{down}");
    assert_eq!(now().date_naive().to_string(), "2026-11-24");
}
