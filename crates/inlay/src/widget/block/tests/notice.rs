use std::collections::BTreeMap;

use super::{Cell, block, cents, client, now, parsed, rows, text, words};
use crate::config::block::{Block, BlockKind, Level, Notice};
use crate::config::localized_template::LocalizedTemplate;
use crate::expression::{Row, Template, Value};
use crate::widget::block::{Absence, Data, Missing, render};
use crate::words::Language;

pub(super) fn notice(when: &str, words: &str) -> Block {
    let template = Template::parse(words).unwrap();
    block(BlockKind::Notice(Notice {
        when: parsed(when),
        text: LocalizedTemplate::plain(template),
        level: Level::Warning,
    }))
}

#[test]
fn a_notice_is_there_while_its_condition_holds_and_leaves_no_trace_otherwise() {
    let block = notice(
        "client.overdue > 0",
        "{{ client.overdue | money }} overdue, shipment needs approval",
    );
    insta::assert_snapshot!(render(&block, &client(None, 0, 120_050)), @r#"
    <section class="block notice">
    <p class="sentence warning"><span class="sign" aria-hidden="true"></span><strong>Warning:</strong> <span><bdi>$1,200.50</bdi> overdue, shipment needs approval</span></p>
    <footer>
    <p>erp · as of <time datetime="2026-11-24T15:24:40Z" title="2 min ago">15:24 UTC</time></p>
    <button type="button" class="reload" data-reload title="Refresh" aria-label="Refresh" hidden></button>
    </footer>
    </section>
    "#);
    assert_eq!(render(&block, &client(None, 0, 0)), "");
}

#[test]
fn a_notice_that_is_not_due_by_an_old_copy_is_asked_for_again() {
    let row = rows(&["overdue"], vec![vec![cents(0)]]);
    let mut reading = row;
    reading.renewing = true;
    let data = Data::new(Language::ENGLISH, now()).with_row("client", reading);
    let html = render(&notice("client.overdue > 0", "overdue"), &data);
    assert_eq!(html, "<i hidden data-renewing></i>");
}

#[test]
fn a_notice_that_cannot_be_computed_is_not_an_all_clear() {
    let mut data = client(None, 0, 0);
    let block = notice("client.nonsense > 0", "x");
    let said = words(&render(&block, &data));
    assert!(said.starts_with("Warning: could not be computed"), "{said}");
    assert!(!said.contains("nonsense"), "{said}");
    data.administrator = true;
    let told = words(&render(&block, &data));
    assert!(told.contains("there is no `client.nonsense`"), "{told}");

    let down = Err(Missing {
        source: "shop".into(),
        absence: Absence::Down,
    });
    let data = client(None, 0, 0).with_rows("tickets", down);
    let said = words(&render(&notice("tickets | count > 0", "x"), &data));
    assert!(
        said.starts_with("shop does not answer right now."),
        "{said}"
    );
}

#[test]
fn a_notice_is_told_in_its_readers_language() {
    let text = |text| Template::parse(text).unwrap();
    let both = LocalizedTemplate::of(BTreeMap::from([
        ("en".into(), text("on hold")),
        ("ru".into(), text("отгрузка приостановлена")),
    ]))
    .unwrap();
    let block = block(BlockKind::Notice(Notice {
        when: parsed("client.debt > 0"),
        text: both,
        level: Level::Alarm,
    }));
    let mut data = client(None, 1, 0);
    data.language = Language::from_code("ru");
    let said = words(&render(&block, &data));
    assert!(
        said.starts_with("Тревога: отгрузка приостановлена"),
        "{said}"
    );
}

#[test]
fn amounts_of_several_currencies_are_neither_added_nor_compared() {
    let sales = rows(
        &["unpaid", "currency"],
        vec![
            vec![cents(600), text("USD")],
            vec![cents(700), text("978")],
            vec![cents(50), Cell::Null],
        ],
    );
    let data = Data::new(Language::ENGLISH, now()).with_rows("sales", Ok(sales));
    let sum = "sales | sum(attribute = 'unpaid')";
    let over = |limit: &str| {
        let words = "{{ sales | sum(attribute = 'unpaid') | money }} unpaid";
        super::words(&render(&notice(&format!("{sum} > {limit}"), words), &data))
    };
    assert_eq!(over("10"), "", "neither $6.50 nor €7.00 is more than 10");
    let said = over("6.8");
    assert!(said.starts_with("Warning: €7.00, $6.50 unpaid"), "{said}");
    // Rows are counted in whatever currency.
    assert_ne!(
        render(&notice("sales | count > 2", "many"), &data),
        "",
        "three rows"
    );

    let serde_json::Value::Object(deal) =
        serde_json::json!({ "opportunity": 5, "currencyId": "EUR", "stageId": "NEW" })
    else {
        unreachable!()
    };
    let mut data = client(None, 700, 0);
    data.scope = data.scope.with("deal", Value::Row(Row::crm(deal)));
    let mixed = words(&render(
        &notice("deal.opportunity > client.debt", "x"),
        &data,
    ));
    assert!(
        mixed.contains("several currencies cannot be combined"),
        "{mixed}"
    );
    // A stage has no currency.
    let plain = notice("client.debt > 0 and deal.stageId == 'NEW'", "new and owes");
    assert!(words(&render(&plain, &data)).contains("new and owes"));
}
