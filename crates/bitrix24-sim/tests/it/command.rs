//! `bitrix24-sim serve`.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

use crate::support::answer;

/// The started program; it ends with the test.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn the_command_prints_what_a_program_needs_to_use_the_portal() {
    let mut config = tempfile::NamedTempFile::new().unwrap();
    writeln!(
        config,
        "member_id = \"00112233445566778899aabbccddeeff\"\nlimit = \"off\"\n\
         [[application]]\ntitle = \"Mine\"\nhandler = \"http://127.0.0.1:9/app\"\n\
         client_id = \"local.mine.1\"\nclient_secret = \"open\""
    )
    .unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_bitrix24-sim"))
        .args(["serve", "--listen", "127.0.0.1:0", "--json", "--config"])
        .arg(config.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = child.stdout.take().unwrap();
    let _program = Program(child);
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line).unwrap();

    let summary: Value = serde_json::from_str(&line).unwrap();
    assert_eq!(summary["member_id"], "00112233445566778899aabbccddeeff");
    assert_eq!(summary["applications"][0]["client_id"], "local.mine.1");
    assert_eq!(summary["applications"][0]["client_secret"], "open");
    assert_eq!(summary["users"][0]["login"], "admin");
    assert_ne!(summary["portal"], summary["authorization_server"]);

    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}crm.deal.get?ID=77", summary["webhook"].as_str().unwrap());
    let (status, body) = answer(http.get(url)).await;
    assert_eq!(
        (status.as_u16(), &body["result"]["ID"]),
        (200, &json!("77"))
    );
}
