use super::{Cell, block, cents, rows, sales, sold, text, words};
use crate::config::block::{Block, BlockKind, List};
use crate::config::localized::Localized;
use crate::config::localized_template::LocalizedTemplate;
use crate::expression::Template;
use crate::widget::block::{Absence, Missing, Reading, render};

pub(super) fn list(line: &str) -> Block {
    let template = |text| Template::parse(text).unwrap();
    Block {
        title: Some(Localized::plain("Complaints")),
        ..block(BlockKind::List(List {
            query: sales(),
            line: LocalizedTemplate::plain(template(line)),
            detail: Some(LocalizedTemplate::plain(template(
                "No. {{ row.number }}, {{ row.total | money }}",
            ))),
            badge: Some(template("{{ row.status }}")),
            date: Some(template("{{ row.date }}")),
            first: 2,
        }))
    }
}

fn complaints() -> Reading {
    let row = |number: &str, subject: &str, currency: &str| {
        vec![
            text(number),
            text(subject),
            text("open"),
            Cell::Date("2026-11-20".parse().unwrap()),
            cents(1_250),
            text(currency),
        ]
    };
    rows(
        &["number", "subject", "status", "date", "total", "currency"],
        vec![
            row("R-1", "A broken pallet", "USD"),
            row("R-2", "Late", "978"),
            row("R-3", "Late again", "USD"),
        ],
    )
}

#[test]
fn a_row_is_an_entry_with_a_line_a_detail_a_badge_and_a_date() {
    let html = render(&list("{{ row.subject }}"), &sold(Ok(complaints())));
    insta::assert_snapshot!(html, @r#"
    <section class="block list">
    <h2>Complaints</h2>

    <ul class="entries">
    <li><p class="says"><span><bdi>A broken pallet</bdi></span><span class="badge info">Open</span></p><p class="detail"><span class="when">Nov 20, 2026</span><span>No. <bdi>R-1</bdi>, <bdi>$12.50</bdi></span></p></li>
    <li><p class="says"><span><bdi>Late</bdi></span><span class="badge info">Open</span></p><p class="detail"><span class="when">Nov 20, 2026</span><span>No. <bdi>R-2</bdi>, <bdi>€12.50</bdi></span></p></li>
    </ul>
    <ul class="entries more">
    <li><p class="says"><span><bdi>Late again</bdi></span><span class="badge info">Open</span></p><p class="detail"><span class="when">Nov 20, 2026</span><span>No. <bdi>R-3</bdi>, <bdi>$12.50</bdi></span></p></li>
    </ul>
    <details class="more"><summary><span class="open">Show one more</span><span class="close">Show the first 2</span></summary></details>
    <footer>
    <p>erp · as of <time datetime="2026-11-24T15:24:40Z" title="2 min ago">15:24 UTC</time></p>
    <button type="button" class="reload" data-reload title="Refresh" aria-label="Refresh" hidden></button>
    </footer>
    </section>
    "#);
}

#[test]
fn an_entry_that_cannot_be_written_tells_only_an_administrator_why() {
    let mut data = sold(Ok(complaints()));
    let said = words(&render(&list("{{ row.subjct }}"), &data));
    assert!(said.contains("could not be computed"), "{said}");
    assert!(said.contains("No. R-1"), "the rest is there: {said}");
    assert!(!said.contains("subjct"), "{said}");
    data.administrator = true;
    let told = words(&render(&list("{{ row.subjct }}"), &data));
    assert!(told.contains("there is no `row.subjct`"), "{told}");
}

#[test]
fn a_list_without_rows_and_one_without_a_source_say_so() {
    let block = list("{{ row.subject }}");
    let empty = rows(&["subject"], Vec::new());
    assert_eq!(
        words(&render(&block, &sold(Ok(empty)))),
        "Complaints Nothing here yet. erp · as of 15:24 UTC"
    );
    let down = Err(Missing {
        source: "erp".into(),
        absence: Absence::Down,
    });
    let said = words(&render(&block, &sold(down)));
    assert!(said.contains("erp does not answer right now."), "{said}");
}
