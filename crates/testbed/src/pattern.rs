//! The files a fresh database begins with, made once and kept in the temporary folder: a server
//! starts on a copy of them in a few tenths of a second.

use std::fs::{self, File};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

use crate::account::Account;

/// The folder with these files; whoever comes first makes them in the folder that is not there
/// yet. `name` says which server and version they are of.
pub(crate) fn pattern(
    name: &str,
    account: &Account,
    make: impl FnOnce(&Path) -> anyhow::Result<()>,
) -> anyhow::Result<PathBuf> {
    let folder = std::env::temp_dir().join(format!("testbed-patterns-{}", account.uid()));
    if let Err(error) = fs::create_dir(&folder) {
        ensure!(error.kind() == std::io::ErrorKind::AlreadyExists, error);
    } else {
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755))?;
        account.give(&folder)?;
    }
    // The temporary folder is everybody's: what a stranger laid there is not ours to run.
    let owner = fs::symlink_metadata(&folder)?;
    ensure!(
        owner.is_dir() && owner.uid() == account.uid(),
        "{} belongs to somebody else",
        folder.display()
    );
    let lock = File::create(folder.join("lock"))?;
    lock.lock()?;
    let pattern = folder.join(name);
    if pattern.is_dir() {
        return Ok(pattern);
    }
    // Made aside and moved into place whole: a half-made pattern is never used.
    let aside = folder.join(format!("{}.new", std::process::id()));
    make(&aside)?;
    fs::rename(&aside, &pattern)?;
    Ok(pattern)
}

/// Runs a command to its end; what it printed when it failed.
pub(crate) fn run(command: &mut Command) -> anyhow::Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{} cannot be run", command.get_program().display()))?;
    ensure!(
        output.status.success(),
        "{} failed:\n{}{}",
        command.get_program().display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// What a program says its version is, digits and dots only.
pub(crate) fn version(program: &Path) -> anyhow::Result<String> {
    let output = Command::new(program).arg("--version").output()?;
    Ok(String::from_utf8_lossy(&output.stdout)
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '.')
        .collect())
}
