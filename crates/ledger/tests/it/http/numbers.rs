//! Values as systems spell them.

use ledger::{HttpColumn, HttpQuery, ReadError, Scalar, Value};

use super::stand_in::{Answer, StandIn, read};
use crate::database::{date, datetime, decimal, text};

/// How one value of an answer is read by a column.
async fn told(json: &str, column: HttpColumn) -> Result<Value, ReadError> {
    let body = format!(r#"[{{"v": {json}}}]"#);
    let server = StandIn::start(move |_| Answer::json(&body)).await;
    let mut query = HttpQuery::get("/rows");
    query.columns = vec![("v".to_owned(), column)];
    let rows = read(&server.source(), &query, &[]).await?;
    Ok(rows.rows[0][0].clone())
}

async fn plain(json: &str) -> Value {
    told(json, HttpColumn::at("$.v")).await.unwrap()
}

async fn typed(json: &str, kind: Scalar) -> Value {
    let column = HttpColumn::at("$.v").of_type(kind);
    told(json, column).await.unwrap()
}

#[tokio::test]
async fn numbers_are_exact_however_long() {
    assert_eq!(plain("12.30").await, decimal("12.3"));
    assert_eq!(plain("0.1").await, decimal("0.1"));
    assert_eq!(plain("-7").await, Value::Integer(-7));
    assert_eq!(plain("1e3").await, decimal("1000"));
    assert_eq!(
        plain("12345678901234567.89").await,
        decimal("12345678901234567.89")
    );
    assert_eq!(
        plain("1234567890123456789012345678").await,
        decimal("1234567890123456789012345678")
    );
    assert_eq!(
        plain("9223372036854775807").await,
        Value::Decimal(i64::MAX.into())
    );
    let too_long = told("12345678901234567890123456789012", HttpColumn::at("$.v")).await;
    assert_eq!(too_long.unwrap_err().kind(), "nonsense");
}

#[tokio::test]
async fn tenths_add_up() {
    let (a, b) = (plain("0.1").await, plain("0.2").await);
    let (Value::Decimal(a), Value::Decimal(b)) = (a, b) else {
        panic!()
    };
    assert_eq!(Value::Decimal(a + b), decimal("0.3"));
}

#[tokio::test]
async fn a_number_that_comes_as_a_text_is_one_where_the_column_says_so() {
    assert_eq!(plain("\"12.30\"").await, text("12.30"));
    assert_eq!(
        typed("\" 12.30 \"", Scalar::Decimal).await,
        decimal("12.30")
    );
    assert_eq!(typed("\"17\"", Scalar::Integer).await, Value::Integer(17));
    assert_eq!(typed("17.0", Scalar::Integer).await, Value::Integer(17));
    assert_eq!(typed("\"\"", Scalar::Decimal).await, Value::Null);
    let column = HttpColumn::at("$.v").of_type(Scalar::Integer);
    let error = told("\"secret\"", column).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "column `v` cannot be read: it is no number"
    );
}

#[tokio::test]
async fn a_number_that_is_an_identifier_stays_a_text_where_the_column_says_so() {
    assert_eq!(typed("\"00-00045\"", Scalar::Text).await, text("00-00045"));
    assert_eq!(typed("7701234507", Scalar::Text).await, text("7701234507"));
    assert_eq!(
        typed("\"2024-01-01\"", Scalar::Text).await,
        text("2024-01-01")
    );
    let long = "12345678901234567890";
    assert_eq!(typed(long, Scalar::Text).await, text(long));
    // Of the private use area, as fonts use it for logos.
    assert_eq!(plain("\"\u{f8f0} Store\"").await, text("\u{f8f0} Store"));
}

#[tokio::test]
async fn kopecks_become_roubles() {
    let kopecks = || HttpColumn::at("$.v").scaled(-2);
    assert_eq!(told("60000", kopecks()).await.unwrap(), decimal("600.00"));
    assert_eq!(told("-1", kopecks()).await.unwrap(), decimal("-0.01"));
    assert_eq!(
        told("1234567.0", kopecks()).await.unwrap(),
        decimal("12345.67")
    );
    assert_eq!(told("null", kopecks()).await.unwrap(), Value::Null);
    let thousands = HttpColumn::at("$.v").scaled(3);
    assert_eq!(told("1.5", thousands).await.unwrap(), decimal("1500"));
}

#[tokio::test]
async fn wrapped_values_are_unwrapped() {
    let total = r#"{"__class__": "Decimal", "decimal": "12.30"}"#;
    assert_eq!(plain(total).await, decimal("12.30"));
    let day = r#"{"__class__": "date", "year": 2024, "month": 3, "day": 20}"#;
    assert_eq!(plain(day).await, date("2024-03-20"));
    let moment = r#"{"__class__": "datetime", "year": 2024, "month": 3, "day": 20, "hour": 9,
                     "minute": 30, "second": 0, "microsecond": 0}"#;
    assert_eq!(plain(moment).await, datetime("2024-03-20T09:30:00"));
}

#[tokio::test]
async fn a_date_is_one_in_every_usual_spelling_and_an_empty_one_is_nothing() {
    assert_eq!(plain("\"2024-03-20\"").await, date("2024-03-20"));
    assert_eq!(
        plain("\"/Date(1710892800000+0000)/\"").await,
        datetime("2024-03-20T00:00:00")
    );
    assert_eq!(
        typed("\"/Date(1710892800000+0000)/\"", Scalar::Date).await,
        date("2024-03-20")
    );
    assert_eq!(
        plain("\"2024-03-20 09:30:00.000\"").await,
        datetime("2024-03-20T09:30:00")
    );
    for empty in [
        "\"0001-01-01T00:00:00\"",
        "\"0000-00-00\"",
        "\"\"",
        "false",
        "null",
    ] {
        assert_eq!(typed(empty, Scalar::Date).await, Value::Null, "{empty}");
    }
    let german = HttpColumn {
        format: Some("%d.%m.%Y".to_owned()),
        ..HttpColumn::at("$.v").of_type(Scalar::Date)
    };
    assert_eq!(
        told("\"20.03.2024\"", german).await.unwrap(),
        date("2024-03-20")
    );
    let unix = HttpColumn {
        format: Some("unix".to_owned()),
        ..HttpColumn::at("$.v").of_type(Scalar::Datetime)
    };
    assert_eq!(
        told("1710892800", unix).await.unwrap(),
        datetime("2024-03-20T00:00:00")
    );
}

#[tokio::test]
async fn a_moment_with_a_zone_is_told_on_the_sources_own_clock() {
    let server = StandIn::start(|_| Answer::json(r#"[{"v": "2024-03-20T21:30:00Z"}]"#)).await;
    let source = server.source_with(|settings| {
        settings.timezone = Some(chrono_tz::Europe::Moscow);
    });
    let rows = super::stand_in::rows(&source, &[("v", "$.v")])
        .await
        .unwrap();
    assert_eq!(rows.rows[0][0], datetime("2024-03-21T00:30:00"));
}

#[tokio::test]
async fn flags_and_guids_are_read_as_declared() {
    assert_eq!(typed("1", Scalar::Bool).await, Value::Bool(true));
    assert_eq!(typed("\"N\"", Scalar::Bool).await, Value::Bool(false));
    let nil = "\"00000000-0000-0000-0000-000000000000\"";
    assert_eq!(typed(nil, Scalar::Guid).await, Value::Null);
    assert_eq!(
        typed("\"41AA6331-954F-11E3-814B-005056C00008\"", Scalar::Guid).await,
        text("41aa6331-954f-11e3-814b-005056c00008")
    );
}
