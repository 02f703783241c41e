//! Who runs a server: database servers refuse to run as root.

use std::ffi::OsStr;
use std::os::unix::fs::chown;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, ensure};

/// The account of a server.
#[derive(Debug)]
pub(crate) struct Account {
    uid: u32,
    /// Set when we are root and have to step down.
    name: Option<&'static str>,
}

impl Account {
    /// Our own.
    pub(crate) fn own() -> anyhow::Result<Self> {
        Ok(Self {
            uid: number("id", &["-u"])?,
            name: None,
        })
    }

    /// Our own, or `name` where we are root.
    pub(crate) fn unprivileged(name: &'static str) -> anyhow::Result<Self> {
        let own = Self::own()?;
        if own.uid != 0 {
            return Ok(own);
        }
        let uid = number("id", &["-u", name]).with_context(|| {
            format!("root cannot run the server, and there is no user `{name}`")
        })?;
        Ok(Self {
            uid,
            name: Some(name),
        })
    }

    pub(crate) fn uid(&self) -> u32 {
        self.uid
    }

    /// A command that runs as this account.
    pub(crate) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let Some(name) = self.name else {
            return Command::new(program);
        };
        let mut command = Command::new("setpriv");
        command
            .args(["--reuid", name, "--regid", name, "--init-groups"])
            .arg(program.as_ref());
        // The folder the test runs in may be closed to the other account.
        command.current_dir("/");
        command
    }

    /// Makes a folder this account's.
    pub(crate) fn give(&self, folder: &Path) -> anyhow::Result<()> {
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
