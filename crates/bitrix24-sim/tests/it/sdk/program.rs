//! A program that uses an SDK.

use std::{os::unix::fs::symlink, process::Stdio, time::Duration};

use serde_json::Value;
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines},
    process::{Child, ChildStdin, ChildStdout, Command},
};

use super::{install, scene::Scene};

/// How long a program may think before its next line.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running program; it ends with the test.
pub(super) struct Program {
    child: Child,
    input: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    _folder: TempDir,
}

impl Program {
    /// A program of `tests/sdk/javascript`.
    pub(super) fn javascript(scene: &Scene, file: &str, environment: &[(&str, &str)]) -> Self {
        let packages = install::javascript();
        // Modules are looked for beside the program that wants them.
        let folder = tempfile::tempdir().unwrap();
        let modules = folder.path().join("node_modules");
        symlink(packages.join("node_modules"), modules).unwrap();
        let program = folder.path().join(file);
        std::fs::copy(install::programs("javascript").join(file), &program).unwrap();
        let mut command = Command::new("node");
        command.arg(program);
        Self::start(command, scene, environment, folder)
    }

    /// A program of `tests/sdk/python`.
    pub(super) fn python(scene: &Scene, file: &str, environment: &[(&str, &str)]) -> Self {
        let mut command = Command::new(install::python());
        command
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .arg(install::programs("python").join(file));
        Self::start(command, scene, environment, tempfile::tempdir().unwrap())
    }

    fn start(
        mut command: Command,
        scene: &Scene,
        environment: &[(&str, &str)],
        folder: TempDir,
    ) -> Self {
        let mut child = command
            .envs(scene.environment())
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self {
            input: child.stdin.take().unwrap(),
            lines: BufReader::new(child.stdout.take().unwrap()).lines(),
            child,
            _folder: folder,
        }
    }

    /// Waits until the program says that it is here, and stops.
    pub(super) async fn reaches(&mut self, step: &str) {
        assert_eq!(self.line().await, step);
    }

    /// Lets the program go on.
    pub(super) async fn goes_on(&mut self) {
        self.input.write_all(b"\n").await.unwrap();
    }

    /// What it saw.
    pub(super) async fn says(mut self) -> Value {
        let line = self.line().await;
        let said = serde_json::from_str(&line);
        let status = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        assert!(status.unwrap().unwrap().success(), "{line}");
        said.unwrap_or_else(|error| panic!("{error}: {line}"))
    }

    async fn line(&mut self) -> String {
        let line = tokio::time::timeout(PATIENCE, self.lines.next_line()).await;
        let line = line.expect("the program says nothing").unwrap();
        line.expect("the program ended early; its complaint is above")
    }
}
