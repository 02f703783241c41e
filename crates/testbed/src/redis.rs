//! A Redis server of a test's own.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// How long a server may take until it answers on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Runs the server and outlives nobody: standard input is held open by the test's process, and it
/// ends with that process however it ends, `kill -9` included.
const KEEPER: &str = r#"
base=$1; shift
exec 3<&0
"$@" </dev/null >"$base/log" 2>&1 3<&- &
server=$!
(
    cat <&3 >/dev/null
    kill -KILL "$server" 2>/dev/null
    while kill -0 "$server" 2>/dev/null; do sleep 0.02; done
    rm -rf "$base"
) >/dev/null 2>&1 &
wait "$server"
"#;

/// A running server on a free port of 127.0.0.1 that writes nothing to the disk; stopped when
/// dropped.
#[derive(Debug)]
pub struct Redis {
    keeper: Child,
    port: u16,
    /// Last, so that the files go after the server.
    base: TempDir,
}

impl Redis {
    /// Starts an empty server and waits until it answers.
    ///
    /// # Errors
    /// When Redis is not installed, or does not come up; the text says what it printed.
    pub async fn start() -> anyhow::Result<Self> {
        for _ in 0..5 {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
                .local_addr()?
                .port();
            // Between choosing a port and using it somebody else may take it: then another one.
            if let Some(server) = Self::launch(port).await? {
                return Ok(server);
            }
        }
        bail!("no free port could be kept for Redis")
    }

    /// Starts an empty server where another one has been.
    ///
    /// # Errors
    /// As [`Redis::start`], and when the port is taken.
    pub async fn start_at(port: u16) -> anyhow::Result<Self> {
        Self::launch(port).await?.context("the port is taken")
    }

    /// `redis://127.0.0.1:…`
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// The port of 127.0.0.1 it listens on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// One attempt; `None` when the port was taken in between.
    async fn launch(port: u16) -> anyhow::Result<Option<Self>> {
        let base = tempfile::Builder::new()
            .prefix("testbed-redis-")
            .tempdir()?;
        let keeper = Command::new("sh")
            .args(["-c", KEEPER, "keeper"])
            .arg(base.path())
            .args(["redis-server", "--port", &port.to_string()])
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .arg("--dir")
            .arg(base.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // An interrupt at the terminal is for the test; the server follows it by itself.
            .process_group(0)
            .spawn()
            .context("a shell cannot be started")?;
        let mut server = Self { keeper, port, base };
        let deadline = Instant::now() + PATIENCE;
        loop {
            if server.keeper.try_wait()?.is_some() {
                let log = server.log();
                ensure!(
                    log.contains("Address already in use"),
                    "Redis did not start; `make test` installs it:\n{log}"
                );
                return Ok(None);
            }
            if server.answers().await {
                return Ok(Some(server));
            }
            ensure!(
                Instant::now() < deadline,
                "Redis is not ready:\n{}",
                server.log()
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Whether it is this very server that answers on the port.
    async fn answers(&self) -> bool {
        let ask = async {
            let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).await?;
            connection.write_all(b"CONFIG GET dir\r\nQUIT\r\n").await?;
            let mut answer = String::new();
            connection.read_to_string(&mut answer).await?;
            std::io::Result::Ok(answer)
        };
        let Ok(Ok(answer)) = timeout(Duration::from_secs(2), ask).await else {
            return false;
        };
        answer.contains(&*self.base.path().to_string_lossy())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.base.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        // The keeper hears that its standard input has ended, and stops the server at once.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
