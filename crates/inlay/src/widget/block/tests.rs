use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use ledger::{Rows, Value as Cell};
use rust_decimal::Decimal;

use super::{Absence, Data, Missing, Purse, Reading, render};
use crate::config::block::{Block, BlockKind, Column, Figure, Format, Gauge, Table};
use crate::config::localized::Localized;
use crate::config::source::QueryName;
use crate::expression::{Expression, Row, Value};
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
    Data::new(Language::En, now()).with_row(
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
    let columns = columns
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
            columns,
        }))
    }
}

fn sold(reading: Result<Reading, Missing>) -> Data {
    let mut data = Data::new(Language::En, now());
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

#[test]
fn a_figure_that_alarms_says_so_in_words_too() {
    let block = figures(vec![figure("client.overdue", Some("client.overdue > 0"))]);
    insta::assert_snapshot!(render(&block, &client(None, 0, 4_821_050)), @r#"
    <section class="block figures">
    <dl class="tiles">
    <div class="tile alarm">
    <dt>Overdue</dt>
    <dd>$48,210.50<span class="mark" role="img" aria-label="Attention" title="Attention">!</span></dd>
    </div>
    </dl>
    <footer>
    <p>erp · as of <time datetime="2026-11-24T15:24:40Z" title="2 min ago">15:24 UTC</time></p>
    <button type="button" class="reload" data-reload title="Refresh" aria-label="Refresh" hidden></button>
    </footer>
    </section>
    "#);
}

#[test]
fn a_value_nobody_knows_is_a_dash_and_no_alarm() {
    let block = figures(vec![figure(
        "client.credit_limit",
        Some("client.credit_limit > 0"),
    )]);
    let html = render(&block, &client(None, 0, 0));
    assert_eq!(words(&html), "Overdue — erp · as of 15:24 UTC");
    assert!(!html.contains("alarm"), "{html}");
}

#[test]
fn a_figure_that_cannot_be_computed_tells_only_an_administrator_why() {
    let block = figures(vec![
        figure("client.limit", None),
        figure("client.debt", None),
    ]);
    let mut data = client(None, 700, 0);
    assert_eq!(
        words(&render(&block, &data)),
        "Overdue could not be computed Overdue $7.00 erp · as of 15:24 UTC"
    );
    data.administrator = true;
    assert_eq!(
        words(&render(&block, &data)),
        "Overdue could not be computed there is no `client.limit` Overdue $7.00 erp · as of 15:24 UTC"
    );
}

#[test]
fn an_alarm_that_cannot_be_computed_is_not_an_all_clear() {
    let block = figures(vec![figure("client.debt", Some("client.nonsense > 0"))]);
    assert!(words(&render(&block, &client(None, 1, 0))).contains("could not be computed"));
}

#[test]
fn several_currencies_are_several_figures() {
    let block = figures(vec![figure("sales | sum(attribute = 'total')", None)]);
    let sales = rows(
        &["total", "currency"],
        vec![
            vec![cents(100), text("USD")],
            vec![cents(250), text("978")],
            vec![cents(300), Cell::Null],
        ],
    );
    let data = Data::new(Language::En, now()).with_rows("sales", Ok(sales));
    assert_eq!(
        words(&render(&block, &data)),
        "Overdue €2.50 $4.00 erp · as of 15:24 UTC"
    );
}

#[test]
fn money_of_two_currencies_is_not_combined() {
    let block = figures(vec![figure("client.debt - deal.opportunity", None)]);
    let serde_json::Value::Object(deal) =
        serde_json::json!({ "opportunity": 5, "currencyId": "EUR" })
    else {
        unreachable!()
    };
    let mut data = client(None, 700, 0);
    data.scope = data.scope.with("deal", Value::Row(Row::crm(deal)));
    assert!(words(&render(&block, &data)).contains("several currencies cannot be combined"));
}

#[test]
fn a_source_that_is_down_is_named_where_its_figure_would_stand() {
    let down = Err(Missing {
        source: "shop".into(),
        absence: Absence::Down,
    });
    let data = client(None, 700, 0).with_rows("tickets", down);
    let both = figures(vec![
        figure("client.debt", None),
        figure("tickets | count", None),
    ]);
    assert_eq!(
        words(&render(&both, &data)),
        "Overdue $7.00 Overdue — shop does not answer right now. erp · as of 15:24 UTC"
    );
    let alone = figures(vec![figure("tickets | count", None)]);
    assert_eq!(
        words(&render(&alone, &data)),
        "shop does not answer right now. Nothing is wrong with this card. Try again in a minute."
    );
}

#[test]
fn a_gauge_shows_what_is_left() {
    insta::assert_snapshot!(render(&gauge(), &client(Some(100_000), 41_250, 0)), @r#"
    <section class="block gauge">
    <h2>Credit limit</h2>
    <div class="gauge-body good">
    <p class="amounts"><strong>$412.50</strong> <span>of $1,000.00</span></p>
    <div class="bar" role="meter" aria-label="Credit limit" aria-valuemin="0" aria-valuemax="100" aria-valuenow="41.2" aria-valuetext="$412.50 of $1,000.00. $587.50 available">
    <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect width="41.2" height="10"/></svg>
    </div>
    <p class="verdict"><span>$587.50 available</span><span class="percent">41% used</span></p>
    </div>
    <footer>
    <p>erp · as of <time datetime="2026-11-24T15:24:40Z" title="2 min ago">15:24 UTC</time></p>
    <button type="button" class="reload" data-reload title="Refresh" aria-label="Refresh" hidden></button>
    </footer>
    </section>
    "#);
}

#[test]
fn every_state_of_a_limit_has_words_of_its_own() {
    let said = |limit, debt| {
        let html = render(&gauge(), &client(limit, debt, 0));
        let alarm = if html.contains("gauge-body alarm") {
            " (alarm)"
        } else {
            ""
        };
        format!(
            "{}{alarm}",
            words(&html).replace(" erp · as of 15:24 UTC", "")
        )
    };
    let lines = [
        said(Some(100_000), 0),
        said(Some(100_000), 85_000),
        said(Some(100_000), 100_000),
        said(Some(100_000), 100_001),
        said(Some(100_000), 900_000_000),
        said(Some(100_000), -5_000),
        said(Some(0), 0),
        said(Some(0), 1),
        said(Some(-500), 0),
        said(None, 41_250),
    ];
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Credit limit $0.00 of $1,000.00 $1,000.00 available 0% used
    Credit limit $850.00 of $1,000.00 $150.00 available 85% used
    Credit limit $1,000.00 of $1,000.00 The limit is used up 100% used
    Credit limit $1,000.01 of $1,000.00 ! Over the limit by $0.01 101% used (alarm)
    Credit limit $9,000,000.00 of $1,000.00 ! Over the limit by $8,999,000.00 900,000% used (alarm)
    Credit limit −$50.00 of $1,000.00 $1,050.00 available −5% used
    Credit limit $0.00 of $0.00 The limit is zero
    Credit limit $0.01 of $0.00 ! The limit is zero, $0.01 used (alarm)
    Credit limit $0.00 of −$5.00 The limit is zero
    Credit limit $412.50 no limit
    "#);
}

#[test]
fn a_gauge_without_an_amount_is_no_empty_gauge() {
    let row = vec![Cell::Null, cents(100_000)];
    let data = Data::new(Language::En, now())
        .with_row("client", rows(&["debt", "credit_limit"], vec![row]));
    assert_eq!(
        words(&render(&gauge(), &data)),
        "Credit limit — of $1,000.00 The amount used is not known erp · as of 15:24 UTC"
    );
}

#[test]
fn a_table_shows_rows_and_totals_for_each_currency() {
    let reading = rows(
        &["number", "date", "total", "status", "currency"],
        vec![
            vec![
                text("S-2"),
                Cell::Date(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()),
                cents(12_345_600),
                text("partly_paid"),
                text("USD"),
            ],
            vec![
                text("R-1"),
                Cell::Null,
                cents(-250),
                text("return"),
                text("978"),
            ],
        ],
    );
    let block = table(&[
        ("number", Format::Text),
        ("date", Format::Date),
        ("total", Format::Money),
        ("status", Format::Badge),
    ]);
    insta::assert_snapshot!(render(&block, &sold(Ok(reading))), @r#"
    <section class="block table">
    <h2>Purchases</h2>

    <div class="rows" role="region" tabindex="0" aria-label="Purchases">
    <table>
    <thead><tr><th scope="col">No.</th><th scope="col">Date</th><th scope="col" class="n">Total</th><th scope="col">Status</th></tr></thead>
    <tbody>
    <tr><td>S-2</td><td>Nov 20, 2026</td><td class="n">$123,456.00</td><td><span class="badge warning">Partly paid</span></td></tr>
    <tr><td>R-1</td><td><span class="nothing">—</span></td><td class="n negative">−€2.50</td><td><span class="badge warning">Return</span></td></tr>
    </tbody>
    <tfoot>
    <tr><th scope="row" colspan="2">Total, one row</th><td class="n negative">−€2.50</td><td></td></tr>
    <tr><th scope="row" colspan="2">Total, one row</th><td class="n">$123,456.00</td><td></td></tr>
    </tfoot>
    </table>
    </div>
    <footer>
    <p>erp · as of <time datetime="2026-11-24T15:24:40Z" title="2 min ago">15:24 UTC</time></p>
    <button type="button" class="reload" data-reload title="Refresh" aria-label="Refresh" hidden></button>
    </footer>
    </section>
    "#);
}

#[test]
fn ten_rows_are_shown_and_the_others_wait() {
    let many = (0..200)
        .map(|number| vec![text(&format!("S-{number}")), cents(100)])
        .collect();
    let mut reading = rows(&["number", "total"], many);
    let block = table(&[("number", Format::Text), ("total", Format::Money)]);
    let html = render(&block, &sold(Ok(reading.clone())));
    let (shown, waiting) = html.split_once("<tbody class=\"more\">").unwrap();
    assert_eq!(
        shown.matches("<tr>").count(),
        11,
        "ten rows and the heading"
    );
    assert_eq!(
        waiting.matches("<tr>").count(),
        191,
        "the others and the total"
    );
    assert!(
        words(&html).contains("Total, 200 rows $200.00"),
        "{}",
        words(&html)
    );
    assert!(words(&html).contains("Show 190 more"));

    Arc::make_mut(&mut reading.rows).truncated = true;
    let words = words(&render(&block, &sold(Ok(reading))));
    assert!(words.contains("Total of the 200 shown $200.00"), "{words}");
    assert!(
        words.contains("There are more than the 200 rows shown here."),
        "{words}"
    );
}

#[test]
fn a_table_without_rows_and_one_without_a_source_say_so() {
    let block = table(&[("total", Format::Money)]);
    let empty = rows(&["total"], Vec::new());
    assert_eq!(
        words(&render(&block, &sold(Ok(empty)))),
        "Purchases Nothing here yet. erp · as of 15:24 UTC"
    );
    let denied = Err(Missing {
        source: "erp".into(),
        absence: Absence::Denied,
    });
    assert_eq!(
        words(&render(&block, &sold(denied))),
        "Purchases erp did not let Inlay in. An administrator has to check the login it uses."
    );
}

#[test]
fn a_copy_of_a_source_that_is_down_says_its_age() {
    let mut reading = rows(&["total"], vec![vec![cents(1)]]);
    reading.stale = true;
    reading.read_at = now() - TimeDelta::hours(26);
    let html = render(&table(&[("total", Format::Money)]), &sold(Ok(reading)));
    assert!(html.contains("data-stale"), "{html}");
    assert!(html.contains("title=\"yesterday\""), "{html}");
    assert!(
        words(&html)
            .ends_with("erp does not answer. These are the figures of Nov 23, 2026 13:26 UTC ."),
        "{}",
        words(&html)
    );
}

#[test]
fn hostile_texts_are_shown_and_do_nothing() {
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "{{ 7 * 7 }}",
        "=HYPERLINK(\"https://evil.example\")",
        "\u{202e}drawkcab\u{2066}",
        "javascript:alert(1)",
    ];
    let formats = [
        Format::Text,
        Format::Badge,
        Format::Phone,
        Format::Money,
        Format::Date,
    ];
    for words in hostile {
        for format in formats {
            let reading = rows(
                &["subject", "currency"],
                vec![vec![text(words), text(words)]],
            );
            let html = render(&table(&[("subject", format)]), &sold(Ok(reading)));
            for markup in ["<script", "<img", "onmouseover='", "href=\"javascript"] {
                assert!(!html.contains(markup), "{words} as {format:?}: {html}");
            }
        }
    }
}

#[test]
fn a_text_of_ten_thousand_letters_is_cut() {
    let reading = rows(&["subject"], vec![vec![text(&"Ж".repeat(10_000))]]);
    let html = render(&table(&[("subject", Format::Text)]), &sold(Ok(reading)));
    assert!(
        html.chars().count() < 2_000,
        "{} characters",
        html.chars().count()
    );
    assert!(html.contains("ЖЖ…"));
}

#[test]
fn a_column_the_rows_do_not_have_is_told_to_an_administrator() {
    let block = table(&[("totl", Format::Money)]);
    let mut data = sold(Ok(rows(&["total"], vec![vec![cents(1)]])));
    assert!(!words(&render(&block, &data)).contains("there is no"));
    data.administrator = true;
    assert!(words(&render(&block, &data)).contains("there is no `totl`"));
}
