//! What must not be read by anybody who finds the store's files or the log.

use std::io::Write;
use std::sync::{Arc, Mutex};

use inlay::demo::house::{House, Plan};

use super::visitor::{deal_frame, open_deal, post, with_field};

/// Everything the process logs, at the most talkative level.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn neither_the_stores_files_nor_the_log_hold_a_secret_or_a_clients_figures() {
    let log = Log::default();
    let writer = log.clone();
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .init();

    let house = House::build(Plan::default()).await.unwrap();
    // Making up the sample ledger is not the server's work, and logs what it writes.
    log.0.lock().unwrap().clear();
    house.install().await.unwrap();
    let shown = open_deal(&house, "manager", 77).await;
    assert!(shown.text().contains("Northwind Trading"));
    post(&with_field(
        deal_frame(&house, "manager", 77),
        "AUTH_ID",
        "forged",
    ))
    .await;

    let client_id = &house.application().client_id;
    let mut secrets = vec![
        (
            "client secret".to_owned(),
            house.application().client_secret.expose().to_owned(),
        ),
        (
            "application token".to_owned(),
            house.application().application_token.expose().to_owned(),
        ),
        (
            "session".to_owned(),
            shown.data("data-session").unwrap().to_owned(),
        ),
        ("client's name".to_owned(), "Northwind Trading".to_owned()),
        ("client's tax number".to_owned(), "7701234507".to_owned()),
    ];
    for login in ["admin", "manager"] {
        let user = house.sim().user(login).unwrap();
        let pair = house.sim().token_for(user.id, client_id).unwrap();
        secrets.push((
            format!("{login}'s access token"),
            pair.access_token.expose().to_owned(),
        ));
        secrets.push((
            format!("{login}'s refresh token"),
            pair.refresh_token.expose().to_owned(),
        ));
    }
    let portal = house.app().store.portals().await.unwrap().remove(0);
    let kept = house
        .app()
        .store
        .scope(&portal)
        .tokens()
        .await
        .unwrap()
        .unwrap();
    secrets.push((
        "kept access token".to_owned(),
        kept.access.expose().to_owned(),
    ));
    secrets.push((
        "kept refresh token".to_owned(),
        kept.refresh.expose().to_owned(),
    ));
    secrets.push((
        "handler key".to_owned(),
        portal.handler_key.expose().to_owned(),
    ));

    let mut files = Vec::new();
    for entry in std::fs::read_dir(house.folder()).unwrap() {
        let path = entry.unwrap().path();
        if path
            .file_name()
            .unwrap()
            .to_string_lossy()
            .starts_with("inlay.db")
        {
            files.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    assert!(!files.is_empty());
    files.push(("the log".to_owned(), ours(&log.0.lock().unwrap())));
    for (place, bytes) in &files {
        for (name, secret) in &secrets {
            let found = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!found, "the {name} stands in {place}");
        }
    }
    house.stop().await;
}

/// The lines our own crates and their libraries wrote; the simulated portal in the same process
/// is somebody else.
fn ours(log: &[u8]) -> Vec<u8> {
    String::from_utf8_lossy(log)
        .lines()
        .filter(|line| !line.contains("bitrix24_sim"))
        .collect::<Vec<_>>()
        .join("\n")
        .into_bytes()
}
