use std::str::FromStr;
use std::sync::Arc;

use chrono::NaiveDate;
use ledger::Rows;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::{EvaluateError, Expression, List, Row, Scope, Value};

fn number(text: &str) -> Value {
    Value::Number(Decimal::from_str(text).unwrap())
}

/// A client with a debt and no limit, a deal, and three sales.
fn scope() -> Scope {
    let client = Rows {
        columns: ["name", "debt", "overdue", "credit_limit", "since", "Тема"]
            .map(str::to_owned)
            .into(),
        rows: vec![vec![
            ledger::Value::Text("Acme".into()),
            ledger::Value::Decimal(Decimal::new(41_250_075, 2)),
            ledger::Value::Integer(0),
            ledger::Value::Null,
            ledger::Value::Date(NaiveDate::from_ymd_opt(2024, 2, 29).unwrap()),
            ledger::Value::Text("Брак".into()),
        ]],
        truncated: false,
    };
    let sale = |total: Option<i64>, status: &str| {
        let total = total.map_or(ledger::Value::Null, |cents| {
            ledger::Value::Decimal(Decimal::new(cents, 2))
        });
        vec![total, ledger::Value::Text(status.into())]
    };
    let sales = Rows {
        columns: ["total", "status"].map(str::to_owned).into(),
        rows: vec![
            sale(Some(10), "paid"),
            sale(Some(20), "open"),
            sale(None, "open"),
        ],
        truncated: false,
    };
    let serde_json::Value::Object(deal) = serde_json::json!({
        "opportunity": 0.3, "stageId": "NEW", "UF_CRM_LIMIT": "500.50", "contactIds": [1, 2]
    }) else {
        unreachable!()
    };
    Scope::new()
        .with("client", Value::Row(Row::ledger(Arc::new(client), 0)))
        .with("deal", Value::Row(Row::crm(deal)))
        .with("company", Value::Null)
        .with("sales", Value::List(List::Rows(Arc::new(sales))))
}

fn evaluated(text: &str) -> Result<Value, EvaluateError> {
    Expression::parse(text).unwrap().evaluate(&scope())
}

#[track_caller]
fn gives(text: &str, expected: Value) {
    assert_eq!(evaluated(text), Ok(expected), "{text}");
}

#[test]
fn numbers_are_decimals_to_the_last_digit() {
    gives("0.1 + 0.2", number("0.3"));
    gives("0.1 + 0.2 == deal.opportunity", Value::Bool(true));
    gives("client.debt * 3", number("1237502.25"));
    gives("9007199254740993.01 - 0.01", number("9007199254740993.00"));
    gives("1_000.5e1", number("10005"));
    gives("-client.debt", number("-412500.75"));
    gives("7 / 2", number("3.5"));
    gives("2 + 3 * 4", number("14"));
}

#[test]
fn nothing_stays_nothing_in_arithmetic() {
    gives("client.credit_limit - client.debt", Value::Null);
    gives("-client.credit_limit", Value::Null);
    gives("client.debt / client.overdue", Value::Null);
    gives("company.credit_limit + 1", Value::Null);
}

#[test]
fn null_is_neither_more_nor_less_than_a_number() {
    gives("client.credit_limit > 0", Value::Bool(false));
    gives("client.credit_limit <= 0", Value::Bool(false));
    gives("client.credit_limit == none", Value::Bool(true));
    gives("client.credit_limit is none", Value::Bool(true));
    gives("client.debt is not none", Value::Bool(true));
    gives("client.credit_limit | default(7)", number("7"));
}

#[test]
fn conditions_read_as_in_minijinja() {
    gives(
        "client.overdue > 0 or client.debt > 400000",
        Value::Bool(true),
    );
    gives("not client.overdue", Value::Bool(true));
    gives("deal.stageId in ['NEW', 'WON']", Value::Bool(true));
    gives("deal.stageId not in ['WON']", Value::Bool(true));
    gives("'bad' if client.overdue else 'good'", Value::text("good"));
    gives("1 if client.overdue", Value::Null);
    gives("0 < deal.opportunity <= 0.3", Value::Bool(true));
    gives("client.nonsense is defined", Value::Bool(false));
    gives("client.since < '2024-03-01'", Value::Bool(true));
    gives("client['name'] == 'Acme'", Value::Bool(true));
    gives("client.Тема", Value::text("Брак"));
    gives("2 in deal.contactIds", Value::Bool(true));
}

#[test]
fn a_text_of_the_crm_that_says_a_number_is_one_beside_a_number() {
    gives("deal.UF_CRM_LIMIT > 500", Value::Bool(true));
    gives("deal.UF_CRM_LIMIT - 0.5", number("500.00"));
    gives("deal.UF_CRM_LIMIT == 500.5", Value::Bool(true));
}

#[test]
fn rows_are_counted_and_added_up() {
    gives("sales | sum(attribute = \"total\")", number("0.30"));
    gives("sales | count", number("3"));
    gives("sales | max(attribute = 'total')", number("0.20"));
    gives("sales | min(attribute = 'total')", number("0.10"));
    gives("(sales | first).status", Value::text("paid"));
    gives("(sales | last).total", Value::Null);
    gives("sales[1].total", number("0.20"));
    gives("sales[9]", Value::Null);
    gives("[] | sum", number("0"));
    gives("[] | max", Value::Null);
    gives("(client.debt / 7) | round(2)", number("58928.68"));
    gives("2.5 | round", number("3"));
    gives("(-3) | abs", number("3"));
}

#[test]
fn an_unknown_name_is_named_and_values_are_not() {
    let unknown = |name: &str| Err(EvaluateError::Unknown { name: name.into() });
    assert_eq!(evaluated("client.limit"), unknown("client.limit"));
    assert_eq!(evaluated("klient.debt"), unknown("klient"));
    assert_eq!(evaluated("sales | sum(attribute='sum')"), unknown("sum"));
    let error = evaluated("client.name + 1").unwrap_err().to_string();
    assert_eq!(error, "`+` does not work on a text and a number");
}

#[test]
fn a_number_too_large_is_an_error_and_no_panic() {
    let largest = Decimal::MAX.to_string();
    assert_eq!(
        evaluated(&format!("{largest} + {largest}")),
        Err(EvaluateError::TooLarge { operation: "+" })
    );
}

#[test]
fn the_roots_are_the_names_it_starts_from() {
    let expression = Expression::parse(
        "client.debt - (sales | sum(attribute='total')) if deal.id else x|default(y)",
    )
    .unwrap();
    assert_eq!(
        Vec::from_iter(expression.roots()),
        ["client", "deal", "sales", "x", "y"]
    );
}

#[test]
fn the_columns_are_what_is_taken_of_the_names() {
    let expression =
        Expression::parse("client.debt - client['limit'] if deal is none else sales | count")
            .unwrap();
    assert_eq!(
        Vec::from_iter(expression.columns()),
        [
            ("client", Some("debt")),
            ("client", Some("limit")),
            ("deal", None),
            ("sales", None)
        ]
    );
}

#[test]
fn what_cannot_be_evaluated_is_refused_with_its_place() {
    let refused = |text: &str| {
        let error = Expression::parse(text).unwrap_err();
        format!(
            "{}@{}",
            error.message,
            error.offset.map_or("?".into(), |o| o.to_string())
        )
    };
    let texts = [
        "client.debt() + 1",
        "1 + (2 // 2)",
        "client.name | upper",
        "client.debt is divisibleby 2",
        "sales[1:2]",
        "{'a': 1}",
        "client.debt >",
        "sales | sum(total)",
        "",
        &"1+".repeat(2_000),
    ];
    insta::assert_snapshot!(texts.map(refused).join("\n"), @r#"
    a call is not supported here@6
    the operator `//` is not supported here@5
    the filter `upper` is not supported; there are sum, count, min, max, first, last, default, round, abs@14
    the test `divisibleby` is not supported here@15
    a slice is not supported here@0
    a map is not supported here@0
    unexpected end of input, expected expression@12
    the filter `sum` takes `attribute = "total"` only@8
    unexpected end of input, expected expression@0
    an expression may have 2000 bytes at most@?
    "#);
}

proptest! {
    #[test]
    fn what_is_added_can_be_taken_away(
        a in -10i64.pow(15)..10i64.pow(15), b in -10i64.pow(15)..10i64.pow(15), scale in 0u32..6,
    ) {
        let (a, b) = (Decimal::new(a, scale), Decimal::new(b, 2));
        let scope = Scope::new().with("a", Value::Number(a)).with("b", Value::Number(b));
        let there_and_back = Expression::parse("a + b - b").unwrap().evaluate(&scope);
        prop_assert_eq!(there_and_back, Ok(Value::Number(a)));
    }

    #[test]
    fn a_literal_is_the_number_it_says(units in 0i64..10i64.pow(17), scale in 0u32..8) {
        let written = Decimal::new(units, scale);
        let value = Expression::parse(&written.to_string()).unwrap().evaluate(&Scope::new());
        prop_assert_eq!(value, Ok(Value::Number(written)));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC{0,60}") {
        let _ = Expression::parse(&text).map(|expression| expression.evaluate(&scope()));
    }
}
