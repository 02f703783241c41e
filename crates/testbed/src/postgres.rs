//! A PostgreSQL server of a test's own: cheap enough for one per test, so tests share nothing and
//! need no order among themselves.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, PgConnection};

use crate::account::Account;
use crate::pattern::{pattern, run, version};
use crate::server::{Kind, Server};

/// Everyone is let in, save a role named `with_password`, if a test makes one.
const ACCESS: &str = "\
local all all trust
host all with_password 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
";

/// How long it may take to recover.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running server on a free port of 127.0.0.1; stopped, and its files removed, when dropped.
#[derive(Debug)]
pub struct Postgres {
    server: Server,
    databases: AtomicU32,
}

impl Postgres {
    /// Starts a server with an empty cluster and waits until it accepts connections.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or does not come up; the text says what it printed.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_with(arguments).await
    }

    /// The same with every commit on the disk when it returns, for what measures that.
    ///
    /// # Errors
    /// As [`Postgres::start`].
    pub async fn start_durable() -> anyhow::Result<Self> {
        Self::start_with(durable_arguments).await
    }

    async fn start_with(arguments: fn(&Path, u16) -> Vec<OsString>) -> anyhow::Result<Self> {
        let account = Account::unprivileged("postgres")?;
        let programs = programs()?;
        let name = format!("postgres-{}", version(&programs.join("postgres"))?);
        let pattern = pattern(&name, &account, |folder| {
            let mut command = account.command(programs.join("initdb"));
            command.arg("-D").arg(folder).args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
            ]);
            run(&mut command)?;
            fs::write(folder.join("pg_hba.conf"), ACCESS)?;
            Ok(())
        })?;
        let kind = Kind {
            name: "PostgreSQL",
            signal: "QUIT",
            taken: "could not bind",
            account,
            pattern: Some(pattern),
            program: programs.join("postgres").into(),
            arguments,
        };
        Ok(Self {
            server: Server::start(&kind, answers).await?,
            databases: AtomicU32::new(1),
        })
    }

    /// The address of the server's own database, as its superuser.
    #[must_use]
    pub fn url(&self) -> String {
        self.address("postgres")
    }

    /// Makes a new, empty database and gives its address.
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
        Ok(self.address(&name))
    }

    /// Kills one of its processes, whereupon it ends every connection, recovers from its log and
    /// answers again at the same address; returns when it does.
    ///
    /// # Errors
    /// When it does not come back.
    pub async fn crash(&self) -> anyhow::Result<()> {
        let mut connection = options(self.port()).connect().await?;
        let before = started(&mut connection).await?;
        let process: i32 = sqlx::query_scalar("select pg_backend_pid()")
            .fetch_one(&mut connection)
            .await?;
        let mut kill = Account::unprivileged("postgres")?.command("kill");
        run(kill.args(["-9", &process.to_string()]))?;
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Ok(mut connection) = options(self.port()).connect().await
                && started(&mut connection)
                    .await
                    .is_ok_and(|now| now != before)
            {
                return Ok(());
            }
            ensure!(Instant::now() < deadline, "PostgreSQL did not come back");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// From now on whoever connects finds that no file grows beyond so many bytes, as on a full
    /// disk. A piece of the log is 16 MiB; with less than that the server itself ends.
    ///
    /// # Errors
    /// When the system does not let us.
    pub async fn fill_disk(&self, bytes: u64) -> anyhow::Result<()> {
        self.limit_files(&bytes.to_string()).await
    }

    /// There is room again for whoever connects from now on.
    ///
    /// # Errors
    /// When the system does not let us.
    pub async fn clear_disk(&self) -> anyhow::Result<()> {
        self.limit_files("unlimited").await
    }

    /// A connection's process has the limits of the one it comes from.
    async fn limit_files(&self, most: &str) -> anyhow::Result<()> {
        let mut connection = options(self.port()).connect().await?;
        let sql = "select pg_read_file('postmaster.pid')";
        let file: String = sqlx::query_scalar(sql).fetch_one(&mut connection).await?;
        connection.close().await?;
        let process = file.lines().next().context("the server's process")?;
        let mut limit = Account::unprivileged("postgres")?.command("prlimit");
        run(limit.args(["--pid", process, &format!("--fsize={most}:")]))
    }

    /// The port of 127.0.0.1 it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port())
    }
}

fn arguments(base: &Path, port: u16) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec!["-D".into(), base.join("data").into()];
    arguments.extend(["-k".into(), base.into()]);
    arguments.extend(["-p".into(), port.to_string().into()]);
    arguments.extend(["-h", "127.0.0.1"].map(OsString::from));
    // Nothing here has to outlive a power cut, and many servers run side by side.
    let settings = [
        "fsync=off",
        "full_page_writes=off",
        "shared_buffers=32MB",
        "max_connections=60",
        "timezone=UTC",
        "log_timezone=UTC",
    ];
    for setting in settings {
        arguments.extend(["-c".into(), setting.into()]);
    }
    arguments
}

/// As a server runs that has to outlive a power cut: the later setting counts.
fn durable_arguments(base: &Path, port: u16) -> Vec<OsString> {
    let mut arguments = arguments(base, port);
    for setting in ["fsync=on", "full_page_writes=on", "shared_buffers=128MB"] {
        arguments.extend(["-c".into(), setting.into()]);
    }
    arguments
}

/// Whether it is this very server that answers on the port.
async fn answers(base: &Path, port: u16) -> bool {
    let Ok(mut connection) = options(port).connect().await else {
        return false;
    };
    let folder: Result<String, _> = sqlx::query_scalar("show data_directory")
        .fetch_one(&mut connection)
        .await;
    folder.is_ok_and(|folder| Path::new(&folder) == base.join("data"))
}

/// Which start of the server answers: the processes that write its data are new with each.
async fn started(connection: &mut PgConnection) -> sqlx::Result<String> {
    let sql = "select backend_start::text from pg_stat_activity
               where backend_type = 'background writer'";
    sqlx::query_scalar(sql).fetch_one(connection).await
}

fn options(port: u16) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(port)
        .username("postgres")
        .database("postgres")
        .ssl_mode(PgSslMode::Disable)
}

/// The folder of the server's programs: the newest of Debian's, else the one of the `PATH`.
fn programs() -> anyhow::Result<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let newest = versions
        .filter_map(|entry| {
            let version: u32 = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .max();
    if let Some((_, folder)) = newest {
        return Ok(folder);
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .find(|folder| folder.join("initdb").is_file() && folder.join("postgres").is_file())
        .context(
            "PostgreSQL's `initdb` and `postgres` are not installed; `make test` installs them",
        )
}
