use ledger::{ReadError, Value};

use crate::database::{Database, date, datetime, decimal, read, text, value};

#[tokio::test]
async fn every_type_of_postgresql_keeps_its_meaning() {
    let setup = "create type mood as enum ('calm', 'cross');
                 create domain amount as numeric(12,2)";
    let database = Database::postgres(setup).await;
    let source = database.source();
    let cases = [
        ("true", Value::Bool(true)),
        ("(-32768)::int2", Value::Integer(-32_768)),
        ("2147483647::int4", Value::Integer(2_147_483_647)),
        ("9223372036854775807::int8", Value::Integer(i64::MAX)),
        ("1500.00::numeric(15,2)", decimal("1500.00")),
        ("-0.01::numeric", decimal("-0.01")),
        (
            "12345678901234567890.12345678",
            decimal("12345678901234567890.12345678"),
        ),
        ("0.1::numeric + 0.2::numeric", decimal("0.3")),
        (
            "0.00000000000000000000000000000000000049",
            decimal("0.0000000000000000000000000000"),
        ),
        (
            "(2::numeric / 3) * (1::numeric / 3)",
            decimal("0.2222222222222222222211111111"),
        ),
        ("12.5::amount", decimal("12.50")),
        ("'-1234.56'::money", decimal("-1234.56")),
        ("0.1::float4", decimal("0.1")),
        ("0.1::float8", decimal("0.1")),
        ("1e15::float8", decimal("1000000000000000")),
        ("'Müller'::text", text("Müller")),
        ("'ab'::varchar(9)", text("ab")),
        ("'ab'::char(9)", text("ab")),
        ("'x'::\"char\"", text("x")),
        ("'n'::name", text("n")),
        ("'cross'::mood", text("cross")),
        ("'{\"a\": 1}'::json", text("{\"a\": 1}")),
        ("'{\"a\":1}'::jsonb", text("{\"a\": 1}")),
        (
            "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'::uuid",
            text("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
        ),
        ("'2024-02-29'::date", date("2024-02-29")),
        (
            "'2024-02-29 10:00:00.5'::timestamp",
            datetime("2024-02-29T10:00:00.5"),
        ),
        (
            "'1969-12-31 23:59:59.999999'::timestamp",
            datetime("1969-12-31T23:59:59.999999"),
        ),
        (
            "'2024-02-29 10:00+03'::timestamptz",
            datetime("2024-02-29T07:00:00"),
        ),
        ("'10:30'::time", text("10:30:00")),
        ("null::text", Value::Null),
        ("null", Value::Null),
    ];
    for (expression, expected) in cases {
        assert_eq!(
            value(&source, &format!("select {expression} as v")).await,
            expected,
            "{expression}"
        );
    }
}

#[tokio::test]
async fn a_date_that_means_none_is_nothing() {
    let database = Database::postgres("").await;
    let source = database.source();
    for expression in [
        "'infinity'::date",
        "'-infinity'::timestamp",
        "'infinity'::timestamptz",
        "'0001-01-01'::date",
        "'0001-01-01 00:00'::timestamp",
        "'0044-03-15 BC'::date",
        "'294276-12-31'::timestamp",
    ] {
        assert_eq!(
            value(&source, &format!("select {expression} as v")).await,
            Value::Null,
            "{expression}"
        );
    }
}

#[tokio::test]
async fn a_column_that_cannot_be_read_is_named_even_when_it_is_empty() {
    let database = Database::postgres("").await;
    let source = database.source();
    for expression in [
        "array[1, 2]",
        "'\\x00'::bytea",
        "null::text[]",
        "'1 day'::interval",
        "int4range(1, 2)",
        "row(1, 2)",
        "'nan'::numeric",
        "'infinity'::numeric",
        "'nan'::float8",
        "1e300::float8",
        "99999999999999999999999999999999::numeric",
    ] {
        let answer = read(
            &source,
            &format!("select 1 as good, {expression} as odd"),
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
