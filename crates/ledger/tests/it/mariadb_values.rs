use ledger::{ReadError, Value};

use crate::database::{Database, date, datetime, decimal, read, text, value};

#[tokio::test]
async fn every_type_of_mariadb_keeps_its_meaning() {
    let setup = "create table odd (
            tiny tinyint, wide tinyint unsigned, small smallint, middle mediumint unsigned,
            big bigint unsigned, flag bit(1), flags bit(12), born year, mood enum('calm', 'cross'),
            colours set('red', 'blue'), old varchar(20) character set latin1,
            russian varchar(20) character set cp1251, padded char(9), spent time, late time(3),
            day date, moment datetime(6), stamp timestamp null, number decimal(30, 8),
            fraction float, twice double, note json);
        insert into odd values (-128, 255, -32768, 16777215, 18446744073709551615, b'1', b'100000000001',
            2024, 'cross', 'red,blue', 'Müller', 'Счёт №1', 'ab', '-25:10:00', '10:00:00.250',
            '2024-02-29', '2024-02-29 10:00:00.5', '2024-02-29 10:00:00',
            12345678901234567890.12345678, 0.1, 0.1, '{\"a\": 1}')";
    let database = Database::mariadb(setup).await;
    let source = database.source();
    let cases = [
        ("tiny", Value::Integer(-128)),
        ("wide", Value::Integer(255)),
        ("small", Value::Integer(-32_768)),
        ("middle", Value::Integer(16_777_215)),
        ("big", decimal("18446744073709551615")),
        ("flag", Value::Bool(true)),
        ("flags", Value::Integer(2_049)),
        ("born", Value::Integer(2_024)),
        ("mood", text("cross")),
        ("colours", text("red,blue")),
        ("old", text("Müller")),
        ("russian", text("Счёт №1")),
        ("padded", text("ab")),
        ("spent", text("-25:10:00")),
        ("late", text("10:00:00.25")),
        ("day", date("2024-02-29")),
        ("moment", datetime("2024-02-29T10:00:00.5")),
        ("stamp", datetime("2024-02-29T10:00:00")),
        ("number", decimal("12345678901234567890.12345678")),
        ("fraction", decimal("0.1")),
        ("twice", decimal("0.1")),
        ("note", text("{\"a\": 1}")),
        ("tiny + 0.1", decimal("-127.9")),
        ("'a\\'", text("a\\")),
        ("null", Value::Null),
    ];
    for (column, expected) in cases {
        let sql = format!("select {column} as v from odd");
        assert_eq!(value(&source, &sql).await, expected, "{column}");
    }
}

#[tokio::test]
async fn what_stands_for_no_date_in_mariadb_is_nothing() {
    let setup = "set session sql_mode = '';
        create table t (id int, d date, m datetime);
        insert into t values (1, '0000-00-00', '0000-00-00 00:00:00'), (2, '2024-00-00', '2024-01-00 10:00'),
            (3, '0001-01-01', '0001-01-01 00:00:00')";
    let database = Database::mariadb(setup).await;
    let rows = read(&database.source(), "select d, m from t order by id", &[])
        .await
        .unwrap();
    assert_eq!(rows.rows, vec![vec![Value::Null, Value::Null]; 3]);
}

#[tokio::test]
async fn what_cannot_be_exact_or_read_is_told_by_its_column_and_never_guessed() {
    let setup = "create table t (vast decimal(65, 30), picture blob);
        insert into t values (12345678901234567890123456789012345.5, x'ff00')";
    let database = Database::mariadb(setup).await;
    let source = database.source();
    for column in ["vast", "picture"] {
        let answer = read(&source, &format!("select {column} from t"), &[]).await;
        assert!(
            matches!(&answer, Err(ReadError::Nonsense { column: told, .. }) if told == column),
            "{answer:?}"
        );
    }
    assert_eq!(
        value(&source, "select hex(picture) from t").await,
        text("FF00")
    );
}

#[tokio::test]
async fn columns_are_known_when_no_row_comes() {
    let database = Database::mariadb("create table t (id int, name text)").await;
    let rows = read(&database.source(), "select id, name as who from t", &[])
        .await
        .unwrap();
    assert_eq!(&*rows.columns, ["id", "who"]);
    assert!(rows.is_empty());
}
