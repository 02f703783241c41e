#[path = "../../../../tests/it/hostile.rs"]
mod names;

use self::names::hostile_names;
use super::{chart, rows, sold, table, text};
use crate::config::block::Format;
use crate::widget::block::render;

/// Nothing of a name became markup, and it is not longer than anybody reads.
fn assert_harmless(name: &str, html: &str) {
    for markup in [
        "<script",
        "<img",
        "<svg/",
        "<b>",
        "<!--",
        "onmouseover='",
        "onfocus=\"",
        "href=\"javascript",
    ] {
        assert!(!html.contains(markup), "{name}: {markup} in {html}");
    }
    assert!(
        html.chars().count() < 8_000,
        "{name} is {} long",
        html.len()
    );
}

#[test]
fn hostile_texts_are_shown_in_every_format_and_do_nothing() {
    for name in hostile_names() {
        for format in Format::ALL {
            let cells = vec![vec![text(&name), text(&name)]];
            let reading = rows(&["subject", "currency"], cells);
            let html = render(&table(&[("subject", format)]), &sold(Ok(reading)));
            assert_harmless(&name, &html);
        }
    }
}

#[test]
fn a_chart_of_hostile_currencies_does_nothing() {
    for name in hostile_names() {
        let cells = vec![
            vec![text("2026-11-01"), text("12.5"), text(&name)],
            vec![text(&name), text("1"), text("USD")],
        ];
        let reading = rows(&["date", "total", "currency"], cells);
        let html = render(&chart::by_month(), &sold(Ok(reading)));
        for markup in ["<script", "<img", "<svg/", "<b>", "onfocus=\""] {
            assert!(!html.contains(markup), "{name}: {markup} in {html}");
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
