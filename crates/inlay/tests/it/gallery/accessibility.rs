//! axe-core: what it finds on a page, run in the browser that shows it.

use std::fs::{self, File};
use std::path::Path;
use std::process::Command;

use serde_json::Value;
use testbed::Chromium;

/// Where its version is pinned.
const PINNED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/accessibility");

/// The checker's script, installed once into the target folder.
pub(super) fn script() -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("accessibility");
    fs::create_dir_all(&folder).unwrap();
    // Whoever else wants it meanwhile waits.
    let guard = File::create(folder.join("lock")).unwrap();
    guard.lock().unwrap();
    let lock = fs::read_to_string(Path::new(PINNED).join("package-lock.json")).unwrap();
    let mark = folder.join("installed");
    if fs::read_to_string(&mark).is_ok_and(|present| present == lock) {
        return fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js")).unwrap();
    }
    for file in ["package.json", "package-lock.json"] {
        fs::copy(Path::new(PINNED).join(file), folder.join(file)).unwrap();
    }
    let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
    let output = Command::new("npm").args(npm).current_dir(&folder).output();
    let output = output.expect("npm is needed to install the accessibility checker");
    assert!(
        output.status.success(),
        "the accessibility checker cannot be installed; is the package registry reachable?\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    fs::write(mark, lock).unwrap();
    fs::read_to_string(folder.join("node_modules/axe-core/axe.min.js")).unwrap()
}

/// What is seriously or critically wrong with the page in the present frame, in one line each.
pub(super) async fn findings(chromium: &Chromium, script: &str) -> Vec<String> {
    let page = chromium.page();
    page.execute(script, Vec::new()).await.unwrap();
    let run = "const done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'], preload: false }).then(
            (results) => done(results.violations.map((violation) => ({
                impact: violation.impact,
                words: `${violation.id}: ${violation.help}: `
                    + violation.nodes.map((node) => node.html).join(' | '),
            }))),
            (error) => done([{ impact: 'critical', words: String(error) }]));";
    let Value::Array(violations) = page.execute_async(run, Vec::new()).await.unwrap() else {
        panic!("the checker brings a list")
    };
    violations
        .iter()
        .filter(|found| matches!(found["impact"].as_str(), Some("serious" | "critical")))
        .map(|found| found["words"].as_str().unwrap_or_default().to_owned())
        .collect()
}
