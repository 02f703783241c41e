use super::{Cell, cents, client, gauge, now, rows, words};
use crate::widget::block::{Data, render};
use crate::words::Language;

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
    let data = Data::new(Language::ENGLISH, now())
        .with_row("client", rows(&["debt", "credit_limit"], vec![row]));
    assert_eq!(
        words(&render(&gauge(), &data)),
        "Credit limit — of $1,000.00 The amount used is not known erp · as of 15:24 UTC"
    );
}
