//! A MariaDB server of a test's own.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context;
use sqlx::mysql::{MySqlConnectOptions, MySqlSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};

use crate::account::Account;
use crate::pattern::{pattern, run, version};
use crate::server::{Kind, Server};

/// A running server on a free port of 127.0.0.1; stopped, and its files removed, when dropped.
#[derive(Debug)]
pub struct MariaDb {
    server: Server,
    databases: AtomicU32,
}

impl MariaDb {
    /// Starts an empty server and waits until it accepts connections; `root` needs no password.
    ///
    /// # Errors
    /// When MariaDB is not installed, or does not come up; the text says what it printed.
    pub async fn start() -> anyhow::Result<Self> {
        let account = Account::unprivileged("mysql")?;
        let program = program("mariadbd")?;
        let name = format!("mariadb-{}", version(&program)?);
        let install = self::program("mariadb-install-db")?;
        let pattern = pattern(&name, &account, |folder| {
            let mut command = account.command(&install);
            command
                .args([
                    "--no-defaults",
                    "--skip-test-db",
                    "--innodb-log-file-size=4M",
                ])
                .arg("--auth-root-authentication-method=normal")
                .arg(joined("--datadir=", folder));
            run(&mut command)
        })?;
        let kind = Kind {
            name: "MariaDB",
            signal: "KILL",
            taken: "Address already in use",
            account,
            pattern: Some(pattern),
            program: program.into(),
            arguments,
        };
        Ok(Self {
            server: Server::start(&kind, answers).await?,
            databases: AtomicU32::new(1),
        })
    }

    /// Makes a new, empty database and gives its address, as `root`.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn database(&self) -> anyhow::Result<String> {
        let name = format!("test_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut connection = options(self.port()).connect().await?;
        // The name is ours, and an identifier cannot be bound.
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        Ok(format!("mysql://root@127.0.0.1:{}/{name}", self.port()))
    }

    /// The port of 127.0.0.1 it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }
}

fn arguments(base: &Path, port: u16) -> Vec<OsString> {
    let mut arguments = vec![
        "--no-defaults".into(),
        joined("--datadir=", &base.join("data")),
        joined("--socket=", &base.join("socket")),
        joined("--pid-file=", &base.join("pid")),
        format!("--port={port}").into(),
    ];
    // Nothing here has to outlive a power cut, and many servers run side by side.
    let settings = [
        "--bind-address=127.0.0.1",
        "--skip-name-resolve",
        "--innodb-log-file-size=4M",
        "--innodb-buffer-pool-size=16M",
        "--innodb-flush-log-at-trx-commit=0",
        "--performance-schema=off",
        "--default-time-zone=+00:00",
        "--character-set-server=utf8mb4",
    ];
    arguments.extend(settings.map(OsString::from));
    arguments
}

fn joined(option: &str, path: &Path) -> OsString {
    let mut argument = OsString::from(option);
    argument.push(path);
    argument
}

/// Whether it is this very server that answers on the port.
async fn answers(base: &Path, port: u16) -> bool {
    let Ok(mut connection) = options(port).connect().await else {
        return false;
    };
    let folder: Result<String, _> = sqlx::query_scalar("select @@datadir")
        .fetch_one(&mut connection)
        .await;
    folder.is_ok_and(|folder| Path::new(&folder) == base.join("data"))
}

fn options(port: u16) -> MySqlConnectOptions {
    MySqlConnectOptions::new()
        .host("127.0.0.1")
        .port(port)
        .username("root")
        .ssl_mode(MySqlSslMode::Disabled)
}

/// A program of the server; Debian keeps it where only administrators look.
fn program(name: &str) -> anyhow::Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/usr/bin", "/usr/libexec"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .with_context(|| format!("MariaDB's `{name}` is not installed; `make test` installs it"))
}
