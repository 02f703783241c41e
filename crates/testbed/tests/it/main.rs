//! The servers really run, and really end.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sqlx::{Connection, MySqlConnection, PgConnection};
use testbed::{MariaDb, Postgres, Redis};

#[tokio::test]
async fn every_database_of_a_server_is_a_new_one() {
    let server = Postgres::start().await.unwrap();
    let (first, second) = (
        server.database().await.unwrap(),
        server.database().await.unwrap(),
    );
    assert_ne!(first, second);

    let mut connection = PgConnection::connect(&first).await.unwrap();
    sqlx::raw_sql("create table only_here (id int)")
        .execute(&mut connection)
        .await
        .unwrap();
    let mut connection = PgConnection::connect(&second).await.unwrap();
    let tables: i64 =
        sqlx::query_scalar("select count(*) from pg_tables where tablename = 'only_here'")
            .fetch_one(&mut connection)
            .await
            .unwrap();
    assert_eq!(tables, 0);
}

#[tokio::test]
async fn a_dropped_server_accepts_nobody_any_more() {
    let server = Postgres::start().await.unwrap();
    let port = server.port();
    std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    drop(server);
    std::net::TcpStream::connect(("127.0.0.1", port)).unwrap_err();
}

#[tokio::test]
async fn a_server_that_crashes_keeps_what_was_committed_and_answers_again() {
    let server = Postgres::start().await.unwrap();
    let mut before = PgConnection::connect(&server.url()).await.unwrap();
    sqlx::raw_sql("create table kept as select 5 as n")
        .execute(&mut before)
        .await
        .unwrap();
    server.crash().await.unwrap();
    assert!(before.ping().await.is_err());
    let mut after = PgConnection::connect(&server.url()).await.unwrap();
    let kept: i32 = sqlx::query_scalar("select n from kept")
        .fetch_one(&mut after)
        .await
        .unwrap();
    assert_eq!(kept, 5);
}

#[tokio::test]
async fn a_redis_answers_while_it_is_held_and_another_can_follow_on_its_port() {
    let server = Redis::start().await.unwrap();
    let port = server.port();
    let connect = || std::net::TcpStream::connect(("127.0.0.1", port));
    connect().unwrap();
    drop(server);
    connect().unwrap_err();
    let _next = Redis::start_at(port).await.unwrap();
    connect().unwrap();
}

#[tokio::test]
async fn a_mariadb_answers_while_it_is_held() {
    let server = MariaDb::start().await.unwrap();
    let url = server.database().await.unwrap();
    let mut connection = MySqlConnection::connect(&url).await.unwrap();
    let answer: i64 = sqlx::query_scalar("select 1")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(answer, 1);
    let port = server.port();
    drop(server);
    std::net::TcpStream::connect(("127.0.0.1", port)).unwrap_err();
}

/// A child process of this very binary starts a server and is killed.
#[tokio::test]
async fn a_server_ends_with_a_test_that_is_killed() {
    const CHILD: &str = "TESTBED_CHILD";
    if std::env::var_os(CHILD).is_some() {
        let server = Postgres::start().await.unwrap();
        println!("port={}", server.port());
        std::future::pending::<()>().await;
    }
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "a_server_ends_with_a_test_that_is_killed",
            "--nocapture",
        ])
        .env(CHILD, "1")
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    let port: u16 = lines
        .filter_map(|line| line.split("port=").nth(1).map(str::to_owned))
        .next()
        .unwrap()
        .parse()
        .unwrap();
    std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();

    child.kill().unwrap();
    child.wait().unwrap();
    let deadline = Instant::now() + Duration::from_secs(20);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
        assert!(Instant::now() < deadline, "the server is still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
