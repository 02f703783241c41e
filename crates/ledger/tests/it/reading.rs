use ledger::{ParamType, Params, Query, Scalar, Value};

use crate::database::{Database, date, datetime, query, read, text};

const CLIENTS: &str = "
    create table clients (id integer primary key, name varchar(60), tax_id varchar(12), since date);
    insert into clients values
        (1, 'Northwind Trading', '7701234507', '2024-02-29'),
        (2, 'O''Brien Foods', '6162345673', null),
        (3, 'Müller & Söhne', '5023456712', '2023-01-01');
";

#[tokio::test]
async fn a_query_brings_its_rows_with_their_columns_names() {
    for database in Database::both(CLIENTS).await {
        let source = database.source();
        let sql = "select name, since, id from clients where tax_id = :tax_id";
        let rows = read(
            &source,
            sql,
            &[("tax_id", ParamType::TEXT, text("7701234507"))],
        )
        .await;

        let rows = rows.unwrap();
        assert_eq!(&*rows.columns, ["name", "since", "id"]);
        let row = rows.first().unwrap();
        assert_eq!(row.get("name"), Some(&text("Northwind Trading")));
        assert_eq!(row.get("since"), Some(&date("2024-02-29")));
        assert_eq!(row.get("id"), Some(&Value::Integer(1)));
        assert_eq!(row.get("debt"), None);
        assert!(!rows.truncated);
        assert_eq!(source.reads(), 1);
    }
}

#[tokio::test]
async fn columns_have_names_even_when_no_row_comes() {
    for database in Database::both(CLIENTS).await {
        let rows = read(
            &database.source(),
            "select id, name as n from clients where 1 = 0",
            &[],
        )
        .await
        .unwrap();
        assert_eq!(&*rows.columns, ["id", "n"]);
        assert!(rows.is_empty());
    }
}

#[tokio::test]
async fn every_type_of_parameter_finds_what_it_is_compared_with() {
    let setup = "
        create table t (i bigint, d numeric(15,2), day date, at timestamp, flag boolean, note text);
        insert into t values (9007199254740993, 10.50, '2024-02-29', '2024-02-29 10:00:00', true, 'x');
    ";
    let guid = "0e4a1a3c-8c5e-4d1f-9d3a-2f7c6b1a0d42";
    for database in Database::both(setup).await {
        let source = database.source();
        let sql = "select note from t where i = :i and d = :d and day = :day and at = :at \
                   and flag = :flag and note = :note and note = :note";
        let params = [
            (
                "i",
                ParamType::INTEGER,
                Value::Integer(9_007_199_254_740_993),
            ),
            ("d", ParamType::DECIMAL, text("10.5")),
            ("day", ParamType::DATE, date("2024-02-29")),
            ("at", ParamType::DATETIME, datetime("2024-02-29T10:00:00")),
            ("flag", ParamType::BOOL, Value::Bool(true)),
            ("note", ParamType::TEXT, text("x")),
        ];
        assert_eq!(read(&source, sql, &params).await.unwrap().len(), 1);

        let params = [("guid", ParamType::GUID, text(guid))];
        let rows = read(&source, "select :guid as guid", &params)
            .await
            .unwrap();
        assert_eq!(rows.first().unwrap().get("guid"), Some(&text(guid)));
    }
}

#[tokio::test]
async fn nothing_equals_nothing_whatever_its_type() {
    for database in Database::both(CLIENTS).await {
        let source = database.source();
        for (column, kind) in [
            ("name", ParamType::TEXT),
            ("id", ParamType::INTEGER),
            ("id", ParamType::DECIMAL),
            ("since", ParamType::DATE),
            ("since", ParamType::DATETIME),
        ] {
            let sql = format!("select id from clients where {column} = :a");
            let rows = read(&source, &sql, &[("a", kind, Value::Null)])
                .await
                .unwrap();
            assert!(rows.is_empty(), "{column} {kind}");
        }
        for kind in Scalar::ALL.map(ParamType::one) {
            let rows = read(&source, "select :a as a", &[("a", kind, Value::Null)])
                .await
                .unwrap();
            assert_eq!(rows.rows, [[Value::Null]], "{kind}");
        }
    }
}

#[tokio::test]
async fn what_was_written_meanwhile_is_read() {
    for database in Database::both(CLIENTS).await {
        let source = database.source();
        let (query, params) = query("select id from clients", &[]);
        assert_eq!(source.read(&query, &params).await.unwrap().len(), 3);
        database.write("delete from clients where id = 1").await;
        assert_eq!(source.read(&query, &params).await.unwrap().len(), 2);
    }
}

#[tokio::test]
async fn a_table_that_changes_is_read_as_it_is() {
    for database in Database::both(CLIENTS).await {
        let source = database.source();
        let (query, params) = query("select * from clients", &[]);
        assert_eq!(source.read(&query, &params).await.unwrap().columns.len(), 4);
        database
            .write("alter table clients add column city varchar(60)")
            .await;
        let rows = source.read(&query, &params).await.unwrap();
        assert_eq!(rows.columns.len(), 5);
        assert!(rows.iter().all(|row| row.get("city") == Some(&Value::Null)));
        database
            .write("alter table clients drop column since")
            .await;
        assert_eq!(source.read(&query, &params).await.unwrap().columns.len(), 4);
    }
}

#[tokio::test]
async fn a_check_tells_the_time_and_is_no_read() {
    for database in Database::both("").await {
        let source = database.source();
        source.check().await.unwrap();
        assert_eq!((source.name(), source.reads()), ("erp", 0));
    }
}

#[tokio::test]
async fn a_list_of_any_length_brings_the_rows_of_all_its_values_and_an_empty_one_asks_nothing() {
    let setup = "create table t (id bigint);
        insert into t with recursive n(i) as
            (select 1 union all select i + 1 from n where i < 3000) select i from n";
    for database in Database::both(setup).await {
        let source = database.source_with(|settings| settings.limits.max_rows = 10_000);
        let params = [("ids".to_owned(), ParamType::list(Scalar::Integer))].into();
        let query = Query::sql(
            "test",
            "select id from t where id in (:ids) order by id",
            &params,
        )
        .unwrap();
        let ids = |ids: std::ops::Range<i64>| {
            let ids: Vec<_> = ids.map(Value::Integer).collect();
            Params::bind(&query, |_| Some(ids.clone())).unwrap()
        };

        let rows = source.read(&query, &ids(501..3_501)).await.unwrap();
        assert_eq!((rows.len(), rows.truncated), (2_500, false));
        assert_eq!(rows.rows[2_499], [Value::Integer(3_000)]);

        let asked = source.reads();
        let rows = source.read(&query, &ids(1..1)).await.unwrap();
        assert!(rows.is_empty());
        assert_eq!(source.reads(), asked);
    }
}
