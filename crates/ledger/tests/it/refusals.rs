use std::error::Error;
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};

use ledger::{ParamType, ReadError, Source, SourceError, SourceState, Value};
use sqlx::{Connection, PgConnection, SqliteConnection};

use crate::database::{Database, query, read, settings, text, value};

/// Everything a log or a page could show of an error.
fn told(error: &ReadError) -> String {
    let mut told = format!("{error:?} {error}");
    let mut cause = error.source();
    while let Some(error) = cause {
        told += &format!(" {error:?} {error}");
        cause = error.source();
    }
    told
}

#[tokio::test]
async fn a_table_that_is_not_there_is_named() {
    for database in Database::both("").await {
        let error = read(&database.source(), "select * from nowhere", &[])
            .await
            .unwrap_err();
        assert_eq!(error.kind(), "rejected");
        assert!(told(&error).contains("nowhere"), "{error:?}");
    }
}

#[tokio::test]
async fn a_value_the_database_chokes_on_is_not_repeated() {
    let cases = [
        (Database::postgres("").await, "select :a::text::int"),
        (Database::postgres("").await, "select (:a::text)::date"),
        (Database::sqlite("").await, "select json_extract('{}', :a)"),
        (Database::sqlite("").await, "select json(:a)"),
    ];
    for (database, sql) in cases {
        let params = [("a", ParamType::TEXT, text("7701234507-secret"))];
        let error = read(&database.source(), sql, &params).await.unwrap_err();
        assert_eq!(error.kind(), "rejected", "{sql}: {error:?}");
        assert!(!told(&error).contains("secret"), "{sql}: {error:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_a_refused_login_and_stays_secret() {
    let database =
        Database::postgres("create role with_password login password 'right-Secret'").await;
    let login = |password: &str| {
        let url = database
            .url()
            .replace("postgres@", &format!("with_password:{password}@"));
        database.source_with(|settings| settings.url = url.into())
    };
    let source = login("wrong-Secret");
    let error = read(&source, "select 1", &[]).await.unwrap_err();
    assert_eq!(error.kind(), "login_refused");
    assert!(!told(&error).contains("Secret"), "{error:?}");
    assert!(!format!("{source:?}").contains("Secret"));
    // Tried once: a password that is wrong again and again locks accounts.
    let again = read(&source, "select 1", &[]).await.unwrap_err();
    assert_eq!(again.kind(), "unavailable");
    assert!(matches!(
        source.state(),
        SourceState::Open {
            why: "login_refused",
            ..
        }
    ));

    assert_eq!(
        value(&login("right-Secret"), "select 1").await,
        Value::Integer(1)
    );
}

#[tokio::test]
async fn missing_rights_and_a_missing_database_are_denials() {
    let setup = "create table salaries (v int); create role reader login";
    let database = Database::postgres(setup).await;
    let url = database.url().replace("postgres@", "reader@");
    let source = database.source_with(|settings| settings.url = url.into());
    let error = read(&source, "select * from salaries", &[])
        .await
        .unwrap_err();
    assert_eq!(error.kind(), "denied");

    let source =
        database.source_with(|settings| settings.url = format!("{}x", database.url()).into());
    let error = read(&source, "select 1", &[]).await.unwrap_err();
    assert_eq!(error.kind(), "denied");
}

#[tokio::test]
async fn a_server_that_is_down_is_noticed_at_once() {
    let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    let source = Source::sql(
        "erp",
        settings(&format!("postgres://reader@127.0.0.1:{port}/erp")),
    )
    .unwrap();
    let begun = Instant::now();
    let error = read(&source, "select 1", &[]).await.unwrap_err();
    assert_eq!(error.kind(), "unreachable");
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "{:?}",
        begun.elapsed()
    );
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up_within_the_time_limit() {
    let silent = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = silent.local_addr().unwrap().port();
    let mut settings = settings(&format!("postgres://reader@127.0.0.1:{port}/erp"));
    settings.limits.timeout = Duration::from_millis(300);
    let source = Source::sql("erp", settings).unwrap();
    let error = read(&source, "select 1", &[]).await.unwrap_err();
    assert_eq!(error.kind(), "unreachable");
}

#[tokio::test]
async fn sessions_ended_from_the_other_side_are_replaced_unnoticed() {
    let database = Database::postgres("").await;
    let source = database.source();
    let reads = (0..4).map(|_| read(&source, "select pg_sleep(0.05)::text", &[]));
    futures::future::try_join_all(reads).await.unwrap();

    let mut administrator = PgConnection::connect(&database.url()).await.unwrap();
    let ended: i64 = sqlx::query_scalar(
        "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity
         where application_name = 'ledger'",
    )
    .fetch_one(&mut administrator)
    .await
    .unwrap();
    assert!(ended > 0);
    for _ in 0..4 {
        assert_eq!(value(&source, "select 1").await, Value::Integer(1));
    }
}

#[tokio::test]
async fn a_source_that_comes_back_is_read_without_a_restart() {
    let database = Database::sqlite("create table t (v int)").await;
    let source = database.source();
    let file = database.url().trim_start_matches("sqlite:").to_owned();
    let away = format!("{file}.away");
    std::fs::rename(&file, &away).unwrap();
    let error = read(&source, "select count(*) from t", &[])
        .await
        .unwrap_err();
    assert_eq!(error.kind(), "unreachable");
    std::fs::rename(&away, &file).unwrap();
    assert_eq!(
        value(&source, "select count(*) from t").await,
        Value::Integer(0)
    );
}

#[tokio::test]
async fn a_file_somebody_writes_to_is_waited_for_and_then_busy() {
    let database = Database::sqlite("create table t (v int)").await;
    let mut writer = SqliteConnection::connect(&database.url()).await.unwrap();
    let source = database.source_with(|settings| settings.limits.timeout = Duration::from_secs(5));
    let (query, params) = query("select * from t", &[]);

    sqlx::raw_sql("begin exclusive")
        .execute(&mut writer)
        .await
        .unwrap();
    let begun = Instant::now();
    assert_eq!(source.read(&query, &params).await, Err(ReadError::Busy));
    assert!(
        begun.elapsed() > Duration::from_secs(3),
        "{:?}",
        begun.elapsed()
    );

    let commit = async {
        tokio::time::sleep(Duration::from_millis(200)).await;
        sqlx::raw_sql("commit").execute(&mut writer).await.unwrap();
    };
    let (answer, ()) = futures::join!(source.read(&query, &params), commit);
    assert!(answer.unwrap().is_empty());
}

#[tokio::test]
async fn a_file_that_is_no_database_is_unreachable() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("erp.db");
    std::fs::write(&file, "Dear accountant, ".repeat(200)).unwrap();
    let source = Source::sql("erp", settings(&format!("sqlite:{}", file.display()))).unwrap();
    let error = read(&source, "select * from t", &[]).await.unwrap_err();
    assert_eq!(error.kind(), "unreachable");
}

#[test]
fn an_address_that_cannot_be_used_is_refused_without_being_repeated() {
    for url in [
        "mongodb://user:Secret@host/db",
        "postgres://user:Secret@host:port/db",
        "user:Secret@host",
        "Secret",
        "",
        "sqlite:erp.db?mode=Secret",
    ] {
        let error = Source::sql("erp", settings(url)).unwrap_err();
        assert!(
            !format!("{error} {error:?}").contains("Secret"),
            "{url}: {error:?}"
        );
        assert!(error.to_string().contains("`erp`"));
    }
    let mut none = settings("sqlite:erp.db");
    none.limits.max_parallel = 0;
    assert!(
        matches!(Source::sql("erp", none), Err(SourceError::ZeroLimit { limit, .. }) if limit == "max_parallel")
    );
}
