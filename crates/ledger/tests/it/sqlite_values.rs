use ledger::{ReadError, Value};

use crate::database::{Database, date, datetime, decimal, read, text, value};

#[tokio::test]
async fn a_value_is_what_its_storage_and_its_columns_declaration_say() {
    let cases = [
        ("integer", "9223372036854775807", Value::Integer(i64::MAX)),
        ("decimal(15,2)", "1500.00", Value::Integer(1500)),
        ("decimal(15,2)", "0.1", decimal("0.1")),
        ("decimal(15,2)", "'1234.56'", decimal("1234.56")),
        ("numeric", "'77'", Value::Integer(77)),
        ("money", "-1234.56", decimal("-1234.56")),
        ("real", "5", decimal("5")),
        ("real", "99999999.99", decimal("99999999.99")),
        ("text", "'0077'", text("0077")),
        ("varchar(9)", "'ab '", text("ab ")),
        ("boolean", "1", Value::Bool(true)),
        ("boolean", "0", Value::Bool(false)),
        ("boolean", "'Y'", text("Y")),
        ("date", "'2024-02-29'", date("2024-02-29")),
        ("date", "'2024-02-29 00:00:00'", date("2024-02-29")),
        ("date", "'0000-00-00'", Value::Null),
        ("date", "'29.02.2024'", text("29.02.2024")),
        (
            "datetime",
            "'2024-02-29 10:00:00'",
            datetime("2024-02-29T10:00:00"),
        ),
        (
            "timestamp",
            "'2024-02-29T10:00:00Z'",
            datetime("2024-02-29T10:00:00"),
        ),
        ("datetime", "'0001-01-01 00:00:00'", Value::Null),
        ("date", "null", Value::Null),
    ];
    for (declared, stored, expected) in cases {
        let setup = format!("create table t (v {declared}); insert into t values ({stored})");
        let database = Database::sqlite(&setup).await;
        assert_eq!(
            value(&database.source(), "select v from t").await,
            expected,
            "{declared} {stored}"
        );
    }
}

#[tokio::test]
async fn a_sum_of_fractions_is_exact_to_the_cent() {
    let rows = "(0.1)".to_owned() + &", (0.1)".repeat(999);
    let setup = format!("create table t (v decimal(15,2)); insert into t values {rows}");
    let database = Database::sqlite(&setup).await;
    let Value::Decimal(sum) = value(&database.source(), "select sum(v) from t").await else {
        panic!("a sum of fractions is a decimal")
    };
    assert_eq!(sum.round_dp(2), "100".parse().unwrap());
}

#[tokio::test]
async fn what_cannot_be_read_is_named() {
    let database = Database::sqlite("create table t (v blob); insert into t values (x'ff')").await;
    let source = database.source();
    // 'Мир' in the one-byte code page Windows-1251, 1/0 as SQLite's infinity.
    for expression in ["v", "cast(x'cce8f0' as text)", "9e999"] {
        let answer = read(
            &source,
            &format!("select 1 as good, {expression} as odd from t"),
            &[],
        )
        .await;
        assert!(
            matches!(&answer, Err(ReadError::Nonsense { column, .. }) if column == "odd"),
            "{expression}: {answer:?}"
        );
    }
    assert_eq!(value(&source, "select 1").await, Value::Integer(1));
}
