//! SAP CAP, started on a free port with its data in memory, and stopped with the test.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// What the project consists of, besides what npm brings.
const FILES: [&str; 6] = [
    "package.json",
    "package-lock.json",
    "db/books.cds",
    "db/data/acme-Clients.csv",
    "db/data/acme-Sales.csv",
    "srv/books.cds",
];

/// A busy machine takes a while to start it.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server.
pub(crate) struct Cap {
    _process: Child,
    address: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Cap {
    pub(crate) async fn start() -> Self {
        let folder = tokio::task::spawn_blocking(installed).await.unwrap();
        let mut process = Command::new("node")
            .arg("node_modules/@sap/cds/bin/serve.js")
            .current_dir(folder)
            .env("PORT", "0")
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node is installed");
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some((_, rest)) = line.split_once("server listening on { url: '") {
                    return rest.split('\'').next().unwrap().to_owned();
                }
            }
            panic!("CAP ended before it listened")
        };
        let address = timeout(PATIENCE, listening).await.expect("CAP starts");
        let log = Arc::new(Mutex::new(Vec::new()));
        tokio::spawn({
            let log = Arc::clone(&log);
            async move {
                while let Ok(Some(line)) = lines.next_line().await {
                    log.lock().unwrap().push(line);
                }
            }
        });
        Self {
            _process: process,
            address,
            log,
        }
    }

    pub(crate) fn v4(&self) -> String {
        format!("{}/books", self.address)
    }

    pub(crate) fn v2(&self) -> String {
        format!("{}/odata/v2/books", self.address)
    }

    /// The methods of the requests the server has told of.
    pub(crate) fn methods(&self) -> Vec<String> {
        let log = self.log.lock().unwrap();
        log.iter()
            .filter_map(|line| line.split_once("[odata] - "))
            .filter_map(|(_, request)| request.split_whitespace().next())
            .map(str::to_owned)
            .collect()
    }
}

/// The project with its packages, installed once for all tests, as its lock file says.
fn installed() -> PathBuf {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/odata/cap");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cap");
    fs::create_dir_all(&folder).unwrap();
    let alone = File::create(folder.join("installing")).unwrap();
    alone.lock().unwrap();
    let content = |root: &Path| FILES.map(|file| fs::read(root.join(file)).ok());
    let ready = folder.join("ready");
    if ready.exists() && content(&folder) == content(&sources) {
        return folder;
    }
    let _ = fs::remove_file(&ready);
    for file in FILES {
        fs::create_dir_all(folder.join(file).parent().unwrap()).unwrap();
        fs::copy(sources.join(file), folder.join(file)).unwrap();
    }
    let npm = std::process::Command::new("npm")
        .args(["ci", "--ignore-scripts", "--omit=dev", "--omit=optional"])
        .args(["--no-audit", "--no-fund"])
        .current_dir(&folder)
        .stdout(Stdio::null())
        .status()
        .expect("npm is installed");
    assert!(npm.success(), "npm could not install SAP CAP");
    File::create(ready).unwrap();
    folder
}
