use super::{Cell, cents, client, figure, figures, now, rows, text, words};
use crate::expression::{Row, Value};
use crate::widget::block::{Absence, Data, Missing, render};
use crate::words::Language;

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
    let data = Data::new(Language::ENGLISH, now()).with_rows("sales", Ok(sales));
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
