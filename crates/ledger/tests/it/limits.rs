use std::cell::Cell;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::future::join_all;
use ledger::{ReadError, Source, Value};
use sqlx::{Connection, PgConnection};

use crate::database::{Database, query, read, value};

/// More rows than anybody waits for, on either engine.
const ENDLESS: &str =
    "with recursive n(i) as (select 1 union all select i + 1 from n) select max(i) from n";

#[tokio::test]
async fn rows_beyond_the_limit_are_cut_and_the_answer_says_so() {
    let million = "with recursive n(i) as
        (select 1 union all select i + 1 from n where i < 1000000) select i from n";
    for database in Database::both("").await {
        let source = database.source_with(|settings| {
            settings.limits.max_rows = 300_000;
            settings.limits.max_bytes = 1_000_000_000;
            settings.limits.timeout = Duration::from_secs(60);
        });
        let rows = read(&source, million, &[]).await.unwrap();
        assert_eq!((rows.len(), rows.truncated), (300_000, true));
        assert_eq!(value(&source, "select 1").await, Value::Integer(1));
    }
}

#[tokio::test]
async fn exactly_the_limit_is_not_cut() {
    for database in Database::both("").await {
        let source = database.source_with(|settings| settings.limits.max_rows = 3);
        let three = "select 1 as i union all select 2 union all select 3";
        let rows = read(&source, three, &[]).await.unwrap();
        assert_eq!((rows.len(), rows.truncated), (3, false));
        let rows = read(&source, &format!("{three} union all select 4"), &[])
            .await
            .unwrap();
        assert_eq!((rows.len(), rows.truncated), (3, true));
    }
}

#[tokio::test]
async fn bytes_beyond_the_limit_are_cut_and_a_row_alone_beyond_it_is_refused() {
    let setup = "create table t (v text);
                 insert into t values ('aaaaaaaaaaaaaaaaaaaa'), ('bbbbbbbbbbbbbbbbbbbb'), ('c')";
    for database in Database::both(setup).await {
        let room = |bytes| database.source_with(|settings| settings.limits.max_bytes = bytes);
        let row = size_of::<Value>() + 20;
        let rows = read(&room(2 * row), "select v from t order by v", &[])
            .await
            .unwrap();
        assert_eq!((rows.len(), rows.truncated), (2, true));

        let source = room(row - 1);
        let answer = read(&source, "select v from t order by v", &[]).await;
        assert_eq!(answer, Err(ReadError::TooLarge));
        assert_eq!(value(&source, "select 1").await, Value::Integer(1));
    }
}

#[tokio::test]
async fn an_endless_query_ends_with_its_time_on_the_server_too() {
    for database in Database::both("").await {
        let source = database.source_with(|settings| {
            settings.limits.timeout = Duration::from_millis(500);
            settings.limits.max_parallel = 1;
        });
        let begun = Instant::now();
        let answer = read(&source, ENDLESS, &[]).await;
        assert_eq!(answer, Err(ReadError::Timeout));
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "{:?}",
            begun.elapsed()
        );
        // The only place is free again: nothing goes on behind our back.
        until_it_answers(&source).await;
        if let Database::Postgres { url, .. } = &database {
            assert_eq!(active(url, "%recursive%").await, 0);
        }
    }
}

#[tokio::test]
async fn a_database_never_has_more_reads_than_allowed_nor_fewer_than_are_asked() {
    let database = Database::postgres("").await;
    let source = database.source_with(|settings| settings.limits.max_parallel = 3);
    let Database::Postgres { url, .. } = &database else {
        unreachable!()
    };
    let mut connection = PgConnection::connect(url).await.unwrap();
    let ended = Cell::new(false);
    let reads = async {
        let reads = (0..12).map(|_| read(&source, "select pg_sleep(0.1)::text", &[]));
        let answers = join_all(reads).await;
        ended.set(true);
        answers
    };
    // Looks on for as long as anything is read, however long it takes to begin.
    let watch = async {
        let mut most = 0;
        while !ended.get() {
            most = most.max(active_on(&mut connection, "%pg_sleep%").await);
        }
        most
    };
    let (answers, most) = futures::join!(reads, watch);
    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert!((1..=3).contains(&most), "{most}");
    assert_eq!(source.reads(), 12);
}

#[tokio::test]
async fn a_caller_who_hangs_up_frees_the_place_only_when_the_database_is_done() {
    let database = Database::postgres("").await;
    let source = Arc::new(database.source_with(|settings| settings.limits.max_parallel = 1));
    let Database::Postgres { url, .. } = &database else {
        unreachable!()
    };
    let caller = tokio::spawn({
        let source = Arc::clone(&source);
        async move { read(&source, "select pg_sleep(0.5)::text", &[]).await }
    });
    let deadline = Instant::now() + Duration::from_secs(20);
    while active(url, "%pg_sleep%").await == 0 {
        assert!(Instant::now() < deadline, "the query never began");
    }
    caller.abort();
    let (query, params) = query("select 1", &[]);
    source.read(&query, &params).await.unwrap();
    assert_eq!(active(url, "%pg_sleep%").await, 0);
}

/// Asks until there is an answer: the place of a read that was cut off is free in a moment.
async fn until_it_answers(source: &Source) {
    let deadline = Instant::now() + Duration::from_secs(20);
    loop {
        match read(source, "select 1", &[]).await {
            Ok(_) => return,
            Err(error) => assert!(Instant::now() < deadline, "{error:?}"),
        }
    }
}

/// How many statements like this are running.
async fn active(url: &str, like: &str) -> i64 {
    active_on(&mut PgConnection::connect(url).await.unwrap(), like).await
}

async fn active_on(connection: &mut PgConnection, like: &str) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_stat_activity
         where state = 'active' and query like $1 and pid <> pg_backend_pid()",
    )
    .bind(like)
    .fetch_one(connection)
    .await
    .unwrap()
}
