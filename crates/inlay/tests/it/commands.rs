//! The commands, as a shell runs them.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

fn inlay() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_inlay"));
    command.kill_on_drop(true).env_remove("INLAY_CONFIG");
    command
}

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn configuration(folder: &std::path::Path, extra: &str) -> std::path::PathBuf {
    let file = folder.join("inlay.toml");
    let text = format!(
        r#"
[server]
listen          = "127.0.0.1:0"
operator_listen = "127.0.0.1:0"
public_url      = "https://inlay.acme.example"

[bitrix24]
portal        = "acme.bitrix24.com"
client_id     = "local.1"
client_secret = {{ env = "INLAY_CLIENT_SECRET" }}

[store]
url  = "sqlite://{}/inlay.db"
keys = [{{ id = "k1", env = "INLAY_KEY" }}]

[sources.erp]
kind = "sql"
url  = "sqlite:{}/books.db"

[sources.erp.queries.client]
params = {{ tax_id = "text" }}
sql    = "select id as client_id, name from clients where tax_id = :tax_id"

[match]
steps = [{{ crm = "requisite.RQ_INN", query = "erp.client" }}]

[[widget]]
id     = "client"
places = ["CRM_DEAL_DETAIL_TAB"]
title  = "Accounting"
[[widget.block]]
kind  = "figures"
items = [{{ label = "Name", value = "client.name" }}]
{extra}
"#,
        folder.display(),
        folder.display()
    );
    std::fs::write(&file, text).unwrap();
    file
}

async fn run(arguments: &[&str], config: &std::path::Path) -> (bool, String, String) {
    let output = inlay()
        .args(arguments)
        .arg("--config")
        .arg(config)
        .env("INLAY_CLIENT_SECRET", "very secret")
        .env("INLAY_KEY", KEY)
        .output()
        .await
        .unwrap();
    (
        output.status.success(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[tokio::test]
async fn check_says_what_a_good_configuration_amounts_to() {
    let folder = tempfile::tempdir().unwrap();
    let (good, output, errors) = run(&["check"], &configuration(folder.path(), "")).await;
    assert!(good, "{errors}");
    assert!(output.contains("erp.client"), "{output}");
    assert!(
        !output.contains("very secret") && !output.contains(KEY),
        "{output}"
    );
}

#[tokio::test]
async fn check_names_every_problem_with_its_line_and_the_nearest_name() {
    let folder = tempfile::tempdir().unwrap();
    let extra =
        "[[widget.block]]\nkind = \"tabel\"\nquery = \"erp.client\"\n[telemetry]\nlgo = \"json\"\n";
    let (good, _, errors) = run(&["check"], &configuration(folder.path(), extra)).await;
    assert!(!good);
    for words in ["inlay.toml", "tabel", "table", "lgo", "log"] {
        assert!(errors.contains(words), "{words} in {errors}");
    }
}

#[tokio::test]
async fn a_missing_file_is_a_clear_error() {
    let (good, _, errors) = run(&["check"], std::path::Path::new("/nowhere/inlay.toml")).await;
    assert!(!good);
    assert!(errors.contains("/nowhere/inlay.toml"), "{errors}");
}

#[tokio::test]
async fn migrate_makes_the_store_and_can_be_run_again() {
    let folder = tempfile::tempdir().unwrap();
    let config = configuration(folder.path(), "");
    for _ in 0..2 {
        let (good, output, errors) = run(&["migrate"], &config).await;
        assert!(good, "{output}{errors}");
    }
    assert!(folder.path().join("inlay.db").exists());
}

#[tokio::test]
async fn serve_refuses_a_store_that_another_key_sealed() {
    let folder = tempfile::tempdir().unwrap();
    let config = configuration(folder.path(), "");
    assert!(run(&["migrate"], &config).await.0);
    let mut serve = inlay();
    serve
        .args(["serve", "--config"])
        .arg(&config)
        .env("INLAY_CLIENT_SECRET", "very secret")
        .env("INLAY_KEY", "//79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA=")
        .stdin(Stdio::null());
    let output = tokio::time::timeout(Duration::from_secs(20), serve.output())
        .await
        .expect("it does not start")
        .unwrap();
    assert!(!output.status.success());
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(errors.contains("key"), "{errors}");
}

#[tokio::test]
async fn the_demo_prints_an_address_and_answers_there() {
    let mut demo = inlay()
        .args([
            "demo",
            "--listen",
            "127.0.0.1:0",
            "--portal-listen",
            "127.0.0.1:0",
        ])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(demo.stdout.take().unwrap()).lines();
    let address = tokio::time::timeout(Duration::from_secs(30), async {
        loop {
            let line = lines.next_line().await.unwrap().expect("the demo goes on");
            if let Some(address) = line
                .split_whitespace()
                .find(|word| word.contains("/crm/deal/details/"))
            {
                return address.to_owned();
            }
        }
    })
    .await
    .expect("an address is printed");
    let answer = super::visitor::http().get(&address).send().await.unwrap();
    assert!(answer.status().is_success() || answer.status().is_redirection());
    demo.kill().await.unwrap();
}

#[tokio::test]
async fn a_generated_key_is_32_bytes() {
    use base64::Engine;
    let output = inlay().args(["key", "generate"]).output().await.unwrap();
    let key = String::from_utf8(output.stdout).unwrap();
    let bytes = base64::engine::general_purpose::STANDARD
        .decode(key.trim())
        .unwrap();
    assert_eq!(bytes.len(), 32);
}

#[tokio::test]
async fn a_widget_is_previewed_in_any_state_and_language_without_portal_or_books() {
    let folder = tempfile::tempdir().unwrap();
    let file = configuration(folder.path(), "");
    let preview = async |arguments: &[&str]| {
        let mut command = inlay();
        command.args(["--config", file.to_str().unwrap(), "widget", "preview"]);
        command.args(arguments);
        command
            .env("INLAY_CLIENT_SECRET", "secret")
            .env("INLAY_KEY", KEY);
        command.output().await.unwrap()
    };
    let page = preview(&["--state", "no-access", "--language", "de"]).await;
    let page = String::from_utf8(page.stdout).unwrap();
    assert!(page.contains("<html lang=\"de\"") && page.contains("data-state=\"no-access\""));
    // One file: it asks nobody for anything.
    assert!(
        page.contains("<style>") && !page.contains("src=\"http"),
        "{page}"
    );

    let out = folder.path().join("states.html");
    let done = preview(&["--out", out.to_str().unwrap()]).await;
    assert!(done.status.success());
    let all = std::fs::read_to_string(&out).unwrap();
    for state in ["loading", "fresh", "stale", "several", "plan-expired"] {
        assert!(all.contains(state), "{state}");
    }

    let unknown = preview(&["--widget", "clint"]).await;
    let said = String::from_utf8(unknown.stderr).unwrap();
    assert!(
        !unknown.status.success() && said.contains("there are: client"),
        "{said}"
    );
    let unknown = preview(&["--state", "fesh"]).await;
    let said = String::from_utf8(unknown.stderr).unwrap();
    assert!(
        !unknown.status.success() && said.contains("'fresh'"),
        "{said}"
    );
}
