//! Both databases, empty and our own.

use std::path::Path;

use inlay::seal::{Key, Keyring};
use inlay::store::Store;
use secrecy::{ExposeSecret, SecretString};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};
use testbed::Postgres;

/// An empty database that goes with the test.
#[derive(Debug)]
pub(super) struct Database {
    pub(super) url: SecretString,
    home: Home,
}

#[derive(Debug)]
enum Home {
    Sqlite(tempfile::TempDir),
    /// Stopped when dropped.
    Postgres {
        _server: Postgres,
    },
}

/// Runs a test on SQLite, then on PostgreSQL.
pub(super) async fn on_both(test: impl AsyncFn(&Database)) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let url = format!("sqlite://{}", folder.path().join("inlay.db").display());
    println!("on SQLite");
    test(&Database {
        url: url.into(),
        home: Home::Sqlite(folder),
    })
    .await;

    let server = Postgres::start().await.expect("PostgreSQL starts");
    let url = server.database().await.expect("a new database");
    println!("on PostgreSQL");
    test(&Database {
        url: url.into(),
        home: Home::Postgres { _server: server },
    })
    .await;
}

impl Database {
    /// The store, migrated, sealed with the key `k1`.
    pub(super) async fn store(&self) -> Store {
        let store = Store::open(&self.url, ring(&["k1"]))
            .await
            .expect("the store opens");
        store.migrate().await.expect("the store is migrated");
        store
    }

    pub(super) fn is_sqlite(&self) -> bool {
        matches!(self.home, Home::Sqlite(_))
    }

    /// Changes rows behind the store's back.
    pub(super) async fn execute(&self, sql: &str) {
        let sql = AssertSqlSafe(sql);
        let url = self.url.expose_secret();
        match self.home {
            Home::Sqlite(_) => {
                let mut connection = SqliteConnection::connect(url).await.expect("a connection");
                sqlx::raw_sql(sql)
                    .execute(&mut connection)
                    .await
                    .expect("a change");
                connection.close().await.expect("an end");
            }
            Home::Postgres { .. } => {
                let mut connection = PgConnection::connect(url).await.expect("a connection");
                sqlx::raw_sql(sql)
                    .execute(&mut connection)
                    .await
                    .expect("a change");
                connection.close().await.expect("an end");
            }
        }
    }

    /// Leaves of all migrations only the empty list of those that were run.
    pub(super) async fn unmigrate(&self) {
        let (list, cascade) = match self.home {
            Home::Sqlite(_) => (
                "select type || ' ' || name from sqlite_master
                 where type in ('table', 'view') and name not like 'sqlite%'",
                "",
            ),
            Home::Postgres { .. } => (
                "select 'table ' || tablename from pg_tables where schemaname = 'public'
                 union all
                 select 'view ' || viewname from pg_views where schemaname = 'public'",
                " cascade",
            ),
        };
        for made in self.texts(list).await {
            if made == "table _sqlx_migrations" {
                self.execute("delete from _sqlx_migrations").await;
            } else {
                // "if exists": a cascade may have been there before.
                let (kind, name) = made.split_once(' ').expect("a kind and a name");
                self.execute(&format!("drop {kind} if exists {name}{cascade}"))
                    .await;
            }
        }
    }

    /// The one column of text a statement answers with.
    async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = AssertSqlSafe(sql);
        let url = self.url.expose_secret();
        match self.home {
            Home::Sqlite(_) => {
                let mut connection = SqliteConnection::connect(url).await.expect("a connection");
                let texts = sqlx::query_scalar(sql).fetch_all(&mut connection).await;
                connection.close().await.expect("an end");
                texts.expect("an answer")
            }
            Home::Postgres { .. } => {
                let mut connection = PgConnection::connect(url).await.expect("a connection");
                let texts = sqlx::query_scalar(sql).fetch_all(&mut connection).await;
                connection.close().await.expect("an end");
                texts.expect("an answer")
            }
        }
    }

    /// All that a thief of the database gets: SQLite's files with the write-ahead log, or every
    /// row of PostgreSQL as text (binary columns in hexadecimal).
    pub(super) async fn everything(&self) -> Vec<u8> {
        match &self.home {
            Home::Sqlite(folder) => files(folder.path()),
            Home::Postgres { .. } => self.rows().await.into_bytes(),
        }
    }

    async fn rows(&self) -> String {
        let list = "select tablename::text from pg_tables where schemaname = 'public'";
        let mut rows = Vec::new();
        for table in self.texts(list).await {
            rows.extend(self.texts(&format!("select t::text from {table} t")).await);
        }
        rows.join("\n")
    }
}

fn files(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for file in std::fs::read_dir(folder).expect("the folder") {
        let path = file.expect("a file").path();
        bytes.extend(std::fs::read(path).expect("its bytes"));
    }
    bytes
}

/// A ring of keys by their ids, the sealing one first. One id is always the same key.
pub(super) fn ring(ids: &[&str]) -> Keyring {
    Keyring::new(ids.iter().map(|id| key(id, id)).collect()).expect("a ring")
}

/// A key of this id whose bytes depend on the seed.
pub(super) fn key(id: &str, seed: &str) -> Key {
    Key::parse(id, &key_text(seed)).expect("a key")
}

/// A key as the configuration would have it.
pub(super) fn key_text(seed: &str) -> String {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(seed))
}
