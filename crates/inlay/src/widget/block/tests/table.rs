use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};

use super::{Cell, cents, now, rows, sold, table, text, words};
use crate::config::block::{BlockKind, Format};
use crate::widget::block::{Absence, Missing, render};

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
    <thead><tr><th scope="col" aria-sort="none"><button type="button" class="sort">No.</button></th><th scope="col" aria-sort="none"><button type="button" class="sort">Date</button></th><th scope="col" aria-sort="none" class="n"><button type="button" class="sort">Total</button></th><th scope="col" aria-sort="none"><button type="button" class="sort">Status</button></th></tr></thead>
    <tbody>
    <tr><td>S-2</td><td data-key="20261120000000">Nov 20, 2026</td><td class="n" data-key="USD 123456">$123,456.00</td><td><span class="badge warning">Partly paid</span></td></tr>
    <tr><td>R-1</td><td data-key=""><span class="nothing">—</span></td><td class="n negative" data-key="EUR -2.5">−€2.50</td><td><span class="badge warning">Return</span></td></tr>
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
fn a_column_the_rows_do_not_have_is_told_to_an_administrator() {
    let block = table(&[("totl", Format::Money)]);
    let mut data = sold(Ok(rows(&["total"], vec![vec![cents(1)]])));
    assert!(!words(&render(&block, &data)).contains("there is no"));
    data.administrator = true;
    assert!(words(&render(&block, &data)).contains("there is no `totl`"));
}

#[test]
fn what_the_script_sorts_by_is_written_where_the_text_would_mislead_it() {
    let reading = rows(
        &["number", "date", "total", "currency"],
        vec![
            vec![
                text("S-10"),
                Cell::Date(NaiveDate::from_ymd_opt(2026, 11, 20).unwrap()),
                cents(12_345_600),
                text("USD"),
            ],
            vec![Cell::Integer(9), Cell::Null, cents(-250), text("USD")],
        ],
    );
    let block = table(&[
        ("number", Format::Text),
        ("date", Format::Date),
        ("total", Format::Money),
    ]);
    let keys = |html: &str| -> Vec<String> {
        let keys = html.split("data-key=\"").skip(1);
        keys.map(|rest| rest.split('"').next().unwrap().to_owned())
            .collect()
    };
    let html = render(&block, &sold(Ok(reading.clone())));
    assert_eq!(keys(&html), ["20261120000000", "123456", "9", "", "-2.5"]);

    // Amounts of two currencies cannot be compared: each keeps to its own.
    let mut reading = reading;
    Arc::make_mut(&mut reading.rows).rows[1][3] = text("978");
    let html = render(&block, &sold(Ok(reading)));
    assert_eq!(
        keys(&html),
        ["20261120000000", "USD 123456", "9", "", "EUR -2.5"]
    );
}

#[test]
fn a_table_says_itself_how_many_rows_come_first_and_what_is_added_up() {
    let reading = rows(
        &["number", "quantity", "total"],
        vec![
            vec![text("S-1"), Cell::Integer(2), cents(100)],
            vec![text("S-2"), Cell::Integer(3), cents(100)],
            vec![text("S-3"), Cell::Integer(4), cents(100)],
        ],
    );
    let mut block = table(&[
        ("number", Format::Text),
        ("quantity", Format::Number),
        ("total", Format::Money),
    ]);
    let BlockKind::Table(table) = &mut block.kind else {
        unreachable!()
    };
    table.first = 2;
    table.totals = vec![1];
    let words = words(&render(&block, &sold(Ok(reading.clone()))));
    assert!(words.contains("Total, 3 rows 9 Show one more"), "{words}");
    let BlockKind::Table(table) = &mut block.kind else {
        unreachable!()
    };
    table.totals = Vec::new();
    let words = super::words(&render(&block, &sold(Ok(reading))));
    assert!(!words.contains("Total, 3"), "{words}");
}

#[test]
fn rows_that_were_cut_off_are_the_newest_only_when_they_come_so() {
    let day = |day| Cell::Date(NaiveDate::from_ymd_opt(2026, 11, day).unwrap());
    let mut reading = rows(&["date"], vec![vec![day(20)], vec![day(20)], vec![day(19)]]);
    let block = table(&[("date", Format::Date)]);
    Arc::make_mut(&mut reading.rows).truncated = true;
    let html = render(&block, &sold(Ok(reading.clone())));
    assert!(
        words(&html).contains("Only the newest 3 rows are shown here; there are older ones."),
        "{}",
        words(&html)
    );
    Arc::make_mut(&mut reading.rows).rows.reverse();
    let html = render(&block, &sold(Ok(reading)));
    assert!(
        words(&html).contains("There are more than the 3 rows shown here."),
        "{}",
        words(&html)
    );
}
