//! What MariaDB does differently from the databases the other tests are about.

use std::time::{Duration, Instant};

use ledger::{ParamType, Query, ReadError, Source, Value};
use sqlx::{Connection, MySqlConnection};

use crate::database::{Database, query, read, text, value};

#[tokio::test]
async fn mariadb_refuses_to_write_and_its_data_stay_as_they_are() {
    let setup = "
        create table clients (id int, name text);
        insert into clients values (1, 'Northwind');
        create sequence numbers;
        create function rename_it() returns int modifies sql data
            begin update clients set name = 'gone'; return 1; end;
        create function empty_it() returns int modifies sql data
            begin delete from clients; return 1; end;
    ";
    let database = Database::mariadb(setup).await;
    // One connection: whatever a query does to its session, the next one meets.
    let source = database.source_with(|settings| settings.limits.max_parallel = 1);
    for sql in [
        "select rename_it()",
        "select empty_it()",
        "select nextval(numbers)",
        "select name, rename_it() from clients",
    ] {
        let answer = read(&source, sql, &[]).await;
        assert!(
            matches!(answer, Err(ReadError::Rejected { .. })),
            "{sql}: {answer:?}"
        );
    }
    for sql in [
        "select * from clients into outfile 'clients.txt'",
        "select name into @name from clients",
        "select * from clients for update",
        "select 1 /*! ; drop table clients */",
        "select 1 /*M!100100 union select 2 */",
        "call rename_it()",
        "drop table clients",
        "set session transaction read write",
        "select 1; drop table clients",
    ] {
        Query::sql("test", sql, &[].into()).unwrap_err();
    }
    assert_eq!(
        value(&source, "select group_concat(name) from clients").await,
        text("Northwind")
    );
    let Database::MariaDb { url, .. } = &database else {
        unreachable!()
    };
    // Not even what commits by itself: the session reads, not only its transaction.
    let mode = value(&source, "select @@session.tx_read_only").await;
    assert_eq!(mode, Value::Integer(1));
    let mut administrator = MySqlConnection::connect(url).await.unwrap();
    for statement in [
        "create table more (id int)",
        "truncate clients",
        "drop table clients",
    ] {
        let session = format!("set session transaction read only; {statement}");
        let refused = sqlx::raw_sql(sqlx::AssertSqlSafe(session))
            .execute(&mut administrator)
            .await;
        assert!(refused.is_err(), "{statement}");
    }
}

#[tokio::test]
async fn a_query_over_its_time_is_ended_on_the_server() {
    let database = Database::mariadb("").await;
    for endless in [
        "select benchmark(100000000000, sha2('a', 512))",
        "select sleep(60)",
        "select count(*) from information_schema.collations a, information_schema.collations b,
             information_schema.collations c, information_schema.collations d",
    ] {
        let source = database.source_with(|settings| {
            settings.limits.timeout = Duration::from_millis(1_500);
            settings.limits.max_parallel = 1;
        });
        let answer = read(&source, endless, &[]).await;
        // `sleep` and `benchmark` make of being ended an answer of their own, if they may.
        assert!(
            matches!(answer, Err(ReadError::Timeout) | Ok(_)),
            "{answer:?}"
        );
        until_nobody_is_at_work(&database).await;
    }
}

#[tokio::test]
async fn a_lock_by_name_is_given_back_with_its_query() {
    let database = Database::mariadb("").await;
    let source = database.source_with(|settings| settings.limits.max_parallel = 1);
    assert_eq!(
        value(&source, "select get_lock('ours', 0)").await,
        Value::Integer(1)
    );
    assert_eq!(
        value(&source, "select is_free_lock('ours')").await,
        Value::Integer(1)
    );
}

#[tokio::test]
async fn sessions_killed_from_the_other_side_are_replaced_unnoticed() {
    let database = Database::mariadb("").await;
    let source = database.source_with(|settings| settings.limits.max_parallel = 1);
    let Value::Integer(id) = value(&source, "select connection_id()").await else {
        panic!("a connection has a number")
    };
    let Database::MariaDb { url, .. } = &database else {
        unreachable!()
    };
    let mut administrator = MySqlConnection::connect(url).await.unwrap();
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("kill {id}")))
        .execute(&mut administrator)
        .await
        .unwrap();
    assert_eq!(value(&source, "select 1").await, Value::Integer(1));
}

#[tokio::test]
async fn a_wrong_password_and_missing_rights_are_told_apart_and_stay_secret() {
    let setup = "create table salaries (v int);
        create user reader@'%' identified by 'right-Secret';
        create table open_to_all (v int);
        grant select on open_to_all to reader@'%'";
    let database = Database::mariadb(setup).await;
    let login = |password: &str, table: &str| {
        let url = database
            .url()
            .replace("root@", &format!("reader:{password}@"));
        let source = database.source_with(|settings| settings.url = url.into());
        let (query, params) = query(&format!("select * from {table}"), &[]);
        async move { source.read(&query, &params).await }
    };
    let error = login("wrong-Secret", "open_to_all").await.unwrap_err();
    assert_eq!(error.kind(), "login_refused");
    assert!(!format!("{error:?}").contains("Secret"));
    let error = login("right-Secret", "salaries").await.unwrap_err();
    assert_eq!(error.kind(), "denied");
    assert!(login("right-Secret", "open_to_all").await.is_ok());
}

#[tokio::test]
async fn a_table_that_is_not_there_is_named_and_a_value_is_not() {
    let database = Database::mariadb("").await;
    let source = database.source();
    let error = read(&source, "select * from nowhere", &[])
        .await
        .unwrap_err();
    assert!(format!("{error:?}").contains("nowhere"), "{error:?}");
    let params = [("a", ParamType::TEXT, text("7701234507-secret"))];
    let sql = "select extractvalue('<a/>', :a)";
    let error = read(&source, sql, &params).await.unwrap_err();
    assert_eq!(error.kind(), "rejected");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
}

#[tokio::test]
async fn values_of_a_list_and_names_that_come_again_find_their_marks() {
    let setup = "create table t (id int, name text); insert into t values (1,'a'),(2,'b'),(3,'c')";
    let database = Database::mariadb(setup).await;
    let declared = [
        ("ids".to_owned(), "integer[]".parse().unwrap()),
        ("name".to_owned(), ParamType::TEXT),
    ]
    .into();
    let sql =
        "select id from t where name <> :name and id in (:ids) and (:name = 'b' or id in (:ids))";
    let query = Query::sql("test", sql, &declared).unwrap();
    let params = ledger::Params::bind(&query, |name| {
        Some(match name {
            "ids" => ledger::Argument::Many(vec![Value::Integer(1), Value::Integer(2)]),
            _ => ledger::Argument::One(text("b")),
        })
    })
    .unwrap();
    let source: Source = database.source();
    assert_eq!(
        source.read(&query, &params).await.unwrap().rows,
        [[Value::Integer(1)]]
    );
}

/// Asks the server until no other session runs anything.
async fn until_nobody_is_at_work(database: &Database) {
    let Database::MariaDb { url, .. } = database else {
        unreachable!()
    };
    let mut administrator = MySqlConnection::connect(url).await.unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        let busy: i64 = sqlx::query_scalar(
            "select count(*) from information_schema.processlist
             where command in ('Query', 'Execute') and id <> connection_id()",
        )
        .fetch_one(&mut administrator)
        .await
        .unwrap();
        if busy == 0 {
            return;
        }
        assert!(Instant::now() < deadline, "the server is still at work");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
