//! The two databases the store runs on.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use futures::FutureExt;
use secrecy::{ExposeSecret, SecretString};
use sqlx::error::DatabaseError;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{
    AssertSqlSafe, Connection, Database, Executor, PgConnection, PgPool, SqlSafeStr, SqlitePool,
};
use tokio::time::{Instant, sleep, timeout};

use super::StoreError;

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Connections of one process at most.
const CONNECTIONS: u32 = 10;
/// How long a statement waits for a connection, or for SQLite's one writer.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long a connection to PostgreSQL is used without asking whether it still answers.
const TRUSTED: Duration = Duration::from_millis(100);
/// Between two tries to open a file that another process is just making.
const PAUSE: Duration = Duration::from_millis(10);

/// A pool of connections to one of the two.
#[derive(Clone)]
pub(super) enum Engine {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// Runs one body on whichever pool there is: `on!(engine, pool => …)`. The body is compiled once
/// for each engine, so it is written in what both understand.
macro_rules! on {
    ($engine:expr, $pool:ident => $body:expr) => {
        match &$engine {
            $crate::store::engine::Engine::Sqlite($pool) => $body,
            $crate::store::engine::Engine::Postgres($pool) => $body,
        }
    };
}

impl Engine {
    pub(super) async fn connect(url: &SecretString) -> Result<Self, StoreError> {
        let url = url.expose_secret();
        match url.split_once(':') {
            Some(("sqlite", _)) => sqlite(url).await.map(Self::Sqlite),
            Some(("postgres" | "postgresql", _)) => postgres(url).await.map(Self::Postgres),
            _ => Err(StoreError::Address {
                source: "expected `sqlite://` or `postgres://`".into(),
            }),
        }
    }

    pub(super) async fn migrate(&self) -> Result<(), StoreError> {
        let done = match self {
            Self::Sqlite(pool) => migrate_sqlite(pool).await,
            Self::Postgres(pool) => POSTGRES.run(pool).await,
        };
        done.map_err(|source| StoreError::Migration { source })
    }

    /// Whether the store was ever migrated.
    pub(super) async fn has_tables(&self) -> Result<bool, StoreError> {
        let answer = match self {
            Self::Sqlite(pool) => {
                let sql = "select exists (select 1 from sqlite_master where name = 'key_check')";
                sqlx::query_scalar(sql).fetch_one(pool).await
            }
            Self::Postgres(pool) => {
                let sql = "select to_regclass('key_check') is not null";
                sqlx::query_scalar(sql).fetch_one(pool).await
            }
        };
        Ok(answer?)
    }

    /// Has the database read statements without running them.
    pub(super) async fn prepare(
        &self,
        statements: &[(&'static str, &'static str)],
    ) -> Result<(), StoreError> {
        on!(*self, pool => {
            let mut connection = pool.acquire().await?;
            for (name, sql) in statements {
                (&mut *connection)
                    .prepare(sql.into_sql_str())
                    .await
                    .map_err(|source| StoreError::Statement { name, source })?;
            }
        });
        Ok(())
    }

    /// The same for one statement that is put together.
    pub(super) async fn prepare_one(
        &self,
        name: &'static str,
        sql: String,
    ) -> Result<(), StoreError> {
        on!(*self, pool => {
            let mut connection = pool.acquire().await?;
            (&mut *connection)
                .prepare(AssertSqlSafe(sql).into_sql_str())
                .await
                .map_err(|source| StoreError::Statement { name, source })?;
        });
        Ok(())
    }

    pub(super) async fn close(&self) {
        on!(*self, pool => pool.close().await);
    }
}

async fn sqlite(url: &str) -> Result<SqlitePool, StoreError> {
    if url.contains(":memory:") || url.contains("mode=memory") {
        let source = "a store in memory forgets the portals with the process".into();
        return Err(StoreError::Address { source });
    }
    let options = SqliteConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address {
            source: error.into(),
        })?
        .create_if_missing(true)
        // Readers go on while one writes.
        .journal_mode(SqliteJournalMode::Wal)
        // A commit is on the disk when it returns. The usual `NORMAL` may lose the last commits
        // with the power, and a refresh token that was spent and then lost is a lost portal.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // Rows of an answer that wait for their reader: all of most answers, so that he is woken
        // once and not for each.
        .row_buffer_size(512)
        .busy_timeout(PATIENCE);
    Ok(first_of_sqlite(&options).await?)
}

/// Connects, and waits where SQLite itself does not: turning a new file to its write-ahead log
/// takes a lock that `busy_timeout` does not wait for, and another server may be just doing it.
async fn first_of_sqlite(options: &SqliteConnectOptions) -> Result<SqlitePool, sqlx::Error> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        // There is no connection to break: a file is not asked whether it is still there.
        let pool = pool_options().test_before_acquire(false);
        match pool.connect_with(options.clone()).await {
            Err(error) if is_busy(&error) && Instant::now() < deadline => sleep(PAUSE).await,
            done => return done,
        }
    }
}

/// SQLITE_BUSY in the low byte of the extended code.
fn is_busy(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok())
        .is_some_and(|code| code & 0xff == 5)
}

/// The migrator locks PostgreSQL but not SQLite, and of two servers that start at once the later
/// one would make tables that are there. So the one writer's lock is taken first.
async fn migrate_sqlite(pool: &SqlitePool) -> Result<(), MigrateError> {
    let mut transaction = pool.begin_with("begin immediate").await?;
    // What `run` calls; its own future is not `Send` for a borrowed connection.
    SQLITE.run_direct(None, &mut *transaction, false).await?;
    transaction.commit().await?;
    Ok(())
}

async fn postgres(url: &str) -> Result<PgPool, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Address {
            source: error.into(),
        })?
        .application_name("inlay");
    // A pool tries until its patience ends and then says only that. One connection of our own
    // fails at once, and with the reason: refused, no such host, wrong password.
    let first = PgConnection::connect_with(&options);
    let first = timeout(PATIENCE, first)
        .await
        .map_err(|_| sqlx::Error::PoolTimedOut)??;
    first.close().await?;
    let pool = pool_options().test_before_acquire(false).before_acquire(
        |connection: &mut PgConnection, used| {
            async move {
                // One that was used a moment ago is there.
                if used.idle_for > TRUSTED {
                    connection.ping().await?;
                }
                Ok(true)
            }
            .boxed()
        },
    );
    Ok(pool.connect_lazy_with(options))
}

fn pool_options<DB: Database>() -> PoolOptions<DB> {
    PoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(PATIENCE)
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The pool's own output may name the address.
        f.write_str(match self {
            Self::Sqlite(_) => "Sqlite",
            Self::Postgres(_) => "Postgres",
        })
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use sqlx::Row;

    use super::*;

    #[tokio::test]
    async fn every_connection_to_sqlite_is_durable_and_minds_its_references() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}", folder.path().join("new.db").display());
        let pool = sqlite(&url).await.unwrap();
        let connections = [pool.acquire().await.unwrap(), pool.acquire().await.unwrap()];
        for mut connection in connections {
            for (pragma, wanted) in [("journal_mode", "wal"), ("synchronous", "2")] {
                let sql = AssertSqlSafe(format!("select {pragma} from pragma_{pragma}"));
                let row = sqlx::query(sql).fetch_one(&mut *connection).await.unwrap();
                let value: String = row.try_get_unchecked(0).unwrap();
                assert_eq!(value, wanted, "{pragma}");
            }
            let sql = "pragma foreign_keys";
            let on: bool = sqlx::query_scalar(sql)
                .fetch_one(&mut *connection)
                .await
                .unwrap();
            assert!(on);
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn a_new_file_that_many_open_at_once_opens_for_all() {
        let folder = tempfile::tempdir().unwrap();
        // Each round is a race of its own; one alone is too easily won.
        for round in 0..60 {
            let url = format!("sqlite://{}/{round}.db", folder.path().display());
            let openings = (0..16).map(|_| {
                let url = url.clone();
                tokio::spawn(async move { sqlite(&url).await.map(drop) })
            });
            for opening in openings.collect::<Vec<_>>() {
                opening.await.unwrap().unwrap();
            }
        }
    }

    /// A file that is added is compiled in only when this file is compiled again.
    #[test]
    fn every_migration_of_the_folders_is_compiled_in_and_has_a_twin() {
        let names = |migrator: &Migrator| -> Vec<String> {
            migrator
                .iter()
                .map(|m| format!("{:04}_{}.sql", m.version, m.description))
                .collect()
        };
        for (folder, migrator) in [("sqlite", &SQLITE), ("postgres", &POSTGRES)] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("migrations")
                .join(folder);
            let mut files: Vec<_> = std::fs::read_dir(folder)
                .unwrap()
                .map(|file| {
                    file.unwrap()
                        .file_name()
                        .into_string()
                        .unwrap()
                        .replace('_', " ")
                })
                .collect();
            files.sort();
            let compiled: Vec<_> = names(migrator)
                .into_iter()
                .map(|name| name.replace('_', " "))
                .collect();
            assert_eq!(files, compiled);
        }
        assert_eq!(names(&SQLITE), names(&POSTGRES));
    }
}
