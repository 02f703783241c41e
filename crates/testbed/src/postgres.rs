//! A PostgreSQL server of a test's own.
//!
//! The files of a fresh cluster are made once and kept as a pattern in the temporary folder; a
//! server starts on a copy of them in a few tenths of a second. That is cheap enough for one server
//! per test, so tests share nothing and need no order among themselves.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use sqlx::postgres::{PgConnectOptions, PgSslMode};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection};
use tempfile::TempDir;

/// How long a server may take until it accepts connections on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the server and outlives nobody: standard input is held open by the test's process, and it
/// ends with that process however it ends, `kill -9` included.
const KEEPER: &str = r#"
base=$1; pattern=$2; shift 2
exec 3<&0
cp -R "$pattern" "$base/data" || exit 1
"$@" </dev/null >"$base/log" 2>&1 3<&- &
server=$!
(
    cat <&3 >/dev/null
    kill -QUIT "$server" 2>/dev/null
    while kill -0 "$server" 2>/dev/null; do sleep 0.02; done
    rm -rf "$base"
) >/dev/null 2>&1 &
wait "$server"
"#;

/// Everyone is let in, save a role named `with_password`, if a test makes one.
const ACCESS: &str = "\
local all all trust
host all with_password 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
";

/// A running server on a free port of 127.0.0.1; stopped, and its files removed, when dropped.
#[derive(Debug)]
pub struct Postgres {
    keeper: Child,
    port: u16,
    databases: AtomicU32,
    /// Last, so that the files go after the server.
    base: TempDir,
}

impl Postgres {
    /// Starts a server with an empty cluster and waits until it accepts connections.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or does not come up; the text says what it printed.
    pub async fn start() -> anyhow::Result<Self> {
        let account = Account::of_the_server()?;
        let programs = programs()?;
        let pattern = pattern(&programs, &account)?;
        for _ in 0..5 {
            // Between choosing a port and using it somebody else may take it: then another one.
            if let Some(server) = Self::launch(&programs, &account, &pattern).await? {
                return Ok(server);
            }
        }
        bail!("no free port could be kept for PostgreSQL")
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
        let mut connection = options(self.port).connect().await?;
        // The name is ours, and an identifier cannot be bound.
        sqlx::raw_sql(AssertSqlSafe(format!("create database {name}")))
            .execute(&mut connection)
            .await?;
        connection.close().await?;
        Ok(self.address(&name))
    }

    /// The port of 127.0.0.1 it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    fn address(&self, database: &str) -> String {
        format!("postgres://postgres@127.0.0.1:{}/{database}", self.port)
    }

    /// One attempt; `None` when the port was taken in between.
    async fn launch(
        programs: &Path,
        account: &Account,
        pattern: &Path,
    ) -> anyhow::Result<Option<Self>> {
        let base = tempfile::Builder::new()
            .prefix("testbed-postgres-")
            .tempdir()?;
        account.give(base.path())?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let keeper = account
            .command("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(base.path())
            .arg(pattern)
            .arg(programs.join("postgres"))
            .arg("-D")
            .arg(base.path().join("data"))
            .arg("-k")
            .arg(base.path())
            .args(["-p", &port.to_string(), "-h", "127.0.0.1"])
            // Nothing here has to outlive a power cut, and many servers run side by side.
            .args(["-c", "fsync=off", "-c", "full_page_writes=off"])
            .args(["-c", "shared_buffers=32MB", "-c", "max_connections=60"])
            .args(["-c", "timezone=UTC", "-c", "log_timezone=UTC"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // An interrupt at the terminal is for the test; the server follows it by itself.
            .process_group(0)
            .spawn()
            .context("a shell cannot be started")?;
        let mut server = Self {
            keeper,
            port,
            databases: AtomicU32::new(1),
            base,
        };
        let deadline = Instant::now() + PATIENCE;
        loop {
            if server.keeper.try_wait()?.is_some() {
                let log = server.log();
                ensure!(
                    log.contains("could not bind"),
                    "PostgreSQL did not start:\n{log}"
                );
                return Ok(None);
            }
            if server.answers().await {
                return Ok(Some(server));
            }
            ensure!(
                Instant::now() < deadline,
                "PostgreSQL is not ready:\n{}",
                server.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Whether it is this very server that answers on the port.
    async fn answers(&self) -> bool {
        let Ok(mut connection) = options(self.port).connect().await else {
            return false;
        };
        let folder: Result<String, _> = sqlx::query_scalar("show data_directory")
            .fetch_one(&mut connection)
            .await;
        folder.is_ok_and(|folder| Path::new(&folder) == self.base.path().join("data"))
    }

    fn log(&self) -> String {
        fs::read_to_string(self.base.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // The keeper hears that its standard input has ended, and stops the server at once.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}

fn options(port: u16) -> PgConnectOptions {
    PgConnectOptions::new_without_pgpass()
        .host("127.0.0.1")
        .port(port)
        .username("postgres")
        .database("postgres")
        .ssl_mode(PgSslMode::Disable)
}

/// Who runs the server: PostgreSQL refuses to run as root.
#[derive(Debug)]
struct Account {
    uid: u32,
    /// Set when we are root and have to step down.
    name: Option<&'static str>,
}

impl Account {
    fn of_the_server() -> anyhow::Result<Self> {
        let own = number("id", &["-u"])?;
        if own != 0 {
            return Ok(Self {
                uid: own,
                name: None,
            });
        }
        let name = "postgres";
        let uid = number("id", &["-u", name])
            .context("root cannot run PostgreSQL, and there is no user `postgres`")?;
        Ok(Self {
            uid,
            name: Some(name),
        })
    }

    fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let Some(name) = self.name else {
            return Command::new(program);
        };
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid", name, "--regid", name, "--init-groups"])
            .arg(program);
        // The folder the test runs in may be closed to the other account.
        command.current_dir("/");
        command
    }

    fn give(&self, folder: &Path) -> anyhow::Result<()> {
        if self.name.is_some() {
            chown(folder, Some(self.uid), None)?;
        }
        Ok(())
    }
}

fn number(program: &str, arguments: &[&str]) -> anyhow::Result<u32> {
    let output = Command::new(program).args(arguments).output()?;
    ensure!(output.status.success(), "`{program}` refused");
    Ok(String::from_utf8(output.stdout)?.trim().parse()?)
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

/// The files of an empty cluster of this version; whoever comes first makes them.
fn pattern(programs: &Path, account: &Account) -> anyhow::Result<PathBuf> {
    let version = Command::new(programs.join("postgres"))
        .arg("--version")
        .output()?;
    let version: String = String::from_utf8_lossy(&version.stdout)
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let folder = std::env::temp_dir().join(format!("testbed-patterns-{}", account.uid));
    if let Err(error) = fs::create_dir(&folder) {
        ensure!(error.kind() == std::io::ErrorKind::AlreadyExists, error);
    } else {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        account.give(&folder)?;
    }
    // The temporary folder is everybody's: what a stranger laid there is not ours to run.
    let owner = fs::symlink_metadata(&folder)?;
    ensure!(
        owner.is_dir() && owner.uid() == account.uid,
        "{} belongs to somebody else",
        folder.display()
    );
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    let pattern = folder.join(format!("postgres-{version}"));
    if pattern.join("PG_VERSION").is_file() {
        return Ok(pattern);
    }
    // Made aside and moved into place whole: a half-made pattern is never used.
    let aside = folder.join(format!("{}.new", std::process::id()));
    let output = account
        .command(programs.join("initdb"))
        .arg("-D")
        .arg(&aside)
        .args([
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--no-sync",
        ])
        .output()?;
    ensure!(
        output.status.success(),
        "initdb:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    fs::write(aside.join("pg_hba.conf"), ACCESS)?;
    fs::rename(&aside, &pattern)?;
    Ok(pattern)
}
