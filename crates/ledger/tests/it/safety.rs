use ledger::{ParamType, Query, ReadError, Value};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::database::{Database, query, read, text, value};

/// Texts with everything that has a meaning in some dialect, and everything else.
fn texts() -> impl Strategy<Value = String> {
    let meaningful = prop::collection::vec(
        prop::sample::select(vec![
            "'",
            "''",
            "\"",
            "\\",
            "\\'",
            ";",
            "--",
            "/*",
            "*/",
            "$1",
            "$$",
            ":a",
            "?1",
            "%",
            "_",
            "`",
            "\n",
            " or 1=1",
            "'); drop table clients; --",
            "ё",
            "ß",
            "\u{202e}",
            "\u{feff}",
            "🦀",
        ]),
        0..12,
    );
    prop_oneof![
        meaningful.prop_map(|parts| parts.concat()),
        "[^\\x00]{0,40}"
    ]
}

#[test]
fn no_text_whatever_its_characters_changes_what_is_asked() {
    let runtime = Runtime::new().unwrap();
    let setup = "create table clients (name varchar(60));
                 insert into clients values ('Northwind'), ('O''Brien')";
    let [sqlite, postgres] = runtime.block_on(Database::both(setup));
    let mariadb = runtime.block_on(Database::mariadb(setup));
    for database in [sqlite, postgres, mariadb] {
        let source = database.source();
        // There, `length` counts bytes.
        let length = match &database {
            Database::MariaDb { .. } => "char_length",
            _ => "length",
        };
        let echo = format!("select :a as a, 'x' as x, {length}(:a) as n");
        let mut runner = TestRunner::new(Config {
            cases: 200,
            failure_persistence: None,
            ..Config::default()
        });
        runner
            .run(&texts(), |given| {
                let params = [("a", ParamType::TEXT, text(&given))];
                let rows = runtime.block_on(read(&source, &echo, &params)).unwrap();
                prop_assert_eq!(&*rows.columns, ["a", "x", "n"]);
                let length = Value::Integer(given.chars().count().try_into().unwrap());
                prop_assert_eq!(&rows.rows, &[[text(&given), text("x"), length]]);

                let sql = "select name from clients where name = :a";
                let found = runtime.block_on(read(&source, sql, &params)).unwrap();
                prop_assert_eq!(
                    found.len(),
                    usize::from(given == "Northwind" || given == "O'Brien")
                );
                Ok(())
            })
            .unwrap();
        let count = runtime.block_on(value(&source, "select count(*) as n from clients"));
        assert_eq!(count, Value::Integer(2));
    }
}

#[test]
fn a_text_that_writes_is_refused_before_it_is_ever_sent() {
    for sql in [
        "insert into clients values (1)",
        "with gone as (delete from clients returning *) select * from gone",
        "select 1; delete from clients",
        "pragma query_only = off",
        "pragma journal_mode = delete",
        "attach 'other.db' as other",
        "set default_transaction_read_only = off",
        "copy clients to program 'true'",
        "explain analyze delete from clients",
        "do $$ begin delete from clients; end $$",
        "vacuum",
    ] {
        Query::sql("test", sql, &[].into()).unwrap_err();
    }
}

#[tokio::test]
async fn postgresql_refuses_to_write_and_its_data_stay_as_they_are() {
    let setup = "
        create table clients (id int, name text);
        insert into clients values (1, 'Northwind');
        create sequence numbers;
        create function rename() returns int language plpgsql volatile as
            $$ begin update clients set name = 'gone'; return 1; end $$;
        create function unlock() returns int language plpgsql volatile as
            $$ begin set transaction read write; update clients set name = 'gone'; return 1; end $$;
    ";
    let database = Database::postgres(setup).await;
    // One connection: whatever a query does to its session, the next one meets.
    let source = database.source_with(|settings| settings.limits.max_parallel = 1);
    let writes = [
        "select nextval('numbers')",
        "select setval('numbers', 99)",
        "select rename()",
        "select unlock()",
        "select set_config('transaction_read_only', 'off', false), rename()",
        "select set_config('default_transaction_read_only', 'off', false), rename()",
    ];
    for sql in writes {
        let answer = read(&source, sql, &[]).await;
        assert!(
            matches!(answer, Err(ReadError::Rejected { .. })),
            "{sql}: {answer:?}"
        );
    }
    // Older servers let a read-only transaction do these; then they are undone with it.
    for sql in [
        "select lo_create(4711)",
        "select set_config('work_mem', '64kB', false)",
    ] {
        let _ = read(&source, sql, &[]).await;
    }
    assert_eq!(
        value(&source, "select count(*) from pg_largeobject_metadata").await,
        Value::Integer(0)
    );
    // By itself this is no write, and it succeeds; the next read must not profit from it.
    for setting in ["default_transaction_read_only", "session_replication_role"] {
        let off = if setting == "session_replication_role" {
            "replica"
        } else {
            "off"
        };
        let sql = format!("select set_config('{setting}', '{off}', false)");
        read(&source, &sql, &[]).await.unwrap();
        let answer = read(&source, "select rename()", &[]).await;
        assert!(
            matches!(answer, Err(ReadError::Rejected { .. })),
            "{answer:?}"
        );
    }
    assert_eq!(
        value(&source, "select name from clients").await,
        text("Northwind")
    );
    assert_eq!(
        value(&source, "select is_called from numbers").await,
        Value::Bool(false)
    );
}

#[tokio::test]
async fn a_lock_taken_by_a_query_is_given_back_with_it() {
    let database = Database::postgres("").await;
    let source = database.source_with(|settings| settings.limits.max_parallel = 1);
    read(&source, "select pg_advisory_lock(7)::text", &[])
        .await
        .unwrap();
    let (query, params) = query(
        "select count(*) as n from pg_locks where locktype = 'advisory'",
        &[],
    );
    assert_eq!(
        source.read(&query, &params).await.unwrap().rows,
        [[Value::Integer(0)]]
    );
}

#[tokio::test]
async fn reading_leaves_a_file_exactly_as_it_was() {
    let database = Database::sqlite("create table t (v int); insert into t values (1)").await;
    let file = database.url().trim_start_matches("sqlite:").to_owned();
    let before = std::fs::read(&file).unwrap();
    let source = database.source();
    assert_eq!(
        value(&source, "select count(*) as n from t").await,
        Value::Integer(1)
    );
    drop(source);
    assert_eq!(std::fs::read(&file).unwrap(), before);
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_made() {
    let database = Database::sqlite("").await;
    let url = format!("{}.missing", database.url());
    let source = database.source_with(|settings| settings.url = url.clone().into());
    let answer = read(&source, "select 1", &[]).await;
    assert!(
        matches!(answer, Err(ReadError::Unreachable { .. })),
        "{answer:?}"
    );
    assert!(!std::path::Path::new(url.trim_start_matches("sqlite:")).exists());
}
