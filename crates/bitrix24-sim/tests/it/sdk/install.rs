//! The packages, installed once into the target folder.

use std::{
    ffi::OsStr,
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
};

const TESTS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/sdk");

/// A folder of `tests/sdk`.
pub(super) fn programs(language: &str) -> PathBuf {
    Path::new(TESTS).join(language)
}

/// The folder that has `node_modules`.
pub(super) fn javascript() -> PathBuf {
    let source = programs("javascript");
    installed("javascript", &source.join("package-lock.json"), |folder| {
        for file in ["package.json", "package-lock.json"] {
            fs::copy(source.join(file), folder.join(file)).unwrap();
        }
        let npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
        run(Command::new("npm").args(npm).current_dir(folder));
    })
}

/// The interpreter that has the packages.
pub(super) fn python() -> PathBuf {
    let wanted = programs("python").join("requirements.txt");
    let interpreter = |folder: &Path| folder.join("bin").join("python");
    let folder = installed("python", &wanted, |folder| {
        run(Command::new("python3").args(["-m", "venv"]).arg(folder));
        let pip = ["-m", "pip", "install", "--quiet", "--require-hashes"];
        run(Command::new(interpreter(folder))
            .args(pip)
            .args(["--disable-pip-version-check", "--no-input", "-r"])
            .arg(&wanted));
    });
    interpreter(&folder)
}

/// A folder in which this has been run to its end for the present text of `lock`.
/// Whoever else wants it meanwhile, in this process or another, waits.
fn installed(name: &str, lock: &Path, install: impl FnOnce(&Path)) -> PathBuf {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sdk");
    fs::create_dir_all(&base).unwrap();
    let guard = File::create(base.join(format!("{name}.lock"))).unwrap();
    guard.lock().unwrap();

    let folder = base.join(name);
    let mark = folder.join("installed");
    let wanted = fs::read_to_string(lock).unwrap();
    if fs::read_to_string(&mark).is_ok_and(|present| present == wanted) {
        return folder;
    }
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    install(&folder);
    fs::write(mark, wanted).unwrap();
    folder
}

fn run(command: &mut Command) {
    let program = command.get_program().to_owned();
    let output = command.output().unwrap_or_else(|error| {
        panic!("{program:?} is needed to install the SDKs, and does not start: {error}")
    });
    assert!(
        output.status.success(),
        "the SDKs cannot be installed; is the package registry reachable?\n{} {}\n{}{}",
        program.display(),
        arguments(command),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

fn arguments(command: &Command) -> String {
    let arguments: Vec<_> = command.get_args().map(OsStr::to_string_lossy).collect();
    arguments.join(" ")
}
