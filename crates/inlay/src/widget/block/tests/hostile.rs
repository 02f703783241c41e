#[path = "../../../../tests/it/hostile.rs"]
mod names;

use self::names::hostile_names;
use super::{chart, client, figure, figures, list, notice, rows, sold, table, tasks, text};
use crate::config::block::Format;
use crate::expression::Value;
use crate::widget::block::render;
use crate::widget::card::OpenTasks;

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

#[test]
fn hostile_names_in_figures_and_sentences_do_nothing() {
    for name in hostile_names() {
        let mut data = client(None, 100, 0);
        data.scope = data.scope.with("name", Value::text(name.as_str()));
        let figures = figures(vec![figure("name", None)]);
        assert_harmless(&name, &render(&figures, &data));
        let due = notice::notice(
            "client.debt > 0",
            "{{ name }} owes {{ client.debt | money }}",
        );
        let html = render(&due, &data);
        assert_harmless(&name, &html);
        // Whatever the name turns around, it is inside an element of its own.
        assert!(html.contains("</bdi> owes <bdi>$1.00</bdi>"), "{html}");
    }
}

#[test]
fn hostile_rows_of_a_list_do_nothing() {
    for name in hostile_names() {
        let cells = [&name, &name, &name, &name, &name, &name].map(|name| text(name));
        let columns = ["number", "subject", "status", "date", "total", "currency"];
        let reading = rows(&columns, vec![cells.into()]);
        let html = render(&list::list("{{ row.subject }}"), &sold(Ok(reading)));
        assert_harmless(&name, &html);
    }
}

#[test]
fn hostile_tasks_do_nothing() {
    for name in hostile_names() {
        let mut one = tasks::task(7, &name, None);
        one.responsible = Some(name.clone());
        let told = OpenTasks::Told {
            tasks: vec![one],
            more: false,
        };
        assert_harmless(&name, &render(&tasks::tasks(), &tasks::told(told)));
    }
}
