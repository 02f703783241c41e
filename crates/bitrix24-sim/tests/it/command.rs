//! `bitrix24-sim serve`.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::support::answer;

/// The started program; it ends with the test.
struct Program {
    child: Child,
    summary: Value,
}

impl Program {
    fn start(arguments: &[&str], config: &str) -> Self {
        let file = file(config);
        let mut child = command(arguments)
            .args(["--listen", "127.0.0.1:0", "--json", "--config"])
            .arg(file.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = child.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let summary = serde_json::from_str(&line).unwrap();
        Self { child, summary }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bitrix24-sim"));
    command.arg("serve").args(arguments);
    command
}

fn file(config: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(config.as_bytes()).unwrap();
    file
}

fn http() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().build().unwrap()
}

#[tokio::test]
async fn the_command_prints_what_a_program_needs_to_use_the_portal() {
    let program = Program::start(
        &[],
        "member_id = \"00112233445566778899aabbccddeeff\"\nlimit = \"off\"\n\
         webhook = \"the-same\"\n[[user]]\nlogin = \"extra\"\nname = \"Ada\"\nadmin = true\n\
         [[application]]\ntitle = \"Mine\"\nhandler = \"http://127.0.0.1:9/app\"\n\
         client_id = \"local.mine.1\"\nclient_secret = \"open\"",
    );
    let summary = &program.summary;
    assert_eq!(summary["member_id"], "00112233445566778899aabbccddeeff");
    assert_eq!(summary["applications"][0]["client_id"], "local.mine.1");
    assert_eq!(summary["applications"][0]["client_secret"], "open");
    assert_eq!(summary["users"][0]["login"], "admin");
    let last = summary["users"].as_array().unwrap().last().unwrap();
    assert_eq!(
        last,
        &json!({"id": 10, "login": "extra", "name": "Ada ", "admin": true, "active": true})
    );
    assert_ne!(summary["portal"], summary["authorization_server"]);

    assert!(
        summary["webhook"]
            .as_str()
            .unwrap()
            .ends_with("/rest/1/the-same/")
    );
    let url = format!("{}crm.deal.get?ID=77", summary["webhook"].as_str().unwrap());
    let (status, body) = answer(http().get(url)).await;
    assert_eq!(
        (status.as_u16(), &body["result"]["ID"]),
        (200, &json!("77"))
    );
}

#[tokio::test]
async fn several_portals_run_with_one_authorization_server() {
    let program = Program::start(
        &["--portals", "3"],
        "[[application]]\nkind = \"market\"\nhandler = \"http://127.0.0.1:9/app\"\n\
         client_id = \"app.mine.1\"\nclient_secret = \"open\"\n\
         [[portal]]\n[[portal]]\ndeals = 60\n\
         [[portal.application]]\nhandler = \"http://127.0.0.1:9/own\"",
    );
    let portals = program.summary["portals"].as_array().unwrap();
    assert_eq!(portals.len(), 3);
    for key in ["portal", "member_id", "webhook"] {
        let mut values: Vec<_> = portals.iter().map(|one| one[key].to_string()).collect();
        values.sort();
        values.dedup();
        assert_eq!(values.len(), 3, "{key}");
    }
    let shared = &program.summary["authorization_server"];
    assert!(
        portals
            .iter()
            .all(|one| one["authorization_server"] == *shared)
    );
    let ids = |at: usize| {
        let applications = portals[at]["applications"].as_array().unwrap().iter();
        applications
            .map(|one| one["client_id"].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!((ids(0).len(), ids(1).len()), (1, 2));
    assert_eq!(ids(0)[0], ids(1)[0]);

    let mut totals = Vec::new();
    for portal in portals {
        let url = format!("{}crm.deal.list", portal["webhook"].as_str().unwrap());
        totals.push(answer(http().get(url)).await.1["total"].as_u64().unwrap());
    }
    assert_eq!(totals[0] + 60, totals[1]);
    assert_eq!(totals[0], totals[2]);
}

#[test]
fn a_file_that_cannot_be_used_is_refused_with_its_name_line_and_key() {
    let file = file("limit = \"off\"\n[[application]]\nhandler = \"http://a.example/\"\nname = 1");
    let output = command(&["--config"]).arg(file.path()).output().unwrap();
    assert!(!output.status.success());
    let told = String::from_utf8(output.stderr).unwrap();
    let name = file.path().display();
    assert!(
        told.contains(&format!("{name}, line 4: `name`: unknown field `name`")),
        "{told}"
    );
}
