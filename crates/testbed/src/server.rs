//! What every database server of a test has in common: a free port, a folder, an end.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use tempfile::TempDir;

use crate::account::Account;

/// How long a server may take until it answers on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often a port may turn out to be taken.
const ATTEMPTS: u32 = 5;

/// Runs the server and outlives nobody: standard input is held open by the test's process, and it
/// ends with that process however it ends, `kill -9` included.
const KEEPER: &str = r#"
signal=$1; base=$2; pattern=$3; shift 3
exec 3<&0
if [ -n "$pattern" ]; then cp -R "$pattern" "$base/data" || exit 1; fi
"$@" </dev/null >"$base/log" 2>&1 3<&- &
server=$!
(
    cat <&3 >/dev/null
    kill -"$signal" "$server" 2>/dev/null
    while kill -0 "$server" 2>/dev/null; do sleep 0.02; done
    rm -rf "$base"
) >/dev/null 2>&1 &
wait "$server"
"#;

/// What is different from server to server.
pub(crate) struct Kind {
    /// What messages call it.
    pub(crate) name: &'static str,
    /// What ends it at once.
    pub(crate) signal: &'static str,
    /// What its log says when the port was taken.
    pub(crate) taken: &'static str,
    pub(crate) account: Account,
    /// Files its folder `data` begins with.
    pub(crate) pattern: Option<PathBuf>,
    pub(crate) program: OsString,
    /// Its arguments, for a folder and a port.
    pub(crate) arguments: fn(&Path, u16) -> Vec<OsString>,
}

/// A running server on a free port of 127.0.0.1; stopped, and its files removed, when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    name: &'static str,
    keeper: Child,
    port: u16,
    /// Last, so that the files go after the server.
    base: TempDir,
}

impl Server {
    /// Starts one and waits until `answers` says that this very server answers: it gets the
    /// server's folder and port.
    pub(crate) async fn start(
        kind: &Kind,
        answers: impl AsyncFn(&Path, u16) -> bool,
    ) -> anyhow::Result<Self> {
        for _ in 0..ATTEMPTS {
            let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
                .local_addr()?
                .port();
            // Between choosing a port and using it somebody else may take it: then another one.
            if let Some(server) = Self::launch(kind, port, &answers).await? {
                return Ok(server);
            }
        }
        bail!("no free port could be kept for {}", kind.name)
    }

    /// The same on a given port; `None` when it is taken.
    pub(crate) async fn launch(
        kind: &Kind,
        port: u16,
        answers: &impl AsyncFn(&Path, u16) -> bool,
    ) -> anyhow::Result<Option<Self>> {
        let base = tempfile::Builder::new()
            .prefix(&format!("testbed-{}-", kind.name.to_lowercase()))
            .tempdir()?;
        kind.account.give(base.path())?;
        let pattern = kind
            .pattern
            .as_deref()
            .map_or(OsStr::new(""), Path::as_os_str);
        let keeper = kind
            .account
            .command("sh")
            .args(["-c", KEEPER, "keeper", kind.signal])
            .arg(base.path())
            .arg(pattern)
            .arg(&kind.program)
            .args((kind.arguments)(base.path(), port))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // An interrupt at the terminal is for the test; the server follows it by itself.
            .process_group(0)
            .spawn()
            .context("a shell cannot be started")?;
        let mut server = Self {
            name: kind.name,
            keeper,
            port,
            base,
        };
        let deadline = Instant::now() + PATIENCE;
        loop {
            if server.keeper.try_wait()?.is_some() {
                let log = server.log();
                ensure!(
                    log.contains(kind.taken),
                    "{} did not start; `make test` installs it:\n{log}",
                    server.name
                );
                return Ok(None);
            }
            if answers(server.base.path(), port).await {
                return Ok(Some(server));
            }
            ensure!(
                Instant::now() < deadline,
                "{} is not ready:\n{}",
                server.name,
                server.log()
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    fn log(&self) -> String {
        fs::read_to_string(self.base.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // The keeper hears that its standard input has ended, and stops the server at once.
        drop(self.keeper.stdin.take());
        let _ = self.keeper.wait();
    }
}
